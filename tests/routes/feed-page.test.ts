import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { feedKey } from "../../src/publisher/kv-keys.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

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

test("a feed's page has its subject and the same articles", async () => {
	const page = await html("/topics/c_plus_plus");
	expect(page).toContain("<title>C++ – Newsstand</title>");
	expect(page).toContain("<h1><bdi>C++</bdi></h1>");
	expect(page).toContain("A language &amp; what is made of it.");
	expect(page).toContain('<img src="https://cpp.example/logo.png" alt=""');
	expect(page).toContain("3 articles");
	const links = [...page.matchAll(/<h3><a href="([^"]+)"/g)].map(([, href]) => href);
	expect(links).toEqual(["new", "old", "fr"].map((name) => `https://gazette.example/${name}`));
	expect(page).toContain('<link rel="canonical" href="http://localhost:8787/topics/c_plus_plus"/>');
	expect(page).toMatch(/lang="fr-CA" dir="ltr">.*1 février 2024.*>French</);
});

test("subscribing: one-click link, web readers, three addresses to copy", async () => {
	const page = await html("/topics/k%C3%BCste");
	const rss = `${SITE}/topics/k%C3%BCste.rss`;
	expect(page).toContain(`<a class="button" href="feed:${rss}"`);
	const web = [...page.matchAll(/<li><a href="(https:[^"]+)" rel="noopener">([^<]+)</g)];
	expect(web.map(([, , name]) => name)).toContain("Feedly");
	for (const [, href = ""] of web) expect(decodeURIComponent(href).endsWith(rss), href).toBe(true);
	for (const format of ["rss", "atom", "json"]) {
		const url = `${SITE}/topics/k%C3%BCste.${format}`;
		expect(page).toContain(`<label for="url-${format}">`);
		expect(page).toMatch(new RegExp(`<input id="url-${format}" type="url" readonly="" value="${url}"`));
		expect(page).toContain(`data-copy="${url}"`);
		expect((await get(url.slice(SITE.length))).status).toBe(200);
	}
	expect(page).toContain("A feed is an address");
});

test("the archive is listed by year and month, and every link works", async () => {
	const page = await html("/topics/c_plus_plus");
	expect([...page.matchAll(/<h3>(\d{4})<\/h3>/g)].map(([, year]) => year)).toEqual(["2026", "2024"]);
	const months = [...page.matchAll(/<a href="(\/topics\/c_plus_plus\/archive\/[\d-]+)">(\w+)<\/a> <[^>]+>(\d+)</g)];
	expect(months.map(([, , month, count]) => [month, count])).toEqual([
		["May", "1"],
		["Dec", "1"],
		["Feb", "1"],
	]);
	for (const [, path = ""] of months) expect((await get(path)).status, path).toBe(200);
});

test("an empty feed says so and can still be subscribed to", async () => {
	await publish(article("lone", { topics: ["Lone"] }));
	await publish({ path: "lone.md", deleted: true });
	const page = await html("/topics/lone");
	expect(page).toContain("There is no article here at the moment");
	expect(page).toContain(`href="feed:${SITE}/topics/lone.rss"`);
	expect(page).not.toContain("Archive by month");
});

test("a page with the maximum number of articles stays small and complete", async () => {
	const excerpt = "What happened on the quay today, and why nobody had seen it coming. ".repeat(9);
	const many = Array.from({ length: 60 }, (_, index) =>
		article(`many${index}`, { topics: ["Many"], excerpt, date: new Date(Date.UTC(2023, 0, 1, index)).toISOString() }),
	);
	await publish(...many);
	const page = await html("/topics/many");
	expect(page.length).toBeLessThan(50_000);
	for (let index = 10; index < 60; index++) expect(page).toContain(`https://gazette.example/many${index}"`);
});

test("a page needs one KV read", async () => {
	const key = feedKey("topics/c_plus_plus");
	for (const { name } of (await env.KV.list()).keys) if (name !== key) await env.KV.delete(name);
	expect((await get("/topics/c_plus_plus")).status).toBe(200);
});
