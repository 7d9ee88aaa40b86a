import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configElsewhere, freePort, node, type Program, printed, scratch, stop } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const ROOT = join(import.meta.dirname, "../..");

/** A separate project, so that its settings may be broken. */
const project = scratch();
const config = join(project.path, "wrangler.toml");
const valid = configElsewhere();
let program: Program;

/** Saves the settings atomically, as editors do. */
function save(text: string): void {
	writeFileSync(`${config}.new`, text);
	renameSync(`${config}.new`, config);
}

beforeAll(async () => {
	save(valid);
	writeFileSync(join(project.path, "package.json"), "{}");
	symlinkSync(join(ROOT, "node_modules"), join(project.path, "node_modules"));
	mkdirSync(join(project.path, "content"));
	writeFileSync(join(project.path, "content/tide.md"), "---\ntitle: Tide\ndate: 2026-05-04\n---\nText.\n");
	program = node("tests/e2e/start-in.ts", project.path, "--port", String(PORT));
	await printed(program, /^Ready: /m);
});
afterAll(async () => {
	await stop(program, PORT);
	project.remove();
});

test("a setting that becomes invalid is reported in the terminal and on the page until it is fixed", async () => {
	save(valid.replace(/^FEED_SIZE = .*$/m, 'FEED_SIZE = "many"'));
	await printed(program, /^The setting FEED_SIZE is not a number.*\nThe site serves only this error until you fix it/m);

	const page = await fetch(SITE);
	expect(page.status).toBe(500);
	expect(page.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
	expect(await page.text()).toContain("The setting FEED_SIZE is not a number");
	expect(await (await fetch(`${SITE}/health`)).json()).toMatchObject({ status: "misconfigured" });

	save(valid);
	await printed(program, /^All settings are valid again\.$/m);
	expect((await fetch(SITE)).status).toBe(200);
});
