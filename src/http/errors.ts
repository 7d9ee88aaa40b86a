import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage, type Offers } from "../components/error-page.tsx";
import { document, PAGE_HEADERS } from "../components/layout.tsx";
import { log } from "../log.ts";
import { BusyError } from "../publisher/read/reader-queue.ts";
import { tagged } from "./cache-headers.ts";
import type { App } from "./context.ts";

/**
 * Patterns for paths that programs request, recognized by their beginning or file extension. Slugs may look like file
 * names (`/articles/what-is-node.js`); below `/topics/` and `/providers/`, only feed extensions count.
 */
const FOR_PROGRAMS = [
	/^\/(?:(?:api|webhooks|rsscloud)\/|(?:hub|metrics)(?:\/|$))/,
	/^\/(?:private\/[^/]+\/)?media\//,
	/^\/(?!articles\/).*\.(?:rss|atom|json)$/,
	/^\/(?!(?:articles|topics|providers)\/).*\.(?:opml|xml|txt|css|js|svg|ico)$/,
];

/**
 * Returns an error in the format that suits the address: JSON below `/api/` and `/webhooks/` and at `/health`, a line
 * of text at other addresses for programs, and a page for people. The response is not cached unless the caller changes
 * that.
 *
 * @param message in English; if null, the page explains the error in the site's language
 * @param offers links to show on the page
 */
export function errorResponse(
	c: Context<App>,
	status: ContentfulStatusCode,
	message: string | null,
	offers: Offers = { near: [] },
): Response {
	c.header("Cache-Control", "no-store");
	if (status === 503) c.header("Retry-After", "60");
	const { pathname } = new URL(c.req.url);
	if (/^\/(?:(?:api|webhooks)\/|health$)/.test(pathname)) return c.json({ error: message ?? NOTHING_HERE }, status);
	if (isForPrograms(pathname)) return c.text(`${message ?? NOTHING_HERE}\n`, status);
	const page = ErrorPage({ site: c.get("site"), pathname, status, message, offers });
	return c.body(document(page), status, PAGE_HEADERS);
}

/** Whether an address is meant for programs. All other addresses are meant for people. */
export function isForPrograms(pathname: string): boolean {
	return FOR_PROGRAMS.some((pattern) => pattern.test(pathname));
}

const NOTHING_HERE = "There is nothing at this address.";

/**
 * Returns 404. With a `tag`, Cloudflare may cache the response for a minute. The tag is that of a feed or page that may
 * be published at this address later: publishing it then purges the response.
 *
 * @param offers links to show on the page
 * @param meant the address that a program should request instead
 */
export function notFound(c: Context<App>, tag?: string, offers?: Offers, meant?: string): Response {
	const message = isForPrograms(new URL(c.req.url).pathname)
		? `${NOTHING_HERE}${meant === undefined ? "" : ` Did you mean ${meant}?`} The home page lists all feeds.`
		: null;
	const response = errorResponse(c, 404, message, offers);
	return tag === undefined ? response : kept(c, response, tag);
}

/**
 * Returns 410 for something that was removed, with a message for programs. The response is cached like a 404, because
 * whatever was removed may be published again.
 *
 * @param offers links for people
 */
export function gone(c: Context<App>, message: string, tag: string, offers?: Offers): Response {
	const { pathname } = new URL(c.req.url);
	return kept(c, errorResponse(c, 410, isForPrograms(pathname) ? message : null, offers), tag);
}

function kept(c: Context<App>, response: Response, tag: string): Response {
	response.headers.set("Cache-Control", "public, max-age=60");
	tagged(response.headers, c.req.raw, tag);
	return response;
}

/** Whether the Publisher or Cloudflare reported that a Durable Object is overloaded. */
export function isOverloaded(error: unknown): boolean {
	return error instanceof BusyError || (error instanceof Error && "overloaded" in error && error.overloaded === true);
}

/** Logs a failed request. Only the beginning of the path is logged, because some paths contain secrets. */
export function logFailure(c: Context<App>, error: unknown): void {
	const path = c.req.path.replace(/^\/(private|api\/sources|api\/files)\/.+/s, "/$1/…");
	log("error", { method: c.req.method, path, error });
}

/**
 * Handles the methods that a route does not implement: responds to OPTIONS for CORS, and to all other methods with 405
 * and a list of the allowed methods.
 */
export function otherMethods(...allowed: string[]): (c: Context<App>) => Response {
	const allow = [...allowed, "OPTIONS"].join(", ");
	return (c) => {
		if (c.req.method !== "OPTIONS") {
			const response = errorResponse(c, 405, `This address only supports ${allow}.`);
			response.headers.set("Allow", allow);
			return response;
		}
		const headers = {
			Allow: allow,
			"Access-Control-Allow-Origin": "*",
			"Access-Control-Allow-Methods": allow,
			"Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, If-Range, Range",
			"Access-Control-Max-Age": "86400",
			"Cache-Control": "no-store",
		};
		return new Response(null, { status: 204, headers });
	};
}
