import fc from "fast-check";
import { expect, test } from "vitest";
import { fileNames } from "../../src/cli/backup/write.ts";

function namesOf(paths: string[]): string[] {
	return paths.map(fileNames());
}

test("a path that is valid on every system is used as the file name", () => {
	const paths = ["Ärger.md", "a b/c-d.txt", "articles/2026/one.md", "articles/two.md", "大.md"];
	expect(namesOf(paths)).toEqual(paths.map((path) => `sources/${path}`));
});

test.each(["con.md", "NUL", "a/lpt1.txt", "a:b.md", "what?.md", "a.", "b /c.md", "~x.md", `${"ä".repeat(150)}.md`])(
	"%s gets a different name that is valid on every system, and keeps its extension",
	(path) => {
		const [name = ""] = namesOf([path]);
		expect(name).toMatch(/^sources\/~\/[0-9a-f]{32}(\.md|\.txt)?$/);
		expect(namesOf([path])).toEqual([name]);
	},
);

test.each([
	["A.md", "a.md"],
	["a.md", "a.md/b.md"],
	["A.md/b.md", "a.md"],
	["\u00e9.md", "e\u0301.md"],
])("%s and %s get different file names", (one, other) => {
	const [first, second = ""] = namesOf([one, other]);
	expect(first).toBe(`sources/${one}`);
	expect(second).toMatch(/^sources\/~\//);
});

test("for any paths, file names are unique and stay inside the folder", () => {
	const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "A", "a.md", "con", "~"), fc.string({ unit: "grapheme" }));
	const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
	fc.assert(
		fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
			const names = namesOf(paths);
			expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
			for (const name of names) {
				expect(name).toMatch(/^sources\/[^/]/);
				expect(name.split("/").filter((part) => ["", ".", ".."].includes(part) || part.includes("\\"))).toEqual([]);
			}
			for (const name of names) expect(names.some((other) => other.startsWith(`${name}/`))).toBe(false);
		}),
	);
});
