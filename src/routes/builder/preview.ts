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

/** A selection's articles, with the URLs of its feed and pages. */
export interface Preview {
	/** The selection in words. */
	subject: string;
	/** The articles in the feed, newest first. */
	items: ArticleSummary[];
	/** How many articles match, including those that are too old for the feed. */
	matches: Matches;
	/** When an item last changed, in milliseconds since 1970; null if there are no items. */
	updated: number | null;
	followed: FollowTarget;
	/** Paths of the page that lists all matching articles, and of an OPML file that contains this feed. */
	page: string;
	opml: string;
	/** Cache tags of all feeds that the preview depends on. */
	tags: string[];
}

/**
 * Returns the preview of a selection. If the selection's query is not canonical, returns the canonical query and the
 * cache tags of the redirect to it instead. If the selection contains an unknown name, returns that name instead.
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
	// For a public selection, there is no other kind of answer.
	if (answer.kind !== "document") throw new Error(`Unexpected answer to a public selection: ${answer.kind}.`);
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

/** Returns the preview of a stored feed; without articles if there is no such feed yet. */
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
