import type { Context } from "hono";
import { raw } from "hono/html";
import { ArticleCards, PER_PAGE } from "../components/article-cards.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { document, ENGLISH, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { Paging, type Part, partOf } from "../components/paging.tsx";
import { SubscribeBox } from "../components/subscribe-box.tsx";
import { authorPath, feedUrls, SITE_FEED } from "../feed/feed.ts";
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
import { getArticle } from "./article-page.tsx";
import { parseSummary } from "./stored-feeds.ts";

/** All articles change the site's feed. */
const TAG = tagOf({ kind: "feed", name: SITE_FEED });

const PATH = /^\/authors\/([^/]+?)(?:\.(rss|atom|json))?$/;

/**
 * `GET /authors/ada`: an author and their articles; `/authors/ada.rss`: a redirect to the selection of these. Not
 * stored: the Publisher makes both. An article whose permalink is here wins.
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
	const page = <AuthorArticles site={site} author={author} query={query} part={part} />;
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
	/** Of the selection of their articles, with its question mark. */
	query: string;
	part: Part<ArticleSummary>;
}

const AuthorArticles = ({ site, author, query, part }: AuthorProps) => {
	const { name, description, html, url, image, key } = author;
	const path = authorPath(key);
	const pathOf = (page: number) => (page === 1 ? path : `${path}?page=${page}`);
	return (
		<Page
			site={site}
			title={name}
			wide
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
			{image === undefined ? null : <img class="portrait" src={image} alt="" referrerpolicy="no-referrer" />}
			<h1>
				<bdi>{name}</bdi>
			</h1>
			{description === undefined ? null : (
				<p class="lead" lang={site.language}>
					{description}
				</p>
			)}
			{html === undefined ? null : (
				<div class="body" lang={site.language}>
					{raw(html)}
				</div>
			)}
			{url === undefined ? null : (
				<p>
					<a href={url} rel="me">
						{new URL(url).hostname.replace(/^www\./, "")}
					</a>
				</p>
			)}
			<div class="split">
				<section aria-labelledby="articles" {...ENGLISH}>
					<h2 id="articles">Newest articles</h2>
					{part.items.length === 0 ? (
						<p class="notice">Nothing has been published yet.</p>
					) : (
						<ArticleCards site={site} items={part.items} />
					)}
					<Paging part={part} pathOf={pathOf} />
				</section>
				<aside>
					<SubscribeBox title={name} urls={feedUrls(site, "select", query)} />
				</aside>
			</div>
		</Page>
	);
};

/** schema.org's `ProfilePage` as JSON that is safe inside HTML. */
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
