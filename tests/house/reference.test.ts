import { describe, expect, test } from "vitest";
import { SECRETS } from "../../src/cli/doctor/secrets.ts";
import { COMMAND_NAMES, helpFor, isCommand } from "../../src/cli/help.ts";
import { REPOSITORY_FIELDS } from "../../src/repositories.ts";
import { SETTINGS } from "../../src/settings.ts";
import { readPage } from "../docs.ts";

/** The cells of the first column in the tables below a heading of a page; without one, in all its tables. */
function firstColumn(path: string, heading?: string): string[] {
	const sections = readPage(path).split(/^## /m);
	const text = heading === undefined ? readPage(path) : sections.find((one) => one.startsWith(`${heading}\n`));
	if (text === undefined) throw new Error(`${path} has no heading ${heading}`);
	const rows = text.split("\n").filter((line) => line.startsWith("| "));
	return rows.map((row) => row.split(/(?<!\\)\|/)[1]?.trim() ?? "");
}

/** The code in backquotes in table cells. */
function codes(cells: readonly string[]): string[] {
	return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code));
}

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe("docs/settings.md", () => {
	test("has each setting, and nothing else", () => {
		expect(codes(firstColumn("docs/settings.md", "Settings"))).toEqual(SETTINGS);
	});

	test("has each secret, and nothing else", () => {
		expect(sorted(codes(firstColumn("docs/settings.md", "Secrets")))).toEqual(sorted(SECRETS));
	});

	test("has each field of a repository, and nothing else", () => {
		expect(sorted(codes(firstColumn("docs/settings.md", "Repositories")))).toEqual(sorted(REPOSITORY_FIELDS));
	});
});

describe("docs/cli.md", () => {
	const options = (text: string) => sorted([...text.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
	const usages = codes(firstColumn("docs/cli.md").filter((cell) => /^`[a-z]/.test(cell)));
	const commands = Map.groupBy(usages, (usage) => usage.split(" ")[0] ?? "");

	test("has each command, and nothing else", () => {
		expect(sorted(commands.keys())).toEqual(sorted([...COMMAND_NAMES, "help"]));
	});

	test.each(COMMAND_NAMES.filter(isCommand))("has each option of %s, and nothing else", (name) => {
		expect(options((commands.get(name) ?? []).join(" "))).toEqual(
			options(helpFor(name).replace(/Examples:[\s\S]*/, "")),
		);
	});

	test("explains each option", () => {
		const explained = codes(firstColumn("docs/cli.md").filter((cell) => cell.startsWith("`--")));
		expect(options(explained.join(" "))).toEqual(sorted([...options(usages.join(" ")), "--help"]));
	});
});
