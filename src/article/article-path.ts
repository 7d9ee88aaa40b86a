import { isEverydayLanguage } from "./language.ts";

/** First path segments that the site uses itself, so articles cannot use them. */
const RESERVED = new Set([
	"about",
	"api",
	"feed",
	"feeds",
	"follow",
	"health",
	"hub",
	"jobs",
	"metrics",
	"private",
	"providers",
	"rsscloud",
	"search",
	"select",
	"status",
	"subscribe",
	"topics",
	"webhooks",
]);

/** Reserved files at the top level of the site. */
const RESERVED_FILES =
	/^(?:(?:feed|select)\.(?:rss|atom|json)|(?:feeds|select)\.(?:json|opml)|sitemap[\w-]*\.xml|robots\.txt|favicon\.ico|apple-touch-icon(?:-precomposed)?\.png|icon-\d+\.png|site\.webmanifest|(?:style|tools|feed)\.css|(?:script|live-results)\.js|icon\.svg|\..*)$/i;

/**
 * Returns the path of an article's page on this site, percent-encoded: `/articles/` and the path of the source without
 * its extension. For a page bundle (`tide/index.md`), the name of the folder is used.
 */
export function addressOf(path: string): string {
	const segments = path.replace(/\.[a-z]+$/i, "").split("/");
	if (segments.length > 1 && segments[0] === "articles") segments.shift();
	if (segments.length > 1 && segments.at(-1) === "index") segments.pop();
	return `/articles/${segments.map(encodeSegment).join("/")}`;
}

/** Returns the path of a site page, percent-encoded: `pages/about.md` → `/pages/about`. */
export function pageAddressOf(path: string): string {
	return addressOf(path).replace(/^\/articles\/pages\//, "/pages/");
}

/** Whether the site itself uses this address, so no article can have its page there. */
export function isOwnAddress(pathname: string): boolean {
	const [, first = "", second = ""] = unescaped(pathname).split("/");
	if (first === "languages") return isEverydayLanguage(second.replace(/\.(?:rss|atom|json)$/, ""));
	return first === "" || RESERVED.has(first) || RESERVED_FILES.test(first);
}

/** Encodes a path the way `permalink` rules do, percent-encoding only where URLs require it (RFC 3986, section 3.3). */
export function encodedPath(text: string): string {
	return encodeURIComponent(text.toWellFormed()).replace(/%(?:2[46BCF]|3[ABD]|40)/g, decodeURIComponent);
}

/** Like `encodedPath`, but for a path that may already be percent-encoded. */
export function pagePath(pathname: string): string {
	return pathname
		.split("/")
		.map((segment) => encodedPath(unescaped(segment)).replaceAll("/", "%2F"))
		.join("/");
}

/**
 * Whether the site itself serves addresses that begin with the first segment of this path, with or without an
 * extension. Examples are `/feed.json` and `/topics/coast.json`.
 */
export function isReserved(pathname: string): boolean {
	return RESERVED.has((unescaped(pathname).split("/")[1] ?? "").replace(/\.[a-z]+$/, ""));
}

/** Returns the canonical spelling of a path (RFC 3986, section 6.2.2), percent-encoded only where necessary. */
export function canonicalPath(pathname: string): string {
	return pathname
		.split("/")
		.map((segment) => encodeURIComponent(unescaped(segment)))
		.join("/");
}

function encodeSegment(segment: string): string {
	// A segment that is `.` or `..` would mean "this folder" or "the parent folder", even when percent-encoded.
	return /^\.+$/.test(segment) ? segment.replaceAll(".", "_dot") : encodeURIComponent(segment);
}

function unescaped(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
