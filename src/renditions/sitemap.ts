import { escapeMarkup } from "./xml.ts";

const NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9";

/** A page (`url`), or a sitemap in a sitemap index. */
type SitemapElement = "url" | "sitemap";

/** A URL and its last change, in milliseconds since 1970; null if unknown. */
interface SitemapEntry {
	url: string;
	modified: number | null;
}

/** The sitemap lines for these entries. */
export function sitemapLines(element: SitemapElement, entries: readonly SitemapEntry[]): string {
	const lines = entries.map(({ url, modified }) => {
		const changed = modified === null ? "" : `<lastmod>${new Date(modified).toISOString()}</lastmod>`;
		return `<${element}><loc>${escapeMarkup(url)}</loc>${changed}</${element}>\n`;
	});
	return lines.join("");
}

/** Renders a sitemap, or a sitemap index (sitemaps.org 0.9), from such lines. */
export function renderSitemap(element: SitemapElement, ...parts: string[]): string {
	const root = element === "url" ? "urlset" : "sitemapindex";
	return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${parts.join("")}</${root}>\n`;
}
