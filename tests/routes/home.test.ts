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

/** Returns the feeds listed on a page, in order. */
function listed(html: string): string[] {
	const [, list = ""] = html.split("</main>")[0]?.split('id="feeds"') ?? [];
	return [...list.matchAll(/<h[23]><a href="([^"]+)"/g)].map(([, href = ""]) => href);
}

/** Makes this many topics and providers. Those at the end have the newest articles. */
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

test("the home page shows the newest articles, whichever site they link to, and ways to subscribe", async () => {
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
	// The lead story is the newest article in the site's language that has a picture, although other articles are newer.
	expect(html).toMatch(
		/<article class="st lead"><div class="pic">.*?<img src="https:\/\/gazette.example\/tide.jpg" alt="" fetch/,
	);
	expect(html).not.toContain("dot.gif");
	expect(html).toContain('<h3 lang="ar" dir="rtl">');
	expect(html).toContain(`href="feed:${SITE}/feed.rss"`);
	expect(html).toContain('<a href="/feeds.opml">');
	expect(html).toContain('<a href="/subscribe">');
	expect(html).toContain(`<link rel="canonical" href="${SITE}/"/>`);
});

test("each topic is listed with its number of articles, the date of its newest article, and a link to follow the topic", async () => {
	await publish(
		article("a", { topics: ["C++"] }),
		article("b", { topics: ["C++"], date: "2025-06-01" }),
		article("d", { topics: ["Past"], date: "2020-01-01" }),
	);
	const html = await page("/topics");
	expect(listed(html)).toEqual(["/topics/c_plus_plus", "/topics/past"]);
	expect(html).toMatch(/2 articles · <time [^>]+>May 4, 2026</);
	expect(html).toMatch(/1 article · <time [^>]+>Jan 1, 2020</);
	expect(html).toContain('<a href="/follow?topic=c_plus_plus" aria-label="Follow C++">Follow</a>');
});

test("every page links to the topics that were most active recently, but not to inactive topics", async () => {
	const busy = Array.from({ length: 11 }, (_, index) => article(`b${index}`, { topics: [`Busy ${index}`, "Busiest"] }));
	const past = Array.from({ length: 3 }, (_, index) => article(`p${index}`, { topics: ["Past"], date: "2020-01-01" }));
	await publish(...busy, ...past);
	for (const path of ["/", "/topics/past"]) {
		const [, bar = ""] = /<nav class="bar" aria-label="Topics">(.*?)<\/nav>/.exec(await page(path)) ?? [];
		const topics = [...bar.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
		expect(topics, path).toHaveLength(11);
		expect([topics[0], topics.at(-1)], path).toEqual(["/topics/busiest", "/topics"]);
		expect(topics, path).not.toContain("/topics/past");
	}
	expect(await page("/topics/busiest")).toContain('<a href="/topics/busiest" aria-current="page">');
});

test("the home page's former search for feeds redirects to the list of topics", async () => {
	await publish(article("a"));
	const response = await get('/?find="><script>');
	expect([response.status, response.headers.get("Location")]).toEqual([301, "/topics?find=%22%3E%3Cscript%3E"]);
	const html = await page("/topics?find=%22%3E%3Cscript%3E");
	expect(html).toContain("Nothing here is called");
	expect(html).not.toContain("<script>");
	expect(html).toContain('<a href="/search?q=%22%3E%3Cscript%3E">');
});

test("before the first article, the home page shows a message, and the site can already be followed", async () => {
	const html = await page("/");
	expect(html).toContain("Nothing has been published yet.");
	expect(html).toContain(`href="feed:${SITE}/feed.rss"`);
	expect(html).toContain('<button type="button" class="go" popovertarget="follow"');
	expect(html).not.toContain("<h2>");
	expect(await page("/topics")).toContain("Nothing is listed here yet");
});

/** Makes posts with these fields, newest first. */
function posts(count: number, fields: (index: number) => object): ReturnType<typeof source>[] {
	return Array.from({ length: count }, (_, index) => {
		const date = new Date(Date.UTC(2026, 4, 30 - index)).toISOString();
		return source(`p${index}.md`, { title: `Post ${index}`, date, ...fields(index) }, `Text of ${index}.`);
	});
}

const pictured = (index: number) => ({ image: { url: `https://a.example/${index}.jpg`, width: 1200, height: 800 } });

test("a blog is shown as text only if fewer than a third of its articles have pictures", async () => {
	await publish(...posts(20, (index) => (index < 6 ? pictured(index) : {})));
	const plain = await page("/");
	expect(plain).toContain('<body class="plain">');
	expect(plain).not.toContain('class="pic"');
	expect(plain.match(/<h4><a /g)).toHaveLength(19);
	await publish(...posts(20, (index) => (index < 7 ? pictured(index) : {})));
	const framed = await page("/");
	expect(framed).not.toContain('<body class="plain">');
	for (const [frame] of framed.matchAll(/<div class="pic">.*?<\/div>/g)) expect(frame).toContain('<svg class="cv k');
	expect(framed.match(/<article class="st lead/g)).toHaveLength(1);
	expect(framed.match(/<article class="st side/g)).toHaveLength(3);
	expect(framed.match(/<article class="st card/g)).toHaveLength(6);
	expect(framed.match(/<article class="st row/g)).toHaveLength(10);
});

test("the grid has only complete rows, so there is no grid if there are too few articles for a row", async () => {
	await publish(...posts(4, pictured));
	expect(await page("/")).not.toContain('class="grid"');
	await publish(...posts(8, pictured));
	const eight = await page("/");
	expect(eight.match(/<article class="st card/g)).toHaveLength(3);
	expect(eight.match(/<article class="st row/g)).toHaveLength(1);
});

test("a newsroom with three articles and no pictures shows a cover, rather than a list of titles by year", async () => {
	await publish(...["a", "b", "c"].map((name) => article(name)));
	const html = await page("/");
	expect(html).toMatch(/<article class="st lead"><div class="pic"><svg class="cv k/);
	expect(html).not.toContain('<body class="plain">');
});

test("in a newsroom with few pictures, the newest article leads even without a picture, and the rest form a list", async () => {
	const names = ["a", "b", "c", "d", "e", "f"];
	await publish(
		...names.map((name, index) =>
			article(name, { date: `2026-05-0${9 - index}`, ...(index === 1 ? pictured(1) : {}) }),
		),
	);
	const html = await page("/");
	expect(html).toMatch(/<article class="st lead"><p class="kick">.*?<h2><a href="https:\/\/gazette\.example\/a">/);
	expect(html).not.toContain('class="sides"');
	expect(html.match(/<article class="st row/g)).toHaveLength(5);
});

test("if all articles have the same author, the author is not shown; if there are several authors, they are shown", async () => {
	await publish(...posts(2, () => ({ authors: ["Ada Quill"] })));
	expect(await page("/")).not.toContain("Ada Quill");
	await publish(...posts(2, (index) => ({ authors: [index === 0 ? "Ada Quill" : "Bo Marsh"] })));
	expect(await page("/")).toMatch(/Ada Quill[\s\S]*Bo Marsh|Bo Marsh[\s\S]*Ada Quill/);
});

test("the page contains absolute dates, so its content is still the same an hour later; a script makes this week's dates relative", async () => {
	await publish(article("a", { date: new Date(Date.now() - 2 * 3_600_000).toISOString() }));
	const html = await page("/");
	expect(html).not.toMatch(/\bago\b|today|yesterday/i);
	expect(html).toMatch(/<time datetime="[^"]+">[A-Z][a-z]+ \d{1,2}, \d{4}<\/time>/);
});

test("topics and providers are sorted by name, and split into pages with URLs of their own", async () => {
	await settle();
	await storeFeeds(many(30, 110));
	const topics = await page("/topics");
	expect(listed(topics).slice(0, 2)).toEqual(["/topics/topic-0", "/topics/topic-1"]);
	expect(topics).toContain('data-filter="#feeds"');
	const first = await page("/providers");
	const second = await page("/providers?page=2");
	expect(new Set([...listed(first), ...listed(second)]).size).toBe(110);
	expect(first).toContain('<a class="btn" href="/providers?page=2" rel="next">');
	expect(second).toContain('<a class="btn" href="/providers" rel="prev">');
	expect(second).toContain(`<link rel="canonical" href="${SITE}/providers?page=2"/>`);
	expect(first).not.toContain("data-filter");
	expect(listed(await page("/providers?find=blatt+109"))).toEqual(["/providers/blatt-109.example"]);
	expect(await page("/providers?find=none")).toContain("Nothing here is called");
	for (const wrong of ["0", "3", "-1", "x", "1.5", "99999999999"]) {
		expect((await get(`/providers?page=${wrong}`)).status, wrong).toBe(404);
	}
	expect((await get("/providers/")).headers.get("Location")).toBe("/providers");
});

test("the home page is purged when a feed appears or disappears, and when one of its articles changes", async () => {
	await publish(article("a"));
	const { headers } = await get("/");
	expect(headers.get("Cache-Tag")).toBe("index,/feed,site");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
	expect((await get("/", { headers: { "If-None-Match": headers.get("ETag") ?? "" } })).status).toBe(304);
	// Searches must not fill the cache.
	expect((await get("/topics?find=a")).headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
	expect((await get("/topics")).headers.get("Cache-Tag")).toBe("index,site");
});
