import type { Context } from "hono";
import { directionOf } from "../article/language.ts";
import { feedUrls, pageUrl, SITE_FEED } from "../feed/feed.ts";
import { type Front, frontOf } from "../feed/front.ts";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { readFront, readIndex } from "../http/feed-list.ts";
import { pageResponse } from "../http/page.ts";
import { INDEX_KEY, tagOf } from "../publisher/keys.ts";
import type { TeaserFeed } from "../renditions/teasers.ts";
import type { Site } from "../settings.ts";
import { AllByMonth } from "./archive-list.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "./discovery.tsx";
import { HomeFeeds } from "./home-feeds.tsx";
import { document, PAGE_HEADERS, Page } from "./layout.tsx";
import { SubscribeBox } from "./subscribe-box.tsx";
import { Teasers } from "./teaser.tsx";
import { readTeasers } from "./teaser-feed.ts";

/** So many articles are on the first page. */
const NEWEST = 13;

/**
 * `GET /`: what this site is, its newest articles, topics and providers; `/?find=gazette`: the topics and providers that
 * are called so. Two reads of KV.
 */
export async function getHome(c: Context<App>): Promise<Response> {
	const find = (c.req.query("find") ?? "").trim();
	const [front, feed] = await Promise.all([frontFor(c.env.KV, find), readTeasers(c.env.KV, SITE_FEED)]);
	if (!front || !feed) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const body = document(
		<Page
			site={site}
			title={find === "" ? site.title : `Topics and providers called ${find}`}
			wide
			head={<Head site={site} find={find} />}
		>
			{find === "" ? <News site={site} feed={feed} /> : <h1>Topics and providers</h1>}
			<HomeFeeds front={front} find={find} />
		</Page>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, body, `${INDEX_KEY},${tagOf({ kind: "feed", name: SITE_FEED })}`, headers);
}

async function frontFor(kv: KVNamespace, find: string): Promise<Front | null> {
	if (find === "") return readFront(kv);
	const stored = await readIndex(kv);
	return stored && frontOf(stored.index.feeds, find);
}

const Head = ({ site, find }: { site: Site; find: string }) => (
	<>
		{find === "" ? <link rel="canonical" href={pageUrl(site, SITE_FEED)} /> : <meta name="robots" content="noindex" />}
		{site.description === "" ? null : <meta name="description" content={site.description} />}
		<Discovery site={site} feeds={[siteFeed(site)]} />
	</>
);

const News = ({ site, feed }: { site: Site; feed: TeaserFeed }) => (
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
					<Teasers site={site} items={feed.items.slice(0, NEWEST)} />
				)}
				<AllByMonth name={SITE_FEED} months={feed.months} />
			</section>
			<aside>
				<SubscribeBox title={site.title} urls={feedUrls(site, SITE_FEED)} />
				<section class="more" aria-labelledby="more">
					<h2 id="more">Not everything?</h2>
					<ul>
						<li>
							<a href="/subscribe">Put your own feed together</a> from topics, providers, languages and words.
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
