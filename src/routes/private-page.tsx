import type { Context } from "hono";
import type { FC } from "hono/jsx";
import { CopyField } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { story } from "../components/stories.ts";
import { type Format, feedPath, privatePath, SITE_FEED } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { isLoopback } from "../loopback.ts";
import type { PrivateFeed, Subscription } from "../publisher/read/subscribers.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Site } from "../settings.ts";
import { dayIn } from "../words/format.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { ArticlePage } from "./article-page.tsx";
import { readEpisodeFiles } from "./episode-files.ts";
import { readNavigation } from "./feed-list.ts";
import { privateResponse, withinPrivate } from "./private-feeds.ts";

/** `GET /private/<token>/`: the page that lists the subscriber's feeds. */
export async function getSubscription(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const subscription = await publisherOf(c.env).subscribers().subscription(id, token);
	if (subscription === null) return notFound(c);
	const nav = await readNavigation(c.env);
	const body = document(<SubscriptionPage site={c.get("site")} nav={nav} token={token} {...subscription} />);
	return privateResponse(c.req.raw, body, PAGE_HEADERS);
}

/**
 * `GET /private/<token>/articles/<slug>`, or `/private/<token>` followed by a permalink: the page of a members'
 * article.
 */
export async function getPrivateArticle(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const address = withinPrivate(new URL(c.req.url).pathname);
	const article = await publisherOf(c.env).subscribers().article(id, token, address);
	if (article === null) return notFound(c);
	const site = c.get("site");
	const own = { ...site, url: site.url + privatePath(token) };
	// The article's page does not link to topics, because the subscriber's token may not cover their feeds. The feeds
	// that it covers are listed on the subscriber's own page.
	const files = await readEpisodeFiles(c.env, article, site.url);
	const body = document(<ArticlePage site={own} article={{ ...article, topics: [] }} files={files} />);
	return privateResponse(c.req.raw, body, PAGE_HEADERS);
}

/**
 * Web-based feed readers that do not share a private feed's content among their users, each with the URL of its page
 * for adding a feed. Other web-based readers show a feed that they have fetched to all of their users who follow the
 * same URL.
 */
const READERS: { name: string; address: string }[] = [
	{ name: "Inoreader", address: "https://www.inoreader.com/?add_feed=" },
	{ name: "Feedbin", address: "https://feedbin.com/?subscribe=" },
];

interface SubscriptionProps extends Subscription {
	site: Site;
	nav: Navigation | null;
	token: string;
}

const SubscriptionPage: FC<SubscriptionProps> = ({ site, nav, token, holder, expires, feeds, latest }) => {
	const { member, follow } = wordsFor(site.language);
	const isLocal = isLoopback(new URL(site.url).hostname);
	return (
		<Page site={site} title={member.title} nav={nav} hasAction isTool>
			<div class="aside" {...marksFor(site.language)}>
				<div>
					<p class="kick">
						<bdi>{holder}</bdi>
						{expires === null
							? null
							: ` · ${fill(member.until, { date: dayIn(site.language, expires, site.timeZone) })}`}
					</p>
					<h1>{member.title}</h1>
					<p class="stand">{member.secret}</p>
					{feeds.length === 0 ? <p>{member.none}</p> : null}
					{feeds.map((feed) => (
						<PrivateFeedSection site={site} token={token} feed={feed} isLocal={isLocal} />
					))}
					<section class="steps" aria-labelledby="how">
						<h2 id="how">{member.how}</h2>
						<ol>
							<li>{member.howCopy}</li>
							<li>{member.howPaste}</li>
							<li>{member.howApp}</li>
						</ol>
						<p class="meta">{follow.appHint}</p>
					</section>
					<p class="box">{member.lost}</p>
				</div>
				{latest.length === 0 ? null : (
					<section aria-labelledby="latest">
						<h2 class="day" id="latest">
							{member.latest}
						</h2>
						{latest.map((item) => story(site, item, { form: "row", level: 3 }))}
					</section>
				)}
			</div>
		</Page>
	);
};

const PrivateFeedSection: FC<{ site: Site; token: string; feed: PrivateFeed; isLocal: boolean }> = ({
	site,
	token,
	feed,
	isLocal,
}) => {
	const words = wordsFor(site.language);
	const { name, title, articles, membersArticles, newest } = feed;
	const path = (format: Format) => privatePath(token) + feedPath(name, format);
	const url = site.url + path("rss");
	const id = `address-${name}`;
	const counts = [words.n.articles(articles), ...(membersArticles > 0 ? [words.n.members(membersArticles)] : [])];
	return (
		<section class="mine" id={name} aria-labelledby={`title-${name}`}>
			<h2 id={`title-${name}`}>
				<bdi>{name === SITE_FEED ? fill(words.member.everything, { site: site.title }) : title}</bdi>
			</h2>
			<p class="meta">
				{counts.join(" ")}
				{newest === null ? null : (
					<>
						{" · "}
						<time datetime={new Date(newest).toISOString()}>{dayIn(site.language, newest, site.timeZone)}</time>
					</>
				)}
			</p>
			<label class="vh" for={id}>
				{words.follow.address}
			</label>
			<CopyField id={id} url={url} words={words} filled />
			<div class="acts">
				<a class="btn" href={`feed:${url}`} rel="noopener">
					{words.follow.app}
				</a>
				{isLocal
					? null
					: READERS.map((reader) => (
							<a class="btn" href={reader.address + encodeURIComponent(url)} rel="noopener noreferrer" lang="en">
								{reader.name}
							</a>
						))}
				<details>
					<summary>{words.follow.other}</summary>
					<p class="more">
						<a href={path("rss")}>RSS</a> <a href={path("atom")}>Atom</a> <a href={path("json")}>JSON Feed</a>
					</p>
				</details>
			</div>
		</section>
	);
};
