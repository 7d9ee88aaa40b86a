import { member } from "../../article/field-names.ts";
import { FrontMatterError, parseToml } from "../../article/front-matter-formats.ts";
import type { CliError } from "../command.ts";
import type { Found, SettingName } from "./proposal.ts";
import { type PlannedFile, textOf } from "./write-files.ts";

/** The values of the settings that ship with Newsstand, which do not count as chosen by the owner. */
const SHIPPED: Record<SettingName, RegExp> = {
	SITE_URL: /^$|^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\/?$/,
	SITE_TITLE: /^(?:Newsstand)?$/,
	SITE_DESCRIPTION: /^(?:A sample newsroom, published with Newsstand\.)?$/,
	SITE_LANGUAGE: /^(?:en)?$/,
	SITE_TIME_ZONE: /^(?:UTC)?$/,
};

/** Returns the settings in `wrangler.toml` that the owner has chosen. */
export async function ownSettings(file: string): Promise<Map<SettingName, string> | CliError> {
	const vars = varsOf(file, (await textOf(file)) ?? "");
	if ("failure" in vars) return vars;
	const own = new Map<SettingName, string>();
	for (const name of SETTING_NAMES) {
		const value = member(vars.values, name);
		if (typeof value === "string" && !SHIPPED[name].test(value)) own.set(name, value);
	}
	return own;
}

const SETTING_NAMES: readonly SettingName[] = [
	"SITE_URL",
	"SITE_TITLE",
	"SITE_DESCRIPTION",
	"SITE_LANGUAGE",
	"SITE_TIME_ZONE",
];

/** Plans `wrangler.toml` with these settings. Everything else in the file, including comments, stays unchanged. */
export async function withSettings(
	file: string,
	settings: ReadonlyMap<SettingName, Found>,
): Promise<PlannedFile | CliError> {
	const before = await textOf(file);
	if (before === null) return { failure: `${file} does not exist. Run the command in your site's folder.` };
	const old = varsOf(file, before);
	if ("failure" in old) return old;
	let after = before;
	for (const [name, { value }] of settings) after = withSetting(after, name, value);
	const now = varsOf(file, after);
	const isWhole =
		!("failure" in now) &&
		sameFields(now.values, {
			...Object(old.values),
			...Object.fromEntries([...settings].map(([name, { value }]) => [name, value])),
		});
	if (isWhole) return { file, before, after };
	const lines = [...settings].map(([name, { value }]) => `${name} = ${JSON.stringify(value)}`);
	return {
		failure: `${file}: \`[vars]\` cannot be edited automatically. Set these yourself, then run this again:\n${lines.join("\n")}`,
	};
}

function varsOf(file: string, text: string): { values: unknown } | CliError {
	try {
		return { values: member(parseToml(text).data, "vars") ?? {} };
	} catch (error) {
		if (!(error instanceof FrontMatterError)) throw error;
		return { failure: `${file}, line ${error.fault.line}: ${error.fault.message} Fix it, then run this again.` };
	}
}

function sameFields(one: unknown, other: Record<string, unknown>): boolean {
	const sorted = (fields: object) => JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
	return sorted(Object(one)) === sorted(other);
}

/** Replaces the old value, or adds the setting as the first line of `[vars]`. Adds `[vars]` if it is missing. */
function withSetting(text: string, name: SettingName, value: string): string {
	const written = JSON.stringify(value);
	const line = new RegExp(`^([ \\t]*${name}[ \\t]*=[ \\t]*)(?:"(?:[^"\\\\\\n]|\\\\.)*"|'[^'\\n]*')`, "m");
	if (line.test(text)) return text.replace(line, (_, start: string) => start + written);
	const table = /^[ \t]*\[vars\][^\n]*\n/m;
	if (table.test(text)) return text.replace(table, (header) => `${header}${name} = ${written}\n`);
	return `${text.replace(/\n?$/, "\n")}\n[vars]\n${name} = ${written}\n`;
}
