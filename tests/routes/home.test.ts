import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import type { IndexedFeed } from "../../src/feed/feed-index.ts";
import { article, get, publish, SITE, settle, source } from "../publisher/newsroom.ts";
import { storeFeeds } from "./stored.ts";

afterEach(reset);

async function page(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	const html = await response.text();
	expect(html.length, path).toBeLessThan(50_000);
	return html;
}

/** The feeds listed on a page, in order. */
function listed(html: string): string[] {
	const [, list = ""] = html.split("</main>")[0]?.split('id="feeds"') ?? [];
	return [...list.matchAll(/<li><a href="([^"]+)"/g)].map(([, href = ""]) => href);
}

/** Topics and providers, the last ones with the newest articles. */
function many(topics: number, providers: number): IndexedFeed[] {
	const numbered = (count: number, feed: (index: number) => Pick<IndexedFeed, "name" | "title">) =>
		Array.from({ length: count }, (_, index) => {
			const activity = { from: "2025-06", counts: Array<number>(12).fill(index) };
			return { ...feed(index), count: 1234, newest: Date.UTC(2026, 0, 1) + index * 3_600_000, activity };
		});
	return [
		...numbered(topics, (index) => ({ name: `topics/topic-${index}`, title: `Topic ${index}` })),
		...numbered(providers, (index) => ({ name: `providers/blatt-${index}.example`, title: `Übersee Blatt ${index}` })),
	];
}

test("the home page shows the newest articles, wherever they link, and how to subscribe", async () => {
	await publish(
		article("tide", {
			title: "A <b> & B",
			excerpt: "High & <low>",
			images: [{ url: "https://gazette.example/tide.jpg", width: 1200, height: 800 }],
		}),
		article("dot", { images: [{ url: "https://gazette.example/dot.gif", width: 1, height: 1 }] }),
		source("ar.md", { title: "المدّ", date: "2026-05-05", language: "ar" }, "نص"),
	);
	const html = await page("/");
	expect(html).toContain('<a href="https://gazette.example/tide">A &lt;b&gt; &amp; B</a>');
	expect(html).toContain("High &amp; &lt;low&gt;");
	expect(html).toMatch(
		/<img src="https:\/\/gazette.example\/tide.jpg" alt="" width="1200" height="800" loading="lazy"/,
	);
	expect(html).not.toContain("dot.gif");
	expect(html).toMatch(/<article class="[^"]+" lang="ar" dir="rtl">/);
	expect(html).toMatch(/lang="en" dir="ltr">Arabic</);
	expect(html).not.toMatch(/>English</);
	expect(html).toContain(`href="feed:${SITE}/feed.rss"`);
	expect(html).toContain('<a href="/feeds.opml">');
	expect(html).toContain('<a href="/subscribe">');
	expect(html).toContain('<a href="/feed/archive/2026-05">');
	expect(html).toContain(`<link rel="canonical" href="${SITE}/"/>`);
});

test("topics and providers have article count, newest date and sparkline", async () => {
	await publish(
		article("a", { topics: ["C++"] }),
		article("b", { topics: ["C++"], date: "2025-06-01" }),
		article("c", { topics: ["C++"], date: "2025-05-31" }),
		article("d", { topics: ["Past"], date: "2020-01-01" }),
	);
	const html = await page("/");
	expect(listed(html)).toEqual(["/topics/c_plus_plus", "/topics/past", "/providers/gazette.example"]);
	expect(html).toContain("3 articles, May 4, 2026");
	expect(html).toMatch(/aria-label="2 in twelve months"><path d="M1 11v-11M34 11v-11"/);
	expect(html).toMatch(/1 article, Jan 1, 2020/);
	expect(html).toMatch(/aria-label="0 in twelve months"><path d=""/);
	expect(html).toContain("the twelve months to May 2026");
});

test("of many feeds the most recent are shown; search finds others, ignoring accents and case", async () => {
	await settle();
	await storeFeeds(many(30, 60));
	const html = await page("/");
	const feeds = listed(html);
	expect(feeds.filter((path) => path.startsWith("/topics/"))).toHaveLength(24);
	expect(feeds.filter((path) => path.startsWith("/providers/"))).toHaveLength(24);
	expect(feeds).toContain("/topics/topic-29");
	expect(feeds).not.toContain("/topics/topic-0");
	expect(html).toContain('<a href="/topics">All 30 topics</a>');
	expect(html).toContain('<a href="/providers">All 60 providers</a>');
	// The page does not have all feeds, so a script must not filter them.
	expect(html).not.toContain("data-filter");

	const found = await page("/?find=ubersee+BLATT+7");
	expect(listed(found)).toEqual([
		"/providers/blatt-57.example",
		..."47 37 27 17 7".split(" ").map((n) => `/providers/blatt-${n}.example`),
	]);
	expect(found).toContain('value="ubersee BLATT 7"');
	expect(found).toContain('<meta name="robots" content="noindex"/>');
	expect(listed(await page("/?find=blatt-3.example"))).toEqual(["/providers/blatt-3.example"]);
});

test("a search without results offers a search in articles", async () => {
	await publish(article("a"));
	const html = await page('/?find="><script>');
	expect(html).toContain("Nothing here is called");
	expect(html).not.toContain("<script>");
	expect(html).toContain('<a href="/select?q=%22%3E%3Cscript%3E">');
	expect(listed(html)).toEqual([]);
	expect(listed(await page("/?find="))).not.toEqual([]);
});

test("before the first article, the home page says what will be there", async () => {
	expect((await get("/")).status).toBe(503);
	await settle();
	const html = await page("/");
	expect(html).toContain("Nothing is published yet");
	expect(html).toContain(`href="feed:${SITE}/feed.rss"`);
	expect(html).not.toContain('name="find"');
	expect(await page("/topics")).toContain("There are no topics yet");
});

test("a stored home page from before sparklines and archives still works", async () => {
	await publish(article("a"));
	await storeFeeds([{ name: "topics/harbour", title: "Harbour", count: 1, newest: Date.UTC(2026, 4, 4) }]);
	expect(listed(await page("/"))).toEqual(["/topics/harbour"]);
});

test("topics and providers are listed by name, in pages with addresses of their own", async () => {
	await settle();
	await storeFeeds(many(30, 130));
	const topics = await page("/topics");
	expect(listed(topics).slice(0, 2)).toEqual(["/topics/topic-0", "/topics/topic-1"]);
	expect(topics).toContain('data-filter="#feeds"');
	const first = await page("/providers");
	const second = await page("/providers?page=2");
	expect(new Set([...listed(first), ...listed(second)]).size).toBe(130);
	expect(first).toContain('<a href="/providers?page=2" rel="next">');
	expect(second).toContain('<a href="/providers" rel="prev">');
	expect(second).toContain(`<link rel="canonical" href="${SITE}/providers?page=2"/>`);
	expect(first).not.toContain("data-filter");
	expect(listed(await page("/providers?find=blatt+129"))).toEqual(["/providers/blatt-129.example"]);
	expect(await page("/providers?find=none")).toContain("Nothing here is called");
	for (const wrong of ["0", "3", "-1", "x", "1.5", "99999999999"]) {
		expect((await get(`/providers?page=${wrong}`)).status, wrong).toBe(404);
	}
	expect((await get("/providers/")).headers.get("Location")).toBe("/providers");
});

test("the home page is purged when a feed comes or goes, and when one of its articles changes", async () => {
	await publish(article("a"));
	const { headers } = await get("/");
	expect(headers.get("Cache-Tag")).toBe("index,/feed,site");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
	expect((await get("/", { headers: { "If-None-Match": headers.get("ETag") ?? "" } })).status).toBe(304);
	// Searches must not fill the cache.
	expect((await get("/?find=a")).headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
	expect((await get("/topics")).headers.get("Cache-Tag")).toBe("index,site");
});
