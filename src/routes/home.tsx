import type { Context } from "hono";
import { html } from "hono/html";
import { newestMonth } from "../components/archive-list.tsx";
import { Discovery, discoveryHeaders, languageFeeds, type PageFeed, siteFeed } from "../components/discovery.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { ListenIn } from "../components/listen-in.tsx";
import { type Markup, pictureOf, storiesByDay, storiesByYear, story } from "../components/stories.ts";
import { feedUrls, pageUrl, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { pageResponse, redirect } from "../http/respond.ts";
import { INDEX_KEY, tagOf } from "../publisher/kv-keys.ts";
import type { ArticleSummary, FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { sharedPicture } from "./article-head.tsx";
import { readNavigation } from "./feed-list.ts";
import { hasFrames, isPlain, withoutCommonAuthor } from "./looks.ts";
import { readSummary } from "./stored-feeds.ts";

/** Number of articles on the home page. Older articles are listed only in the archive. */
const SHOWN = 50;

/** Maximum total size of the full rows below the grid, in bytes. It is low because the grid is already large. */
const BELOW = 8000;

/** Number of newest articles from which the lead story is chosen. */
const CANDIDATES = 6;

/** Number of articles next to the lead story, and number of articles in the grid. */
const BESIDE = 3;
const IN_GRID = 6;

/**
 * `GET /`: the site's newest articles. Takes two KV reads. In earlier releases, `/?find=gazette` searched for feeds by
 * name.
 */
export async function getHome(c: Context<App>): Promise<Response> {
	const find = c.req.query("find");
	if (find !== undefined) return redirect(c, `/topics?${new URLSearchParams({ find })}`, 301, INDEX_KEY);
	const [nav, feed] = await Promise.all([readNavigation(c.env), readSummary(c.env, SITE_FEED)]);
	if (!feed) return errorResponse(c, 503, wordsFor(c.get("site").language).error.notReady);
	const site = c.get("site");
	const items = withoutCommonAuthor(feed.items.slice(0, SHOWN));
	const plain = isPlain(items);
	const feeds = [siteFeed(site), ...languageFeeds(site, nav?.languages)];
	const body = document(
		<Page
			site={site}
			nav={nav}
			title={site.title}
			isHome
			isPlain={plain}
			hasAction={items.length === 0}
			head={<Head site={site} feeds={feeds} />}
		>
			<h1 class="vh">{site.title}</h1>
			{items.length === 0 ? <Empty site={site} /> : plain ? plainFront(site, items) : front(site, items)}
			<Older site={site} feed={feed} count={items.length} />
			{feed.show === undefined ? null : (
				<ListenIn language={site.language} feed={feedUrls(site, SITE_FEED).rss} title={site.title} show={feed.show} />
			)}
		</Page>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feeds) };
	return pageResponse(c.req.raw, body, `${INDEX_KEY},${tagOf({ kind: "feed", name: SITE_FEED })}`, headers);
}

const Head = ({ site, feeds }: { site: Site; feeds: readonly PageFeed[] }) => (
	<>
		<link rel="canonical" href={pageUrl(site, SITE_FEED)} />
		{site.description === "" ? null : <meta name="description" content={site.description} />}
		<meta property="og:title" content={site.title} />
		{sharedPicture(site).map(([property, content]) =>
			content === undefined ? null : <meta property={property} content={content} />,
		)}
		<Discovery site={site} feeds={feeds} />
	</>
);

const Empty = ({ site }: { site: Site }) => {
	const { list, follow } = wordsFor(site.language);
	return (
		<div {...marksFor(site.language)}>
			<p class="stand">
				{list.empty} {list.emptyFollow}
			</p>
			<p class="acts">
				<button type="button" class="go" popovertarget="follow" aria-haspopup="dialog">
					{follow.button}
				</button>
			</p>
		</div>
	);
};

/** Renders links to the articles that are not on this page. */
const Older = ({ site, feed, count }: { site: Site; feed: FeedSummary; count: number }) => {
	const all = Object.values(feed.months).reduce((sum, ofMonth) => sum + ofMonth, 0);
	const path = newestMonth({ name: SITE_FEED, months: feed.months });
	if (path === undefined || all <= count) return null;
	return (
		<p class="rest" {...marksFor(site.language)}>
			<a class="btn" href={path}>
				{wordsFor(site.language).list.older}
			</a>
		</p>
	);
};

/** Renders a lead story with some stories next to it, a grid of stories, and a list of stories by day. */
function front(site: Site, items: readonly ArticleSummary[]): Markup {
	const words = wordsFor(site.language);
	const frame = hasFrames(items) ? "frame" : undefined;
	const lead = leadOf(site, items, frame !== undefined);
	const others = items.filter((item) => item !== lead);
	// Without a picture, the lead story is not tall enough to have other stories next to it.
	const beside = others.slice(0, frame === undefined ? 0 : BESIDE);
	const below = others.slice(beside.length);
	const inGrid = below.slice(0, IN_GRID).length;
	const grid = frame === undefined ? [] : below.slice(0, inGrid - (inGrid % 3));
	const rest = below.slice(grid.length);
	const pictured = frame === undefined ? -1 : beside.findIndex((item) => pictureOf(item) !== undefined);
	const sides = beside.map((item, index) =>
		story(site, item, {
			form: "side",
			level: 3,
			picture: index === pictured ? "frame" : undefined,
			hasText: index !== pictured,
		}),
	);
	return html`<div class="front">${lead === undefined ? "" : story(site, lead, { form: "lead", level: 2, picture: frame, hasText: true, isFirst: true })}${sides.length === 0 ? "" : html`<div class="sides">${sides}</div>`}</div>${grid.length === 0 ? "" : html`<section class="sec">${heading(site, words.list.latest)}<div class="grid">${grid.map((item) => story(site, item, { form: "card", level: 3, picture: frame, hasText: true }))}</div></section>`}${below.length === grid.length ? "" : html`<section class="sec">${heading(site, frame === undefined ? words.list.latest : words.list.more)}${storiesByDay(site, rest, { level: 3, bytes: BELOW })}</section>`}`;
}

function heading({ language }: Site, text: string): Markup {
	const { lang, dir } = marksFor(language);
	return lang === undefined ? html`<h2>${text}</h2>` : html`<h2 lang="${lang}" dir="${dir}">${text}</h2>`;
}

/**
 * Returns the lead story: the newest story that has a picture and is in the site's language; failing that, the newest
 * story in that language; failing that, the newest story. If the editor has rated one story from the last day above all
 * others, that story takes precedence.
 *
 * @param isPictured whether pictures are shown
 */
function leadOf(site: Site, items: readonly ArticleSummary[], isPictured: boolean): ArticleSummary | undefined {
	const [newest] = items;
	if (newest === undefined) return undefined;
	const since = Date.parse(newest.date) - 24 * 3_600_000;
	const [best, next] = items
		.filter(({ date, quality }) => quality !== undefined && Date.parse(date) >= since)
		.toSorted((one, other) => (other.quality ?? 0) - (one.quality ?? 0));
	if (best && next && (best.quality ?? 0) > (next.quality ?? 0)) return best;
	const candidates = items.slice(0, CANDIDATES);
	const primary = (tag: string) => tag.split("-", 1)[0];
	const own = candidates.filter(({ language }) => primary(language) === primary(site.language));
	return own.find((item) => isPictured && pictureOf(item) !== undefined) ?? own[0] ?? newest;
}

/** Renders the newest story with its text, followed by the titles of all stories, by year. */
function plainFront(site: Site, items: readonly ArticleSummary[]): Markup {
	const [newest, ...others] = items;
	if (newest === undefined) return "";
	const lead = story(site, newest, { form: "lead", level: 2, hasText: true });
	return html`<div class="front">${lead}</div>${others.length === 0 ? "" : html`<section class="sec">${heading(site, wordsFor(site.language).list.latest)}${storiesByYear(site, others, { level: 3, hasText: true })}</section>`}`;
}
