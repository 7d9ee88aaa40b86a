import type { Context } from "hono";
import { Discovery, discoveryHeaders, feedsWith } from "../components/discovery.tsx";
import { followFeed } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, pageOf, pageQuery, partOf } from "../components/paging.tsx";
import { storiesByDay } from "../components/stories.ts";
import { archiveName, parseArchivePath } from "../feed/archive.ts";
import { type Archives, feedPath, SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { ARCHIVE_CACHE } from "../http/cache-headers.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { pageResponse, redirect } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary, FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { periodIn } from "../words/format.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { readNavigation } from "./feed-list.ts";
import { subjectOf } from "./feed-page.tsx";
import { libraryResponse } from "./feeds.ts";
import { PER_PAGE, withoutCommonAuthor } from "./looks.ts";
import { feedNotFound } from "./not-found.ts";
import { openedFeed } from "./opened-feed.tsx";
import { parseSummary } from "./stored-feeds.ts";

/**
 * `GET /topics/ai/archive/2026-05`: a page with one month of a feed's articles. A long list continues on `?page=2` and
 * so on. The page is cached for as long as the feed documents of the same month.
 */
export async function showArchive(c: Context<App>): Promise<Response> {
	const { pathname, search, searchParams } = new URL(c.req.url);
	const archive = parseArchivePath(`${pathname}.json`);
	if (!archive) return notFound(c);
	const { name, period } = archive;
	const path = feedPath(archiveName(name, period));
	const canonical = path + pageQuery(pageOf(searchParams) ?? 1);
	if (pathname + search !== canonical) return redirect(c, canonical, 301, tagOf({ kind: "feed", name }));
	const [made, nav] = await Promise.all([
		publisherOf(c.env).library().archive(name, period, "summary"),
		readNavigation(c.env),
	]);
	const answer = answered(made);
	if (answer.kind === "moved") {
		const location = answer.location.replace(/\.json$/, "");
		return libraryResponse(c, { ...answer, location }, "json");
	}
	const tag = answer.kind === "empty" ? answer.tag : undefined;
	// There are no articles, perhaps because the feed was renamed or removed.
	if (tag !== undefined && name !== SITE_FEED) {
		return feedNotFound(c, { path: feedPath(name), suffix: `/archive/${period}`, tag });
	}
	if (answer.kind !== "document") return notFound(c, tag);
	const feed = parseSummary(answer.body);
	const part = partOf(feed.items, PER_PAGE, searchParams);
	if (part === null) return notFound(c, answer.tags.join(","));
	const site = c.get("site");
	const props = { site, name, period, feed, part, nav, archives: answer.archives ?? {} };
	const opened = openedFeed(c, { name, title: subjectOf(titleOf(props), site), page: path, nav, items: feed.items });
	if (opened) return opened;
	const feeds = feedsWith({ name, title: titleOf(props) }, site);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) };
	const response = pageResponse(c.req.raw, document(<ArchivePage {...props} />), answer.tags.join(","), headers);
	// The query contains only parameters that select the content, so Cloudflare may cache the response.
	for (const [name, value] of Object.entries(ARCHIVE_CACHE)) response.headers.set(name, value);
	return response;
}

interface ArchiveProps {
	site: Site;
	/** The feed's name. */
	name: string;
	period: string;
	feed: FeedSummary;
	part: Part<ArticleSummary>;
	nav: Navigation | null;
	archives: Archives;
}

/** Returns the title of an archive without its period, which is the title of the feed. */
function titleOf({ feed, period }: Pick<ArchiveProps, "feed" | "period">): string {
	return feed.title.replace(` (${period})`, "");
}

const ArchivePage = ({ site, name, period, feed, part, nav, archives }: ArchiveProps) => {
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	const title = titleOf({ feed, period });
	const subject = subjectOf(title, site);
	const path = feedPath(archiveName(name, period));
	const when = periodIn(site.language, period, words);
	const link = (
		<a href={name === SITE_FEED ? "/" : feedPath(name)}>
			<bdi>{subject}</bdi>
		</a>
	);
	return (
		<Page
			site={site}
			nav={nav}
			current={name}
			title={fill(words.archive.title, { name: subject, period: when })}
			followed={followFeed(site, name, subject)}
			head={
				<>
					<link rel="canonical" href={site.url + path + pageQuery(part.page)} />
					<Discovery site={site} feeds={feedsWith({ name, title }, site)} />
				</>
			}
		>
			<h1 {...marks}>{pieces(words.archive.title, { name: <bdi>{subject}</bdi>, period: when })}</h1>
			<p class="stand" {...marks}>
				{words.n.articles(feed.items.length)} · {pieces(words.archive.from, { name: link })}
			</p>
			<div class="sec">{storiesByDay(site, withoutCommonAuthor(part.items), { level: 2 })}</div>
			<Paging language={site.language} part={part} pathOf={(page) => path + pageQuery(page)} />
			<nav class="acts rest" aria-label={words.list.archive} {...marks}>
				<PrevNextLink site={site} name={archives.previous} rel="prev" />
				<PrevNextLink site={site} name={archives.next} rel="next" />
			</nav>
		</Page>
	);
};

/** Renders a link to the previous or next archive page. */
const PrevNextLink = ({ site, name, rel }: { site: Site; name: string | undefined; rel: "prev" | "next" }) => {
	if (name === undefined) return null;
	const words = wordsFor(site.language);
	const period = periodIn(site.language, name.slice(name.lastIndexOf("/") + 1), words);
	return (
		<a class="btn" href={feedPath(name)} rel={rel}>
			{fill(rel === "prev" ? words.archive.older : words.archive.newer, { period })}
		</a>
	);
};
