import type { Context } from "hono";
import type { App } from "./app-env.ts";
import { tagged } from "./edge.ts";

/**
 * Leads elsewhere: for good (301, 308), which clients keep for an hour, or for now (302), which they keep for a minute.
 *
 * @param location a path of this site with its query, or a URL; percent-encoded
 * @param tag the cache tags of what would change where it leads
 */
export function redirect(c: Context<App>, location: string, status: 301 | 302 | 308, tag: string): Response {
	const headers = new Headers({
		Location: location,
		"Cache-Control": `public, max-age=${status === 302 ? 60 : 3600}`,
		"Access-Control-Allow-Origin": "*",
	});
	tagged(headers, c.req.raw, tag);
	return new Response(null, { status, headers });
}

/** 301 to the canonical spelling of a path (percent-encoded), with the query as it is. */
export function moved(c: Context<App>, path: string, tag: string): Response {
	return redirect(c, path + new URL(c.req.url).search, 301, tag);
}
