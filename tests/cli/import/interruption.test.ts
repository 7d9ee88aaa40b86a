import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { BLOG, blogItems } from "./blog.ts";
import { articlesIn, runImport } from "./run-import.ts";
import { wxr } from "./wxr.ts";

const ENTRY = fileURLToPath(new URL("../../../src/cli/newsstand.mjs", import.meta.url));

/** Lists the article files written so far. */
async function written(folder: string): Promise<string[]> {
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	return names.filter((name) => /\/.*\.(md|html|part)$/.test(name)).sort();
}

test("Ctrl-C stops the import between two articles, and the next run of the same command continues the import", async () => {
	const folder = await temporaryFolder({ "export.xml": wxr(blogItems(2000), BLOG) });
	const out = join(folder, "out");
	const child = spawn(process.execPath, [ENTRY, "import", "wordpress", "export.xml", "out"], { cwd: folder });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
	const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
	while ((await written(out)).length < 5 && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
	child.kill("SIGINT");
	expect(await ended).toBe(130);
	expect(said).toMatch(/^Stopped after \d+ of 1960 posts\. Run the same command again to continue\.$/m);
	const before = await written(out);
	expect(before.length).toBeLessThan(1960);
	expect(before.filter((name) => name.endsWith(".part"))).toEqual([]);
	expect(await articlesIn(out)).toHaveLength(before.length);
	const times = async () => Promise.all(before.map(async (name) => (await stat(join(out, name))).mtimeMs));
	const first = await times();
	const { code, said: second } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(0);
	expect(second).toContain(`${before.length.toLocaleString("en")} unchanged`);
	expect(await articlesIn(out)).toHaveLength(1960);
	expect(await times()).toEqual(first);
});
