import type { Context } from "hono";
import { ArchiveList, newestMonth } from "../components/archive-list.tsx";
import { cover } from "../components/cover.ts";
import { Discovery, discoveryHeaders, feedsWith } from "../components/discovery.tsx";
import { FeedChip } from "../components/feed-chip.tsx";
import { FollowButton, followFeed, followLabel } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { ListenIn } from "../components/listen-in.tsx";
import { mark } from "../components/mark.ts";
import { ARROW, domainOf, image, storiesByDay, storiesByYear, story } from "../components/stories.ts";
import { type FeedAbout, feedPath, type NamedFeed, pageUrl, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { moved, pageResponse } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { type ArticleSummary, type FeedSummary, NEAR } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { dayIn, numberIn } from "../words/format.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { readNavigation } from "./feed-list.ts";
import { hasFrames, isPlain, PER_PAGE, withoutCommonAuthor } from "./looks.ts";
import { feedNotFound } from "./not-found.ts";
import { openedFeed } from "./opened-feed.tsx";
import { askForFeed, openFeed, parseSummary, type StoredPart } from "./stored-feeds.ts";

/** `GET /topics/ai`, `/providers/gizmochina.com`: the page of a stored feed, rendered from the feed's summary. */
export async function showFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const name = parseFeedPath(pathname)?.name;
	if (name === undefined) return notFound(c);
	const tag = tagOf({ kind: "feed", name });
	if (pathname !== feedPath(name)) return moved(c, feedPath(name), tag);
	const stored = await openFeed(c.env.KV, name, "summary");
	if (stored !== null) return pageOf(c, name, stored, tag);
	const unwritten = async () => {
		const made = await askForFeed(c.env, name, "summary");
		return made && pageOf(c, name, made, tag);
	};
	return feedNotFound(c, { path: pathname, tag, unwritten });
}

async function pageOf(c: Context<App>, name: string, stored: StoredPart, tag: string): Promise<Response> {
	const [nav, feed] = await Promise.all([readNavigation(c.env), stored.read().then(parseSummary)]);
	const site = c.get("site");
	const subject = feed.about?.subject ?? subjectOf(feed.title, site);
	const page = name === SITE_FEED ? "/" : feedPath(name);
	const opened = openedFeed(c, { name, title: subject, page, nav, items: feed.items });
	if (opened) return opened;
	const body = document(<FeedPage site={site} name={name} feed={feed} nav={nav} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feedsWith({ name, title: feed.title }, site)) };
	return pageResponse(c.req.raw, body, tag, headers);
}

/**
 * Returns a feed's title without the site's name, because every page shows that name anyway.
 *
 * @param title a stored feed's title, such as `AI – Newsstand`
 */
export function subjectOf(title: string, site: Site): string {
	const ending = ` – ${site.title}`;
	return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}

/** Number of cards at the top of a feed's page. */
const CARDS = 3;

interface FeedPageProps {
	site: Site;
	name: string;
	feed: FeedSummary;
	nav: Navigation | null;
}

const FeedPage = ({ site, name, feed, nav }: FeedPageProps) => {
	const subject = feed.about?.subject ?? subjectOf(feed.title, site);
	const items = withoutCommonAuthor(feed.items.slice(0, PER_PAGE));
	return (
		<Page
			site={site}
			nav={nav}
			current={name}
			title={feed.title}
			followed={followFeed(site, name, subject)}
			hasAction
			isPlain={isPlain(items) && name === SITE_FEED}
			head={
				<>
					<link rel="canonical" href={pageUrl(site, name)} />
					{feed.description === undefined ? null : <meta name="description" content={feed.description} />}
					<Discovery site={site} feeds={feedsWith({ name, title: feed.title }, site)} />
				</>
			}
		>
			<Opening site={site} name={name} subject={subject} feed={feed} />
			<Chips site={site} feeds={feed.about?.within ?? []} label={wordsFor(site.language).topic.within} />
			{name.startsWith("providers/") ? (
				<Chips site={site} feeds={feed.near ?? []} label={wordsFor(site.language).source.about} />
			) : null}
			<Latest site={site} name={name} feed={feed} items={items} />
		</Page>
	);
};

/** Renders the top of the page: picture, name, description and actions. */
const Opening = ({ site, name, subject, feed }: { site: Site; name: string; subject: string; feed: FeedSummary }) => {
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	const isTopic = name.startsWith("topics/");
	const { visit, ended, partOf } = feed.about ?? {};
	const followed = followFeed(site, name, subject);
	return (
		<div class="about">
			<div class="pic">
				{cover(subject)}
				{feed.icon === undefined ? null : image(feed.icon, true)}
			</div>
			<div>
				<p class="kick" {...marks}>
					{isTopic ? words.topic.label : words.source.label}
				</p>
				<h1>
					<bdi>{subject}</bdi>
				</h1>
				{feed.description === undefined ? null : <p class="stand">{feed.description}</p>}
				{ended === undefined ? null : <Ended site={site} ended={ended} />}
				{partOf === undefined ? null : (
					<p class="meta" {...marks}>
						{pieces(words.topic.partOf, { name: <FeedLink feed={partOf} /> })}
					</p>
				)}
				<div class="acts">
					<FollowButton site={site} followed={followed} label={followLabel(site, subject)} />
					{visit === undefined ? (
						<a class="btn" href={`/subscribe${followed.query}`} {...marks}>
							{words.builder.filter}
						</a>
					) : (
						<a class="btn" href={visit} rel="noopener" {...marks}>
							{fill(words.source.visit, { domain: domainOf(visit) })} {ARROW}
						</a>
					)}
					<Facts site={site} feed={feed} />
				</div>
				{feed.show === undefined ? null : (
					<ListenIn language={site.language} feed={followed.urls.rss} title={subject} show={feed.show} />
				)}
			</div>
		</div>
	);
};

/** Renders the feed's number of articles and of providers, and the date of its newest article. */
const Facts = ({ site, feed }: { site: Site; feed: FeedSummary }) => {
	const words = wordsFor(site.language);
	const count = countOf(feed);
	const [newest] = feed.items;
	if (count === 0 || newest === undefined) return null;
	const sources = feed.near?.[0]?.count !== undefined && feed.near[0].name.startsWith("providers/") ? feed.near : [];
	const time = <time datetime={newest.date}>{dayIn(site.language, Date.parse(newest.date), site.timeZone)}</time>;
	return (
		<p class="meta" {...marksFor(site.language)}>
			{words.n.articles(count)}
			{sources.length > 1 && sources.length < NEAR ? ` ${words.n.sources(sources.length)}` : null} ·{" "}
			{pieces(words.list.updated, { time })}
		</p>
	);
};

const Ended = ({ site, ended }: { site: Site; ended: NonNullable<FeedAbout["ended"]> }) => {
	const { topic } = wordsFor(site.language);
	const date = dayIn(site.language, ended.since, site.timeZone);
	return (
		<p class="stand" {...marksFor(site.language)}>
			{fill(topic.ended, { date })}{" "}
			{ended.successor === undefined ? null : pieces(topic.goesOn, { name: <FeedLink feed={ended.successor} /> })}
		</p>
	);
};

const FeedLink = ({ feed: { name, title } }: { feed: NamedFeed }) => (
	<a href={feedPath(name)}>
		<bdi>{title}</bdi>
	</a>
);

const Chips = ({ site, feeds, label }: { site: Site; feeds: readonly NamedFeed[]; label: string }) => {
	if (feeds.length === 0) return null;
	return (
		<nav aria-label={label}>
			<ul class="chips">
				{feeds.map(({ name, title, count }) => (
					<FeedChip
						name={name}
						title={title}
						count={count === undefined ? undefined : numberIn(site.language, count)}
					/>
				))}
			</ul>
		</nav>
	);
};

interface LatestProps {
	site: Site;
	name: string;
	feed: FeedSummary;
	items: readonly ArticleSummary[];
}

const Latest = ({ site, name, feed, items }: LatestProps) => {
	const words = wordsFor(site.language);
	const marks = marksFor(site.language);
	if (items.length === 0) {
		return (
			<p class="stand" {...marks}>
				{words.list.empty} {words.list.emptyFollow}
			</p>
		);
	}
	const look = hasFrames(items) ? ("frame" as const) : undefined;
	const cards = look === undefined ? [] : items.slice(0, CARDS);
	const rest = items.slice(cards.length);
	const path = newestMonth({ name, months: feed.months });
	const isMore = countOf(feed) > cards.length + rest.length;
	return (
		<section class="sec">
			<h2 {...marks}>{words.list.latest}</h2>
			{cards.length === 0 ? null : (
				<div class="grid">
					{cards.map((item) => story(site, item, { form: "card", level: 3, picture: look, hasText: true }))}
				</div>
			)}
			<div class="aside rest">
				<div>
					{isPlain(items)
						? storiesByYear(site, rest, { level: 3, hasText: true })
						: rest.length === 0
							? null
							: storiesByDay(site, rest, { level: 3, hasText: true })}
					{isMore && path !== undefined ? (
						<a class="btn" href={path} {...marks}>
							{words.list.older}
						</a>
					) : null}
				</div>
				<div>
					{name.startsWith("topics/") ? <Sources site={site} feeds={feed.near ?? []} /> : null}
					<ArchiveList site={site} name={name} months={feed.months} />
				</div>
			</div>
		</section>
	);
};

const Sources = ({ site: { language }, feeds }: { site: Site; feeds: readonly NamedFeed[] }) => {
	if (feeds.length === 0) return null;
	return (
		<nav aria-labelledby="sources">
			<h2 id="sources" class="day" {...marksFor(language)}>
				{wordsFor(language).topic.from}
			</h2>
			<ul class="near">
				{feeds.map(({ name, title, count }) => (
					<li>
						{mark(title)}
						<a href={feedPath(name)}>
							<bdi>{title}</bdi>
						</a>
						{count === undefined ? null : <small>{numberIn(language, count)}</small>}
					</li>
				))}
			</ul>
		</nav>
	);
};

/** Returns the total number of articles in a feed and its archive. */
function countOf({ months }: FeedSummary): number {
	return Object.values(months).reduce((sum, ofMonth) => sum + ofMonth, 0);
}
