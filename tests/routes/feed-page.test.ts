import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { feedKey } from "../../src/publisher/kv-keys.ts";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("new", { topics: ["C++", "Küste"] }),
		article("old", { topics: ["C++"], date: "2024-12-31T23:59:59Z" }),
		article("fr", { topics: ["C++"], language: "fr-CA", date: "2024-02-01" }),
		{
			path: "topics/cpp.yaml",
			text: "name: C++\nimage: https://cpp.example/logo.png\ndescription: A language & what is made of it.\n",
		},
	);
});

async function html(path: string): Promise<string> {
	return (await get(path)).text();
}

test("a feed's page shows the feed's name and articles", async () => {
	const page = await html("/topics/c_plus_plus");
	expect(page).toContain("<title>C++ – Newsstand</title>");
	expect(page).toContain("<h1><bdi>C++</bdi></h1>");
	expect(page).toContain("A language &amp; what is made of it.");
	expect(page).toMatch(/<div class="pic"><svg class="cv k.*?<img src="https:\/\/cpp.example\/logo.png" alt=""/);
	expect(page).toContain("3 articles");
	const links = [...page.matchAll(/<h[34](?: lang="fr-CA" dir="ltr")?><a href="([^"]+)"/g)].map(([, href]) => href);
	expect(links).toEqual(["new", "old", "fr"].map((name) => `https://gazette.example/${name}`));
	expect(page).toContain('<link rel="canonical" href="http://localhost:8787/topics/c_plus_plus"/>');
	expect(page).toContain('<h3 lang="fr-CA" dir="ltr">');
	expect(page).toContain(">February 1, 2024</time>");
});

test("a feed's page offers all ways to follow the feed: web-based readers, apps, the feed's URL and its other formats", async () => {
	const path = "/topics/k%C3%BCste";
	const rss = `https://news.example/topics/k%C3%BCste.rss`;
	const context = createExecutionContext();
	const there = { ...env, SITE_URL: "https://news.example" };
	const page = await (await app.request(`https://news.example${path}`, {}, there, context)).text();
	await waitOnExecutionContext(context);
	const [, panel = ""] = /<div id="follow"([\s\S]*?)<main/.exec(page) ?? [];
	expect(panel).toContain('<h2 id="follow-title">Follow <bdi>Küste</bdi></h2>');
	const ways = [...panel.matchAll(/<li><a href="([^"]+)" rel="noopener"/g)].map(([, href = ""]) => href);
	expect(ways).toHaveLength(7);
	for (const href of ways.slice(0, -1)) {
		expect(href).toMatch(/^https:/);
		expect(href.endsWith(encodeURIComponent(rss)), href).toBe(true);
	}
	expect(ways.at(-1)).toBe(`feed:${rss}`);
	expect(panel).toContain(`type="url" readonly="" value="${rss}"`);
	expect(panel).toContain(`data-copy="${rss}"`);
	for (const format of ["atom", "json"]) expect(panel).toContain(`href="https://news.example${path}.${format}"`);
	expect(panel).toContain('<a href="/follow">Everything</a>');
	expect(page.match(/href="feed:/g)).toHaveLength(1);
});

test("a site on a local machine does not link to web-based readers, because they could not reach it", async () => {
	const page = await html("/topics/k%C3%BCste");
	expect(page).not.toContain("https://feedly.com");
	expect(page).toContain("Readers on the web cannot reach a site on your own computer.");
	expect(page).toContain(`href="feed:${SITE}/topics/k%C3%BCste.rss"`);
});

test("the page /follow contains the same URLs as the Follow panel", async () => {
	for (const [query, feed] of [
		["?topic=k%C3%BCste", "/topics/k%C3%BCste"],
		["?provider=gazette.example", "/providers/gazette.example"],
		["?topic=c_plus_plus&amp;lang=fr", "/select"],
		["", "/feed"],
	]) {
		const page = await html(`/follow${query?.replace("&amp;", "&")}`);
		expect(page, query).toContain(`value="${SITE}${feed}.rss${feed === "/select" ? query : ""}"`);
		expect(page, query).toContain('<meta name="robots" content="noindex"/>');
		expect(page, query).not.toContain("popovertarget");
	}
	expect((await get("/follow?topic=nowhere")).status).toBe(404);
	expect((await get("/follow?limit=many")).status).toBe(404);
});

test("a feed's page links to its archive by month and year, and every link works", async () => {
	const page = await html("/topics/c_plus_plus");
	expect(page).toMatch(/<h2 class="day">Archive 2026<\/h2>/);
	const links = [...page.matchAll(/<a href="(\/topics\/c_plus_plus\/archive\/[\d-]+)">(\w+)<\/a>/g)];
	expect(links.map(([, path, says]) => [path, says])).toEqual([
		["/topics/c_plus_plus/archive/2026-05", "May"],
		["/topics/c_plus_plus/archive/2024-12", "2024"],
	]);
	for (const [, path = ""] of links) expect((await get(path)).status, path).toBe(200);
});

test("a topic's page lists its providers, subtopics and parent topic, with article counts", async () => {
	await publish(
		source("topics/boats.md", { name: "Boats", parent: "Harbour" }),
		article("b1", { topics: ["Boats"] }),
		article("b2", { topics: ["Boats"], provider: { name: "Harbour Post", domain: "harbourpost.example" } }),
		article("h1", { topics: ["Harbour"] }),
	);
	const page = await html("/topics/harbour");
	expect(page).toContain('<a class="chip" href="/topics/boats"><bdi>Boats</bdi> <small>2</small></a>');
	expect(page).toMatch(/<a href="\/providers\/gazette.example"><bdi>Gazette<\/bdi><\/a><small>2<\/small>/);
	expect(page).toContain("3 articles from 2 sources · ");
	expect(await html("/topics/boats")).toContain('Part of <a href="/topics/harbour"><bdi>Harbour</bdi></a>');
	const visit = await html("/providers/harbourpost.example");
	expect(visit).toMatch(
		/<a class="btn" href="https:\/\/harbourpost.example\/" rel="noopener">Visit harbourpost.example/,
	);
	expect(visit).toContain('<a class="chip" href="/topics/boats">');
});

test("an empty feed shows a message and can still be subscribed to", async () => {
	await publish(article("lone", { topics: ["Lone"] }));
	await publish({ path: "lone.md", deleted: true });
	const page = await html("/topics/lone");
	expect(page).toContain("Nothing has been published yet.");
	expect(page).toContain(`href="feed:${SITE}/topics/lone.rss"`);
	expect(page).not.toContain("Archive");
});

test("a feed's page with the maximum number of articles is complete but still small", async () => {
	const excerpt = "What happened on the quay today, and why nobody had seen it coming. ".repeat(9);
	const many = Array.from({ length: 60 }, (_, index) =>
		article(`many${index}`, { topics: ["Many"], excerpt, date: new Date(Date.UTC(2023, 0, 1, index)).toISOString() }),
	);
	await publish(...many);
	const page = await html("/topics/many");
	expect(page.length).toBeLessThan(50_000);
	for (let index = 10; index < 60; index++) expect(page).toContain(`https://gazette.example/many${index}"`);
});

test("rendering a feed's page takes one KV read", async () => {
	const key = feedKey("topics/c_plus_plus");
	for (const { name } of (await env.KV.list()).keys) if (name !== key) await env.KV.delete(name);
	expect((await get("/topics/c_plus_plus")).status).toBe(200);
});
