import { parseAccept } from "hono/utils/accept";

/** A response's ETag (quoted, weak) and modification time (ms since 1970, whole seconds). */
interface Validators {
	etag: string;
	modified: number;
}

/**
 * Whether the client's copy is up to date (RFC 9110, section 13.2.2). Ignores `If-Modified-Since` if there is an
 * `If-None-Match`.
 */
export function isNotModified(headers: Headers, { etag, modified }: Validators, now: number): boolean {
	const tags = headers.get("If-None-Match");
	if (tags !== null) return matchesAny(tags, etag);
	const since = parseHttpDate(headers.get("If-Modified-Since"));
	// A date in the future is invalid (RFC 9110, section 13.1.3), and did not come from this site.
	return since !== null && since <= now && modified <= since;
}

/** Whether a request is conditional, so that the response may be a 304. */
export function isConditional(headers: Headers): boolean {
	return headers.has("If-None-Match") || headers.has("If-Modified-Since");
}

/** Compares an entity tag with a list of tags or `*`, using weak comparison (RFC 9110, section 8.8.3.2). */
function matchesAny(list: string, etag: string): boolean {
	if (list.trim() === "*") return true;
	const opaque = etag.replace(/^W\//, "");
	return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, "") === opaque);
}

/**
 * Parses an HTTP date in any of its three formats (RFC 9110, section 5.6.7), in milliseconds; null if it is invalid.
 */
function parseHttpDate(text: string | null): number | null {
	if (text === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
	// Dates in the asctime() format do not include a time zone. They are in GMT.
	const time = Date.parse(/GMT$/.test(text.trim()) ? text : `${text} GMT`);
	return Number.isNaN(time) ? null : time;
}

/**
 * Whether the client accepts gzip. Behind Cloudflare, `Accept-Encoding` always includes gzip, and the client's own
 * value is in `cf.clientAcceptEncoding`. A local workerd sets only the header, to the client's value.
 */
export function acceptsGzip(request: Pick<Request, "headers"> & { cf?: unknown }): boolean {
	const client = (request.cf as Record<string, unknown> | undefined)?.["clientAcceptEncoding"];
	const header = (typeof client === "string" ? client : request.headers.get("Accept-Encoding")) ?? "";
	// Almost all clients list gzip in this form, and fully parsing the header would take longer.
	if (/(?:^|,) ?gzip(?:,|$)/.test(header)) return true;
	const codings = parseAccept(header).map(({ type, q }) => ({ coding: type.toLowerCase(), q }));
	const match =
		codings.find(({ coding }) => coding === "gzip" || coding === "x-gzip") ??
		codings.find(({ coding }) => coding === "*");
	return match !== undefined && match.q > 0;
}

/**
 * Whether a person opened the address in a browser. Only browsers send this `Sec-Fetch-Dest` (Fetch Metadata, W3C), and
 * only for navigations. `Accept` is not reliable: some feed readers send `text/html`.
 */
export function isNavigation(request: Request): boolean {
	return request.headers.get("Sec-Fetch-Dest") === "document";
}
