import type { Context } from "hono";
import { INDEX_KEY, MOVES_KEY, SITE_TAG } from "../publisher/keys.ts";
import { type ListedFeed, renderOpml } from "../renditions/opml.ts";
import type { App } from "./app-env.ts";
import { type ChosenFeed, chosenFeeds, type Wanted } from "./chosen-feeds.ts";
import { errorResponse, movedTo } from "./errors.ts";
import { readIndex } from "./feed-list.ts";
import { pageResponse } from "./page.ts";

/** No list of feeds that somebody chose is longer, in characters. */
const LONGEST_QUERY = 8000;

/**
 * `GET /feeds.opml`: every feed, for a reader to import; `?topic=ai&topic=robotics&provider=gizmochina.com`: only these.
 * Other spellings and orders are led to the canonical one, without what means nothing here. What has no articles yet is
 * left out until it has; what never was is a 404, since nobody would notice that it is lacking.
 */
export async function getOpml(c: Context<App>): Promise<Response> {
	const { search, searchParams } = new URL(c.req.url);
	if (search.length > LONGEST_QUERY) {
		return errorResponse(c, 414, `The address names too many feeds. Its query may have ${LONGEST_QUERY} characters.`);
	}
	const stored = await readIndex(c.env.KV);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const { index, metadata } = stored;
	const wanted = [...named(searchParams, "topic"), ...named(searchParams, "provider")];
	const chosen = await chosenFeeds(c.env, index.feeds, wanted);
	if (chosen.unknown.length > 0) {
		const names = chosen.unknown.map(({ kind, value }) => `${kind.slice(0, -1)}=${value.slice(0, 100)}`).slice(0, 10);
		return errorResponse(c, 404, `There is no feed for ${names.join(", ")}. All feeds are listed in /feeds.opml.`);
	}
	const canonical = queryOf(chosen.feeds);
	if (search !== canonical) {
		const response = movedTo(c, `/feeds.opml${canonical}`);
		response.headers.set("Cache-Tag", `${INDEX_KEY},${SITE_TAG}`);
		return response;
	}
	const feeds = wanted.length === 0 ? index.feeds : chosen.feeds.filter(({ isThere }) => isThere);
	if (feeds.length === 0) {
		const titles = chosen.feeds.map(({ title }) => title).slice(0, 10);
		return errorResponse(
			c,
			404,
			`Nothing is published yet in ${titles.join(", ")}. All feeds are listed in /feeds.opml.`,
		);
	}
	return opmlResponse(c, feeds, metadata.modified, `${INDEX_KEY},${MOVES_KEY}`);
}

/**
 * A list of subscriptions.
 *
 * @param modified when it last changed, in milliseconds since 1970; null if that is not known
 */
export function opmlResponse(
	c: Context<App>,
	feeds: readonly ListedFeed[],
	modified: number | null,
	tag: string,
): Response {
	const response = pageResponse(c.req.raw, renderOpml(feeds, modified, c.get("site")), tag, {
		"Content-Type": "text/x-opml; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag",
	});
	// What is left of the query has a meaning: the edge may keep it.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

function named(parameters: URLSearchParams, kind: "topic" | "provider"): Wanted[] {
	return parameters.getAll(kind).map((value) => ({ kind: `${kind}s`, value }));
}

function queryOf(feeds: readonly ChosenFeed[]): string {
	const pairs = feeds.map(({ name }) => {
		const slash = name.indexOf("/");
		return `${name.slice(0, slash - 1)}=${encodeURIComponent(name.slice(slash + 1))}`;
	});
	return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
