import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage } from "../components/error-page.tsx";
import { document, PAGE_HEADERS } from "../components/layout.tsx";
import type { NearFeed } from "../feed/feed-names.ts";
import { log } from "../log.ts";
import { BusyError } from "../publisher/read/reader-queue.ts";
import type { App } from "./context.ts";
import { tagged } from "./respond.ts";

/**
 * What programs ask for: an address that is theirs alone, or a file by its ending. The names of articles, topics and
 * providers may end like one (`/articles/what-is-node.js`); topics and providers are feeds with the endings of those.
 */
const FOR_PROGRAMS = [
	/^\/(?:(?:api|webhooks|rsscloud)\/|(?:hub|metrics)(?:\/|$))/,
	/^\/(?!articles\/).*\.(?:rss|atom|json)$/,
	/^\/(?!(?:articles|topics|providers)\/).*\.(?:opml|xml|txt|css|js|svg|ico)$/,
];

/**
 * An error as the client expects it, told by the address alone: JSON below `/api/`, `/webhooks/` and at `/health`, one line of text at
 * other addresses of programs, and a page at those that people open. Never cached, unless the caller says otherwise.
 *
 * @param near feeds that may have been meant; a page offers them
 */
export function errorResponse(
	c: Context<App>,
	status: ContentfulStatusCode,
	message: string,
	near: readonly NearFeed[] = [],
): Response {
	c.header("Cache-Control", "no-store");
	if (status === 503) c.header("Retry-After", "60");
	const { pathname } = new URL(c.req.url);
	if (/^\/(?:(?:api|webhooks)\/|health$)/.test(pathname)) return c.json({ error: message }, status);
	if (isForPrograms(pathname)) return c.text(`${message}\n`, status);
	const page = ErrorPage({ site: c.get("site"), pathname, status, message, near });
	return c.body(document(page), status, PAGE_HEADERS);
}

/** Whether an address is one that programs ask for; people open all others. */
export function isForPrograms(pathname: string): boolean {
	return FOR_PROGRAMS.some((pattern) => pattern.test(pathname));
}

/**
 * 404. With the path of a feed or page that may come into being, the edge may keep it for a minute: the Publisher
 * purges it then.
 */
export function notFound(c: Context<App>, tag?: string, near: readonly NearFeed[] = []): Response {
	const message = "There is nothing here. All feeds are listed on the first page of this site.";
	const response = errorResponse(c, 404, message, near);
	return tag === undefined ? response : kept(c, response, tag);
}

/** 410: what was here is gone for good. Kept like a 404, since it may come back all the same. */
export function gone(c: Context<App>, message: string, tag: string): Response {
	return kept(c, errorResponse(c, 410, message), tag);
}

function kept(c: Context<App>, response: Response, tag: string): Response {
	response.headers.set("Cache-Control", "public, max-age=60");
	tagged(response.headers, c.req.raw, tag);
	return response;
}

/** Whether a request failed because a Durable Object has too many waiting: the Publisher says so, or Cloudflare does. */
export function isOverloaded(error: unknown): boolean {
	return error instanceof BusyError || (error instanceof Error && "overloaded" in error && error.overloaded === true);
}

/** Logs what ended a request. Below some addresses are names that are not public: of those only the beginning is logged. */
export function logFailure(c: Context<App>, error: unknown): void {
	const path = c.req.path.replace(/^\/(private|api\/sources)\/.+/s, "/$1/…");
	log("error", { method: c.req.method, path, error });
}

/** Answers every method that a route does not serve: 405 with what it does, and OPTIONS for browsers of other sites. */
export function otherMethods(...allowed: string[]): (c: Context<App>) => Response {
	const allow = [...allowed, "OPTIONS"].join(", ");
	return (c) => {
		if (c.req.method !== "OPTIONS") {
			const response = errorResponse(c, 405, `This address takes ${allow}.`);
			response.headers.set("Allow", allow);
			return response;
		}
		const headers = {
			Allow: allow,
			"Access-Control-Allow-Origin": "*",
			"Access-Control-Allow-Methods": allow,
			"Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
			"Access-Control-Max-Age": "86400",
			"Cache-Control": "no-store",
		};
		return new Response(null, { status: 204, headers });
	};
}
