import type { Context } from "hono";
import { slugOf } from "../article/slug.ts";
import { feedPath, parseFeedPath } from "../feed/feed.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import { findMove, type Move } from "../feed/moves.ts";
import { INDEX_KEY, MOVES_KEY, SITE_TAG } from "../publisher/keys.ts";
import { renderOpml } from "../renditions/opml.ts";
import type { App } from "./app-env.ts";
import { errorResponse, movedTo } from "./errors.ts";
import { readIndex } from "./feed-list.ts";
import { pageResponse } from "./page.ts";

/** No list of feeds that somebody chose is longer, in characters. */
const LONGEST_QUERY = 8000;

/**
 * `GET /feeds.opml`: every feed, for a reader to import; `?topic=ai&topic=robotics&provider=gizmochina.com`: only these.
 * Other spellings and orders are led to the canonical one, without what means nothing here.
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
	let chosen = choose(index.feeds, wanted);
	if (chosen.unknown.length > 0) {
		// They may have another name now.
		const moves = (await c.env.KV.get(MOVES_KEY)) ?? "";
		chosen = choose(index.feeds, wanted, (name) => findMove(moves, feedPath(name)));
	}
	if (chosen.unknown.length > 0) {
		const names = chosen.unknown.map(({ kind, value }) => `${kind}=${value.slice(0, 100)}`).slice(0, 10);
		return errorResponse(c, 404, `There is no feed for ${names.join(", ")}. All feeds are listed in /feeds.opml.`);
	}
	const canonical = queryOf(chosen.feeds);
	if (search !== canonical) {
		const response = movedTo(c, `/feeds.opml${canonical}`);
		response.headers.set("Cache-Tag", `${INDEX_KEY},${SITE_TAG}`);
		return response;
	}
	const feeds = wanted.length === 0 ? index.feeds : chosen.feeds;
	const response = pageResponse(c.req.raw, renderOpml(feeds, metadata.modified, c.get("site")), INDEX_KEY, {
		"Content-Type": "text/x-opml; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag",
	});
	// What is left of the query has a meaning: the edge may keep it.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

interface Wanted {
	kind: "topic" | "provider";
	value: string;
}

function named(parameters: URLSearchParams, kind: Wanted["kind"]): Wanted[] {
	return parameters.getAll(kind).map((value) => ({ kind, value }));
}

/** The feeds that are meant, each once and in the order of the index: by the last part of their address, or by a name. */
function choose(
	feeds: readonly IndexedFeed[],
	wanted: readonly Wanted[],
	moveOf: (name: string) => Move | null = () => null,
): { feeds: IndexedFeed[]; unknown: Wanted[] } {
	const known = new Set(feeds.map(({ name }) => name));
	const found = new Set<string>();
	const unknown: Wanted[] = [];
	for (const { kind, value } of wanted) {
		const spellings = [value.normalize("NFKC").toLowerCase(), slugOf(value)].map((key) => `${kind}s/${key}`);
		const today = spellings.flatMap((spelling) => {
			const move = moveOf(spelling);
			return move && move.status !== 410 ? (parseFeedPath(move.to)?.name ?? []) : [];
		});
		const name = [...spellings, ...today].find((spelling) => known.has(spelling));
		if (name === undefined) unknown.push({ kind, value });
		else found.add(name);
	}
	const topicsFirst = (name: string) => (name.startsWith("topics/") ? 0 : 1);
	const chosen = feeds.filter(({ name }) => found.has(name));
	return { feeds: chosen.toSorted((a, b) => topicsFirst(a.name) - topicsFirst(b.name)), unknown };
}

function queryOf(feeds: readonly IndexedFeed[]): string {
	const pairs = feeds.map(({ name }) => {
		const slash = name.indexOf("/");
		return `${name.slice(0, slash - 1)}=${encodeURIComponent(name.slice(slash + 1))}`;
	});
	return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
