import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BLOG, blogItems, SECRET, wordpressFeed } from "../cli/import/blog.ts";
import { ghostExport, ghostFeed, ghostSite } from "../cli/import/ghost-export.ts";
import { wxr } from "../cli/import/wxr.ts";
import { freePort, newsstand, type Program, scratch, startReady, stop } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const ITEMS = blogItems(200);
const POSTS = ghostSite(60);

/**
 * Requests all public addresses, starting from the home page and the lists. Returns the responses, keyed by address.
 */
async function crawl(): Promise<Map<string, string>> {
	const seen = new Map<string, string>();
	const waiting = ["/", "/feed.rss", "/feed.atom", "/feed.json", "/feeds.json", "/feeds.opml", "/sitemap.xml"];
	waiting.push(`/select.rss?q=${SECRET}`, `/?q=${SECRET}`, "/robots.txt", "/nowhere");
	for (const path of waiting) {
		if (seen.has(path)) continue;
		const response = await fetch(SITE + path, { redirect: "manual" });
		const text = `${response.headers.get("Location") ?? ""} ${response.headers.get("Link") ?? ""}\n${await response.text()}`;
		seen.set(path, text);
		for (const [url] of text.matchAll(new RegExp(`(?:${SITE}|(?<=href="))/[^"'<>\\s]*`, "g"))) {
			const found = url.replace(SITE, "").replaceAll("&amp;", "&").split("#")[0] ?? "";
			if (!waiting.includes(found) && waiting.length < 1500) waiting.push(found);
		}
	}
	return seen;
}

/** Returns the ids of a feed in each of the three formats, in the feed's order. */
async function ids(name: string): Promise<Record<string, string[]>> {
	const read = async (format: string) => (await fetch(`${SITE}/${name}.${format}`)).text();
	const { items }: { items: { id: string }[] } = JSON.parse(await read("json"));
	const rss = [...(await read("rss")).matchAll(/<guid[^>]*>([^<]*)<\/guid>/g)].map(([, id = ""]) => id);
	return { json: items.map(({ id }) => id), rss: rss.map((id) => id.replaceAll("&amp;", "&")) };
}

describe.each([
	{
		...{ source: "wordpress", file: "export.xml", text: wxr(ITEMS, BLOG), served: wordpressFeed(ITEMS) },
		...{ page: "/2010/post-1/", old: ["/category/news/harbour/feed/", "/topics/harbour-_and-quay.rss"] },
	},
	{
		...{ source: "ghost", file: "export.json", text: ghostExport(POSTS), served: ghostFeed(POSTS) },
		...{ page: "/post-8/", old: ["/rss/", "/feed.rss"] },
	},
])("a site imported from $source", ({ source, file, text, served, page, old }) => {
	const folder = scratch();
	let program: Program;
	beforeAll(async () => {
		writeFileSync(join(folder.path, file), text);
		const run = newsstand("import", source, join(folder.path, file), join(folder.path, "content"));
		expect(await run.ended, run.output()).toBe(0);
		program = await startReady(
			"--port",
			String(PORT),
			"--state",
			join(folder.path, "state"),
			join(folder.path, "content"),
		);
	});
	afterAll(async () => {
		await stop(program, PORT);
		folder.remove();
	});

	test("the feed has the same ids as the old feed, in the same order", async () => {
		const { json = [], rss = [] } = await ids("feed");
		expect(json.slice(0, served.length)).toEqual(served);
		expect(rss.slice(0, served.length)).toEqual(served);
		expect(program.output()).not.toMatch(/\d with errors/);
	});

	test("pages keep their addresses, and old feed addresses redirect to the new ones", async () => {
		expect((await fetch(SITE + page)).status).toBe(200);
		const [from = "", to = ""] = old;
		const response = await fetch(SITE + from, { redirect: "manual" });
		expect([response.status, response.headers.get("Location")]).toEqual([
			301,
			expect.stringMatching(new RegExp(`${to}$`)),
		]);
	});

	test("no public response contains a word of a private post", async () => {
		const seen = await crawl();
		expect(seen.size).toBeGreaterThan(50);
		const asked = [`/select.rss?q=${SECRET}`, `/?q=${SECRET}`];
		const leaks = [...seen].filter(([path, all]) => {
			// These responses may repeat the search term.
			const rest = asked.includes(path) ? all.replaceAll(new RegExp(`[^<>"]*${SECRET}[^<>"]*`, "g"), "") : all;
			return rest.toLowerCase().includes(SECRET.toLowerCase()) || /open-sesame|ada_login|private\.example/.test(rest);
		});
		expect(leaks.map(([path]) => path)).toEqual([]);
	});
});
