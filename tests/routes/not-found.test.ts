import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, get, publish, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["Harbour life", "Climate", "C++"] }),
		source("own.md", { title: "Own", date: "2026-05-04" }, "Text."),
	);
	await publish({ path: "own.md", deleted: true });
});
afterAll(reset);

const HTML = "text/html; charset=utf-8";

/** Returns the words in the search field of an error page. */
function offered(html: string): string | undefined {
	return /<input id="q"[^>]* value="([^"]*)"/.exec(html)?.[1];
}

test.each([
	"/nowhere",
	"/articles/nowhere",
	"/articles/what-is-node.js",
	"/articles/package.json",
	"/topics/next.js",
	"/providers/logo.svg",
	"/wp-login.php",
	"/topics/nowhere",
	"/topics/%ff",
	"/2026/rss/x",
	"/jobs/none",
])("%s shows people a helpful page", async (path) => {
	const response = await get(path);
	expect([response.status, response.headers.get("Content-Type")]).toEqual([404, HTML]);
	expect(response.headers.get("Cache-Control")).toMatch(/^no-store$|^public, max-age=60$/);
	const html = await response.text();
	expect(html).toContain("<h1>This page isn’t here</h1>");
	expect(html).toContain('<meta name="robots" content="noindex"/>');
	expect(html).toContain('action="/search"');
});

test.each([
	"/nowhere.rss",
	"/topics/nowhere.atom",
	"/topics/nowhere.json",
	"/feeds/none.opml",
	"/sitemap-99.xml",
	"/ads.txt",
	"/old.css",
	"/old.js",
	"/logo.svg",
	"/apple.ico",
	"/hub/x",
	"/rsscloud/ping",
])("%s returns one line of text to programs", async (path) => {
	const response = await get(path);
	expect(response.status).toBe(404);
	expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
	expect((await response.text()).trim().split("\n")).toHaveLength(1);
});

test("the API and webhooks respond with JSON", async () => {
	for (const path of ["/api/nothing", "/webhooks/github"]) {
		const response = await get(path);
		expect(response.status, path).toBeGreaterThanOrEqual(400);
		expect(await response.json(), path).toEqual({ error: expect.any(String) });
	}
});

test("whether the 404 is a page or plain text depends on the URL, not on Accept, because some feed readers accept HTML", async () => {
	const feed = await get("/topics/nowhere.rss", { headers: { Accept: "text/html" } });
	expect(feed.headers.get("Content-Type")).toMatch(/^text\/plain/);
	const page = await get("/nowhere", { headers: { Accept: "application/rss+xml" } });
	expect(page.headers.get("Content-Type")).toBe(HTML);
});

test("the page for a misspelt topic or provider suggests similar names", async () => {
	const topics = await (await get("/topics/clmate")).text();
	expect(topics).toMatch(/Did you mean.*href="\/topics\/climate".*href="\/topics\/c_plus_plus"/);
	expect(topics).not.toContain("/providers/gazette.example");
	expect(await (await get("/providers/gazete.example")).text()).toContain('href="/providers/gazette.example"');
	expect(await (await get("/articles/tid")).text()).not.toContain("Did you mean");
});

test("the search field of a 404 page contains the words in the URL", async () => {
	const words = async (path: string) => offered(await (await get(path, { redirect: "follow" })).text());
	expect(await words("/articles/2026-05-04-spring-tide.html")).toBe("spring tide");
	expect(await words("/b%C3%BCcher_%C3%BCber--bord/")).toBe("bücher über bord");
	expect(await words("/%D8%A7%D9%84%D9%85%D8%AF%D9%91")).toBe("المدّ");
	expect(await words("/%ff")).toBe("");
	expect(await words(`/${"x".repeat(500)}`)).toHaveLength(60);
});

test("the URL is escaped on error pages", async () => {
	for (const path of ['/"><script>alert(1)</script>', "/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "/topics/<b>x"]) {
		const html = await (await get(path)).text();
		expect(html.replace(/<script src="\/script\.js[^>]*>/, ""), path).not.toMatch(/<script|<img|<b>/);
	}
});

test("a removed article returns 410", async () => {
	const response = await get("/articles/own");
	expect([response.status, response.headers.get("Content-Type")]).toEqual([410, HTML]);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=60");
	expect(response.headers.get("Cache-Tag")).toMatch(/^article:[\w-]+,moves,site$/);
	const html = await response.text();
	expect(html).toContain("<h1>This article was removed</h1>");
	expect(html).toMatch(/<h2 id="latest">Latest<\/h2>.*<article class="st card/);
});

test("a request to a page with a method that it does not support returns the allowed methods", async () => {
	const response = await get("/about/feeds", { method: "POST" });
	expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
	expect(response.headers.get("Content-Type")).toBe(HTML);
});

test("temporary error pages are not cached", async () => {
	const response = await get("/topics/%ff");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
});

test("the error page for an invalid private URL does not reveal a token or a feed", async () => {
	const token = "0123456789abcdef.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	for (const path of ["", "/", "/topics/clmate", "/articles/secret-plan"]) {
		const response = await get(`/private/${token}${path}`);
		expect([response.status, response.headers.get("Content-Type")]).toEqual([404, HTML]);
		expect(response.headers.get("Cache-Control")).toBe("private, no-store");
		const html = await response.text();
		expect(offered(html)).toBe("");
		expect(html).not.toMatch(/0123456789abcdef|Did you mean|secret/);
	}
});
