import { type FollowTarget, followFeed, followSelection } from "../../components/follow.tsx";
import { feedPath, parseFeedPath, SITE_FEED } from "../../feed/feed.ts";
import { canonicalQuery, feedSelection, type Selection } from "../../feed/selection.ts";
import type { Matches } from "../../publisher/catalog/search.ts";
import { tagOf } from "../../publisher/kv-keys.ts";
import { answered } from "../../publisher/read/reader-queue.ts";
import type { UnknownName } from "../../publisher/read/selections.ts";
import { publisherOf } from "../../publisher/stub.ts";
import type { ArticleSummary, FeedSummary } from "../../renditions/summary.ts";
import type { Site } from "../../settings.ts";
import { subjectOf } from "../feed-page.tsx";
import { parseSummary, readSummary } from "../stored-feeds.ts";

/** The content of a selection, with its addresses. */
export interface Preview {
	/** The selection in words. */
	subject: string;
	/** Newest first. */
	items: ArticleSummary[];
	/** How many articles match, including those too old for the feed. */
	matches: Matches;
	/** Time of an item's latest change, in milliseconds since 1970; null if there are no items. */
	updated: number | null;
	followed: FollowTarget;
	/** Path of the page with all articles; path of an OPML file with this feed. */
	page: string;
	opml: string;
	/** Cache tags of everything it depends on. */
	tags: string[];
}

/**
 * The feed of a selection. If the query is not canonical: the canonical query and its cache tags. If a name is unknown:
 * that name.
 */
export async function previewOf(
	env: Cloudflare.Env,
	site: Site,
	selection: Selection,
): Promise<Preview | { query: string; tags: string[] } | { unknown: UnknownName }> {
	const query = canonicalQuery(selection, site.feedSize);
	if (query === "") return storedPreview(env, site, SITE_FEED);
	const answer = answered(await publisherOf(env).library().select(selection, null, "summary", query));
	if (answer.kind === "unknown") return { unknown: answer.name };
	if (answer.kind === "moved") {
		const { pathname, search } = new URL(answer.location, site.url);
		const stored = parseFeedPath(pathname)?.name;
		const { tags } = answer;
		if (stored === undefined) return { query: search, tags };
		const own = canonicalQuery({ ...feedSelection(stored), limit: site.feedSize }, site.feedSize);
		return own === query ? storedPreview(env, site, stored) : { query: own, tags };
	}
	// For public selections, no other answer is possible.
	if (answer.kind !== "document") throw new Error(`Unexpected answer to a selection: ${answer.kind}.`);
	const feed = parseSummary(answer.body);
	const isEmpty = feed.items.length === 0;
	return {
		subject: subjectOf(feed.title, site),
		...contentOf(feed),
		matches: isEmpty ? NONE : answered(await publisherOf(env).library().count(selection)),
		followed: followSelection(site, query, subjectOf(feed.title, site)),
		page: `/select${query}`,
		opml: `/select.opml${query}`,
		tags: answer.tags,
	};
}

const NONE: Matches = { count: 0, isMore: false };

function contentOf(feed: FeedSummary | null): Pick<Preview, "items" | "updated"> {
	if (feed === null || feed.items.length === 0) return { items: [], updated: null };
	return { items: feed.items, updated: feed.updated };
}

/** A stored feed as last written. Feeds that are not written yet are empty. */
async function storedPreview(env: Cloudflare.Env, site: Site, name: string): Promise<Preview> {
	const feed = await readSummary(env, name);
	const [kind = "", value = ""] = name.split("/");
	const subject = name === SITE_FEED ? site.title : subjectOf(feed?.title ?? value, site);
	return {
		subject,
		...contentOf(feed),
		matches: { count: Object.values(feed?.months ?? {}).reduce((sum, count) => sum + count, 0), isMore: false },
		followed: followFeed(site, name, subject),
		page: name === SITE_FEED ? "/" : feedPath(name),
		opml: name === SITE_FEED ? "/select.opml" : `/feeds.opml?${kind.slice(0, -1)}=${encodeURIComponent(value)}`,
		tags: [tagOf({ kind: "feed", name })],
	};
}
