import type { Context } from "hono";
import type { FC } from "hono/jsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { FeedChip } from "../components/feed-chip.tsx";
import { FollowButton, followSelection } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, pageOf } from "../components/paging.tsx";
import { story } from "../components/stories.ts";
import { SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import type { NearFeed } from "../feed/feed-names.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { spelledAsIn } from "../feed/search-hits.ts";
import { canonicalQuery, encode } from "../feed/selection.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import type { Narrowing, SearchResults } from "../publisher/read/search-results.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, type Words, wordsFor } from "../words/words.ts";
import { showBuilder } from "./builder/builder.tsx";
import { Chosen } from "./builder/chosen.tsx";
import { readNavigation } from "./feed-list.ts";
import { searchRows } from "./search-rows.ts";
import { readSummary } from "./stored-feeds.ts";

/** Number of newest articles to show when nothing was found. */
const MAX_LATEST = 3;

/** The result of a search without words. */
const NOTHING: Omit<SearchResults, "selection"> = {
	items: [],
	topics: [],
	providers: [],
	near: [],
	page: 1,
	pages: 1,
	isCorrected: false,
	matches: { count: 0, isMore: false },
};

/**
 * `GET /search?q=ferry`, `/search?q=ferry&topic=harbour&page=2`: articles that contain the words in `q`, newest first.
 * All other parameters of a selection can be used to narrow down the results. If nothing is found, words that do not
 * occur in any article are replaced with the most similar words that do, and the page says so.
 */
export async function getSearch(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { search, searchParams } = new URL(c.req.url);
	if (search.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a search may have at most ${MAX_QUERY_LENGTH} characters.`);
	}
	const page = pageOf(searchParams);
	if (page === null) return notFound(c);
	searchParams.delete("page");
	const typed = searchParams
		.getAll("q")
		.map((text) => text.trim())
		.filter((text) => text !== "");
	const selection = parseSelection(searchParams, site.feedSize);
	const isUnreadable = "problem" in selection;
	// An unreadable `q` (for example, only punctuation) is not an error: it finds nothing. Errors in other parameters are
	// reported, because they come from links rather than from the search field.
	if (isUnreadable && selection.wrong.some(({ name }) => name !== "q")) return showBuilder(c, 400);
	const isEmpty = !isUnreadable && canonicalQuery(selection, site.feedSize) === "";
	const nav = await readNavigation(c.env);
	let found: Omit<SearchResults, "selection"> = NOTHING;
	let query = "";
	if (!isUnreadable && !isEmpty) {
		const answer = answered(await publisherOf(c.env).library().search(selection, page));
		if ("unknown" in answer) return showBuilder(c, 404);
		if (page > answer.pages) return notFound(c);
		found = answer;
		query = canonicalQuery(answer.selection, site.feedSize);
	}
	const newest = found.matches.count > 0 ? null : await readSummary(c.env, SITE_FEED);
	const latest = newest?.items.slice(0, MAX_LATEST) ?? [];
	const props = { site, nav, latest, typed: typed.join(" "), found, query, values: searchParams, isEmpty };
	const body = document(<SearchPage {...props} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, body, `${tagOf({ kind: "feed", name: SITE_FEED })},${INDEX_KEY}`, headers);
}

interface SearchProps {
	site: Site;
	nav: Navigation | null;
	/** The site's newest articles, to show if nothing was found. */
	latest: readonly ArticleSummary[];
	/** The words as the reader typed them. */
	typed: string;
	found: Omit<SearchResults, "selection">;
	/** The canonical query of the search, including the question mark. */
	query: string;
	/** The query parameters as the browser sent them, without the page number. */
	values: URLSearchParams;
	/** Whether the search has neither words nor filters. */
	isEmpty: boolean;
}

const SearchPage: FC<SearchProps> = (props) => {
	const { site, nav, typed, found, query, values, isEmpty } = props;
	const words = wordsFor(site.language);
	const title = typed === "" ? words.search.field : fill(words.search.results, { q: typed });
	// The page offers to follow a search as the reader typed it, but not a corrected search.
	const followed = isEmpty || found.isCorrected || query === "" ? undefined : followSelection(site, query, title);
	const narrowed = new URLSearchParams([...values].filter(([name, value]) => name !== "q" && value !== ""));
	return (
		<Page
			site={site}
			title={title}
			nav={nav}
			followed={followed}
			hasAction={followed !== undefined}
			hasSearch
			isTool
			head={
				<>
					<meta name="robots" content="noindex" />
					<Discovery site={site} feeds={[siteFeed(site)]} />
				</>
			}
		>
			<SearchForm site={site} words={words} typed={typed} narrowed={narrowed} />
			<h1 class="results">
				{typed === "" ? words.search.field : pieces(words.search.results, { q: <bdi>{typed}</bdi> })}
			</h1>
			<Chosen
				site={site}
				feeds={[...found.topics, ...found.providers]}
				values={narrowed}
				pathOf={(rest) => searchPath(typed, new URLSearchParams(rest))}
			/>
			{isEmpty ? <Topics topics={nav?.topics ?? []} /> : <Found {...props} words={words} />}
		</Page>
	);
};

const SearchForm: FC<{ site: Site; words: Words; typed: string; narrowed: URLSearchParams }> = ({
	site,
	words,
	typed,
	narrowed,
}) => (
	<search {...marksFor(site.language)}>
		<form class="find-row" action="/search">
			<label class="vh" for="q">
				{words.search.field}
			</label>
			<input id="q" class="field" name="q" type="search" value={typed} maxlength={200} dir="auto" />
			{[...narrowed].map(([name, value]) => (
				<input type="hidden" name={name} value={value} />
			))}
			<button type="submit" class="btn">
				{words.nav.search}
			</button>
		</form>
	</search>
);

const Found: FC<SearchProps & { words: Words }> = ({ site, nav, latest, typed, found, query, values, words }) => {
	const { matches, items, near } = found;
	if (matches.count === 0) {
		return (
			<>
				<p class="stand">{pieces(words.search.none, { q: <bdi>{typed}</bdi> })}</p>
				<p>{words.search.tip}</p>
				<Topics topics={near.length > 0 ? near : (nav?.topics ?? [])} />
				{query === "" ? null : (
					<p class="acts">
						<FollowButton
							site={site}
							followed={followSelection(site, query, fill(words.search.results, { q: typed }))}
							label={words.search.follow}
						/>
						<span>{words.list.emptyFollow}</span>
					</p>
				)}
				{latest.length === 0 ? null : (
					<section class="sec" aria-labelledby="latest">
						<h2 id="latest">{words.list.latest}</h2>
						{latest.map((item) => story(site, item, { form: "row", level: 3, picture: "real" }))}
					</section>
				)}
			</>
		);
	}
	const articles = words.n.articles(matches.count);
	const count = matches.isMore ? fill(words.n.moreThan, { articles }) : articles;
	const hits = items.flatMap(({ marked, excerpt }) => [...marked, ...(excerpt ?? [])]);
	const corrected = spelledAsIn(new URLSearchParams(query).getAll("q").join(" "), hits);
	const pathOf = (page: number) => {
		const path = searchPath(typed, values);
		return page === 1 ? path : `${path}&page=${page}`;
	};
	return (
		<div class="aside">
			<div>
				{found.isCorrected ? (
					<p class="stand" role="status">
						{pieces(words.search.none, { q: <bdi>{typed}</bdi> })}{" "}
						{pieces(words.search.near, { q: <a href={`/search${query}`}>{corrected}</a> })}
					</p>
				) : null}
				<p class="meta total">{fill(words.search.count, { articles: count })}</p>
				{searchRows(site, items)}
				<Paging language={site.language} part={{ items, page: found.page, pages: found.pages }} pathOf={pathOf} />
			</div>
			<div>
				{found.isCorrected ? null : (
					<section class="box follow-box">
						<h2>{words.search.follow}</h2>
						<p class="meta">{words.follow.box}</p>
						<FollowButton
							site={site}
							followed={followSelection(site, query, fill(words.search.results, { q: typed }))}
						/>
					</section>
				)}
				<Narrow found={found} query={query} words={words} />
			</div>
		</div>
	);
};

/** If there are more results than this, topics and providers that contain only one of the results are not offered. */
const MANY = 10;

/** Renders links that narrow the search down to one of the topics or providers of the results. */
const Narrow: FC<{ found: SearchProps["found"]; query: string; words: Words }> = ({ found, query, words }) => {
	const chosen = new URLSearchParams(query);
	// If there are many results, a topic or provider that contains only one of them is not worth offering.
	const least = found.matches.count > MANY ? 2 : 1;
	const lists = [
		{ name: "topic", all: found.topics },
		{ name: "provider", all: found.providers },
	].map(({ name, all }) => ({
		name,
		others: all.filter((one) => {
			return one.count >= least && one.count < found.matches.count && !chosen.getAll(name).includes(keyOf(one));
		}),
	}));
	const shown = lists.filter(({ others }) => others.length > 0);
	if (shown.length === 0) return null;
	return (
		<nav class="near narrow" aria-labelledby="narrow">
			<h2 class="day" id="narrow">
				{words.search.narrow}
			</h2>
			{shown.map(({ name, others }) => (
				<ul class="links">
					{others.map((one) => (
						<li>
							<a href={`/search${query}&${name}=${encode(keyOf(one))}`}>
								<bdi>{one.title}</bdi>
							</a>
							<small>{one.count}</small>
						</li>
					))}
				</ul>
			))}
		</nav>
	);
};

const Topics: FC<{ topics: readonly NearFeed[] }> = ({ topics }) => (
	<ul class="chips">
		{topics.map(({ name, title }) => (
			<FeedChip name={name} title={title} />
		))}
	</ul>
);

function keyOf({ name }: Narrowing): string {
	return name.slice(name.indexOf("/") + 1);
}

/** Returns the path of a search, such as `/search?q=ferry&topic=harbour`. */
function searchPath(typed: string, values: URLSearchParams): string {
	const rest = [...values].filter(([name, value]) => name !== "q" && value !== "");
	return `/search?${new URLSearchParams([["q", typed], ...rest])}`;
}
