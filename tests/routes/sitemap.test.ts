import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

afterEach(reset);

const own = source("own.md", { title: "Own & first", date: "2026-05-04", updated: "2026-05-06T10:00:00Z" }, "Text.");
const atPermalink = source("moved.md", { title: "Moved", date: "2026-05-05", permalink: "/2026/tide & fog/" }, "Text.");

async function locations(path: string): Promise<string[]> {
	const text = await (await get(path)).text();
	return [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&"));
}

test("robots.txt disallows private paths, and lists the sitemap", async () => {
	const response = await get("/robots.txt");
	expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
	const lines = (await response.text()).trim().split("\n");
	expect(lines).toEqual([
		"User-agent: *",
		"Disallow: /api/",
		"Disallow: /jobs/",
		"Disallow: /private/",
		"Disallow: /select?",
		"Disallow: /subscribe?",
		"",
		`Sitemap: ${SITE}/sitemap.xml`,
		`Sitemap: ${SITE}/sitemap-news.xml`,
	]);
});

test("the sitemap lists the pages of feeds, and articles hosted on this site, but not articles from other sites", async () => {
	await publish(own, atPermalink, article("elsewhere"));
	const response = await get("/sitemap.xml");
	expect(response.headers.get("Content-Type")).toBe("application/xml; charset=utf-8");
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
	expect(response.headers.get("Cache-Tag")).toBe("/feed,site");
	expect(await response.text()).toContain(
		`<url><loc>${SITE}/articles/own</loc><lastmod>2026-05-06T10:00:00.000Z</lastmod></url>`,
	);
	const urls = await locations("/sitemap.xml");
	expect(urls).toEqual([
		`${SITE}/`,
		`${SITE}/providers/gazette.example`,
		`${SITE}/topics/harbour`,
		`${SITE}/articles/own`,
		`${SITE}/2026/tide%20&%20fog/`,
	]);
	for (const url of urls) {
		const page = await get(url.slice(SITE.length));
		expect(page.status, url).toBe(200);
		expect(await page.text(), url).not.toContain("noindex");
	}
	expect((await get("/sitemap-1.xml")).status).toBe(200);
	expect((await get("/sitemap-2.xml")).status).toBe(404);
	expect((await get("/sitemap-0.xml")).status).toBe(404);
});

test("a removed or moved article disappears from the sitemap", async () => {
	await publish(own, atPermalink);
	await publish({ path: own.path, deleted: true });
	await publish(
		source("moved.md", { title: "Moved", date: "2026-05-05", link: "https://gazette.example/moved" }, "Text."),
	);
	expect(await locations("/sitemap.xml")).toEqual([`${SITE}/`]);
});

test("with thousands of articles, the sitemap is an index that lists each page once", async () => {
	await publish(own);
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		storage.transactionSync(() => {
			for (let number = 1; number <= 5000; number++) {
				const path = `many-${number}.md`;
				storage.sql.exec(
					`INSERT INTO article (path, guid, address, published, updated, digest) VALUES (?1, ?1, ?2, ?3, ?3, '')`,
					path,
					`/articles/many-${number}`,
					1000 * number,
				);
				storage.sql.exec("INSERT INTO listing VALUES ('pages', ?2, ?1, ?1, NULL)", path, 1000 * number);
			}
		});
	});
	expect(await (await get("/sitemap.xml")).text()).toContain("<sitemapindex ");
	const sitemaps = await locations("/sitemap.xml");
	expect(sitemaps).toEqual([`${SITE}/sitemap-1.xml`, `${SITE}/sitemap-2.xml`]);
	const pages = await Promise.all(sitemaps.map((url) => locations(url.slice(SITE.length))));
	expect(pages.map(({ length }) => length)).toEqual([5001, 1]);
	expect(new Set(pages.flat()).size).toBe(5002);
	expect(pages[1]).toEqual([`${SITE}/articles/own`]);
});

test("pages link to the site's icons, and the usual URLs of icons work even for clients that do not read pages", async () => {
	await publish(own);
	const page = await (await get("/")).text();
	expect(page).toContain('<link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any"/>');
	expect(page).toContain('<link rel="apple-touch-icon" href="/apple-touch-icon.png"/>');
	expect((await get("/favicon.ico")).headers.get("Content-Type")).toBe("image/x-icon");
	const icon = await get("/icon.svg");
	expect(icon.headers.get("Content-Type")).toBe("image/svg+xml");
	expect(await icon.text()).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
});
