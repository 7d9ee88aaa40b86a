import { describe, expect, test } from "vitest";
import { SECRETS } from "../../src/cli/doctor/secrets.ts";
import { COMMAND_NAMES, helpFor, isCommand } from "../../src/cli/help.ts";
import { REPOSITORY_FIELDS } from "../../src/repositories.ts";
import { SETTINGS } from "../../src/settings.ts";
import { readPage } from "../docs.ts";

/** Returns the cells in the first column of a page's tables, below one heading or in the whole page. */
function firstColumn(path: string, heading?: string): string[] {
	const sections = readPage(path).split(/^## /m);
	const text = heading === undefined ? readPage(path) : sections.find((one) => one.startsWith(`${heading}\n`));
	if (text === undefined) throw new Error(`${path} does not have a heading “${heading}”`);
	const rows = text.split("\n").filter((line) => line.startsWith("| "));
	return rows.map((row) => row.split(/(?<!\\)\|/)[1]?.trim() ?? "");
}

/** Returns the strings in backticks in the given table cells. */
function codes(cells: readonly string[]): string[] {
	return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code));
}

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe("docs/settings.md", () => {
	test("lists exactly the existing settings", () => {
		expect(codes(firstColumn("docs/settings.md", "Settings"))).toEqual(SETTINGS);
	});

	test("lists exactly the existing secrets", () => {
		expect(sorted(codes(firstColumn("docs/settings.md", "Secrets")))).toEqual(sorted(SECRETS));
	});

	test("lists exactly the existing fields of a repository", () => {
		expect(sorted(codes(firstColumn("docs/settings.md", "Repositories")))).toEqual(sorted(REPOSITORY_FIELDS));
	});
});

describe("docs/cli.md", () => {
	const options = (text: string) => sorted([...text.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
	const usages = codes(firstColumn("docs/cli.md").filter((cell) => /^`[a-z]/.test(cell)));
	const commands = Map.groupBy(usages, (usage) => usage.split(" ")[0] ?? "");

	test("lists exactly the existing commands", () => {
		expect(sorted(commands.keys())).toEqual(sorted([...COMMAND_NAMES, "help"]));
	});

	test.each(COMMAND_NAMES.filter(isCommand))("lists exactly the existing options of %s", (name) => {
		expect(options((commands.get(name) ?? []).join(" "))).toEqual(
			options(helpFor(name).replace(/Examples:[\s\S]*/, "")),
		);
	});

	test("explains each option", () => {
		const explained = codes(firstColumn("docs/cli.md").filter((cell) => cell.startsWith("`--")));
		expect(options(explained.join(" "))).toEqual(sorted([...options(usages.join(" ")), "--help"]));
	});
});
