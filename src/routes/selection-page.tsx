import type { Context } from "hono";
import { ArticleCards, PER_PAGE } from "../components/article-cards.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { periodName } from "../components/format.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, partOf } from "../components/paging.tsx";
import { SubscribeBox } from "../components/subscribe-box.tsx";
import { feedPath, feedUrls } from "../feed/feed.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { ARCHIVE_CACHE, pageResponse } from "../http/respond.ts";
import type { Answer } from "../publisher/read/library.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { showBuilder } from "./builder/builder.tsx";
import { subjectOf } from "./feed-page.tsx";
import { libraryResponse } from "./feeds.ts";
import { parseSummary } from "./stored-feeds.ts";

/** A page number of 2 or more after the query; not part of the selection. */
const PAGE = /&page=(?:[2-9]|[1-9]\d{1,5})$/;

const PATH = /^\/select(?:\/archive\/([\d-]+))?$/;

/**
 * `GET /select?topic=ai&lang=de`, and its archive `/select/archive/2026-05?topic=ai&lang=de`: a selection for people.
 * Other spellings redirect to the canonical one, or to the equivalent stored feed's page. Invalid ones show the
 * builder, where they can be fixed.
 */
export async function showSelection(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { pathname, search, searchParams } = new URL(c.req.url);
	const query = search.replace(PAGE, "");
	if (query.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a selection's may have ${MAX_QUERY_LENGTH} characters.`);
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
	const about = { site, part, subject, query, period, archives: answer.archives };
	const body = document(<Selected {...about} />);
	const feeds = [{ name: "select", query, title: subject }, siteFeed(site)];
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) };
	const response = pageResponse(c.req.raw, body, answer.tags.join(","), headers);
	// The query selects content and is part of the cache key, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	if (period !== null) for (const [name, value] of Object.entries(ARCHIVE_CACHE)) response.headers.set(name, value);
	return response;
}

/** Redirects to the page instead of the JSON rendition. */
function toPage(answer: Answer): Answer {
	if (answer.kind !== "moved") return answer;
	const location = answer.location.replace(/^([^?]*)\.json(?=\?|$)/, "$1");
	return { ...answer, location: location === "/feed" ? "/" : location };
}

interface SelectedProps {
	site: Site;
	part: Part<ArticleSummary>;
	/** Describes the selection in words. */
	subject: string;
	/** Canonical, with its question mark. */
	query: string;
	/** For an archive: `2026-05`. */
	period: string | null;
	archives: Extract<Answer, { kind: "document" }>["archives"];
}

interface PrevNextProps {
	/** Where a feed's page is, by its name. */
	path: (name: string) => string;
	isArchive: boolean;
}

const Selected = ({ site, part, subject, query, period, archives }: SelectedProps) => {
	const path = (name: string) => feedPath(name) + query;
	const here = path(period === null ? "select" : `select/archive/${period}`);
	const pathOf = (page: number) => (page === 1 ? here : `${here}&page=${page}`);
	const title = period === null ? subject : `${subject}: ${periodName(period)}`;
	return (
		<Page
			site={site}
			title={title}
			wide
			head={
				<>
					<link rel="canonical" href={site.url + pathOf(part.page)} />
					<meta name="robots" content="noindex" />
					<Discovery site={site} feeds={[{ name: "select", query, title: subject }, siteFeed(site)]} />
				</>
			}
		>
			<h1>{title}</h1>
			<p class="lead">
				Selected from <bdi>{site.title}</bdi>.
			</p>
			<p class="formats">
				{period === null ? null : <a href={path("select")}>The newest articles of this selection</a>}
				<a href={`/subscribe${query}`}>Change this selection</a>
			</p>
			<div class="split">
				<section aria-labelledby="articles">
					<h2 id="articles">{period === null ? "Newest articles" : `Articles of ${periodName(period)}`}</h2>
					{part.items.length === 0 ? <NothingYet query={query} /> : <ArticleCards site={site} items={part.items} />}
					<Paging part={part} pathOf={pathOf} />
					<PrevNextLink archives={archives} path={path} isArchive={period !== null} />
				</section>
				<aside>
					<SubscribeBox title={subject} urls={feedUrls(site, "select", query)} />
				</aside>
			</div>
		</Page>
	);
};

/** The way to older and newer articles; nothing if there are none. */
const PrevNextLink = ({ archives, path, isArchive }: Pick<SelectedProps, "archives"> & PrevNextProps) => {
	const { previous, next } = archives ?? {};
	if (previous === undefined && next === undefined) return null;
	return (
		<p class="formats onward">
			{previous === undefined ? null : (
				<a href={path(previous)} rel="prev">
					{isArchive ? "Older articles" : "All articles by month"}
				</a>
			)}
			{next === undefined ? null : (
				<a href={path(next)} rel="next">
					Newer articles
				</a>
			)}
		</p>
	);
};

/** Nothing matches now, but that may change. */
const NothingYet = ({ query }: { query: string }) => (
	<p class="notice">
		No article fits at the moment. The feed is good all the same: subscribe now, and the first one that fits comes to
		you by itself. Or <a href={`/subscribe${query}`}>ask for less</a>, and see more.
	</p>
);
