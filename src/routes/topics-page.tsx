import type { Context } from "hono";
import { SparklineLegend } from "../components/charts.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { FeedList, FindForm, KINDS, NothingFound } from "../components/feed-list.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, pageQuery, partOf } from "../components/paging.tsx";
import { monthOf } from "../feed/archive.ts";
import { findFeeds, type IndexedFeed, newestIn } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { moved, pageResponse } from "../http/respond.ts";
import { INDEX_KEY } from "../publisher/kv-keys.ts";
import type { Site } from "../settings.ts";
import { readIndex } from "./feed-list.ts";

/** Feeds per page. */
const PER_PAGE = 90;

/** `GET /topics`, `/providers`: all of them by name; `?find=gazette`: those that match. One KV read. */
export async function getOverview(c: Context<App>): Promise<Response> {
	const { pathname, searchParams } = new URL(c.req.url);
	const kind = KINDS.find(({ path }) => pathname.startsWith(path)) ?? KINDS[0];
	if (pathname !== kind.path) return moved(c, kind.path, INDEX_KEY);
	const stored = await readIndex(c.env.KV);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const all = stored.index.feeds.filter(({ name }) => name.startsWith(kind.prefix));
	const find = (searchParams.get("find") ?? "").trim();
	const found = find === "" ? all : findFeeds(all, find);
	const { compare } = new Intl.Collator(site.language);
	const part = partOf(
		found.toSorted((a, b) => compare(a.title, b.title)),
		PER_PAGE,
		searchParams,
	);
	if (part === null) return notFound(c, INDEX_KEY);
	const body = document(
		<Overview
			site={site}
			kind={kind}
			all={all}
			find={find}
			part={part}
			hasProviders={stored.index.feeds.some(({ name }) => name.startsWith("providers/"))}
			until={monthOf(newestIn(stored.index.feeds))}
		/>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, body, INDEX_KEY, headers);
}

interface OverviewProps {
	site: Site;
	kind: (typeof KINDS)[number];
	all: readonly IndexedFeed[];
	find: string;
	part: Part<IndexedFeed>;
	hasProviders: boolean;
	until: string;
}

const Overview = ({ site, kind: { path, title }, all, find, part, hasProviders, until }: OverviewProps) => {
	const query = find === "" ? {} : { find };
	const noun = title.toLowerCase();
	return (
		<Page
			site={site}
			title={title}
			wide
			hasProviders={hasProviders}
			head={
				<>
					{find === "" ? (
						<link rel="canonical" href={site.url + path + pageQuery(part.page)} />
					) : (
						<meta name="robots" content="noindex" />
					)}
					<Discovery site={site} feeds={[siteFeed(site)]} />
				</>
			}
		>
			<h1>{title}</h1>
			{all.length === 0 ? (
				<p class="notice">There are no {noun} yet. They appear here with the first article that names one.</p>
			) : (
				<>
					<FindForm
						path={path}
						label={`Find one of ${all.length} ${noun}`}
						find={find}
						list={part.items.length === all.length ? "feeds" : undefined}
					/>
					{part.items.length === 0 ? (
						<NothingFound find={find} />
					) : (
						<>
							<SparklineLegend until={until} />
							<div id="feeds">
								<FeedList feeds={part.items} until={until} timeZone={site.timeZone} />
							</div>
						</>
					)}
				</>
			)}
			<Paging part={part} pathOf={(page) => path + pageQuery(page, query)} />
		</Page>
	);
};
