import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { argumentFault, type CommandContext } from "../command.ts";
import { type ProjectConfig, readConfig } from "../wrangler/config.ts";
import { isClone, PROGRAM, programVersion } from "./find-site.ts";
import { MAIN, partsOf, siteConfigOf } from "./site-config.ts";

/**
 * The `upgrade` command: updates a site's `wrangler.toml` for the installed version. Adds missing bindings and
 * migrations, and raises the compatibility date. Returns 1 if the file cannot be read.
 */
export async function upgrade(args: string[], { root, terminal }: CommandContext): Promise<number> {
	let options: { yes?: boolean; "dry-run"?: boolean };
	try {
		options = parseArgs({
			args,
			options: { yes: { type: "boolean", short: "y" }, "dry-run": { type: "boolean" } },
		}).values;
	} catch (error) {
		terminal.error(argumentFault(error, "upgrade"));
		return 1;
	}
	const [own, newest] = [await readConfig(root), await readConfig(PROGRAM)];
	for (const config of [own, newest]) {
		if (!("failure" in config)) continue;
		terminal.error(config.failure);
		return 1;
	}
	if ("failure" in own || "failure" in newest) return 1;
	const file = join(root, "wrangler.toml");
	const before = await readFile(file, "utf8");
	const template = await readFile(join(PROGRAM, "wrangler.toml"), "utf8");
	const after = upgradedConfig(before, own, isClone(root) ? template : siteConfigOf(template), newest);
	const version = programVersion();
	if (after === before) {
		terminal.line(`wrangler.toml is up to date with Newsstand ${version}.`);
		return 0;
	}
	terminal.line(`wrangler.toml needs these changes for Newsstand ${version}:`);
	terminal.line(["", ...changedLines(before, after), ""].join("\n"));
	if (options["dry-run"]) return 0;
	if (!options.yes && !(await agrees())) {
		terminal.line("Nothing was changed. To apply the changes: npm run newsstand -- upgrade --yes");
		return 0;
	}
	// Rename a complete file over the old one, so that an interruption cannot leave a half-written file.
	const draft = `${file}.new`;
	await writeFile(draft, after);
	await rename(draft, file);
	terminal.line("Changed. See what is new: node_modules/newsstand/CHANGELOG.md");
	terminal.line("Next: npm run deploy");
	return 0;
}

async function agrees(): Promise<boolean> {
	if (!process.stdin.isTTY) return false;
	const lines = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return /^(y|yes|)$/i.test((await lines.question("Change the file? [Y/n] ")).trim());
	} finally {
		lines.close();
	}
}

/**
 * Adds the missing parts of the newest `wrangler.toml` to a site's file. Keeps the owner's own lines.
 *
 * @param template the newest `wrangler.toml`, adapted to this folder
 */
export function upgradedConfig(text: string, own: ProjectConfig, template: string, newest: ProjectConfig): string {
	let after = text;
	if (/^main = "src\/worker\.ts"$/m.test(after) && template.includes(MAIN)) after = siteConfigOf(after);
	const [date, ownDate] = [newest.compatibility_date ?? "", own.compatibility_date ?? ""];
	if (ownDate < date) {
		after = after.replace(/^(\s*compatibility_date\s*=\s*)["'][^"'\n]*["']/m, (_, start) => `${start}"${date}"`);
	}
	const name = own.queues.producers?.find(({ binding }) => binding === "DELIVERIES")?.queue ?? `${own.name}-deliveries`;
	const missing = partsOf(template).filter((part) => isMissing(part, own));
	return `${[after.trimEnd(), ...missing.map((part) => withQueues(part, name))].join("\n\n")}\n`;
}

/** Renames the queues in a part to match the site's existing queue or, if there is none, the site's name. */
function withQueues(part: string, deliveries: string): string {
	const stem = deliveries.replace(/-?deliveries$/, "") || "newsstand";
	return part.replaceAll(/"newsstand-((?:dead-)?deliveries)"/g, (_, kind: string) => JSON.stringify(`${stem}-${kind}`));
}

/**
 * Whether a site lacks what a part of the newest `wrangler.toml` declares. Settings never count as missing, because
 * they have defaults.
 */
function isMissing(part: string, own: ProjectConfig): boolean {
	const table = /^\[+([\w.]+)\]+$/m.exec(part)?.[1];
	const value = (key: string): string => new RegExp(`^${key}\\s*=\\s*\\[?"([^"]*)"`, "m").exec(part)?.[1] ?? "";
	switch (table) {
		case "durable_objects.bindings":
			return own.durable_objects.bindings.every(({ name }) => name !== value("name"));
		case "migrations":
			return own.migrations.every(
				({ new_sqlite_classes = [] }) => !new_sqlite_classes.includes(value("new_sqlite_classes")),
			);
		case "ratelimits":
			return (own.ratelimits ?? []).every(({ name }) => name !== value("name"));
		case "queues.producers":
			return (own.queues.producers ?? []).every(({ binding }) => binding !== value("binding"));
		case "queues.consumers": {
			const isDead = value("queue").includes("dead");
			return (own.queues.consumers ?? []).every(({ queue }) => queue.includes("dead") !== isDead);
		}
		case "kv_namespaces":
			return own.kv_namespaces.every(({ binding }) => binding !== value("binding"));
		case "version_metadata":
			return own.version_metadata === undefined;
		case "triggers":
			return (own.triggers.crons ?? []).length === 0;
		default:
			return false;
	}
}

/**
 * Returns the changed lines, as in a diff. A simple comparison is enough, because lines are only replaced one by one,
 * removed, or added at the end.
 */
export function changedLines(before: string, after: string): string[] {
	const [old, now] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
	const lines: string[] = [];
	let at = 0;
	for (const line of old) {
		const found = now.indexOf(line, at);
		if (found === -1) lines.push(`- ${line}`);
		else {
			lines.push(...now.slice(at, found).map((one) => `+ ${one}`));
			at = found + 1;
		}
	}
	return [...lines, ...now.slice(at).map((one) => `+ ${one}`)];
}
