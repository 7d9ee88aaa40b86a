import * as z from "zod";
import { nearest } from "../../feed/feed-names.ts";
import { readSettings, SETTINGS } from "../../settings.ts";
import { check } from "../check.ts";
import type { CommandContext } from "../command.ts";
import { error, type Fault, warning } from "../verify/finding.ts";
import type { ProjectConfig } from "../wrangler/config.ts";

/** The Durable Objects: binding name → class name. */
const OBJECTS = new Map([
	["PUBLISHER", "Publisher"],
	["RECONCILER", "Reconciler"],
	["HUB", "Hub"],
	["READERSHIP", "Readership"],
]);

const RESTORE = "Restore these lines from Newsstand's own wrangler.toml (`git diff wrangler.toml` shows them).";

/** Finds required and recommended parts that are missing from `wrangler.toml`. */
export function bindingFaults(config: ProjectConfig): Fault[] {
	const missing = (what: string): Fault => error(`wrangler.toml: ${what} is missing.`, RESTORE);
	const faults: Fault[] = [];
	if (!config.kv_namespaces.some(({ binding }) => binding === "KV")) faults.push(missing("the KV namespace KV"));
	for (const [name, type] of OBJECTS) {
		const bound = config.durable_objects.bindings.find((one) => one.name === name);
		if (bound?.class_name !== type) faults.push(missing(`the Durable Object ${name} with the class ${type}`));
	}
	return [
		...faults,
		...migrationFaults(config, missing),
		...queueFaults(config, missing),
		...recommendedFaults(config),
	];
}

function migrationFaults({ migrations }: ProjectConfig, missing: (what: string) => Fault): Fault[] {
	const made = migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes ?? []);
	const tags = migrations.map(({ tag }) => tag);
	const twice = tags.filter((tag, index) => tags.indexOf(tag) !== index);
	return [
		...[...OBJECTS.values()]
			.filter((type) => !made.includes(type))
			.map((type) => missing(`the migration that creates ${type} (new_sqlite_classes)`)),
		...twice.map((tag) =>
			error(`wrangler.toml: two migrations have the tag ${tag}, so the second would never run.`, RESTORE),
		),
	];
}

function queueFaults({ queues }: ProjectConfig, missing: (what: string) => Fault): Fault[] {
	const producer = queues.producers?.find(({ binding }) => binding === "DELIVERIES");
	if (producer?.queue === undefined) return [missing("the queue DELIVERIES")];
	const consumer = queues.consumers?.find(({ queue }) => queue === producer.queue);
	if (consumer === undefined) return [missing(`the consumer of the queue ${producer.queue}`)];
	const dead = consumer.dead_letter_queue;
	if (dead === undefined) return [missing(`the dead-letter queue of ${producer.queue}`)];
	if (!dead.includes("dead")) {
		const what = `wrangler.toml: the name of the dead-letter queue, ${dead}, does not contain “dead”.`;
		return [
			error(what, "Newsstand recognizes the queue by that word. Name it something like newsstand-dead-deliveries."),
		];
	}
	return queues.consumers?.some(({ queue }) => queue === dead) ? [] : [missing(`the consumer of the queue ${dead}`)];
}

/** Finds problems with settings that are recommended, but not required. */
function recommendedFaults({ triggers, observability }: ProjectConfig): Fault[] {
	const faults: Fault[] = [];
	if (triggers.crons === undefined || triggers.crons.length === 0) {
		const what = "wrangler.toml: there is no cron trigger, so repositories are synced only by webhooks.";
		faults.push(warning(what, RESTORE));
	}
	if (observability?.enabled && observability.logs?.invocation_logs !== false) {
		const what = "wrangler.toml: every request is logged, including private feed links.";
		faults.push(warning(what, "Add invocation_logs = false below [observability.logs]."));
	}
	return faults;
}

/** Finds problems in the table `[vars]` of `wrangler.toml`: unknown settings and invalid values. */
export function settingFaults(vars: Record<string, unknown>): Fault[] {
	const unknown = Object.keys(vars).filter((name) => !SETTINGS.includes(name));
	const problems = readSettings(vars);
	return [
		...unknown.map((name) => {
			const [meant = ""] = nearest(name, SETTINGS, 1);
			return error(
				`wrangler.toml: unknown setting ${name}.`,
				`Did you mean ${meant}? docs/settings.md lists all settings. Secrets do not belong in this file.`,
			);
		}),
		...("problems" in problems
			? problems.problems.map((problem) => error(`wrangler.toml: ${problem}`, ""))
			: problems.warnings.map((problem) => warning(`wrangler.toml: ${problem}`, ""))),
	];
}

const found = z.object({ files: z.number(), problems: z.array(z.object({ severity: z.string() })) });

/** Reports how many errors and warnings `check` finds in folders. */
export async function folderFaults(folders: string[], place: CommandContext): Promise<Fault[]> {
	const said: string[] = [];
	const failures: string[] = [];
	const terminal = {
		line: (text: string) => void said.push(text),
		error: (text: string) => void failures.push(text),
		progress: place.terminal.progress,
	};
	await check(["--json", ...folders], { ...place, terminal });
	if (failures.length > 0) return failures.map((failure) => error(failure, ""));
	const { files, problems } = found.parse(JSON.parse(said.join("\n")));
	const fix = `Run \`npm run newsstand -- check ${folders.join(" ")}\` to see them and how to fix them.`;
	if (files === 0) return [warning("The folders contain no articles.", "See docs/content.md for how to write one.")];
	const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
	return [
		...(count("error") > 0
			? [
					error(
						`${count("error") === 1 ? "1 error prevents" : `${count("error")} errors prevent`} articles from being published.`,
						fix,
					),
				]
			: []),
		...(count("warning") > 0
			? [warning(`${count("warning") === 1 ? "1 warning" : `${count("warning")} warnings`} in articles.`, fix)]
			: []),
	];
}
