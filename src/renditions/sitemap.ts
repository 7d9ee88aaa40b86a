import { escapeMarkup } from "./xml.ts";

const NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9";

/** A page (`url`), or a sitemap in a sitemap index. */
type SitemapElement = "url" | "sitemap";

/** A URL, and when the page at this URL last changed, in milliseconds since 1970; null if unknown. */
interface SitemapEntry {
	url: string;
	modified: number | null;
}

/** Renders entries as lines of a sitemap. */
export function sitemapLines(element: SitemapElement, entries: readonly SitemapEntry[]): string {
	const lines = entries.map(({ url, modified }) => {
		const changed = modified === null ? "" : `<lastmod>${new Date(modified).toISOString()}</lastmod>`;
		return `<${element}><loc>${escapeMarkup(url)}</loc>${changed}</${element}>\n`;
	});
	return lines.join("");
}

/** An article in Google's news sitemap. `language` is a BCP 47 tag. */
export interface NewsEntry {
	url: string;
	title: string;
	language: string;
	/** Publication time in milliseconds since 1970. */
	published: number;
}

/** Renders Google's news sitemap (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap). */
export function renderNewsSitemap(name: string, entries: readonly NewsEntry[]): string {
	const lines = entries.map(({ url, title, language, published }) => {
		// Google's language codes include a region only for Chinese.
		const code = /^zh/i.test(language) ? (/tw|hk|hant/i.test(language) ? "zh-tw" : "zh-cn") : language.split("-")[0];
		const publication = `<news:publication><news:name>${escapeMarkup(name)}</news:name><news:language>${code}</news:language></news:publication>`;
		const date = `<news:publication_date>${new Date(published).toISOString()}</news:publication_date>`;
		const news = `<news:news>${publication}${date}<news:title>${escapeMarkup(title)}</news:title></news:news>`;
		return `<url><loc>${escapeMarkup(url)}</loc>${news}</url>\n`;
	});
	const namespaces = `xmlns="${NAMESPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${namespaces}>\n${lines.join("")}</urlset>\n`;
}

/** Renders a sitemap or a sitemap index (sitemaps.org 0.9) from lines created by `sitemapLines`. */
export function renderSitemap(element: SitemapElement, ...parts: string[]): string {
	const root = element === "url" ? "urlset" : "sitemapindex";
	return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${parts.join("")}</${root}>\n`;
}
