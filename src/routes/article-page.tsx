import type { Context } from "hono";
import { raw } from "hono/html";
import type { Attachment, Picture } from "../article/article.ts";
import { canonicalPath } from "../article/article-path.ts";
import { playerFrame } from "../article/body/embeds.ts";
import { watchUrl } from "../article/body/video-hosts.ts";
import { slugOf } from "../article/slug.ts";
import { Discovery, discoveryHeaders, type PageFeed, siteFeed } from "../components/discovery.tsx";
import { dateIn, document, ENGLISH, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { feedPath, type PublishedArticle } from "../feed/feed.ts";
import { languageName } from "../feed/selection.ts";
import type { App } from "../http/context.ts";
import { gone } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { articleKey, type Gone, type RenditionMetadata, tagOf } from "../publisher/kv-keys.ts";
import { leadPicture } from "../renditions/content.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { articleBody } from "./article-body.ts";
import { feedNotFound } from "./not-found.ts";

/** `GET /articles/<slug>`, or the permalink: an article's page. One KV read. */
export async function getArticle(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const key = articleKey(pathname);
	const { value, metadata } = await c.env.KV.getWithMetadata<PublishedArticle | Gone, RenditionMetadata>(key, "json");
	const tag = tagOf({ kind: "article", name: pathname });
	const path = canonicalPath(pathname);
	if (value === null || metadata === null) return feedNotFound(c, { path, tag });
	if ("gone" in value) return feedNotFound(c, { path, tag, otherwise: takenBack });
	const site = c.get("site");
	const feeds = feedsOf(value, site);
	const body = document(<ArticlePage site={site} article={value} feeds={feeds} />);
	const named = feeds.slice(0, MAX_FEEDS);
	return pageResponse(c.req.raw, body, tag, { ...PAGE_HEADERS, ...discoveryHeaders(site, named) });
}

/** Maximum number of feeds in autodiscovery: readers offer them all as a choice. */
const MAX_FEEDS = 10;

/** The feeds that contain an article, the site's first. */
function feedsOf({ topics, provider }: PublishedArticle, site: Site): PageFeed[] {
	const feeds = [
		...topics.map((topic) => ({ name: topicFeed(topic), title: `${topic} – ${site.title}` })),
		...(provider ? [{ name: `providers/${provider.key}`, title: `${provider.name} – ${site.title}` }] : []),
	];
	return [siteFeed(site), ...feeds];
}

function takenBack(c: Context<App>, tag: string): Response {
	const message = "This article was removed. Its feeds are on the home page.";
	return gone(c, message, tag);
}

/** An article for people. Links use the base of `site`, which may be a subscriber's; `feeds` are those to link to. */
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
	const body = articleBody(article);
	const head = (
		<>
			<ArticleHead site={site} article={article} isOwn={isOwn} />
			<Discovery site={site} feeds={feeds.slice(0, MAX_FEEDS)} />
		</>
	);
	return (
		<Page
			site={site}
			title={article.title}
			language={language}
			head={head}
			hasProviders={feeds.some(({ name }) => name.startsWith("providers/"))}
		>
			<article class="story">
				<header>
					<h1>{article.title}</h1>
					<Byline site={site} article={article} feeds={feeds} />
				</header>
				{picture && !article.player && !body.includes("<img") ? <LeadPicture picture={picture} /> : null}
				{article.player && !body.includes(article.player) ? raw(leadPlayer(article.player, article.title)) : null}
				<Attachments attachments={article.attachments ?? []} body={body} />
				<div class="body">{body === "" ? <p>{article.excerpt}</p> : raw(body)}</div>
				{isOwn ? null : (
					<p lang="en">
						<a class="button" href={article.link}>
							Read at {new URL(article.link).hostname.replace(/^www\./, "")}
						</a>
					</p>
				)}
				<Topics feeds={feeds} topics={article.topics} />
				{article.related.length > 0 ? <Related related={article.related} /> : null}
			</article>
		</Page>
	);
};

const Byline = ({ site, article, feeds }: { site: Site; article: PublishedArticle; feeds: PageFeed[] }) => {
	const { provider, authors, published } = article;
	const language = article.language ?? site.language;
	const feed = feeds.find(({ name }) => name === `providers/${provider?.key}`);
	return (
		<ul class="byline">
			<li>
				<time datetime={new Date(published).toISOString()}>{dateIn(site, language, published)}</time>
			</li>
			{provider ? (
				<li>{feed ? <a href={feedPath(feed.name)}>{provider.name}</a> : <bdi>{provider.name}</bdi>}</li>
			) : null}
			{authors.map(({ name, url }) => (
				<li>{url ? <a href={url}>{name}</a> : <bdi>{name}</bdi>}</li>
			))}
			{language === site.language ? null : <li {...ENGLISH}>in {languageName(language)}</li>}
		</ul>
	);
};

const LeadPicture = ({ picture: { url, width, height, alt = "", caption, credit } }: { picture: Picture }) => {
	const image = (
		<img
			class="lead-picture"
			src={url}
			alt={alt === caption ? "" : alt}
			width={width}
			height={height}
			referrerpolicy="no-referrer"
		/>
	);
	if (!caption && !credit) return image;
	return (
		<figure>
			{image}
			<figcaption>
				{caption} {credit ? <cite>{credit}</cite> : null}
			</figcaption>
		</figure>
	);
};

/** Sound, videos and documents that the body does not have. */
const Attachments = ({ attachments, body }: { attachments: Attachment[]; body: string }) => (
	<>
		{attachments
			.filter(({ url }) => !body.includes(escapeAttribute(url)))
			.map(({ url, type, title, width, height }) => {
				const name = title ?? new URL(url).pathname.split("/").at(-1);
				return (
					<figure>
						{
							// biome-ignore lint/a11y/useMediaCaption: an article has no captions of its own for it
							type.startsWith("audio/") ? <audio controls preload="none" src={url} /> : null
						}
						{type.startsWith("video/") ? (
							// biome-ignore lint/a11y/useMediaCaption: an article has no captions of its own for it
							<video controls preload="none" src={url} width={width} height={height} />
						) : null}
						<figcaption>
							<a href={url} type={type}>
								{name}
							</a>
						</figcaption>
					</figure>
				);
			})}
	</>
);

function leadPlayer(player: string, title: string): string {
	const escaped = escapeAttribute(title);
	return playerFrame(
		{ player: escapeAttribute(player), watch: escapeAttribute(watchUrl(player)), title: escaped },
		"player",
	);
}

const Topics = ({ feeds, topics }: { feeds: PageFeed[]; topics: string[] }) => {
	const named = topics.filter((topic) => feeds.some(({ name }) => name === topicFeed(topic)));
	if (named.length === 0) return null;
	return (
		<nav aria-label="Topics" lang="en">
			<ul class="chips">
				{named.map((topic) => (
					<li>
						<a href={feedPath(topicFeed(topic))}>
							<bdi>{topic}</bdi>
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
};

const Related = ({ related }: { related: PublishedArticle["related"] }) => (
	<section lang="en">
		<h2>Related coverage</h2>
		<ul class="related">
			{related.map(({ title, url, provider }) => (
				<li>
					<a href={url}>
						<bdi>{title}</bdi>
					</a>
					{provider ? (
						<div class="meta">
							<bdi>{provider}</bdi>
						</div>
					) : null}
				</li>
			))}
		</ul>
	</section>
);

function topicFeed(topic: string): string {
	return `topics/${slugOf(topic)}`;
}

interface ArticleProps {
	site: Site;
	article: PublishedArticle;
}

/**
 * Metadata for other programs: canonical link, previews when shared (Open Graph, Twitter cards), schema.org. The text
 * of an article on another site is not to be indexed here.
 */
const ArticleHead = ({ site, article, isOwn }: ArticleProps & { isOwn: boolean }) => {
	const picture = leadPicture(article.images);
	const properties: [property: string, content: string | undefined][] = [
		["og:type", "article"],
		["og:title", article.title],
		["og:description", article.excerpt],
		["og:url", article.link],
		["og:site_name", site.title],
		["og:locale", (article.language ?? site.language).replaceAll("-", "_")],
		["og:image", picture?.url],
		["og:image:width", picture?.width?.toString()],
		["og:image:height", picture?.height?.toString()],
		["og:image:alt", picture?.alt],
		["article:published_time", new Date(article.published).toISOString()],
		["article:modified_time", new Date(article.updated).toISOString()],
		...article.topics.map((topic): [string, string] => ["article:tag", topic]),
	];
	return (
		<>
			<link rel="canonical" href={article.link} />
			{isOwn ? null : <meta name="robots" content="noindex" />}
			<meta name="description" content={article.excerpt || article.title} />
			{properties.map(([property, content]) => (content ? <meta property={property} content={content} /> : null))}
			<meta name="twitter:card" content={picture ? "summary_large_image" : "summary"} />
			<script type="application/ld+json">{raw(newsArticle(site, article))}</script>
		</>
	);
};

/** schema.org's `NewsArticle` as JSON that is safe inside HTML. */
function newsArticle(site: Site, article: PublishedArticle): string {
	const { provider } = article;
	const publisher = provider
		? { name: provider.name, url: provider.domain && `https://${provider.domain}/` }
		: { name: site.title, url: `${site.url}/` };
	return JSON.stringify({
		"@context": "https://schema.org",
		"@type": "NewsArticle",
		headline: article.title,
		description: article.excerpt || undefined,
		inLanguage: article.language ?? site.language,
		url: article.link,
		mainEntityOfPage: article.link,
		datePublished: new Date(article.published).toISOString(),
		dateModified: new Date(article.updated).toISOString(),
		image: article.images.length > 0 ? article.images.map(({ url }) => url) : undefined,
		author: article.authors.map(({ name, url }) => ({ "@type": "Person", name, url })),
		publisher: { "@type": "Organization", ...publisher },
		articleSection: article.category,
		keywords: article.topics.length > 0 ? article.topics : undefined,
	}).replaceAll("<", "\\u003c");
}
