import type { Context } from "hono";
import { raw } from "hono/html";
import { canonicalPath } from "../article/article-path.ts";
import { directionOf } from "../article/language.ts";
import { Discovery, discoveryHeaders, type PageFeed, siteFeed } from "../components/discovery.tsx";
import { FollowButton, type FollowTarget, FollowTitle, followFeed, followSite } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { domainOf } from "../components/stories.ts";
import { feedPath, type PublishedArticle, SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { gone } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { articleKey, type Gone, type RenditionMetadata, tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { inLanguageOf, leadPicture } from "../renditions/content.ts";
import { correctionsOf } from "../renditions/corrections.ts";
import { topicFeed } from "../renditions/summary.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { articleBody, standfirst } from "./article-body.ts";
import { ArticleHead } from "./article-head.tsx";
import { LeadPicture, leadPlayer } from "./article-media.tsx";
import { Byline, directionWithin, Related, Topics } from "./article-parts.tsx";
import { Attachments } from "./attachments.tsx";
import { type EpisodeFiles, readEpisodeFiles } from "./episode-files.ts";
import { readNavigation } from "./feed-list.ts";
import { More, type Neighbours, neighboursOf, Turn } from "./neighbours.tsx";
import { feedNotFound, newestOffers, redirectIn } from "./not-found.ts";
import { readSummary } from "./stored-feeds.ts";

/**
 * `GET /articles/<slug>`, or a permalink: an article's page. Takes three KV reads, plus those for an episode's chapters
 * and transcript. An article that has not been written to KV yet is requested from the Publisher.
 */
export async function getArticle(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const key = articleKey(pathname);
	const [{ value, metadata }, nav] = await Promise.all([
		c.env.KV.getWithMetadata<PublishedArticle | Gone, RenditionMetadata>(key, "json"),
		readNavigation(c.env),
	]);
	const tag = tagOf({ kind: "article", name: pathname });
	const path = canonicalPath(pathname);
	if (value === null || metadata === null) {
		return feedNotFound(c, { path, tag, unwritten: () => unwrittenArticle(c, pathname, tag) });
	}
	if ("gone" in value) return feedNotFound(c, { path, tag, otherwise: takenBack });
	return articleResponse(c, value, nav, tag);
}

/** Asks the Publisher for a page or redirect that has not been written to KV yet; null if there is neither. */
async function unwrittenArticle(c: Context<App>, pathname: string, tag: string): Promise<Response | null> {
	const { page, moves } = answered(await publisherOf(c.env).unwritten().page(pathname));
	if (page === null) return moves === null ? null : redirectIn(c, moves, canonicalPath(pathname), "", tag);
	return "gone" in page ? takenBack(c, tag) : articleResponse(c, page, await readNavigation(c.env), tag);
}

async function articleResponse(
	c: Context<App>,
	value: PublishedArticle,
	nav: Navigation | null,
	tag: string,
): Promise<Response> {
	const site = c.get("site");
	const feeds = feedsOf(value, site);
	const main = mainFeed(value);
	const [summary, files] = await Promise.all([
		value.page ? null : readSummary(c.env, main.name),
		readEpisodeFiles(c.env, value, site.url),
	]);
	const neighbours = summary === null ? undefined : neighboursOf(value, main, summary);
	const followed = followFeed(site, main.name, main.title);
	const body = document(
		<ArticlePage
			site={site}
			article={value}
			files={files}
			feeds={feeds}
			nav={nav}
			followed={value.page ? undefined : followed}
			neighbours={neighbours}
		/>,
	);
	const named = feeds.slice(0, MAX_FEEDS);
	const tags = `${tag},${tagOf({ kind: "feed", name: main.name })}`;
	return pageResponse(c.req.raw, body, tags, { ...PAGE_HEADERS, ...discoveryHeaders(site, named) });
}

/** Maximum number of feeds in autodiscovery. Feed readers ask people to choose among all the feeds listed there. */
const MAX_FEEDS = 10;

/**
 * Returns the feed that an article's page offers to follow: the feed of the article's first topic; failing that, the
 * feed of its provider; failing that, the site's feed.
 */
function mainFeed({ topics, provider }: PublishedArticle): { name: string; title: string } {
	const [topic] = topics;
	if (topic !== undefined) return { name: topicFeed(topic), title: topic };
	return provider ? { name: `providers/${provider.key}`, title: provider.name } : { name: SITE_FEED, title: "" };
}

/** Returns the feeds that contain an article, starting with the site's feed. */
function feedsOf({ topics, provider, page }: PublishedArticle, site: Site): PageFeed[] {
	if (page) return [siteFeed(site)];
	const feeds = [
		...topics.map((topic) => ({ name: topicFeed(topic), title: `${topic} – ${site.title}` })),
		...(provider ? [{ name: `providers/${provider.key}`, title: `${provider.name} – ${site.title}` }] : []),
	];
	return [siteFeed(site), ...feeds];
}

/**
 * Returns the 410 page for a removed article. The site does not keep the titles and topics of removed articles, so the
 * page can only offer the newest articles.
 */
async function takenBack(c: Context<App>, tag: string): Promise<Response> {
	const { error } = wordsFor(c.get("site").language);
	return gone(c, `${error.gone}. ${error.goneText}`, tag, await newestOffers(c.env));
}

interface ArticlePageProps {
	/** The site. All links start with its `url`, which may be a subscriber's private URL. */
	site: Site;
	article: PublishedArticle;
	files: EpisodeFiles;
	/** The feeds that the page links to. */
	feeds?: PageFeed[];
	nav?: Navigation | null;
	followed?: FollowTarget | undefined;
	neighbours?: Neighbours | undefined;
}

/** Renders the page of an article. */
export const ArticlePage = ({
	site,
	article,
	files,
	feeds = [],
	nav = null,
	followed,
	neighbours,
}: ArticlePageProps) => {
	const language = article.language ?? site.language;
	const isOwn = article.link === site.url + article.address;
	const picture = leadPicture(article.images);
	const body = articleBody({ ...article, html: inLanguageOf(article, site, article.html) }, wordsFor(site.language));
	const lead = standfirst(article);
	const offered = followed ?? followSite(site);
	const [topic] = article.topics;
	const topicPath = feeds.find(({ name }) => topic !== undefined && name === topicFeed(topic))?.name;
	const own = language === site.language ? {} : { lang: language, dir: directionOf(language) };
	const isPictured = picture !== undefined && !article.player && !body.includes(escapeAttribute(picture.url));
	return (
		<Page
			site={site}
			title={article.title}
			nav={nav}
			current={topicPath}
			followed={offered}
			isTool={article.player !== undefined || article.attachments !== undefined || body.includes('class="player"')}
			head={
				<>
					<ArticleHead site={site} article={article} isOwn={isOwn} />
					<Discovery site={site} feeds={feeds.slice(0, MAX_FEEDS)} />
				</>
			}
		>
			<article class="story" {...own}>
				{topicPath === undefined ? null : (
					<p class="kick">
						<a href={feedPath(topicPath)}>
							<bdi>{topic}</bdi>
						</a>
					</p>
				)}
				<h1>{article.title}</h1>
				{lead === "" ? null : <p class="stand">{lead}</p>}
				{article.page ? null : <Byline site={site} article={article} feeds={feeds} />}
				{isPictured ? <LeadPicture site={site} title={article.title} picture={picture} /> : null}
				{article.player && !body.includes(article.player) ? raw(leadPlayer(article.player, article.title)) : null}
				<Attachments site={site} article={article} files={files} body={body} />
				{body === "" ? null : <div class="body">{raw(body)}</div>}
				{article.corrections ? <div class="body">{raw(correctionsOf(article, site))}</div> : null}
				{isOwn ? null : (
					<p class="acts" lang={site.language}>
						<a class="btn" href={article.link} {...directionWithin(site, article)} {...marksFor(site.language)}>
							{fill(wordsFor(site.language).article.readAt, { domain: domainOf(article.link) })}
						</a>
					</p>
				)}
				<Topics site={site} feeds={feeds} topics={article.topics} />
				{followed === undefined ? null : <Box site={site} followed={followed} />}
				{article.related.length > 0 ? <Related site={site} article={article} /> : null}
			</article>
			{neighbours === undefined ? null : (
				<>
					<More site={site} neighbours={neighbours} />
					<Turn site={site} neighbours={neighbours} />
				</>
			)}
		</Page>
	);
};

/** Renders the box with a Follow button at the end of an article. */
const Box = ({ site, followed }: { site: Site; followed: FollowTarget }) => (
	<div class="box" lang={site.language} dir={directionOf(site.language)}>
		<div {...marksFor(site.language)}>
			<h2>
				<FollowTitle site={site} followed={followed} />
			</h2>
			<p class="meta">{wordsFor(site.language).follow.box}</p>
		</div>
		<FollowButton site={site} followed={followed} />
	</div>
);
