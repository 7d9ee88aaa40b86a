import type { Context } from "hono";
import { authorPath, pageUrl, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { isEmail } from "../identity/read-identity.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { renderNewsSitemap, renderSitemap, sitemapLines } from "../renditions/sitemap.ts";
import { readIndex } from "./feed-list.ts";

/**
 * Every new article changes the site's feed. The sitemap has the cache tag of that feed, so that the two are purged
 * together.
 */
const TAG = tagOf({ kind: "feed", name: SITE_FEED });

/**
 * Maximum number of feeds in the sitemap. A sitemap may contain 50,000 URLs, of which 5,000 are reserved for articles.
 */
const MAX_FEEDS = 45_000;

/** Pages that search engines should not crawl, because the number of their variants is unlimited. */
const ENDLESS = ["/select?", "/subscribe?"];

const AN_HOUR = "public, max-age=3600";

/**
 * `GET /robots.txt` (RFC 9309): allows everything except private, temporary and API paths, and pages with an unlimited
 * number of variants.
 */
export async function getRobots(c: Context<App>): Promise<Response> {
	const disallowed = [...["/api/", "/jobs/", "/private/"], ...ENDLESS].map((path) => `Disallow: ${path}\n`);
	const text = `User-agent: *\n${disallowed.join("")}\nSitemap: ${c.get("site").url}/sitemap.xml\nSitemap: ${c.get("site").url}/sitemap-news.xml\n`;
	return pageResponse(c.req.raw, text, "robots", { "Content-Type": "text/plain; charset=utf-8" });
}

/**
 * `GET /sitemap.xml`: the home page, the pages of feeds, and the articles hosted on this site. If there are more than
 * 5,000 articles, this is an index of smaller sitemaps (`/sitemap-1.xml` and so on), each of which takes less time to
 * render.
 */
export async function getSitemap(c: Context<App>): Promise<Response> {
	const chunk = Number(/(\d+)\.xml$/.exec(new URL(c.req.url).pathname)?.[1] ?? 0);
	const site = c.get("site");
	const [stored, pages] = await Promise.all([
		chunk <= 1 ? readIndex(c.env) : null,
		publisherOf(c.env).lists().ownPages(Math.max(1, chunk)),
	]);
	const { lines, chunks } = answered(pages);
	if (chunk > Math.max(1, chunks)) return notFound(c, TAG);
	if (chunk === 0 && chunks > 1) {
		const urls = Array.from({ length: chunks }, (_, index) => `${site.url}/sitemap-${index + 1}.xml`);
		const sitemaps = urls.map((url) => ({ url, modified: null }));
		return xml(c, renderSitemap("sitemap", sitemapLines("sitemap", sitemaps)));
	}
	const feeds = (stored?.index.feeds ?? []).slice(0, MAX_FEEDS);
	const lists = [
		...feeds.map(({ name, newest }) => ({ url: pageUrl(site, name), modified: newest })),
		...(stored?.index.authors ?? [])
			.slice(0, MAX_FEEDS - feeds.length)
			.map(({ key, newest }) => ({ url: site.url + authorPath(key), modified: newest })),
	];
	return xml(c, renderSitemap("url", sitemapLines("url", lists), lines));
}

const TWO_DAYS = 2 * 86_400_000;

/** `GET /sitemap-news.xml`: the site's own articles from the last two days, for Google News. */
export async function getNewsSitemap(c: Context<App>): Promise<Response> {
	const entries = answered(
		await publisherOf(c.env)
			.lists()
			.news(Date.now() - TWO_DAYS),
	);
	const response = xml(c, renderNewsSitemap(c.get("site").title, entries));
	response.headers.set("Cache-Control", "public, max-age=300");
	return response;
}

const A_DAY = 86_400_000;

/** Number of days until the file expires. RFC 9116 (section 2.5.5) recommends less than a year. */
const CONTACT_DAYS = 180;

/** `GET /.well-known/security.txt` (RFC 9116), if the site has a contact. */
export function getSecurityTxt(c: Context<App>): Response {
	const { contact, language, url } = c.get("site");
	if (contact === undefined) return notFound(c, "security");
	// The expiry time is rounded, so that the file changes only once a day.
	const expires = new Date((Math.floor(Date.now() / A_DAY) + CONTACT_DAYS) * A_DAY).toISOString();
	const lines = [
		`Contact: ${isEmail(contact) ? `mailto:${contact}` : contact}`,
		`Expires: ${expires}`,
		`Preferred-Languages: ${language === "en" ? "en" : `${language}, en`}`,
		`Canonical: ${url}/.well-known/security.txt`,
	];
	return pageResponse(c.req.raw, `${lines.join("\n")}\n`, "security", { "Content-Type": "text/plain; charset=utf-8" });
}

function xml(c: Context<App>, text: string): Response {
	const response = pageResponse(c.req.raw, text, TAG, { "Content-Type": "application/xml; charset=utf-8" });
	response.headers.set("Cache-Control", AN_HOUR);
	return response;
}
