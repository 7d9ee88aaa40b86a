import type { Context } from "hono";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { FeedList, FindForm, KINDS, NothingFound } from "../components/feed-list.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, pageQuery, partOf } from "../components/paging.tsx";
import { findFeeds, type IndexedFeed, type Navigation, navigationOf } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { moved, pageResponse } from "../http/respond.ts";
import { INDEX_KEY } from "../publisher/kv-keys.ts";
import type { Site } from "../settings.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { readIndex } from "./feed-list.ts";

/** Number of feeds per page. */
const PER_PAGE = 60;

/**
 * `GET /topics`, `/providers`: all topics or all providers, sorted by name. `?find=gazette` filters the list. Takes one
 * KV read.
 */
export async function getOverview(c: Context<App>): Promise<Response> {
	const { pathname, searchParams } = new URL(c.req.url);
	const kind = KINDS.find(({ path }) => pathname.startsWith(path)) ?? KINDS[0];
	if (pathname !== kind.path) return moved(c, kind.path, INDEX_KEY);
	const stored = await readIndex(c.env);
	if (!stored) return errorResponse(c, 503, wordsFor(c.get("site").language).error.notReady);
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
		<Overview site={site} kind={kind} all={all} find={find} part={part} nav={navigationOf(stored.index.feeds)} />,
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
	nav: Navigation;
}

const Overview = ({ site, kind: { key, path }, all, find, part, nav }: OverviewProps) => {
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	const title = words.nav[key];
	const query = find === "" ? {} : { find };
	return (
		<Page
			site={site}
			isTool
			title={title}
			nav={nav}
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
			<h1 {...marks}>{title}</h1>
			{all.length === 0 ? (
				<p class="stand" {...marks}>
					{words.feeds.none}
				</p>
			) : (
				<>
					<FindForm
						words={words}
						path={path}
						find={find}
						list={part.items.length === all.length ? "feeds" : undefined}
					/>
					{part.items.length === 0 ? (
						<NothingFound site={site} find={find} />
					) : (
						<div id="feeds">
							<FeedList site={site} feeds={part.items} />
						</div>
					)}
				</>
			)}
			<Paging language={site.language} part={part} pathOf={(page) => path + pageQuery(page, query)} />
		</Page>
	);
};
