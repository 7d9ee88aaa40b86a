import type { Context } from "hono";
import { ArticleCards, PER_PAGE } from "../components/article-cards.tsx";
import { Discovery, discoveryHeaders, feedsWith } from "../components/discovery.tsx";
import { articles } from "../components/feed-list.tsx";
import { periodName } from "../components/format.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, pageOf, pageQuery, partOf } from "../components/paging.tsx";
import { archiveName, parseArchivePath } from "../feed/archive.ts";
import { type Archives, feedPath, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { ARCHIVE_CACHE, pageResponse, redirect } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary, FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { subjectOf } from "./feed-page.tsx";
import { libraryResponse } from "./feeds.ts";
import { feedNotFound } from "./not-found.ts";
import { parseSummary } from "./stored-feeds.ts";

/**
 * `GET /topics/ai/archive/2026-05`: a month of a feed for people, with `?page=2` if it is long. Cached as long as the
 * formats for readers.
 */
export async function showArchive(c: Context<App>): Promise<Response> {
	const { pathname, search, searchParams } = new URL(c.req.url);
	const archive = parseArchivePath(`${pathname}.json`);
	if (!archive) return notFound(c);
	const { name, period } = archive;
	const path = feedPath(archiveName(name, period));
	const canonical = path + pageQuery(pageOf(searchParams) ?? 1);
	if (pathname + search !== canonical) return redirect(c, canonical, 301, tagOf({ kind: "feed", name }));
	const answer = answered(await publisherOf(c.env).library().archive(name, period, "summary"));
	if (answer.kind === "moved") {
		const location = answer.location.replace(/\.json$/, "");
		return libraryResponse(c, { ...answer, location }, "json");
	}
	const tag = answer.kind === "empty" ? answer.tag : undefined;
	// The feed may have been renamed or removed.
	if (tag !== undefined && name !== SITE_FEED) {
		return feedNotFound(c, { path: feedPath(name), suffix: `/archive/${period}`, tag });
	}
	if (answer.kind !== "document") return notFound(c, tag);
	const feed = parseSummary(answer.body);
	const part = partOf(feed.items, PER_PAGE, searchParams);
	if (part === null) return notFound(c, answer.tags.join(","));
	const site = c.get("site");
	const props = { site, name, period, feed, part, archives: answer.archives ?? {} };
	const feeds = feedsWith({ name, title: titleOf(props) }, site);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) };
	const response = pageResponse(c.req.raw, document(<ArchivePage {...props} />), answer.tags.join(","), headers);
	// The remaining query selects content, so Cloudflare may cache the response.
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
	archives: Archives;
}

/** The feed's own title. */
function titleOf({ feed, period }: Pick<ArchiveProps, "feed" | "period">): string {
	return feed.title.replace(` (${period})`, "");
}

const ArchivePage = ({ site, name, period, feed, part, archives }: ArchiveProps) => {
	const title = titleOf({ feed, period });
	const subject = subjectOf(title, site);
	const path = feedPath(archiveName(name, period));
	return (
		<Page
			site={site}
			title={`${subject}, ${periodName(period)}`}
			wide
			hasProviders={name.startsWith("providers/")}
			head={
				<>
					<link rel="canonical" href={site.url + path + pageQuery(part.page)} />
					<Discovery site={site} feeds={feedsWith({ name, title }, site)} />
				</>
			}
		>
			<h1>
				<bdi>{subject}</bdi>, {periodName(period)}
			</h1>
			<p class="meta">
				{articles(feed.items.length)} from the archive of{" "}
				<a href={name === SITE_FEED ? "/" : feedPath(name)}>
					<bdi>{subject}</bdi>
				</a>
			</p>
			<h2 class="visually-hidden">Articles</h2>
			<ArticleCards site={site} items={part.items} />
			<Paging part={part} pathOf={(page) => path + pageQuery(page)} />
			<nav class="paging" aria-label="Archive">
				<PrevNextLink name={archives.previous} rel="prev" says="Older" />
				<PrevNextLink name={archives.next} rel="next" says="Newer" />
			</nav>
		</Page>
	);
};

/** Link to the previous or next archive page. */
const PrevNextLink = ({ name, rel, says }: { name: string | undefined; rel: "prev" | "next"; says: string }) => {
	if (name === undefined) return null;
	return (
		<a href={feedPath(name)} rel={rel}>
			{says}: {periodName(name.slice(name.lastIndexOf("/") + 1))}
		</a>
	);
};
