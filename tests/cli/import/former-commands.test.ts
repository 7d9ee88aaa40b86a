import { expect, test, vi } from "vitest";
import { standInWorker } from "../stand-in-worker.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { filesIn, runImport } from "./run-import.ts";

const PROSE = "The harbour master opened the new gate on Friday morning, and the first boats came through at once.";

test("import FILE still drafts an article and mentions the new command `draft`", async () => {
	const folder = await temporaryFolder({
		"gate.txt": `The new gate\n\n${PROSE}\n`,
		"tide.txt": `The tide\n\n${PROSE}\n`,
	});
	const one = await runImport(folder, "gate.txt");
	expect(one.code).toBe(0);
	expect(one.said.split("\n")[0]).toBe(
		"`import` now reads exports of other programs. To draft articles from text files, use `newsstand draft`.",
	);
	expect((await runImport(folder, "--out", "new", "tide.txt")).code).toBe(0);
	expect([...(await filesIn(folder)).keys()].filter((path) => path.endsWith(".md"))).toEqual([
		"gate.md",
		"new/tide.md",
	]);
});

test("import --to and --give-up still restore a backup and mention the new command `restore`", async () => {
	vi.stubEnv("PUBLISH_TOKEN", "secret");
	const folder = await temporaryFolder();
	const says = "`import` now reads exports of other programs. To restore a backup, use `newsstand restore`.";
	const missing = await runImport(folder, "--to", "http://localhost:1", "backup");
	expect([missing.code, missing.said]).toEqual([1, says]);
	expect(missing.failures).toContain("backup");
	const worker = await standInWorker();
	worker.instead = () => ({ status: 204, body: "" });
	const cancelled = await runImport(folder, "--give-up", `--to=${worker.url}`);
	expect(cancelled.code).toBe(0);
	expect(cancelled.said).toContain("Restore cancelled");
	expect(worker.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["DELETE /api/import"]);
});
