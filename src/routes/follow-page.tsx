import type { Context } from "hono";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import {
	type FollowTarget,
	FollowTitle,
	FollowWays,
	followFeed,
	followLabel,
	followSelection,
	followSite,
} from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { SITE_FEED } from "../feed/feed.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { canonicalQuery, storedFeed } from "../feed/selection.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Site } from "../settings.ts";
import { readNavigation } from "./feed-list.ts";
import { subjectOf } from "./feed-page.tsx";
import { parseSummary, readSummary } from "./stored-feeds.ts";

/**
 * `GET /follow?topic=ai`: all ways to follow a feed, for browsers that cannot show the Follow panel. Accepts the query
 * of any selection.
 */
export async function getFollow(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { search } = new URL(c.req.url);
	if (search.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a selection may have at most ${MAX_QUERY_LENGTH} characters.`);
	}
	const [found, nav] = await Promise.all([followedBy(c, search), readNavigation(c.env)]);
	if (found === null) return notFound(c);
	const { followed, tag } = found;
	const body = document(
		<Page
			site={site}
			isTool
			nav={nav}
			title={followLabel(site, followed.title)}
			followed={null}
			head={
				<>
					<meta name="robots" content="noindex" />
					<Discovery site={site} feeds={[siteFeed(site)]} />
				</>
			}
		>
			<div class="own fol">
				<h1>
					<FollowTitle site={site} followed={followed} />
				</h1>
				<FollowWays site={site} followed={followed} level={2} />
			</div>
		</Page>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	const response = pageResponse(c.req.raw, body, tag, headers);
	// The query contains only parameters that select the content, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

/**
 * Returns the feed that a query selects, or null if there is no such feed. Takes one KV read if this is a stored feed.
 */
async function followedBy(c: Context<App>, search: string): Promise<{ followed: FollowTarget; tag: string } | null> {
	const site: Site = c.get("site");
	const selection = parseSelection(new URLSearchParams(search), site.feedSize);
	if ("problem" in selection) return null;
	const stored = storedFeed(selection, site.feedSize);
	const tag = tagOf({ kind: "feed", name: stored ?? SITE_FEED });
	if (stored === SITE_FEED) return { followed: followSite(site), tag };
	if (stored !== null) {
		const feed = await readSummary(c.env, stored);
		return feed && { followed: followFeed(site, stored, subjectOf(feed.title, site)), tag };
	}
	const query = canonicalQuery(selection, site.feedSize);
	const answer = answered(await publisherOf(c.env).library().select(selection, null, "summary", query));
	if (answer.kind !== "document") return null;
	const { title } = parseSummary(answer.body);
	return { followed: followSelection(site, query, subjectOf(title, site)), tag: answer.tags.join(",") };
}
