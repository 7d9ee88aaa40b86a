import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, newsstand, type Program, scratch, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const folder = scratch();
let site: Program;

beforeAll(async () => {
	site = await startReady("--port", String(PORT), "--state", folder.path);
	// After a burst of changes, the last one is dated a little later, and responses have the current time until then.
	await until(async () => {
		const { headers } = await fetch(`${SITE}/feed/archive/2026-11.rss`);
		return Date.parse(headers.get("last-modified") ?? "") < Date.now() - 2000;
	});
});
afterAll(async () => {
	await stop(site, PORT);
	folder.remove();
});

test.each([
	"/",
	"/topics/climate.json",
	"/providers/harbourpost.example.rss",
	"/feed/archive/2026-11.rss",
	"/select.atom?topic=climate&topic=reading",
])("verify finds no problems in %s", async (path) => {
	const url = SITE + path;
	const { ended, output } = newsstand("verify", "--json", url);
	expect(await ended, output()).toBe(0);
	const { url: verified, checks } = JSON.parse(output());
	expect(verified).toBe(url);
	expect(checks.length).toBeGreaterThan(4);
	expect(checks.flatMap(({ findings }: { findings: unknown[] }) => findings)).toEqual([]);
});

test("verify reports no errors or warnings for the sample site", async () => {
	const { ended, output } = newsstand("verify", SITE);
	expect(await ended, output()).toBe(0);
	expect(output().trim().split("\n").at(-1)).toContain(`${SITE}/: no errors, no warnings`);
});
