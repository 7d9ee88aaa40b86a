import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { respond } from "../../src/respond.ts";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

/** Requests a path from a Worker with these settings. */
function ask(path: string, vars: Cloudflare.Env, init?: RequestInit): Promise<Response> {
	return respond(new Request(SITE + path, init), vars, createExecutionContext());
}

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["C++"], title: "A <b> & B" }),
		source(
			"own.md",
			{ title: "Eigenes", date: "2026-05-04", language: "de" },
			"## Teil\n\n<script>alert(1)</script>Text.",
		),
		source("ar.md", { title: "المدّ", date: "2026-05-05", language: "ar" }, "نص"),
	);
});

test("the home page lists feeds and has autodiscovery links", async () => {
	const response = await get("/");
	expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
	const html = await response.text();
	expect(html).toContain(
		`<link rel="alternate" type="application/rss+xml" title="Newsstand (RSS)" href="${SITE}/feed.rss"/>`,
	);
	expect(html).toContain('href="/topics/c_plus_plus"');
});

test("a feed's page shows the feed's articles, and other spellings of its URL redirect", async () => {
	const html = await (await get("/topics/c_plus_plus")).text();
	expect(html).toContain("A &lt;b&gt; &amp; B");
	expect(html).toContain('href="https://gazette.example/tide"');
	expect((await get("/topics/C_Plus_plus")).headers.get("Location")).toBe("/topics/c_plus_plus");
	expect((await get("/topics/none")).status).toBe(404);
});

test("a post hosted on the site has a page, in the post's language and text direction", async () => {
	const html = await (await get("/articles/own")).text();
	expect(html).toContain('<html lang="en" dir="ltr">');
	expect(html).toContain('<article class="story" lang="de" dir="ltr">');
	expect(html).toContain('<h2 id="text-teil">Teil</h2>');
	expect(html).not.toContain("alert(1)");
	expect(html).not.toContain("noindex");
	expect(await (await get("/articles/ar")).text()).toContain('<article class="story" lang="ar" dir="rtl">');
});

test("the page of an article from another site has a canonical link to that site", async () => {
	const html = await (await get("/articles/tide")).text();
	expect(html).toContain('<link rel="canonical" href="https://gazette.example/tide"/>');
	expect(html).toContain('<meta name="robots" content="noindex"/>');
});

test("pages support conditional requests, and may run only the site's own script", async () => {
	for (const path of ["/", "/topics/c_plus_plus", "/articles/own", "/feeds.json", "/about/json-feed", "/style.css"]) {
		const { status, headers } = await get(path);
		expect(status, path).toBe(200);
		expect(headers.get("Cache-Control"), path).toMatch(/^public, max-age=300/);
		const again = await get(path, { headers: { "If-None-Match": headers.get("ETag") ?? "" } });
		expect(again.status, path).toBe(304);
		if (headers.get("Content-Type")?.startsWith("text/html")) {
			expect(headers.get("Content-Security-Policy"), path).toMatch(/^default-src 'none'.* script-src 'self';/);
		}
	}
});

test("if a setting is invalid, every response says which one and how to fix it", async () => {
	const wrong = { ...env, SITE_URL: "localhost", FEED_SIZE: "many" };
	const response = await ask("/feed.rss", wrong);
	expect(response.status).toBe(500);
	expect(await response.json()).toEqual({
		status: "misconfigured",
		problems: [expect.stringContaining("SITE_URL"), expect.stringContaining("FEED_SIZE")],
	});
});

test("if a setting is invalid, pages show the error, and the stylesheet and script still work", async () => {
	const wrong = { ...env, FEED_SIZE: "many" };
	for (const path of ["/", "/topics/harbour", "/articles/tide"]) {
		const response = await ask(path, wrong);
		expect(response.status, path).toBe(500);
		expect(response.headers.get("Content-Type"), path).toBe("text/html; charset=utf-8");
		expect(response.headers.get("Cache-Control"), path).toBe("no-store");
		const page = await response.text();
		expect(page).toContain("The setting FEED_SIZE is not a number");
		const [, style = ""] = /<link rel="stylesheet" href="([^"]+)"/.exec(page) ?? [];
		const [, script = ""] = /<script src="([^"]+)"/.exec(page) ?? [];
		for (const file of [style, script]) expect((await ask(file, wrong)).status, file).toBe(200);
	}
	for (const path of ["/health", "/api/sources", "/feeds.json", "/feed.atom", "/webhooks/github"]) {
		const response = await ask(path, wrong);
		expect(response.status, path).toBe(500);
		expect(await response.json(), path).toMatchObject({ status: "misconfigured" });
	}
});

test("on a site without a token, publishing returns an error that explains how to set one", async () => {
	const { PUBLISH_TOKEN: _, API_TOKENS: __, ...none } = env;
	const response = await ask("/api/sources", none, { method: "POST" });
	expect(response.status).toBe(503);
	expect(await response.text()).toContain("wrangler secret put PUBLISH_TOKEN");
});
