import * as z from "zod";
import { nearest } from "../../feed/feed-names.ts";
import { readSettings, SETTINGS } from "../../settings.ts";
import { check } from "../check.ts";
import type { CommandContext } from "../command.ts";
import { error, type Fault, warning } from "../verify/finding.ts";
import type { ProjectConfig } from "../wrangler/config.ts";

/** The Durable Objects that the program knows: the name of the binding, and of the class. */
const OBJECTS = new Map([
	["PUBLISHER", "Publisher"],
	["RECONCILER", "Reconciler"],
	["HUB", "Hub"],
	["READERSHIP", "Readership"],
]);

const RESTORE =
	"Take these lines back from the wrangler.toml that Newsstand comes with (`git diff wrangler.toml` shows them).";

/** What of the project's configuration the program cannot do without, or had better not. */
export function bindingFaults(config: ProjectConfig): Fault[] {
	const missing = (what: string): Fault => error(`wrangler.toml: ${what} is missing.`, RESTORE);
	const faults: Fault[] = [];
	if (!config.kv_namespaces.some(({ binding }) => binding === "KV")) faults.push(missing("the KV namespace KV"));
	for (const [name, type] of OBJECTS) {
		const bound = config.durable_objects.bindings.find((one) => one.name === name);
		if (bound?.class_name !== type) faults.push(missing(`the Durable Object ${name} of the class ${type}`));
	}
	return [...faults, ...migrationFaults(config, missing), ...queueFaults(config, missing), ...habitFaults(config)];
}

function migrationFaults({ migrations }: ProjectConfig, missing: (what: string) => Fault): Fault[] {
	const made = migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes ?? []);
	const tags = migrations.map(({ tag }) => tag);
	const twice = tags.filter((tag, index) => tags.indexOf(tag) !== index);
	return [
		...[...OBJECTS.values()]
			.filter((type) => !made.includes(type))
			.map((type) => missing(`the migration that makes ${type} (new_sqlite_classes)`)),
		...twice.map((tag) =>
			error(`wrangler.toml: two migrations are called ${tag}, so the second would never be made.`, RESTORE),
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
		const what = `wrangler.toml: the dead-letter queue is called ${dead}, without the word “dead” in it.`;
		return [error(what, "By that word the program knows it. Call it something like newsstand-dead-deliveries.")];
	}
	return queues.consumers?.some(({ queue }) => queue === dead) ? [] : [missing(`the consumer of the queue ${dead}`)];
}

/** What works without, but worse. */
function habitFaults({ triggers, observability }: ProjectConfig): Fault[] {
	const faults: Fault[] = [];
	if (triggers.crons === undefined || triggers.crons.length === 0) {
		const what = "wrangler.toml: no cron is set, so nobody looks at the repositories but when a webhook comes.";
		faults.push(warning(what, RESTORE));
	}
	if (observability?.enabled && observability.logs?.invocation_logs !== false) {
		const what = "wrangler.toml: each request is logged, and with it the addresses of private feeds.";
		faults.push(warning(what, "Write invocation_logs = false below [observability.logs]."));
	}
	return faults;
}

/** What is wrong with `[vars]` of `wrangler.toml`: names that mean nothing, and values that cannot be. */
export function settingFaults(vars: Record<string, unknown>): Fault[] {
	const unknown = Object.keys(vars).filter((name) => !SETTINGS.includes(name));
	const problems = readSettings(vars);
	return [
		...unknown.map((name) => {
			const [meant = ""] = nearest(name, SETTINGS, 1);
			return error(
				`wrangler.toml: there is no setting ${name}.`,
				`Was ${meant} meant? docs/deploying.md lists all settings. Secrets do not belong here.`,
			);
		}),
		...("problems" in problems ? problems.problems.map((problem) => error(`wrangler.toml: ${problem}`, "")) : []),
	];
}

const found = z.object({ files: z.number(), problems: z.array(z.object({ severity: z.string() })) });

/** What `check` has to say about folders, counted. */
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
	const mend = `\`npm run newsstand -- check ${folders.join(" ")}\` shows them, with how to mend each.`;
	if (files === 0) return [warning("There is no article in the folders.", "docs/content.md says how one is written.")];
	const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
	return [
		...(count("error") > 0
			? [error(`Mistakes that keep an article from being published: ${count("error")}.`, mend)]
			: []),
		...(count("warning") > 0 ? [warning(`Things in articles that are worth a look: ${count("warning")}.`, mend)] : []),
	];
}
