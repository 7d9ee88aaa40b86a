import type { Context } from "hono";
import { Discovery, discoveryHeaders, languagePageFeed, type PageFeed, siteFeed } from "../components/discovery.tsx";
import { FollowButton, followSelection } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { PagedStories, type Part, partOf } from "../components/paging.tsx";
import { feedPath } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { languageFeed, languageIn } from "../feed/language-feed.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { ARCHIVE_CACHE } from "../http/cache-headers.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import type { Answer } from "../publisher/read/library.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { periodIn } from "../words/format.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, type Words, wordsFor } from "../words/words.ts";
import { showBuilder } from "./builder/builder.tsx";
import { readNavigation } from "./feed-list.ts";
import { subjectOf } from "./feed-page.tsx";
import { libraryResponse } from "./feeds.ts";
import { PER_PAGE } from "./looks.ts";
import { openedFeed } from "./opened-feed.tsx";
import { parseSummary } from "./stored-feeds.ts";

/** Matches a page number of 2 or more at the end of a query. The page number is not part of the selection. */
const PAGE = /&page=(?:[2-9]|[1-9]\d{1,5})$/;

const PATH = /^\/select(?:\/archive\/([\d-]+))?$/;

/**
 * `GET /select?topic=ai&lang=de`, and its archive `/select/archive/2026-05?topic=ai&lang=de`: the page of a selection.
 * Other spellings of the URL redirect to the canonical URL or, if there is an equivalent stored feed, to its page. For
 * an invalid selection, the builder is shown, where people can correct the selection.
 */
export async function showSelection(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { pathname, search, searchParams } = new URL(c.req.url);
	const query = search.replace(PAGE, "");
	if (query.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a selection may have at most ${MAX_QUERY_LENGTH} characters.`);
	}
	const period = PATH.exec(pathname)?.[1] ?? null;
	const selection = parseSelection(new URLSearchParams(query), site.feedSize);
	if ("problem" in selection) return showBuilder(c, 400);
	const answer = answered(await publisherOf(c.env).library().select(selection, period, "summary", query));
	if (answer.kind === "unknown") return showBuilder(c, 404);
	if (answer.kind !== "document") return libraryResponse(c, toPage(answer), "json");

	const feed = parseSummary(answer.body);
	const part = partOf(feed.items, PER_PAGE, searchParams);
	if (part === null) return notFound(c, answer.tags.join(","));
	const subject = subjectOf(feed.title.replace(` (${period})`, ""), site);
	const nav = await readNavigation(c.env);
	const opened = openedFeed(c, { title: subject, page: pathname + query, query, nav, items: feed.items });
	if (opened) return opened;
	const about = { site, part, subject, query, period, nav, archives: answer.archives };
	const body = document(<Selected {...about} />);
	const feeds = feedsOf(site, query, subject);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) };
	const response = pageResponse(c.req.raw, body, answer.tags.join(","), headers);
	// The query is canonical, and part of the cache key, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	if (period !== null) for (const [name, value] of Object.entries(ARCHIVE_CACHE)) response.headers.set(name, value);
	return response;
}

/** Changes a redirect so that it leads to a page instead of a JSON feed. */
function toPage(answer: Answer): Answer {
	if (answer.kind !== "moved") return answer;
	const location = answer.location.replace(/^([^?]*)\.json(?=\?|$)/, "$1");
	return { ...answer, location: location === "/feed" ? "/" : location };
}

interface SelectedProps {
	site: Site;
	part: Part<ArticleSummary>;
	/** The selection in words. */
	subject: string;
	/** The selection's canonical query, including the question mark. */
	query: string;
	/** The period of an archive page, such as `2026-05`; null for the selection itself. */
	period: string | null;
	nav: Navigation | null;
	archives: Extract<Answer, { kind: "document" }>["archives"];
}

/**
 * Returns the feeds to list in the `<head>` of a selection's page: the selection's own feed (at its short URL if the
 * selection filters only by language) and the site's feed.
 */
function feedsOf(site: Site, query: string, title: string): PageFeed[] {
	const language = languageIn(query);
	const own = language === undefined ? { name: "select", query, title } : languagePageFeed(site, language);
	return [own, siteFeed(site)];
}

const Selected = ({ site, part, subject, query, period, nav, archives }: SelectedProps) => {
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	const path = (name: string) => feedPath(name) + query;
	const here = path(period === null ? "select" : `select/archive/${period}`);
	const pathOf = (page: number) => (page === 1 ? here : `${here}&page=${page}`);
	const language = languageIn(query);
	const isLanguage = language !== undefined && period === null && part.page === 1;
	const canonical = isLanguage ? feedPath(languageFeed(language)) : pathOf(part.page);
	const when = period === null ? undefined : periodIn(site.language, period, words);
	const title = when === undefined ? subject : fill(words.archive.title, { name: subject, period: when });
	const followed = followSelection(site, query, subject);
	return (
		<Page
			site={site}
			title={title}
			nav={nav}
			isTool
			followed={followed}
			hasAction
			head={
				<>
					<link rel="canonical" href={site.url + canonical} />
					{isLanguage ? null : <meta name="robots" content="noindex" />}
					<Discovery site={site} feeds={feedsOf(site, query, subject)} />
				</>
			}
		>
			<h1 {...marks}>
				<bdi>{title}</bdi>
			</h1>
			<p class="stand" {...marks}>
				{pieces(words.selection.fromSite, { site: <bdi>{site.title}</bdi> })}
			</p>
			<p class="acts" {...marks}>
				<FollowButton site={site} followed={followed} label={words.builder.followNone} />
				{when === undefined ? null : <a href={path("select")}>{words.selection.newest}</a>}
				<a href={`/subscribe${query}`}>{words.selection.change}</a>
			</p>
			<PagedStories site={site} part={part} pathOf={pathOf} />
			<PrevNextLink archives={archives} path={path} isArchive={period !== null} words={words} marks={marks} />
		</Page>
	);
};

interface PrevNextProps extends Pick<SelectedProps, "archives"> {
	/** Returns the path of a feed's page. */
	path: (name: string) => string;
	isArchive: boolean;
	words: Words;
	marks: ReturnType<typeof marksFor>;
}

/** Renders links to older and newer articles. Renders nothing if there are neither. */
const PrevNextLink = ({ archives, path, isArchive, words: { list }, marks }: PrevNextProps) => {
	const { previous, next } = archives ?? {};
	if (previous === undefined && next === undefined) return null;
	return (
		<nav class="acts rest" aria-label={list.archive} {...marks}>
			{previous === undefined ? null : (
				<a class="btn" href={path(previous)} rel="prev">
					{isArchive ? list.older : list.byMonth}
				</a>
			)}
			{next === undefined ? null : (
				<a class="btn" href={path(next)} rel="next">
					{list.newer}
				</a>
			)}
		</nav>
	);
};
