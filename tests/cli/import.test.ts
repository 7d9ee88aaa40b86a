import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { importFiles } from "../../src/cli/import.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PROSE =
	"The harbour master opened the new gate on Friday morning, and the first boats came through before the tide had turned.";
const PAGE = `News Sport\n\nThe new gate is open for boats\n\nby Ada Writer\n\n${PROSE}\n\n${PROSE}\n`;

/** Runs `import` in a folder; what it said. */
async function run(folder: string, ...args: string[]): Promise<{ code: number; said: string }> {
	const lines: string[] = [];
	const say = (text: string) => void lines.push(text);
	const terminal = { line: say, error: say, progress() {} };
	const code = await importFiles(args, { root: folder, cwd: folder, terminal });
	return { code, said: lines.join("\n") };
}

test("writes out what can be told of a text, as an article that says the same", async () => {
	const folder = await temporaryFolder({ "harbour.example/2026-05-04-gate.txt": PAGE });
	const { code, said } = await run(folder, "harbour.example/2026-05-04-gate.txt");
	expect(code).toBe(0);
	expect(said).toContain("harbour.example/2026-05-04-gate.md");
	expect(said).toContain("line 3: Title taken from line 3.");
	const text = await readFile(join(folder, "harbour.example/2026-05-04-gate.md"), "utf8");
	expect(text).toMatch(
		/^---\ntitle: The new gate is open for boats\ndate: 2026-05-04\nlanguage: en\nprovider: harbour.example\n/,
	);
	const context = { siteUrl: "https://x.example", timeZone: "UTC", defaults: {} };
	const [before, after] = [PAGE, text].map((source) =>
		readSource("harbour.example/2026-05-04-gate.md", source, context),
	);
	const bare = readSource("harbour.example/2026-05-04-gate.txt", PAGE, context);
	if (after?.kind !== "article" || bare.kind !== "article") throw new Error(JSON.stringify([before, after, bare]));
	const { path: _, ...same } = bare.article;
	expect(after.article).toMatchObject({ ...same, html: bare.article.html });
	expect(after.problems).toEqual([]);
});

test("takes nothing back: a file that is there stays, and another folder may be named", async () => {
	const folder = await temporaryFolder({ "gate.txt": PAGE, "gate.md": "mine", "out/.keep": "" });
	const refused = await run(folder, "gate.txt");
	expect(refused.code).toBe(1);
	expect(refused.said).toContain("is there already");
	expect(await readFile(join(folder, "gate.md"), "utf8")).toBe("mine");
	expect((await run(folder, "--out", "out", "gate.txt")).code).toBe(0);
	expect(await readFile(join(folder, "out/gate.md"), "utf8")).toContain("The new gate");
});

test("says in a line what cannot be imported", async () => {
	const folder = await temporaryFolder({ "a.html": "<p>x", "b.md": "---\ntitle: x\n---\n", "c.md": `# C\n\n${PROSE}` });
	for (const [args, why] of [
		[["a.html"], /Only \.txt and \.md/],
		[["b.md"], /front matter already/],
		[["c.md"], /would take its place.*--out DIR/],
		[["none.txt"], /none\.txt/],
		[[], /Which files/],
		[["--wrong"], /--wrong/],
	] as const) {
		const { code, said } = await run(folder, ...args);
		expect(code).toBe(1);
		expect(said).toMatch(why);
		expect(said.split("\n")).toHaveLength(1);
	}
});

test("refuses a Git LFS pointer", async () => {
	const folder = await temporaryFolder({
		"a.txt": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
	});
	const { code, said } = await run(folder, "a.txt");
	expect(code).toBe(1);
	expect(said).toContain("Git LFS pointer");
});
