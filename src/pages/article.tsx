import type { Context } from "hono";
import { raw } from "hono/html";
import { canonicalPath } from "../article/address.ts";
import { withPlayers } from "../article/body/embeds.ts";
import { directionOf } from "../article/language.ts";
import { slugOf } from "../article/slug.ts";
import { feedPath, type PublishedArticle } from "../feed/feed.ts";
import type { App } from "../http/app-env.ts";
import { gone } from "../http/errors.ts";
import { missing } from "../http/missing.ts";
import { pageResponse } from "../http/page.ts";
import { articleKey, type Gone, type RenditionMetadata, tagOf } from "../publisher/keys.ts";
import { escapeAttribute } from "../renditions/escape.ts";
import { leadPicture } from "../renditions/pictures.ts";
import type { Site } from "../settings.ts";
import { Discovery, discoveryHeaders, type PageFeed, siteFeed } from "./discovery.tsx";
import { dateIn, document, PAGE_HEADERS, Page } from "./layout.tsx";

/** `GET /articles/<slug>`, or where the permalink says: the page of an article. One read of KV. */
export async function getArticle(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const key = articleKey(pathname);
	const { value, metadata } = await c.env.KV.getWithMetadata<PublishedArticle | Gone, RenditionMetadata>(key, "json");
	const tag = tagOf({ kind: "article", name: pathname });
	const path = canonicalPath(pathname);
	if (value === null || metadata === null) return missing(c, { path, tag });
	if ("gone" in value) return missing(c, { path, tag, otherwise: takenBack });
	const site = c.get("site");
	const feeds = feedsOf(value, site);
	const body = document(<ArticlePage site={site} article={value} feeds={feeds} />);
	return pageResponse(c.req.raw, body, tag, { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) });
}

/** A page names so many feeds at most: a reader shows them all to choose from. */
const MOST_FEEDS = 10;

function feedsOf({ topics, provider }: PublishedArticle, site: Site): PageFeed[] {
	const feeds = [
		...topics.map((topic) => ({ name: `topics/${slugOf(topic)}`, title: `${topic} – ${site.title}` })),
		...(provider ? [{ name: `providers/${provider.key}`, title: `${provider.name} – ${site.title}` }] : []),
	];
	return [siteFeed(site), ...feeds].slice(0, MOST_FEEDS);
}

function takenBack(c: Context<App>, tag: string): Response {
	const message =
		"This article was taken back. The feeds that it was in are still there: see the first page of this site.";
	return gone(c, message, tag);
}

/** An article for people. The links of `site` are those of whoever reads it. */
export const ArticlePage = ({
	site,
	article,
	feeds = [],
}: {
	site: Site;
	article: PublishedArticle;
	feeds?: PageFeed[];
}) => {
	const language = article.language ?? site.language;
	const isOwn = article.link === site.url + article.address;
	const picture = leadPicture(article.images);
	// A place within the text is on this page, wherever the article's link leads.
	const body = withPlayers(article.html).replaceAll(`href="${escapeAttribute(article.link)}#text-`, 'href="#text-');
	return (
		<Page
			site={site}
			title={article.title}
			language={language}
			head={<Head site={site} article={article} isOwn={isOwn} feeds={feeds} />}
		>
			<article>
				<h1>{article.title}</h1>
				<p class="meta">
					<time datetime={new Date(article.published).toISOString()}>{dateIn(language, article.published)}</time>
					{[...article.authors, ...(article.provider ? [article.provider] : [])].map(({ name }) => (
						<>
							{" · "}
							<bdi>{name}</bdi>
						</>
					))}
				</p>
				{picture && !article.player && !body.includes("<img") ? <img src={picture.url} alt="" /> : null}
				{article.player && !body.includes(article.player) ? (
					<iframe src={article.player} title={article.title} loading="lazy" allowfullscreen />
				) : null}
				{body === "" ? <p>{article.excerpt}</p> : raw(body)}
				{article.related.length > 0 ? <Related site={site} related={article.related} /> : null}
				{isOwn ? null : (
					<p>
						<a href={article.link}>{new URL(article.link).hostname}</a>
					</p>
				)}
				<p class="meta formats" dir={directionOf(site.language)}>
					{article.topics.map((topic) => (
						<a href={feedPath(`topics/${slugOf(topic)}`)}>{topic}</a>
					))}
				</p>
			</article>
		</Page>
	);
};

const Related = ({ site, related }: { site: Site; related: PublishedArticle["related"] }) => (
	<section lang={site.language} dir={directionOf(site.language)}>
		<h2>Related coverage</h2>
		<ul>
			{related.map(({ title, url, provider }) => (
				<li>
					<a href={url}>
						<bdi>{title}</bdi>
					</a>
					{provider ? ` (${provider})` : ""}
				</li>
			))}
		</ul>
	</section>
);

/** The text of another site is not to be found here in its place. */
const Head = ({
	site,
	article,
	isOwn,
	feeds,
}: {
	site: Site;
	article: PublishedArticle;
	isOwn: boolean;
	feeds: PageFeed[];
}) => (
	<>
		<link rel="canonical" href={article.link} />
		{isOwn ? null : <meta name="robots" content="noindex" />}
		<meta name="description" content={article.excerpt} />
		<Discovery site={site} feeds={feeds} />
	</>
);
