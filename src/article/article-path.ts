/** First segments of a path that articles cannot use: the site needs them. */
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
 * The path of an article's page on this site, percent-encoded, from the path of its source: without the extension,
 * below `/articles/`. A page bundle (`tide/index.md`) gets the name of its folder.
 */
export function addressOf(path: string): string {
	const segments = path.replace(/\.[a-z]+$/i, "").split("/");
	if (segments.length > 1 && segments[0] === "articles") segments.shift();
	if (segments.length > 1 && segments.at(-1) === "index") segments.pop();
	return `/articles/${segments.map(encodeSegment).join("/")}`;
}

/** The address that a permalink such as `/2026/tide/` asks for; null if the site uses it. */
export function permalinkAddress(permalink: string): string | null {
	const { pathname } = new URL(permalink, "https://invalid.invalid");
	const [, first = ""] = unescaped(pathname).split("/");
	return RESERVED.has(first) || first.includes(".") ? null : pathname;
}

/** Whether the site itself serves addresses that begin like this path: `/feed.json`, `/topics/coast.json`. */
export function isReserved(pathname: string): boolean {
	return RESERVED.has((unescaped(pathname).split("/")[1] ?? "").replace(/\.[a-z]+$/, ""));
}

/** The canonical spelling of a path (RFC 3986, section 6.2.2): percent-encoded only where necessary. */
export function canonicalPath(pathname: string): string {
	return pathname
		.split("/")
		.map((segment) => encodeURIComponent(unescaped(segment)))
		.join("/");
}

function encodeSegment(segment: string): string {
	// A segment of dots would mean "up" or nothing, even when it is percent-encoded.
	return /^\.+$/.test(segment) ? segment.replaceAll(".", "_dot") : encodeURIComponent(segment);
}

function unescaped(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
