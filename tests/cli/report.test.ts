import { expect, test } from "vitest";
import type { Problem } from "../../src/article/problem.ts";
import { totalsOf } from "../../src/article/totals.ts";
import type { Published } from "../../src/cli/content/upload.ts";
import { changeLine, feedTable, problemLines, progressBar, totalsLines } from "../../src/cli/report.ts";

const nothing: Published = { added: 0, changed: 0, removed: 0, unchanged: 5, paths: [], problems: [], unsent: 0 };
const noTitle: Problem = { severity: "error", path: "a.md", line: 3, message: "No title.", hint: "Write one." };
const time = new Date(2026, 10, 22, 14, 3, 7);

test("table columns are aligned even with double-width characters", () => {
	const rss = (name: string): string => `http://localhost:8787/${name}.rss`;
	const feeds = [
		{ name: "feed", count: 1234, rss: rss("feed") },
		{ name: "topics/新聞", count: 7, rss: rss("n") },
		{ name: "providers/cafe\u0301.fr", count: 0, rss: rss("c") },
	];
	expect(feedTable(feeds)).toEqual([
		"Feed               Articles  RSS",
		"feed                   1234  http://localhost:8787/feed.rss",
		"topics/新聞               7  http://localhost:8787/n.rss",
		"providers/cafe\u0301.fr         0  http://localhost:8787/c.rss",
	]);
});

test("a problem is shown with its location, and its hint on the next line", () => {
	expect(problemLines([noTitle])).toEqual(["a.md:3  No title.", "    Write one."]);
	expect(problemLines([{ ...noTitle, line: null, severity: "warning", hint: "" }])).toEqual([
		"a.md  Warning: No title.",
	]);
});

test("control characters in a name do not reach the terminal", () => {
	const [line = ""] = problemLines([{ ...noTitle, path: "\x1b[2J\x1b]0;owned\x07a\r\nb\x9b31m.md" }]);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not contain them
	expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
});

test("for an empty folder, the report says how to begin", () => {
	expect(totalsLines(totalsOf([]), { ...nothing, unchanged: 0 })).toEqual([
		expect.stringMatching(/^There are no articles yet\. Write one, such as hello\.md/),
	]);
});

test("the summary contains the number of files of each kind and the number of uploads, and uses the singular for 1", () => {
	const totals = totalsOf([
		...[{ path: "a.md", kind: "published" as const, count: 1204 }],
		...[{ path: "b.md", kind: "draft" as const }],
		...[{ path: "c.org", kind: "unread" as const }],
	]);
	expect(totalsLines(totals, { added: 1, changed: 0, removed: 2, unchanged: 1203 })).toEqual([
		"1,206 files: 1,204 published, 1 draft",
		"Not articles: 1 file in unsupported formats (1 .org)",
		"1 file uploaded, 2 removed, 1203 unchanged",
	]);
});

test("a repeated problem is listed once; within a severity, the most frequent problem comes first", () => {
	const times = (count: number, problem: Problem) =>
		Array.from({ length: count }, (_, index) => ({ ...problem, path: `${index}.md` }));
	const warning: Problem = { ...noTitle, severity: "warning", message: "Odd.", hint: "" };
	expect(problemLines([...times(2, warning), ...times(754, { ...warning, message: "Bad." }), noTitle])).toEqual([
		"a.md:3  No title.",
		"    Write one.",
		"Warning: Bad. (754 times)",
		"    In 0.md:3, 1.md:3, 2.md:3 and 751 more",
		"Warning: Odd. (2 times)",
		"    In 0.md:3, 1.md:3",
		"",
		"To list every occurrence: npm run newsstand -- check --all FOLDER",
	]);
});

test("a sync with changes prints one line; a sync without changes prints nothing", () => {
	expect(changeLine(time, nothing, [])).toBeNull();
	expect(changeLine(time, { ...nothing, paths: ["a.md"] }, [])).toBeNull();
	expect(changeLine(time, { ...nothing, changed: 1, paths: ["a.md"] }, [])).toBe("14:03:07  1 changed: a.md");
	expect(changeLine(time, { ...nothing, added: 4, removed: 1, paths: ["a", "b", "c", "d", "e"] }, [])).toBe(
		"14:03:07  4 added, 1 removed: a, b, c and 2 more",
	);
	expect(changeLine(time, nothing, [noTitle, noTitle])).toBe("14:03:07  2 problems: a.md");
	expect(changeLine(time, { ...nothing, changed: 1, paths: ["a.md"] }, [], 1)).toBe(
		"14:03:07  1 changed, 1 problem fixed: a.md",
	);
});

test.each([
	[0, 8, "[--------------------] 0 of 8"],
	[2, 8, "[#####---------------] 2 of 8"],
	[8, 8, "[####################] 8 of 8"],
])("the progress bar shows %i of %i", (done, total, bar) => {
	expect(progressBar(done, total)).toBe(bar);
});
