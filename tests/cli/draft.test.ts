import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { draftFiles } from "../../src/cli/draft.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PROSE =
	"The harbour master opened the new gate on Friday morning, and the first boats came through before the tide had turned.";
const PAGE = `News Sport\n\nThe new gate is open for boats\n\nby Ada Writer\n\n${PROSE}\n\n${PROSE}\n`;

/** Runs `draft` in a folder, and returns its exit code and output. */
async function run(folder: string, ...args: string[]): Promise<{ code: number; said: string }> {
	const lines: string[] = [];
	const say = (text: string) => void lines.push(text);
	const terminal = { line: say, error: say, progress() {} };
	const code = await draftFiles(args, { root: folder, cwd: folder, terminal });
	return { code, said: lines.join("\n") };
}

test("draft converts a plain-text file to an article with the same content", async () => {
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

test("draft never overwrites a file, and creates the folder in --out if it is missing", async () => {
	const folder = await temporaryFolder({ "gate.txt": PAGE, "gate.md": "mine" });
	const refused = await run(folder, "gate.txt");
	expect(refused.code).toBe(1);
	expect(refused.said).toContain("already exists");
	expect(await readFile(join(folder, "gate.md"), "utf8")).toBe("mine");
	expect((await run(folder, "--out", "new/out", "gate.txt")).code).toBe(0);
	expect(await readFile(join(folder, "new/out/gate.md"), "utf8")).toContain("The new gate");
});

test("draft reads the date from the line below the byline, and removes that line from the body", async () => {
	const written = [
		["4 May 2026", "2026-05-04"],
		["Monday, May 4, 2026", "2026-05-04"],
		["4. Mai 2026", "2026-05-04"],
		["04.05.2026", "2026-05-04"],
		["13/05/2026", "2026-05-13"],
		["le 4 août 2026", "2026-08-04"],
	] as const;
	for (const [line, date] of written) {
		const text = PAGE.replace("by Ada Writer", `by Ada Writer\n\n${line}`);
		const folder = await temporaryFolder({ "gate.txt": text });
		const { said } = await run(folder, "gate.txt");
		expect(said).toContain("line 7: Date taken from this line.");
		const article = await readFile(join(folder, "gate.md"), "utf8");
		expect(article).toMatch(new RegExp(`^date: ${date}$`, "m"));
		expect(article).not.toContain(line);
	}
});

test("draft reports a date whose day and month could be swapped", async () => {
	const text = PAGE.replace("by Ada Writer", "by Ada Writer\n\n04/05/2026");
	const folder = await temporaryFolder({ "gate.txt": text });
	expect((await run(folder, "gate.txt")).said).toContain(
		"line 7: The date on this line could not be read and was left out. Set `date`.",
	);
});

test("a file that cannot be converted causes a one-line error", async () => {
	const folder = await temporaryFolder({ "a.html": "<p>x", "b.md": "---\ntitle: x\n---\n", "c.md": `# C\n\n${PROSE}` });
	for (const [args, why] of [
		[["a.html"], /Only \.txt and \.md/],
		[["b.md"], /already has front matter/],
		[["c.md"], /would overwrite c\.md.*--out DIR/],
		[["none.txt"], /none\.txt/],
		[[], /Specify the files to convert/],
		[["--wrong"], /--wrong/],
	] as const) {
		const { code, said } = await run(folder, ...args);
		expect(code).toBe(1);
		expect(said).toMatch(why);
		expect(said.split("\n")).toHaveLength(1);
	}
});

test("draft rejects a Git LFS pointer", async () => {
	const folder = await temporaryFolder({
		"a.txt": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
	});
	const { code, said } = await run(folder, "a.txt");
	expect(code).toBe(1);
	expect(said).toContain("Git LFS pointer");
});
