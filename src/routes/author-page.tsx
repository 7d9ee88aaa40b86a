import type { Context } from "hono";
import { raw } from "hono/html";
import { cover } from "../components/cover.ts";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { FollowButton, followLabel, followSelection } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { PagedStories, type Part, partOf } from "../components/paging.tsx";
import { ARROW, domainOf } from "../components/stories.ts";
import { authorPath, SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { canonicalQuery, everything } from "../feed/selection.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { pageResponse, redirect } from "../http/respond.ts";
import { articleKey, tagOf } from "../publisher/kv-keys.ts";
import type { AuthorPage } from "../publisher/read/library.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { getArticle } from "./article-page.tsx";
import { readNavigation } from "./feed-list.ts";
import { PER_PAGE } from "./looks.ts";
import { parseSummary } from "./stored-feeds.ts";

/**
 * Every new article changes the site's feed. This page has the cache tag of that feed, so that the two are purged
 * together.
 */
const TAG = tagOf({ kind: "feed", name: SITE_FEED });

const PATH = /^\/authors\/([^/]+?)(?:\.(rss|atom|json))?$/;

/**
 * `GET /authors/ada`: an author and the author's articles, rendered on demand. `/authors/ada.rss` redirects to the feed
 * of the selection that contains these articles. If an article's permalink is the same path, the article takes
 * precedence.
 */
export async function getAuthor(c: Context<App>): Promise<Response> {
	const { pathname, searchParams } = new URL(c.req.url);
	if (await isArticle(c.env.KV, pathname)) return getArticle(c);
	const [, written = "", format] = PATH.exec(pathname) ?? [];
	const author = answered(await publisherOf(c.env).library().author(decoded(written)));
	if (author === null) return getArticle(c);
	const site = c.get("site");
	const selection = { ...everything(site.feedSize), authors: { any: [author.key], none: [] } };
	const query = canonicalQuery(selection, site.feedSize);
	if (format !== undefined) return redirect(c, `/select.${format}${query}`, 301, TAG);
	const path = authorPath(author.key);
	if (pathname !== path) return redirect(c, path, 301, TAG);
	const answer = answered(await publisherOf(c.env).library().select(selection, null, "summary", query));
	if (answer.kind !== "document") return notFound(c, TAG);
	const part = partOf(parseSummary(answer.body).items, PER_PAGE, searchParams);
	if (part === null) return notFound(c, TAG);
	const feeds = [{ name: "select", query, title: `${author.name} – ${site.title}` }, siteFeed(site)];
	const nav = await readNavigation(c.env);
	const page = <AuthorArticles site={site} author={author} query={query} part={part} nav={nav} />;
	return pageResponse(c.req.raw, document(page), answer.tags.join(","), {
		...PAGE_HEADERS,
		...discoveryHeaders(site, feeds),
	});
}

async function isArticle(kv: KVNamespace, pathname: string): Promise<boolean> {
	const { value, metadata } = await kv.getWithMetadata(articleKey(pathname), "stream");
	await value?.cancel();
	return metadata !== null;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

interface AuthorProps {
	site: Site;
	author: AuthorPage;
	/** Query string that selects the author's articles, including the question mark. */
	query: string;
	part: Part<ArticleSummary>;
	nav: Navigation | null;
}

const AuthorArticles = ({ site, author, query, part, nav }: AuthorProps) => {
	const { name, description, html, url, image, key } = author;
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	const path = authorPath(key);
	const pathOf = (page: number) => (page === 1 ? path : `${path}?page=${page}`);
	const followed = followSelection(site, query, name);
	return (
		<Page
			site={site}
			title={name}
			nav={nav}
			followed={followed}
			hasAction
			head={
				<>
					<link rel="canonical" href={site.url + pathOf(part.page)} />
					{description === undefined ? null : <meta name="description" content={description} />}
					<meta property="og:type" content="profile" />
					<meta property="og:title" content={name} />
					{image === undefined ? null : <meta property="og:image" content={image} />}
					<Discovery site={site} feeds={[{ name: "select", query, title: name }, siteFeed(site)]} />
					<script type="application/ld+json">{raw(profile(site, author))}</script>
				</>
			}
		>
			<div class="about">
				<div class="pic">
					{cover(name)}
					{image === undefined ? null : <img src={image} alt="" referrerpolicy="no-referrer" />}
				</div>
				<div>
					<p class="kick" {...marks}>
						{words.author.label}
					</p>
					<h1>
						<bdi>{name}</bdi>
					</h1>
					{description === undefined ? null : <p class="stand">{description}</p>}
					<div class="acts">
						<FollowButton site={site} followed={followed} label={followLabel(site, name)} />
						{url === undefined ? null : (
							<a class="btn" href={url} rel="me noopener">
								{domainOf(url)} {ARROW}
							</a>
						)}
					</div>
				</div>
			</div>
			{html === undefined ? null : <div class="body">{raw(html)}</div>}
			<PagedStories site={site} part={part} pathOf={pathOf} />
		</Page>
	);
};

/** Returns the author's schema.org data (a `ProfilePage`) as JSON that is safe inside HTML. */
function profile(site: Site, { name, description, url, image, key }: AuthorPage): string {
	return JSON.stringify({
		"@context": "https://schema.org",
		"@type": "ProfilePage",
		mainEntity: {
			"@type": "Person",
			name,
			description,
			image,
			url: site.url + authorPath(key),
			sameAs: url === undefined ? undefined : [url],
		},
	}).replaceAll("<", "\\u003c");
}
