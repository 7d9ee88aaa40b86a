import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage, type NearFeed } from "../pages/error-page.tsx";
import { document, PAGE_HEADERS } from "../pages/layout.tsx";
import type { App } from "./app-env.ts";
import { tagged } from "./edge.ts";

/** What programs ask for: a file by its ending, or an address that is theirs alone. */
const FOR_PROGRAMS = /^\/(?:(?:api|webhooks|rsscloud)\/|hub(?:\/|$))|\.(?:rss|atom|json|opml|xml|txt|css|js|svg|ico)$/;

/**
 * An error as the client expects it, told by the address alone: JSON below `/api/` and `/webhooks/`, one line of text at
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
	if (/^\/(api|webhooks)\//.test(pathname)) return c.json({ error: message }, status);
	if (FOR_PROGRAMS.test(pathname)) return c.text(`${message}\n`, status);
	const page = ErrorPage({ site: c.get("site"), pathname, status, message, near });
	return c.body(document(page), status, PAGE_HEADERS);
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

/** 301 to the canonical spelling of a path (percent-encoded), with the query as it is. */
export function moved(c: Context<App>, path: string): Response {
	return movedTo(c, path + new URL(c.req.url).search);
}

/** 301 to another path of this site, percent-encoded, with its query. */
export function movedTo(c: Context<App>, location: string): Response {
	c.header("Cache-Control", "public, max-age=3600");
	c.header("Access-Control-Allow-Origin", "*");
	return c.redirect(location, 301);
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
