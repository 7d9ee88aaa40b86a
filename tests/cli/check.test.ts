import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { check, checkSources } from "../../src/cli/check.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const NOW = Date.UTC(2026, 10, 1);

const article = (title: string, ...lines: string[]) =>
	["---", `title: ${title}`, "date: 2026-05-04", ...lines, "---", "Text."].join("\n");

const look = (files: Record<string, string>, timeZone = "UTC") =>
	checkSources(
		Object.entries(files).map(([path, text]) => ({ path, text })),
		{ now: NOW, timeZone },
		() => {},
	);

test("check counts published, scheduled, expired and draft articles", () => {
	const found = look({
		"a.md": article("A"),
		"b.md": article("B", "draft: true"),
		"c.md": article("C", "expires: 2026-06-01"),
		"d.md": "---\ntitle: D\ndate: 2027-01-01\n---\n",
		"topics/x.yaml": "name: X\n",
	});
	expect(found).toMatchObject({ files: 5, published: 1, waiting: 2, hidden: 1, problems: [] });
});

test("duplicate links, inconsistent spellings of topics and duplicate descriptions are found", () => {
	const { problems } = look({
		"a.md": article("A", "link: https://x.example/1", "quality: 5"),
		"b.md": article("B", "link: https://x.example/1"),
		"c.md": article("C", "tags: [Power Apps]"),
		"d.md": article("D", "tags: [Power Apps]"),
		"e.md": article("E", "tags: [power-apps]"),
		"topics/one.yaml": "name: Y\n",
		"topics/two.yaml": "name: y\n",
	});
	expect(problems.map(({ severity, path }) => [severity, path])).toEqual([
		["warning", "b.md"],
		["warning", "e.md"],
		["warning", "topics/two.yaml"],
	]);
});

test("folder defaults apply regardless of the order of files", () => {
	const files = {
		"de/a.md": article("A"),
		"de/_defaults.yaml": "topics: [Küste]\n",
		"b.md": article("B", "tags: [küste]"),
	};
	expect(look(files).problems).toMatchObject([{ severity: "warning" }]);
});

test("a plain-text file next to an index file is part of the index file's article unless it has front matter", () => {
	const found = look({
		"key/index.md": article("Key"),
		"key/message.txt": "A signed message\n\nWith several words in it.",
		"key/other.txt": article("Other"),
		"notes/alone.txt": article("Alone"),
		"index.md": article("Home"),
		"beside.txt": article("Beside"),
	});
	expect(found).toMatchObject({ published: 5, hidden: 1, problems: [] });
});

test("invalid lines in a redirects file are found", () => {
	const found = look({ "_redirects.yaml": "/a: /b\n/c: //evil.example\n" });
	expect(found).toMatchObject({ files: 1, published: 0, hidden: 0, problems: [{ severity: "warning", line: 2 }] });
});

test("a date without a time zone is in the site's time zone", () => {
	const files = { "a.md": "---\ntitle: A\ndate: 2026-11-01 08:00\n---\nText.\n" };
	expect(look(files)).toMatchObject({ published: 0, waiting: 1 });
	expect(look(files, "Pacific/Kiritimati")).toMatchObject({ published: 1, waiting: 0 });
});

test("check prints each problem with its location and fix, and then a summary; it exits with 1 only if there are errors", async () => {
	const folder = await temporaryFolder({ "good.md": article("A"), "bad.md": article("B", "published: maybe") });
	const lines: string[] = [];
	const terminal = {
		line: (text: string) => lines.push(text),
		error: (text: string) => lines.push(text),
		progress() {},
	};
	expect(await check([folder], { root: folder, cwd: folder, terminal })).toBe(1);
	const output = lines.join("\n");
	expect(output).toMatch(/^.*bad\.md:4 {2}`published` is neither true nor false\./);
	expect(output).toContain("    Use `true` or `false`.");
	expect(output).toContain("2 files: 1 ready, 1 with errors · 1 error, 0 warnings, 0 guesses");
	lines.length = 0;
	expect(await check(["--json", folder], { root: folder, cwd: folder, terminal })).toBe(1);
	expect(JSON.parse(lines.join(""))).toMatchObject({ files: 2, published: 1, problems: [{ path: "bad.md", line: 4 }] });
	lines.length = 0;
	expect(await check([join(folder, "none")], { root: folder, cwd: folder, terminal })).toBe(1);
	expect(lines).toHaveLength(1);
	const fine = await temporaryFolder({ "good.md": article("A") });
	expect(await check([fine], { root: fine, cwd: fine, terminal })).toBe(0);
});

test("an unreadable README, CHANGELOG or LICENSE is ignored, but a Git LFS pointer causes an error", async () => {
	const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
	const latin = Buffer.from("Caf\u00e9", "latin1");
	const files = { "good.md": article("Good"), "README.md": latin, "CHANGELOG.md": "x".repeat(1024 * 1024 + 1) };
	const cwd = await temporaryFolder({ ...files, "pointer.md": pointer });
	await symlink("nowhere.md", join(cwd, "LICENSE.md"));
	const terminal = recordingTerminal();
	expect(await check(["--json", "."], { root: cwd, cwd, terminal })).toBe(1);
	const { problems } = JSON.parse(terminal.lines.join("\n"));
	expect(problems).toMatchObject([{ path: "pointer.md", message: expect.stringContaining("Git LFS pointer") }]);
});

test("unreadable or duplicate folder defaults cause errors that block the folder's articles", async () => {
	const folder = await temporaryFolder({
		"vip/_defaults.yaml": Buffer.from("audience: members # f\xfcr uns", "latin1"),
		"vip/a.md": article("A"),
		"pro/_defaults.yaml": "audience: public\n",
		"pro/_defaults.yml": "audience: members\n",
		"b.md": article("B"),
	});
	const lines: string[] = [];
	const terminal = { line: (text: string) => void lines.push(text), error: () => {}, progress: () => {} };
	expect(await check(["--json", folder], { root: folder, cwd: folder, terminal })).toBe(1);
	const { published, problems } = JSON.parse(lines.join("\n"));
	expect(published).toBe(1);
	expect(problems.map(({ path }: { path: string }) => path)).toEqual([
		...["pro/_defaults.yaml", "pro/_defaults.yml", "vip/_defaults.yaml", "vip/a.md"],
	]);
	expect(problems[0].message).toContain("pro/_defaults.yaml and pro/_defaults.yml");
	expect(problems.at(-1).message).toContain("the folder's defaults cannot be read");
});

test("a repeated problem is listed once, with its first locations and a way to see all locations; errors are listed first", async () => {
	const many = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.md`, article("A", "quality: x")]));
	const folder = await temporaryFolder({ ...many, "bad.md": "---\n[\n---\n" });
	const terminal = recordingTerminal();
	const run = async (...args: string[]) => {
		terminal.lines.length = 0;
		await check([...args, folder], { root: folder, cwd: folder, terminal });
		return stripVTControlCharacters(terminal.lines.join("\n"));
	};
	const output = await run();
	expect(output).toMatch(/^bad\.md/);
	expect(output).toContain("Warning: `quality` is not a number in the allowed range. (5 times)\n");
	expect(output).toContain("    In 0.md:4, 1.md:4, 2.md:4 and 2 more\n");
	expect(output).toContain("To list every occurrence: npm run newsstand -- check --all FOLDER");
	expect(output).toMatch(/6 files: 5 ready, 1 with errors · 1 error, 5 warnings, 0 guesses$/);
	const all = await run("--all");
	expect(all.match(/^\d\.md:4 {2}Warning: `quality`/gm)).toHaveLength(5);
	expect(all).not.toContain("--all FOLDER");
});

test("a misspelt field causes one warning per folder; a name that does not resemble any field is ignored", () => {
	const { problems } = look({
		"de/a.md": article("A", "autor: Anna", "layout: post", "comments: true"),
		"de/b.md": article("B", "autor: Bert"),
		"en/a.md": article("C", "topic: Harbour", "autor: Cleo"),
		"en/b.md": article("D", "topic: Harbour", "topics: [Harbour]", "publisher: Us"),
		"en/c.md": "---\ntitel: E\ndate: 2026-05-04\ndecription: Short.\n---\n",
	});
	expect(problems.map(({ severity, path, message }) => [severity, path, message.split(" ")[0]])).toEqual([
		["warning", "de/a.md", "`autor`"],
		["warning", "en/a.md", "`topic`"],
		["warning", "en/a.md", "`autor`"],
		["error", "en/c.md", "`title`"],
		["warning", "en/c.md", "`titel`"],
		["warning", "en/c.md", "`decription`"],
	]);
	expect(problems[0]).toMatchObject({ line: 4, hint: expect.stringContaining("`author`") });
});
