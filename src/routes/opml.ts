import type { Context } from "hono";
import { slugOf } from "../article/slug.ts";
import { authorPath, feedPath, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import type { IndexedAuthor, IndexedFeed } from "../feed/feed-index.ts";
import { feedsByName, type Kind } from "../feed/feed-names.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { findRedirect } from "../feed/redirects.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { pageResponse, redirect } from "../http/respond.ts";
import { INDEX_KEY, REDIRECTS_KEY } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { type ListedFeed, renderOpml } from "../renditions/opml.ts";
import { previewOf } from "./builder/preview.ts";
import { readIndex } from "./feed-list.ts";

/** Maximum length of the query of `/feeds.opml`, in characters. */
const MAX_FEED_QUERY_LENGTH = 8000;

/**
 * `GET /feeds.opml`: all feeds, for import into a feed reader. A query such as
 * `?topic=ai&topic=robotics&provider=gizmochina.com` selects some of them. Other spellings of the URL redirect to the
 * canonical URL. A feed without articles is left out until it has some. If a requested feed is unknown, the response is
 * 404: in an OPML file without that feed, nobody would notice that it is missing.
 */
export async function getOpml(c: Context<App>): Promise<Response> {
	const { search, searchParams } = new URL(c.req.url);
	if (search.length > MAX_FEED_QUERY_LENGTH) {
		return errorResponse(
			c,
			414,
			`The query is too long: it may have at most ${MAX_FEED_QUERY_LENGTH} characters. Select fewer feeds.`,
		);
	}
	const stored = await readIndex(c.env);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const { index, modified } = stored;
	const wanted = [...named(searchParams, "topic"), ...named(searchParams, "provider")];
	const chosen = await chosenFeeds(c.env, index.feeds, wanted);
	if (chosen.unknown.length > 0) {
		const names = chosen.unknown.map(({ kind, value }) => `${kind.slice(0, -1)}=${value.slice(0, 100)}`).slice(0, 10);
		return errorResponse(c, 404, `There is no feed for ${names.join(", ")}. See /feeds.opml for all feeds.`);
	}
	const canonical = queryOf(chosen.feeds);
	const tag = `${INDEX_KEY},${REDIRECTS_KEY}`;
	if (search !== canonical) return redirect(c, `/feeds.opml${canonical}`, 301, tag);
	const all = [...index.feeds, ...(index.authors ?? []).map(authorFeed)];
	const feeds: ListedFeed[] = wanted.length === 0 ? all : chosen.feeds.filter(({ isThere }) => isThere);
	if (feeds.length === 0) {
		const titles = chosen.feeds.map(({ title }) => title).slice(0, 10);
		return errorResponse(c, 404, `Nothing is published yet in ${titles.join(", ")}. See /feeds.opml for all feeds.`);
	}
	return opmlResponse(c, feeds, modified, tag);
}

/**
 * Responds with an OPML list of feeds.
 *
 * @param modified when the list last changed, in milliseconds since 1970; null if unknown
 */
function opmlResponse(c: Context<App>, feeds: readonly ListedFeed[], modified: number | null, tag: string): Response {
	const response = pageResponse(c.req.raw, renderOpml(feeds, modified, c.get("site")), tag, {
		"Content-Type": "text/x-opml; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag",
	});
	// The query contains only parameters that select the content, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

/** Returns the feed of an author, which is a selection. */
function authorFeed({ key, title }: IndexedAuthor): ListedFeed {
	return { name: "select", query: `?author=${encodeURIComponent(key)}`, title, page: authorPath(key) };
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

/** A topic or provider in the query. */
interface Wanted {
	kind: Kind;
	value: string;
}

/** A stored feed that the query selects. */
interface ChosenFeed extends ListedFeed {
	/** Whether the feed can be fetched. A feed cannot be fetched if it has never had articles or was removed. */
	isThere: boolean;
}

/**
 * Returns the feeds with these names, topics first. Names that are not in the list of feeds may be former names, or
 * names of feeds without articles. Such names are looked up in the redirects and, if necessary, by the Publisher.
 *
 * @param feeds all feeds in the list
 */
async function chosenFeeds(
	env: Cloudflare.Env,
	feeds: readonly IndexedFeed[],
	wanted: readonly Wanted[],
): Promise<{ feeds: ChosenFeed[]; unknown: Wanted[] }> {
	const listed = new Map(feeds.map((feed) => [feed.name, { ...feed, isThere: true }]));
	const findByName = feedsByName(feeds);
	const found = new Map<Wanted, ChosenFeed | undefined>();
	for (const one of wanted) found.set(one, listed.get(findByName(one.kind, one.value) ?? ""));

	if (missingOf(found).length > 0) {
		const moves = (await env.KV.get(REDIRECTS_KEY)) ?? "";
		for (const one of missingOf(found)) found.set(one, listed.get(movedName(moves, one) ?? ""));
	}
	const missing = missingOf(found);
	if (missing.length > 0) {
		const known = answered(await publisherOf(env).library().feedsCalled(missing));
		missing.forEach((one, index) => {
			found.set(one, known[index] ?? undefined);
		});
	}
	const chosen = new Map([...found.values()].flatMap((feed) => (feed ? [[feed.name, feed]] : [])));
	return { feeds: [...chosen.values()].sort(topicsFirst), unknown: missingOf(found) };
}

function missingOf(found: ReadonlyMap<Wanted, ChosenFeed | undefined>): Wanted[] {
	return [...found].flatMap(([one, feed]) => (feed ? [] : [one]));
}

/** Returns a feed's new name, if its old name has a redirect. */
function movedName(moves: string, { kind, value }: Wanted): string | undefined {
	const names = [value.normalize("NFKC").toLowerCase(), slugOf(value)].map((key) => `${kind}/${key}`);
	for (const name of names) {
		const move = findRedirect(moves, feedPath(name));
		if (move && move.status !== 410) return parseFeedPath(move.to)?.name;
	}
	return undefined;
}

function topicsFirst(a: ChosenFeed, b: ChosenFeed): number {
	const isTopic = ({ name }: ChosenFeed) => name.startsWith("topics/");
	if (isTopic(a) !== isTopic(b)) return isTopic(a) ? -1 : 1;
	return a.name < b.name ? -1 : 1;
}

/** `GET /select.opml?topic=ai&lang=de`: an OPML file with the feed of a selection. */
export async function getSelectionOpml(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { search, searchParams } = new URL(c.req.url);
	if (search.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a selection may have at most ${MAX_QUERY_LENGTH} characters.`);
	}
	const selection = parseSelection(searchParams, site.feedSize);
	if ("problem" in selection) return errorResponse(c, 400, selection.problem);
	const preview = await previewOf(c.env, site, selection);
	if ("unknown" in preview) return errorResponse(c, 404, preview.unknown.message);
	const path = "query" in preview ? `/select.opml${preview.query}` : preview.opml;
	if ("query" in preview || path !== `/select.opml${search}`) return redirect(c, path, 301, preview.tags.join(","));
	const feed =
		search === "" ? { name: SITE_FEED, title: site.title } : { name: "select", query: search, title: preview.subject };
	return opmlResponse(c, [feed], preview.updated, preview.tags.join(","));
}
