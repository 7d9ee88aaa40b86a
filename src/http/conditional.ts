import { parseAccept } from "hono/utils/accept";

/** What a response is known by: its ETag (quoted, weak) and when it last changed (ms since 1970, whole seconds). */
interface Validators {
	etag: string;
	modified: number;
}

/**
 * Whether the client has what we would send (RFC 9110, section 13.2.2): `If-None-Match` decides if it is there at
 * all, else `If-Modified-Since`.
 */
export function isNotModified(headers: Headers, { etag, modified }: Validators, now: number): boolean {
	const tags = headers.get("If-None-Match");
	if (tags !== null) return matchesAny(tags, etag);
	const since = parseHttpDate(headers.get("If-Modified-Since"));
	// A date that is still to come is no date that we gave (RFC 9110, section 13.1.3, takes it for invalid).
	return since !== null && since <= now && modified <= since;
}

/** Weak comparison (RFC 9110, section 8.8.3.2) with a list of entity tags, or `*`. */
function matchesAny(list: string, etag: string): boolean {
	if (list.trim() === "*") return true;
	const opaque = etag.replace(/^W\//, "");
	return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, "") === opaque);
}

/** An HTTP date (RFC 9110, section 5.6.7) in one of its three forms, in milliseconds; null if it is none. */
function parseHttpDate(text: string | null): number | null {
	if (text === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
	// The form of C's asctime() has no zone and means GMT all the same.
	const time = Date.parse(/GMT$/.test(text.trim()) ? text : `${text} GMT`);
	return Number.isNaN(time) ? null : time;
}

/**
 * Whether the client takes gzip. Behind Cloudflare the header always says yes, and `cf.clientAcceptEncoding` what the
 * client said; a bare workerd has the header alone.
 */
export function acceptsGzip(request: Pick<Request, "headers"> & { cf?: unknown }): boolean {
	const client = (request.cf as Record<string, unknown> | undefined)?.["clientAcceptEncoding"];
	const header = typeof client === "string" ? client : request.headers.get("Accept-Encoding");
	const codings = parseAccept(header ?? "").map(({ type, q }) => ({ coding: type.toLowerCase(), q }));
	const match =
		codings.find(({ coding }) => coding === "gzip" || coding === "x-gzip") ??
		codings.find(({ coding }) => coding === "*");
	return match !== undefined && match.q > 0;
}

/**
 * Whether a person has opened the address in a browser: only browsers say so, and of nothing that a program fetches in them
 * (`Sec-Fetch-Dest`, Fetch Metadata, W3C). `Accept` would not do: some feed readers ask for HTML.
 */
export function isNavigation(request: Request): boolean {
	return request.headers.get("Sec-Fetch-Dest") === "document";
}
