import { newestArchive } from "../feed/archive.ts";
import { FEED_BYTES, type Feed, feedPath, fitting, type PublishedArticle, SITE_FEED } from "../feed/feed.ts";
import { privateName, privatePath } from "../feed/private.ts";
import { escapeAttribute } from "../renditions/escape.ts";
import type { Site } from "../settings.ts";
import { feedHead, feedSubject, type Masthead, newestUpdate } from "./feed-head.ts";
import type { Members } from "./members.ts";
import type { Press } from "./stored-feed.ts";

/** Where private feeds are made from. */
export interface PrivatePress extends Press {
	members: Members;
}

/** What a feed is to a subscriber: everybody's articles and those for members. Undefined if there is no such feed. */
export function privateFeedOf(press: PrivatePress, name: string, token: string): Feed | undefined {
	const { catalog, members, site } = press;
	if (!catalog.has(name) && !members.has(name)) return undefined;
	const all = [catalog, members].flatMap((one) => one.articles(name, site.feedSize, FEED_BYTES));
	const newest = fitting(all.sort(byDate).slice(0, site.feedSize));
	const articles = newest.map((article) => shownPrivately(article, site, token));
	return {
		...feedHead(mastheadOf(press), name),
		name: privateName(token, name),
		url: `${site.url}${privatePath(token)}/${name === SITE_FEED ? "" : `#${feedPath(name).slice(1)}`}`,
		updated: newestUpdate(press.sql, articles),
		articles,
		archives: newestArchive(privateName(token, name), articles),
	};
}

/** What a feed is about. */
export function privateTitle(press: PrivatePress, name: string): string {
	return name === SITE_FEED ? press.site.title : feedSubject(mastheadOf(press), name);
}

/** A feed that only members have articles in is called as they call it. */
export function mastheadOf({ catalog, members, descriptions, site }: PrivatePress): Masthead {
	return { descriptions, site, catalog: { label: (feed) => catalog.label(feed) ?? members.label(feed) } };
}

/**
 * An article as a subscriber is shown it: the page of one for members is below the subscriber's own address, and so is
 * what its text says of places within itself. Its guid is the same for everybody.
 */
export function shownPrivately(article: PublishedArticle, site: Site, token: string): PublishedArticle {
	const { link, address, html } = article;
	if (article.audience === undefined || link !== site.url + address) return article;
	const own = site.url + privatePath(token) + address;
	const within = (page: string) => `href="${escapeAttribute(page)}#`;
	return { ...article, link: own, html: html.replaceAll(within(link), within(own)) };
}

function byDate(a: PublishedArticle, b: PublishedArticle): number {
	return b.published - a.published || (a.guid < b.guid ? -1 : 1);
}
