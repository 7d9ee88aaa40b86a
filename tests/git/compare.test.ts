import { expect, test } from "vitest";
import { diff, fileOf } from "../../src/git/compare.ts";

const WHOLE = { folder: "", into: "" };
const hashOf = (letter: string) => letter.repeat(40);
const file = (path: string, hash = hashOf("a"), over = {}) => ({ path, hash, isLink: false, ...over });

test("new, changed and deleted files each become one step; unchanged files do not", () => {
	const held = new Map([
		["same.md", hashOf("a")],
		["edited.md", hashOf("b")],
		["gone.md", hashOf("c")],
	]);
	const files = [file("same.md"), file("edited.md", hashOf("d")), file("new.md", hashOf("e"))];
	expect(diff(WHOLE, files, held)).toEqual({
		steps: [
			{ path: "edited.md", file: "edited.md", hash: hashOf("d"), fault: null },
			{ path: "new.md", file: "new.md", hash: hashOf("e"), fault: null },
			{ path: "gone.md", file: "", hash: null, fault: null },
		],
		added: 1,
		changed: 1,
		removed: 1,
		unsent: 0,
		problems: [],
	});
});

test("a moved file becomes a deletion and an addition", () => {
	const found = diff(WHOLE, [file("b/tide.md")], new Map([["a/tide.md", hashOf("a")]]));
	expect(found).toMatchObject({ added: 1, changed: 0, removed: 1 });
	expect(found.steps[0]).toMatchObject({ path: "b/tide.md", copyOf: "a/tide.md" });
});

test("pictures, scripts, hidden files and node_modules are not sources", () => {
	const names = ["logo.png", "build.js", ".github/issue.md", "node_modules/x/README.md", "a/.draft.md", "Makefile"];
	expect(
		diff(
			WHOLE,
			names.map((name) => file(name)),
			new Map(),
		).steps,
	).toEqual([]);
});

test("paths in the content folder are mapped to paths on the site", () => {
	const place = { folder: "docs/news", into: "harbour/" };
	const [step] = diff(place, [file("2026/tide.md")], new Map()).steps;
	expect(step).toMatchObject({ path: "harbour/2026/tide.md", file: "docs/news/2026/tide.md" });
	expect(fileOf(place, "harbour/2026/tide.md")).toBe("docs/news/2026/tide.md");
});

test("a file name in NFD leads to the same path as in NFC", () => {
	const decomposed = "ku\u0308ste.md";
	expect(diff(WHOLE, [file(decomposed)], new Map([["k\u00fcste.md", hashOf("a")]])).steps).toEqual([]);
});

test.each<[string, string, object]>([
	["a symbolic link", "link.md", { isLink: true }],
	["an invalid path", "a\\b.md", {}],
	["a path that is too long", `${"x".repeat(500)}.md`, {}],
])("%s is reported as a problem, and the article published from it stays online", (_, path, over) => {
	const { steps, problems, removed } = diff(WHOLE, [file(path, hashOf("f"), over)], new Map([[path, hashOf("a")]]));
	// The step tells the site that the file exists but cannot be read.
	expect({ steps, removed }).toMatchObject({ steps: [{ path, fault: { line: null } }], removed: 0 });
	expect(problems).toMatchObject([{ severity: "error", path, message: expect.stringMatching(/\.$/) }]);
});

test.each(["README.md", "docs/License.txt", "a\\b/CHANGELOG.md"])(
	"%s is ignored, even as a symbolic link or at an invalid path",
	(path) => {
		const { steps, problems } = diff(WHOLE, [file(path, hashOf("f"), { isLink: true })], new Map());
		expect(problems).toEqual([]);
		expect(steps).toMatchObject([{ path, fault: { line: null } }]);
	},
);
test.each<[string, object[]]>([
	["a symbolic link", [file("vip/_defaults.yaml", hashOf("a"), { isLink: true })]],
	["duplicates after NFC", [file("k\u00fc/_defaults.yaml"), file("ku\u0308/_defaults.yaml", hashOf("b"))]],
	["in a path that is too long", [file(`${"x/".repeat(250)}_defaults.yaml`)]],
])("folder defaults that are %s are reported to the site, because they may mark a members' folder", (_, files) => {
	const { steps, problems } = diff(WHOLE, files as ReturnType<typeof file>[], new Map());
	expect(steps).toMatchObject([{ fault: { message: expect.stringMatching(/\.$/) } }]);
	expect(problems).toHaveLength(1);
	const held = new Map(steps.map(({ path, hash }) => [path, hash ?? ""]));
	expect(diff(WHOLE, files as ReturnType<typeof file>[], held).steps).toEqual([]);
	// Once the file is readable, or its duplicate is deleted, the file must count as changed, although its Git hash is
	// the same.
	const [last] = files.slice(-1) as ReturnType<typeof file>[];
	if (last)
		expect(diff(WHOLE, [{ ...last, isLink: false, path: "ok/_defaults.yaml" }], held).steps[0]?.fault).toBeNull();
});

test("if two file names are the same in NFC, the second file is reported as a problem", () => {
	const twins = [file("k\u00fcste.md"), file("ku\u0308ste.md", hashOf("b"))];
	const { steps, problems, unsent } = diff(WHOLE, twins, new Map());
	expect(unsent).toBe(1);
	expect(steps).toHaveLength(1);
	expect(problems).toHaveLength(1);
});

test("files in unsupported formats are counted but not fetched", () => {
	const files = [file("notes.org"), file("node_modules/x/notes.org"), file("guide/manual.rst")];
	const { steps, problems } = diff(WHOLE, files, new Map());
	expect(steps.map(({ path, fault }) => [path, fault?.message])).toEqual([
		["notes.org", "Files in this format are not supported."],
		["guide/manual.rst", "Files in this format are not supported."],
	]);
	expect(problems).toEqual([]);
	const held = new Map(steps.map(({ path, hash }) => [path, hash ?? ""]));
	expect(diff(WHOLE, files, held).steps).toEqual([]);
});

test("a file that the host lists as too large is not fetched", () => {
	const { steps } = diff(WHOLE, [file("a.md", hashOf("a"), { size: 1024 * 1024 + 1 })], new Map());
	expect(steps).toMatchObject([{ fault: { message: "The file is larger than 1 MiB." } }]);
});
