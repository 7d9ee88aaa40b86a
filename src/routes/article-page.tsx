import type { Context } from "hono";
import { raw } from "hono/html";
import type { Picture } from "../article/article.ts";
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
import { correctionsOf } from "../renditions/corrections.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { articleBody } from "./article-body.ts";
import { ArticleHead, pathOfAuthor } from "./article-head.tsx";
import { Attachments } from "./attachments.tsx";
import { type EpisodeFiles, readEpisodeFiles } from "./episode-files.ts";
import { feedNotFound } from "./not-found.ts";

/** `GET /articles/<slug>`, or the permalink: an article's page. One KV read; for episodes, those of chapters and transcript. */
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
	const files = await readEpisodeFiles(c.env, value, site.url);
	const body = document(<ArticlePage site={site} article={value} files={files} feeds={feeds} />);
	const named = feeds.slice(0, MAX_FEEDS);
	return pageResponse(c.req.raw, body, tag, { ...PAGE_HEADERS, ...discoveryHeaders(site, named) });
}

/** Maximum number of feeds in autodiscovery: readers offer them all as a choice. */
const MAX_FEEDS = 10;

/** The feeds that contain an article, the site's first. */
function feedsOf({ topics, provider, page }: PublishedArticle, site: Site): PageFeed[] {
	if (page) return [siteFeed(site)];
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
	files,
	feeds = [],
}: {
	site: Site;
	article: PublishedArticle;
	files: EpisodeFiles;
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
					{article.page ? null : <Byline site={site} article={article} feeds={feeds} />}
				</header>
				{picture && !article.player && !body.includes("<img") ? <LeadPicture picture={picture} /> : null}
				{article.player && !body.includes(article.player) ? raw(leadPlayer(article.player, article.title)) : null}
				<Attachments article={article} files={files} body={body} />
				<div class="body">{body === "" ? <p>{article.excerpt}</p> : raw(body)}</div>
				{article.corrections ? <div class="body">{raw(correctionsOf(article, site))}</div> : null}
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
				<li>
					<Name name={name} href={url ?? (feeds.length > 0 ? pathOfAuthor(name) : undefined)} />
				</li>
			))}
			{language === site.language ? null : <li {...ENGLISH}>in {languageName(language)}</li>}
		</ul>
	);
};

const Name = ({ name, href }: { name: string; href: string | undefined }) =>
	href === undefined ? <bdi>{name}</bdi> : <a href={href}>{name}</a>;

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
