import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CachingProxy, cachingProxy } from "./caching-proxy.ts";
import { freePort, newsstand, type Program, scratch, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const folder = scratch();
const content = join(folder.path, "content");
let site: Program;
let proxy: CachingProxy;

beforeAll(async () => {
	mkdirSync(join(content, "closed"), { recursive: true });
	write("open.md", "Open", "public");
	write("closed/secret.md", "Zanzibar", "members");
	site = await startReady("--port", String(PORT), "--state", join(folder.path, "state"), content);
	proxy = await cachingProxy(SITE);
});
afterAll(async () => {
	await proxy.close();
	await stop(site, PORT);
	folder.remove();
});

function write(name: string, title: string, audience: string): void {
	const lines = ["---", `title: ${title}`, "date: 2026-05-04", "topics: [AI]", `audience: ${audience}`, "---", "Text."];
	writeFileSync(join(content, name), lines.join("\n"));
}

async function token(...args: string[]): Promise<string> {
	const program = newsstand("token", ...args, "--to", SITE);
	expect(await program.ended, program.output()).toBe(0);
	return program.output();
}

/**
 * Creates a token with the CLI. Returns the base path of the token's feeds, without the site's address and a trailing
 * slash.
 */
async function subscriberAt(...args: string[]): Promise<string> {
	const output = await token("new", ...args);
	const [, base = ""] = new RegExp(`${SITE}(/private/[^/\\s]+)/`).exec(output) ?? [];
	expect(base, output).not.toBe("");
	return base;
}

async function through(path: string): Promise<{ status: number; text: string; isHit: boolean }> {
	const response = await fetch(proxy.url + path, { redirect: "manual" });
	return { status: response.status, text: await response.text(), isHit: response.headers.get("x-cache") === "hit" };
}

const PATHS = [
	"",
	"/",
	"/feed.rss",
	"/feed.atom",
	"/feed.json",
	"/topics/ai.rss",
	"/articles/closed/secret",
	"/none.rss",
];

test("the cache in front of the site stores public responses, so it would also store private responses if that were allowed", async () => {
	expect((await through("/feed.rss")).text).toContain("Open");
	expect((await through("/feed.rss")).isHit).toBe(true);
});

test("nothing private is cached or served to other readers", async () => {
	const anna = await subscriberAt("--for", "Anna");
	const bob = await subscriberAt("--for", "Bob", "--feeds", "topics/other");
	for (const round of [1, 2]) {
		for (const path of PATHS) {
			const { status, text, isHit } = await through(anna + path);
			expect(isHit, `${path}, round ${round}`).toBe(false);
			expect(status, path).toBe(path === "/none.rss" ? 404 : 200);
			if (path.startsWith("/feed") || path.startsWith("/topics") || path.startsWith("/articles")) {
				expect(text, path).toContain("Zanzibar");
			}
			const other = await through(bob + path);
			expect([other.status, other.text.includes("Zanzibar")], path).toEqual([path.length < 2 ? 200 : 404, false]);
		}
	}
	for (const path of ["/", "/feed.rss", "/feeds.json", "/topics/ai.json", "/articles/closed/secret"])
		await through(path);
	for (const [url, body] of proxy.kept) expect(`${url}\n${body}`).not.toMatch(/Zanzibar|\/private\//);
});

test("a revoked token stops working at once, even behind the cache", async () => {
	const anna = await subscriberAt("--for", "Anna again", "--feeds", "topics/ai");
	expect((await through(`${anna}/topics/ai.rss`)).status).toBe(200);
	const id = /^\/private\/([0-9a-f]+)\./.exec(anna)?.[1] ?? "";
	expect(await token("list")).toMatch(new RegExp(`^${id} +Anna again +topics/ai `, "m"));
	expect(await token("revoke", id)).toContain("the private feed links of Anna again no longer work");
	expect((await through(`${anna}/topics/ai.rss`)).status).toBe(404);
});

test("an article that becomes members-only leaves the public feeds and appears in private ones", async () => {
	const anna = await subscriberAt("--for", "Anna");
	write("open.md", "Open", "members");
	await until(async () => !(await (await fetch(`${SITE}/feed.rss`)).text()).includes("Open"));
	expect((await fetch(`${SITE}/articles/open`)).status).toBeGreaterThanOrEqual(404);
	expect((await through(`${anna}/feed.rss`)).text).toContain("Open");
});

test("the program's output contains no token", () => {
	expect(site.output()).not.toMatch(/\/private\/[0-9a-f]/);
});
