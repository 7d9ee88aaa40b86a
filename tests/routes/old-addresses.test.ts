import { beforeAll, describe, expect, test } from "vitest";
import { feedPath, parseFeedPath } from "../../src/feed/feed.ts";
import { article, get, publish } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["Harbour life", "C++"] }),
		article("post", { link: "", permalink: "/2026/rss/" }),
		article("early", { link: "", permalink: "/rss/" }),
		{ path: "topics/harbour.yaml", text: "name: Harbour life\naliases: [Port]\n" },
		{
			path: "_redirects.yaml",
			text: "/blog/feed.xml: /topics/harbour-life.rss\n/tag/news/feed/: /feed.atom\n/2019/tide/: /articles/tide?a=1#b\n/away: https://elsewhere.example/\n/topics: /\n/style.css: /away\n/articles/tide: /away\n",
		},
	);
});

describe("feed URLs of other software redirect", () => {
	test.each([
		["/feed", "/feed.rss"],
		["/feed/", "/feed.rss"],
		["/feed/rss2/", "/feed.rss"],
		["/feed/atom", "/feed.atom"],
		["/feed/atom/", "/feed.atom"],
		["/feed/json", "/feed.json"],
		["/rss", "/feed.rss"],
		["/rss.xml", "/feed.rss"],
		["/index.xml", "/feed.rss"],
		["/index.rdf", "/feed.rss"],
		["/atom.xml", "/feed.atom"],
		["/feed.xml", "/feed.atom"],
		["/?feed=rss2", "/feed.rss"],
		["/?feed=rss", "/feed.rss"],
		["/?feed=atom&paged=2", "/feed.atom"],
		["/?feed=json", "/feed.json"],
		["/feeds/posts/default", "/feed.atom"],
		["/feeds/posts/default?alt=rss", "/feed.rss"],
		["/feeds/posts/default?alt=json&max-results=9", "/feed.json"],
		["/feeds/posts/default/-/C%2B%2B", "/topics/c_plus_plus.atom"],
		["/tag/harbour-life/feed/", "/topics/harbour-life.rss"],
		["/tag/Harbour%20life/feed", "/topics/harbour-life.rss"],
		["/tag/harbour-life/feed/atom/", "/topics/harbour-life.atom"],
		["/tags/harbour-life/index.xml", "/topics/harbour-life.rss"],
		["/category/sea/harbour-life/feed/", "/topics/harbour-life.rss"],
		["/categories/C++/index.xml", "/topics/c_plus_plus.rss"],
		["/topics/harbour-life/feed/", "/topics/harbour-life.rss"],
		["/topics/port/feed/", "/topics/harbour-life.rss"],
		["/rss2.xml", "/feed.rss"],
		["/wp-rss2.php", "/feed.rss"],
		["/wp-atom.php", "/feed.atom"],
		["/rss.php", "/feed.rss"],
		["/index.json", "/feed.json"],
		["/feed/feed.xml", "/feed.atom"],
		["/feeds/feed.xml", "/feed.atom"],
		["/feed/?type=atom", "/feed.atom"],
		["/feed/?q=harbour%20life", "/topics/harbour-life.rss"],
		["/?feed=rss2&tag=harbour-life", "/topics/harbour-life.rss"],
		["/?feed=atom&category_name=port", "/topics/harbour-life.atom"],
		["/feed/by_tag/port.xml", "/topics/harbour-life.atom"],
		["/feed/harbour-life.xml", "/topics/harbour-life.atom"],
		["/feed/posts/port.xml", "/topics/harbour-life.atom"],
		["/feed/posts.xml", "/feed.atom"],
		["/feeds/all.atom.xml", "/feed.atom"],
		["/feeds/all.rss.xml", "/feed.rss"],
		["/feeds/harbour-life.atom.xml", "/topics/harbour-life.atom"],
		["/feeds/harbour-life.rss.xml", "/topics/harbour-life.rss"],
		["/feeds/all-de.atom.xml", "/select.atom?lang=de"],
		["/tags/index.xml", "/feed.rss"],
		["/tags/port/atom.xml", "/topics/harbour-life.atom"],
		["/tags/harbour-life/rss.xml", "/topics/harbour-life.rss"],
		["/tags/harbour-life/feed.xml", "/topics/harbour-life.rss"],
		["/categories/harbour-life/feed.json", "/topics/harbour-life.json"],
		["/tag:port/feed/", "/topics/harbour-life.rss"],
		["/tagged/port/rss", "/topics/harbour-life.rss"],
		["/posts/index.xml", "/feed.rss"],
		["/blog/index.xml", "/feed.rss"],
		["/blog/rss.xml", "/feed.rss"],
		["/blog/atom.xml", "/feed.atom"],
		["/blog/feed.json", "/feed.json"],
		["/en/blog/feed/", "/feed.rss"],
		["/blog.atom", "/feed.atom"],
		["/harbour-life/index.xml", "/topics/harbour-life.rss"],
		["/port/atom.xml", "/topics/harbour-life.atom"],
		["/fr/index.xml", "/select.rss?lang=fr"],
	])("%s redirects to %s", async (from, to) => {
		const response = await get(from);
		expect([response.status, response.headers.get("Location")]).toEqual([301, to]);
		expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
		expect(response.headers.get("Cache-Tag")?.split(",")).toContain("moves");
		expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
		expect((await get(from, { method: "HEAD" })).status).toBe(301);
	});
});

test.each([
	"/author/anna/feed/",
	"/feed/other",
	"/tag/%ff/feed/",
	"/tag//feed/",
	"/comments/feed/",
	"/rss.xml/x",
	"/feed2",
	"/elsewhere/index.xml",
	"/elsewhere.atom",
	"/.git/feed.xml",
])("%s is not a feed URL of other software, so it returns 404", async (url) => {
	const response = await get(url, { redirect: "follow" });
	expect(response.status).toBe(404);
	expect(response.headers.get("Cache-Tag")).toMatch(/^article:[\w-]+,moves,site$/);
});

test("an unusual tag name redirects only to the feed of the matching topic", async () => {
	for (const name of ["😀", "a.rss", "..%2F..%2Fapi", "%2F%2Fevil.example", "%25", "a%0d%0ab", "İ", "x".repeat(2000)]) {
		const response = await get(`/tag/${name}/feed/`);
		expect(response.status, name).toBe(301);
		const path = response.headers.get("Location") ?? "";
		const feed = parseFeedPath(path);
		expect(feed?.format, path).toBe("rss");
		expect(feedPath(feed?.name ?? "", "rss")).toBe(path);
	}
});

test.each(["/?feed=rss2&cat=5", "/?feed=rss2&author=1", "/?feed=atom&p=12"])(
	"%s asks for a part of the feed that this site does not have, so it does not redirect to the whole feed",
	async (url) => {
		expect((await get(url)).status).toBe(404);
	},
);

test("the home page ignores unknown parameters", async () => {
	for (const url of ["/", "/?utm_source=x", "/?feed=", "/?feed=constructor", "/?p=1"]) {
		expect((await get(url)).status, url).toBe(200);
	}
});

test("URLs that exist on this site take precedence over redirects from other software's feed URLs", async () => {
	expect((await get("/rss/")).status).toBe(200);
	expect((await get("/2026/rss/")).status).toBe(200);
	expect((await get("/rss")).status).toBe(301);
});

test("redirects in _redirects.yaml take precedence over redirects from other software's feed URLs, but never over URLs that exist", async () => {
	const steps = {
		"/blog/feed.xml": "/topics/harbour-life.rss",
		"/blog/feed.xml?utm_source=x": "/topics/harbour-life.rss",
		"/tag/news/feed/": "/feed.atom",
		"/2019/tide/": "/articles/tide?a=1#b",
		"/2019/t%69de/": "/articles/tide?a=1#b",
		"/away": "https://elsewhere.example/",
	};
	for (const [from, to] of Object.entries(steps)) {
		const response = await get(from);
		expect([response.status, response.headers.get("Location")], from).toEqual([301, to]);
	}
	expect((await get("/style.css")).status).toBe(200);
	expect((await get("/articles/tide")).status).toBe(200);
	const slashless = await get("/2019/tide");
	expect([slashless.status, slashless.headers.get("Location")]).toEqual([301, "/articles/tide?a=1#b"]);
});

test("the alias of a topic redirects to the topic, for its feed in every format and for its page", async () => {
	for (const suffix of [".rss", ".atom", ".json", ""]) {
		const response = await get(`/topics/port${suffix}`);
		expect([response.status, response.headers.get("Location")]).toEqual([308, `/topics/harbour-life${suffix}`]);
		expect(response.headers.get("Cache-Tag")).toBe("/topics/port,moves,site");
	}
});

test("other methods return 405 with the allowed methods", async () => {
	for (const url of ["/feed/", "/away", "/topics/port.rss"]) {
		expect((await get(url, { method: "POST" })).status, url).toBe(405);
	}
});
