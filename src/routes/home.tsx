import type { Context } from "hono";
import { directionOf } from "../article/language.ts";
import { AllByMonth } from "../components/archive-list.tsx";
import { ArticleCards } from "../components/article-cards.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { HomeFeeds } from "../components/feed-list.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { SubscribeBox } from "../components/subscribe-box.tsx";
import { feedUrls, pageUrl, SITE_FEED } from "../feed/feed.ts";
import { type HomeSummary, homeSummaryOf } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, tagOf } from "../publisher/kv-keys.ts";
import type { FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { sharedPicture } from "./article-head.tsx";
import { readHomeSummary, readIndex } from "./feed-list.ts";
import { readSummary } from "./stored-feeds.ts";

/** Articles on the home page. */
const NEWEST = 13;

/**
 * `GET /`: what the site is, its newest articles, topics and providers; `/?find=gazette`: topics and providers by
 * name. Two KV reads.
 */
export async function getHome(c: Context<App>): Promise<Response> {
	const find = (c.req.query("find") ?? "").trim();
	const [front, feed] = await Promise.all([frontFor(c.env.KV, find), readSummary(c.env.KV, SITE_FEED)]);
	if (!front || !feed) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const hasProviders = front.providers.all > 0;
	const body = document(
		<Page
			site={site}
			title={find === "" ? site.title : `${hasProviders ? "Topics and providers" : "Topics"} called ${find}`}
			wide
			hasProviders={hasProviders}
			head={<Head site={site} find={find} />}
		>
			{find === "" ? (
				<News site={site} feed={feed} hasProviders={hasProviders} />
			) : (
				<h1>{hasProviders ? "Topics and providers" : "Topics"}</h1>
			)}
			<HomeFeeds timeZone={site.timeZone} front={front} find={find} />
		</Page>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, body, `${INDEX_KEY},${tagOf({ kind: "feed", name: SITE_FEED })}`, headers);
}

async function frontFor(kv: KVNamespace, find: string): Promise<HomeSummary | null> {
	if (find === "") return readHomeSummary(kv);
	const stored = await readIndex(kv);
	return stored && homeSummaryOf(stored.index.feeds, find);
}

const Head = ({ site, find }: { site: Site; find: string }) => (
	<>
		{find === "" ? <link rel="canonical" href={pageUrl(site, SITE_FEED)} /> : <meta name="robots" content="noindex" />}
		{site.description === "" ? null : <meta name="description" content={site.description} />}
		<meta property="og:title" content={site.title} />
		{sharedPicture(site).map(([property, content]) =>
			content === undefined ? null : <meta property={property} content={content} />,
		)}
		<Discovery site={site} feeds={[siteFeed(site)]} />
	</>
);

const News = ({ site, feed, hasProviders }: { site: Site; feed: FeedSummary; hasProviders: boolean }) => (
	<>
		<h1 class="visually-hidden" lang={site.language} dir={directionOf(site.language)}>
			{site.title}
		</h1>
		{site.description === "" ? null : (
			<p class="lead standfirst" lang={site.language} dir={directionOf(site.language)}>
				{site.description}
			</p>
		)}
		<a class="jump" href="#subscribe">
			Subscribe
		</a>
		<div class="split">
			<section class="front" aria-labelledby="newest">
				<h2 id="newest">Newest articles</h2>
				{feed.items.length === 0 ? (
					<p class="notice">
						Nothing is published yet. Subscribe all the same: the first article comes to you by itself.
					</p>
				) : (
					<ArticleCards site={site} items={feed.items.slice(0, NEWEST)} />
				)}
				<AllByMonth name={SITE_FEED} months={feed.months} />
			</section>
			<aside>
				<SubscribeBox title={site.title} urls={feedUrls(site, SITE_FEED)} show={feed.show} />
				<section class="more" aria-labelledby="more">
					<h2 id="more">Not everything?</h2>
					<ul>
						<li>
							<a href="/subscribe">Put your own feed together</a> from topics, {hasProviders ? "providers, " : ""}
							languages and words.
						</li>
						<li>
							<a href="/feeds.opml">Take all feeds at once</a>, as a file (OPML) that feed readers import.
						</li>
					</ul>
				</section>
			</aside>
		</div>
	</>
);
