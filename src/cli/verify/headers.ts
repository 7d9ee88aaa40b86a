import type { IncomingHttpHeaders } from "node:http";

/** A link in a `Link` header (RFC 8288). */
interface HeaderLink {
	href: string;
	rels: string[];
}

/** Returns the links in all `Link` headers. */
export function headerLinks(headers: IncomingHttpHeaders): HeaderLink[] {
	const [...links] = headerOf(headers, "link").matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s";,]+))*)/g);
	return links.map(([, href = "", parameters = ""]) => {
		const [, quoted, bare = ""] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i.exec(parameters) ?? [];
		return { href, rels: (quoted ?? bare).toLowerCase().split(/\s+/) };
	});
}

/**
 * Returns the value of a header. If there are several values, joins them. If the header is missing, returns an empty
 * string.
 */
export function headerOf(headers: IncomingHttpHeaders, name: string): string {
	const value = headers[name.toLowerCase()];
	return Array.isArray(value) ? value.join(", ") : (value ?? "");
}

/** Returns the directives of `Cache-Control` in lower case, with their values (empty if they have none). */
export function cacheControl(headers: IncomingHttpHeaders): Map<string, string> {
	const parts = headerOf(headers, "cache-control").toLowerCase().split(",");
	return new Map(
		parts.map((part) => {
			const [name = "", value = ""] = part.split("=");
			return [name.trim(), value.trim().replace(/^"(.*)"$/, "$1")];
		}),
	);
}

/** Returns how long a response may be cached, in seconds; null if not specified. */
export function cacheSeconds(headers: IncomingHttpHeaders): number | null {
	const seconds = cacheControl(headers).get("max-age");
	return seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) : null;
}

/** Removes the weakness mark from an entity tag, for weak comparison (RFC 9110, section 8.8.3.2). */
export function opaque(tag: string): string {
	return tag.replace(/^W\//, "");
}
