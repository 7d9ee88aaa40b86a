import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { article, get, publish, source } from "../publisher/newsroom.ts";

beforeAll(() => publish(article("tide"), source("ar.md", { title: "المدّ", date: "2026-05-05", language: "ar" }, "نص")));
afterAll(reset);

const PAGES = ["/", "/topics/harbour", "/articles/tide", "/about/feeds", "/about/json-feed", "/nothing"];

/** Returns the URLs of the stylesheet and script of a page. */
async function assetsOf(path: string): Promise<string[]> {
	const html = await (await get(path)).text();
	return [...html.matchAll(/(?:href|src)="(\/(?:style\.css|script\.js)[^"]*)"/g)].map(([, url = ""]) => url);
}

test("the stylesheet and script are cached for a year, because their URLs change with their content", async () => {
	const assets = await assetsOf("/");
	expect(assets).toHaveLength(2);
	for (const asset of assets) {
		const response = await get(asset);
		expect(response.headers.get("Cache-Control"), asset).toBe("public, max-age=31536000, immutable");
		expect(response.headers.get("Cloudflare-CDN-Cache-Control"), asset).toBeNull();
		const again = await get(asset, { headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
		expect(again.status, asset).toBe(304);
	}
	for (const page of PAGES) expect(await assetsOf(page), page).toEqual(assets);
});

test("every page shows dates in the site's time zone", async () => {
	await publish(article("late", { date: "2026-06-03T22:00:00Z", topics: ["Late"] }));
	const context = createExecutionContext();
	for (const [timeZone, day] of [
		["Europe/Berlin", "June 4, 2026"],
		["America/New_York", "June 3, 2026"],
	]) {
		for (const path of ["/", "/topics/late", "/articles/late", "/topics"]) {
			const there = { ...env, SITE_TIME_ZONE: timeZone };
			const html = await (await app.request(`http://localhost:8787${path}`, {}, there, context)).text();
			expect(html.replaceAll("Jun ", "June "), `${path} in ${timeZone}`).toContain(day);
		}
	}
	await waitOnExecutionContext(context);
	await publish({ path: "late.md", deleted: true });
});

test("an old URL of the stylesheet or script returns the current file, which is cached only briefly", async () => {
	for (const path of ["/style.css", "/script.js", "/feed.css"]) {
		const today = await (await get(path)).text();
		for (const old of [path, `${path}?v=`, `${path}?v=0123456789abcdef012345`]) {
			const response = await get(old);
			expect(response.headers.get("Cache-Control"), old).toMatch(/^public, max-age=300,/);
			expect(await response.text(), old).toBe(today);
		}
	}
});

test("the stylesheet and script have the right media types", async () => {
	expect((await get("/style.css")).headers.get("Content-Type")).toBe("text/css; charset=utf-8");
	expect((await get("/feed.css")).headers.get("Content-Type")).toBe("text/css; charset=utf-8");
	const script = await get("/script.js");
	expect(script.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
	expect(await script.text()).toMatch(/^"use strict";/);
});

test("the script runs before a page is shown, so that making dates relative does not shift the content", async () => {
	for (const page of PAGES) {
		expect(await (await get(page)).text(), page).toMatch(
			/<script src="\/script\.js\?v=[\w-]+" defer="" blocking="render">/,
		);
	}
});

test("the stylesheet and script together are only a few kilobytes", async () => {
	const gzipped = async (path: string) => {
		const body = (await get(path)).body?.pipeThrough(new CompressionStream("gzip"));
		return (await new Response(body).arrayBuffer()).byteLength;
	};
	expect((await gzipped("/style.css")) + (await gzipped("/script.js"))).toBeLessThan(8_000);
});

test("every page has a language, one heading, and a skip link", async () => {
	for (const page of PAGES) {
		const html = await (await get(page)).text();
		expect(html, page).toMatch(/^<!DOCTYPE html><html lang="en" dir="ltr">/);
		expect(html.match(/<h1\b/g), page).toHaveLength(1);
		expect(html, page).toContain('<a class="skip" href="#main"');
		expect(html, page).toContain('<main id="main"');
	}
});

test("an article in a language other than the site's is marked with its language, and the rest of the page is in the site's language", async () => {
	const html = await (await get("/articles/ar")).text();
	expect(html).toMatch(/^<!DOCTYPE html><html lang="en" dir="ltr">/);
	expect(html).toContain('<article class="story" lang="ar" dir="rtl">');
	expect(html).toContain('<div class="box" lang="en" dir="ltr">');
});

test("on a site in a language without a catalogue, the interface is in English, and marked as English", async () => {
	const japanese = { ...env, SITE_LANGUAGE: "ja" };
	const context = createExecutionContext();
	const html = await (await app.request("http://localhost:8787/", {}, japanese, context)).text();
	await waitOnExecutionContext(context);
	expect(html).toMatch(/^<!DOCTYPE html><html lang="ja" dir="ltr">/);
	expect(html).toContain('<a class="skip" href="#main" lang="en" dir="ltr">Skip to content</a>');
	expect(html).toMatch(/<div id="follow"[^>]* lang="en" dir="ltr">/);
	expect(html).toContain(">2026年5月4日</time>");
});

test("no page contains inline styles, scripts or handlers", async () => {
	for (const page of PAGES) {
		const html = (await (await get(page)).text()).replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, "");
		expect(html, page).not.toMatch(/<style|<script(?! src="\/script\.js\?v=[\w-]+" defer="")| style="| on\w+="/);
	}
});

test("every page has security headers", async () => {
	for (const page of PAGES) {
		const { headers } = await get(page);
		expect(Object.fromEntries(headers), page).toMatchObject({
			"content-security-policy": expect.stringMatching(
				/^default-src 'none'; style-src 'self'; script-src 'self'; .*frame-ancestors 'none'$/,
			),
			"x-content-type-options": "nosniff",
			"x-frame-options": "DENY",
			"referrer-policy": "strict-origin-when-cross-origin",
			"permissions-policy": expect.stringContaining("camera=()"),
			"cross-origin-opener-policy": "same-origin",
		});
		expect(headers.get("Content-Security-Policy"), page).not.toContain("unsafe");
	}
});

test("responses other than pages cannot run scripts or be shown in a frame", async () => {
	const paths = ["/feed.rss", "/feed.json", "/feeds.opml", "/style.css", "/icon.svg", "/robots.txt", "/health"];
	for (const path of [...paths, "/api/sources", "/nothing.rss", "/feed"]) {
		const { headers } = await get(path);
		expect(headers.get("Content-Security-Policy"), path).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
		expect(headers.get("X-Content-Type-Options"), path).toBe("nosniff");
		expect(headers.get("X-Frame-Options"), path).toBe("DENY");
	}
});

test("HSTS is enabled only if the site's URL uses HTTPS", async () => {
	const secure = { ...env, SITE_URL: "https://news.example.org" };
	for (const path of ["/", "/feed.rss", "/nothing", "/script.js"]) {
		const { headers } = await app.request(path, {}, secure);
		expect(headers.get("Strict-Transport-Security"), path).toBe("max-age=31536000");
		expect((await get(path)).headers.get("Strict-Transport-Security"), path).toBeNull();
	}
});

test("a page that every page links to explains what a feed is", async () => {
	const html = await (await get("/about/feeds")).text();
	expect(html).toContain("<h1>What is a feed?</h1>");
	expect(html).toContain('href="/feeds.opml"');
	expect(await (await get("/")).text()).toContain('href="/about/feeds"');
});

test("“Made with Newsstand” links to a section that explains what Newsstand is", async () => {
	const html = await (await get("/")).text();
	const [, path = "", id = ""] = /<a href="([^"#]+)#([^"]+)">Made with Newsstand<\/a>/.exec(html) ?? [];
	expect(await (await get(path)).text()).toContain(`<h2 id="${id}">`);
});

test("pages link to providers only if there are any", async () => {
	const links = async (path: string) => /href="\/providers/.test(await (await get(path)).text());
	await reset();
	await publish(source("gull.md", { title: "Gull", date: "2026-05-04", topics: ["Sea"] }, "Text"));
	const paths = [
		"/",
		"/topics",
		"/topics/sea",
		"/articles/gull",
		"/subscribe",
		"/select?q=gull",
		"/feed/archive/2026-05",
	];
	for (const path of [...paths, "/about/feeds", "/about/json-feed", "/nowhere"]) {
		expect([path, await links(path)]).toEqual([path, false]);
	}
	expect((await (await get("/subscribe")).text()).replace(/<[^>]*>/g, "")).not.toMatch(/provider/i);
	const other = { name: "Harbour Post", domain: "harbourpost.example" };
	await publish(article("tide", { topics: ["Sea"] }), article("quay", { topics: ["Sea"], provider: other }));
	for (const path of ["/", "/topics", "/providers", "/subscribe", "/providers/gazette.example", "/articles/tide"]) {
		expect([path, await links(path)]).toEqual([path, true]);
	}
});
