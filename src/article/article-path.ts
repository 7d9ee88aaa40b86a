/** What the first part of an address may not be: these are the site's own. */
const RESERVED = new Set([
	"",
	"about",
	"api",
	"feed",
	"feeds",
	"health",
	"hub",
	"jobs",
	"metrics",
	"private",
	"providers",
	"rsscloud",
	"select",
	"status",
	"subscribe",
	"topics",
	"webhooks",
]);

/**
 * The path of an article's page on this site, percent-encoded, made from the path of its source: without the
 * extension, below `/articles/`, a page bundle (`tide/index.md`) under the name of its folder.
 */
export function addressOf(path: string): string {
	const segments = path.replace(/\.[a-z]+$/i, "").split("/");
	if (segments.length > 1 && segments[0] === "articles") segments.shift();
	if (segments.length > 1 && segments.at(-1) === "index") segments.pop();
	return `/articles/${segments.map(encodeSegment).join("/")}`;
}

/** The address that a permalink such as `/2026/tide/` asks for; null if it is one that the site itself uses. */
export function permalinkAddress(permalink: string): string | null {
	const { pathname } = new URL(permalink, "https://invalid.invalid");
	const [, first = ""] = unescaped(pathname).split("/");
	return RESERVED.has(first) || first.includes(".") ? null : pathname;
}

/** A path in the one of its spellings that stands for all (RFC 3986, section 6.2.2): percent-encoded where it must be. */
export function canonicalPath(pathname: string): string {
	return pathname
		.split("/")
		.map((segment) => encodeURIComponent(unescaped(segment)))
		.join("/");
}

function encodeSegment(segment: string): string {
	// A segment of dots would be taken for a step up or none at all, also when it is percent-encoded.
	return /^\.+$/.test(segment) ? segment.replaceAll(".", "_dot") : encodeURIComponent(segment);
}

function unescaped(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
