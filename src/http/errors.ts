import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage, type Offers } from "../components/error-page.tsx";
import { document, PAGE_HEADERS } from "../components/layout.tsx";
import { log } from "../log.ts";
import { BusyError } from "../publisher/read/reader-queue.ts";
import { tagged } from "./cache-headers.ts";
import type { App } from "./context.ts";

/**
 * Addresses that programs request, recognized by path or file extension. Slugs may look like file names
 * (`/articles/what-is-node.js`); topics and providers count as feeds only with a feed extension.
 */
const FOR_PROGRAMS = [
	/^\/(?:(?:api|webhooks|rsscloud)\/|(?:hub|metrics)(?:\/|$))/,
	/^\/(?:private\/[^/]+\/)?media\//,
	/^\/(?!articles\/).*\.(?:rss|atom|json)$/,
	/^\/(?!(?:articles|topics|providers)\/).*\.(?:opml|xml|txt|css|js|svg|ico)$/,
];

/**
 * An error in the form that suits the address: JSON below `/api/`, `/webhooks/` and at `/health`, a line of text at
 * other addresses for programs, a page for people. It is not cached unless the caller changes that.
 *
 * @param message in English; null: the page explains the error in the site's language
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

/** Whether programs request this address; people open all others. */
export function isForPrograms(pathname: string): boolean {
	return FOR_PROGRAMS.some((pattern) => pattern.test(pathname));
}

const NOTHING_HERE = "There is nothing at this address.";

/**
 * Returns 404. If `tag` names a feed or page that may be published later, Cloudflare may cache the response for a
 * minute; publishing purges it.
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
 * Returns 410 for something removed, with a message for programs. Cached like a 404, since it may be published again.
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

/** Whether a request failed because a Durable Object is overloaded, as reported by the Publisher or by Cloudflare. */
export function isOverloaded(error: unknown): boolean {
	return error instanceof BusyError || (error instanceof Error && "overloaded" in error && error.overloaded === true);
}

/** Logs a failed request. Some paths contain secrets, so only their beginning is logged. */
export function logFailure(c: Context<App>, error: unknown): void {
	const path = c.req.path.replace(/^\/(private|api\/sources|api\/files)\/.+/s, "/$1/…");
	log("error", { method: c.req.method, path, error });
}

/** Answers methods that a route does not support: OPTIONS for CORS, and 405 with the allowed methods for all others. */
export function otherMethods(...allowed: string[]): (c: Context<App>) => Response {
	const allow = [...allowed, "OPTIONS"].join(", ");
	return (c) => {
		if (c.req.method !== "OPTIONS") {
			const response = errorResponse(c, 405, `This address supports ${allow} only.`);
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
