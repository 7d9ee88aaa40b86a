import { escapeMarkup } from "./xml.ts";

const NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9";

/** A page (`url`), or a sitemap in an index of them. */
type SitemapElement = "url" | "sitemap";

/** A URL, and when what is there last changed, in milliseconds since 1970; null if that is not known. */
interface SitemapEntry {
	url: string;
	modified: number | null;
}

/** The part of a sitemap that names these, a line each. */
export function sitemapLines(element: SitemapElement, entries: readonly SitemapEntry[]): string {
	const lines = entries.map(({ url, modified }) => {
		const changed = modified === null ? "" : `<lastmod>${new Date(modified).toISOString()}</lastmod>`;
		return `<${element}><loc>${escapeMarkup(url)}</loc>${changed}</${element}>\n`;
	});
	return lines.join("");
}

/** A sitemap, or an index of sitemaps (sitemaps.org 0.9), made of such parts. */
export function renderSitemap(element: SitemapElement, ...parts: string[]): string {
	const root = element === "url" ? "urlset" : "sitemapindex";
	return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${parts.join("")}</${root}>\n`;
}
