import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort, scratch, until } from "./program.ts";
import { type Site, siteAt } from "./site.ts";

const PORT = await freePort();
const folder = scratch();
const site: Site = siteAt(PORT, join(folder.path, "site"), { PUBLISH_TOKEN: "token" });
const health = z.object({ status: z.string(), pending: z.number() });
const feed = z.object({ items: z.array(z.object({ title: z.string() })) });

beforeAll(() => site.start());
afterAll(async () => {
	await site.kill();
	folder.remove();
});

/** Publishes an article. Returns the status of the response. */
async function publish(name: string): Promise<number> {
	const text = `---\ntitle: ${name}\ndate: 2026-05-04\n---\nText.\n`;
	const headers = { Authorization: "Bearer token" };
	const body = JSON.stringify({ path: `${name}.md`, text });
	return (await fetch(`${site.url}/api/sources`, { method: "POST", headers, body })).status;
}

async function titles(): Promise<string[]> {
	const response = await fetch(`${site.url}/feed.json`);
	return response.ok ? feed.parse(await response.json()).items.map(({ title }) => title) : [];
}

async function healthNow() {
	return health.parse(await (await fetch(`${site.url}/health`)).json());
}

/**
 * Blocks writes to a store of the running Worker, as if its disk were full. Returns a function that allows writes
 * again.
 */
function seize(store: string): () => void {
	const at = join(folder.path, "site/state/v3", store);
	const file = readdirSync(at).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
	const database = new DatabaseSync(join(at, file ?? "not there"), { timeout: 10_000 });
	database.exec("BEGIN EXCLUSIVE");
	return () => {
		database.exec("ROLLBACK");
		database.close();
	};
}

test("while KV writes fail, articles are accepted, readers get the old feed, and /health reports a delay", async () => {
	expect(await publish("before")).toBe(200);
	await until(async () => (await titles()).length === 1);
	const release = seize("kv/miniflare-KVNamespaceObject");
	expect(await publish("during")).toBe(200);
	await until(async () => (await healthNow()).status === "delayed");
	expect(await titles()).toEqual(["before"]);
	release();
	await until(async () => (await healthNow()).pending === 0);
	expect((await titles()).sort()).toEqual(["before", "during"]);
	expect(await healthNow()).toEqual({ status: "ok", pending: 0 });
});

test("if the site is killed while KV writes fail, it publishes the accepted changes after a restart", async () => {
	const release = seize("kv/miniflare-KVNamespaceObject");
	expect(await publish("late")).toBe(200);
	await until(async () => (await healthNow()).status === "delayed");
	await site.kill();
	release();
	await site.start();
	await until(async () => (await titles()).includes("late"));
});

test("while the site cannot store anything, it accepts no changes; afterwards, everything works again", async () => {
	const before = await titles();
	const release = seize("do/newsstand-Publisher");
	expect(await publish("refused")).toBe(500);
	expect(await titles()).toEqual(before);
	release();
	await until(async () => (await publish("refused")) === 200);
	await until(async () => (await titles()).includes("refused"));
	expect((await titles()).sort()).toEqual([...before, "refused"].sort());
});
