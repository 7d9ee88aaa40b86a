import type { Context } from "hono";
import { directionOf } from "../article/language.ts";
import { feedPath, feedUrls, pageUrl, parseFeedPath } from "../feed/feed.ts";
import type { App } from "../http/app-env.ts";
import { notFound } from "../http/errors.ts";
import { missing } from "../http/missing.ts";
import { pageResponse } from "../http/page.ts";
import { moved } from "../http/redirect.ts";
import { tagOf } from "../publisher/keys.ts";
import type { TeaserFeed } from "../renditions/teasers.ts";
import type { Site } from "../settings.ts";
import { AllByMonth, ArchiveList } from "./archive-list.tsx";
import { Discovery, discoveryHeaders, feedsWith } from "./discovery.tsx";
import { articles } from "./feed-list.tsx";
import { document, PAGE_HEADERS, Page } from "./layout.tsx";
import { SubscribeBox } from "./subscribe-box.tsx";
import { PER_PAGE, Teasers } from "./teaser.tsx";
import { readTeasers } from "./teaser-feed.ts";

/** `GET /topics/ai`, `/providers/gizmochina.com`: the articles of a feed for people, made from its JSON rendition. */
export async function showFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const name = parseFeedPath(pathname)?.name;
	if (name === undefined) return notFound(c);
	const tag = tagOf({ kind: "feed", name });
	if (pathname !== feedPath(name)) return moved(c, feedPath(name), tag);
	const feed = await readTeasers(c.env.KV, name);
	if (feed === null) return missing(c, { path: pathname, tag });
	const site = c.get("site");
	const body = document(<FeedPage site={site} name={name} feed={feed} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feedsWith({ name, title: feed.title }, site)) };
	return pageResponse(c.req.raw, body, tag, headers);
}

/**
 * What a feed is about, without the name of the site, which is on every page.
 *
 * @param title of a stored feed: `AI – Newsstand`
 */
export function subjectOf(title: string, site: Site): string {
	const ending = ` – ${site.title}`;
	return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}

const FeedPage = ({ site, name, feed }: { site: Site; name: string; feed: TeaserFeed }) => {
	const subject = subjectOf(feed.title, site);
	const months = feed.months;
	const count = Object.values(months).reduce((sum, ofMonth) => sum + ofMonth, 0);
	return (
		<Page
			site={site}
			title={feed.title}
			wide
			head={
				<>
					<link rel="canonical" href={pageUrl(site, name)} />
					{feed.description === undefined ? null : <meta name="description" content={feed.description} />}
					<Discovery site={site} feeds={feedsWith({ name, title: feed.title }, site)} />
				</>
			}
		>
			<div class="opening">
				{feed.icon === undefined ? null : <img src={feed.icon} alt="" referrerpolicy="no-referrer" />}
				<div>
					<h1>
						<bdi>{subject}</bdi>
					</h1>
					{feed.description === undefined ? null : (
						<p class="lead" lang={site.language} dir={directionOf(site.language)}>
							{feed.description}
						</p>
					)}
					{count === 0 ? null : <p class="meta">{articles(count)}</p>}
					<a class="jump" href="#subscribe">
						Subscribe
					</a>
				</div>
			</div>
			<div class="split">
				<section class="front" aria-labelledby="newest">
					<h2 id="newest">Newest articles</h2>
					{feed.items.length === 0 ? (
						<p class="notice">There is no article here at the moment. Subscribe, and the next one comes to you.</p>
					) : (
						<Teasers site={site} items={feed.items.slice(0, PER_PAGE)} />
					)}
					{count > PER_PAGE ? <AllByMonth name={name} months={months} /> : null}
				</section>
				<aside>
					<SubscribeBox title={subject} urls={feedUrls(site, name)} />
					<ArchiveList name={name} months={months} />
				</aside>
			</div>
		</Page>
	);
};
