/** What a response is known by: its ETag (quoted, weak) and when it last changed (ms since 1970, whole seconds). */
export interface Validators {
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
