import type { Picture } from "../../article/article.ts";
import { domainOf } from "../../article/bylines.ts";
import { newestArchive } from "../../feed/archive.ts";
import { type Feed, type FeedAbout, type PublishedArticle, pageUrl, SITE_FEED } from "../../feed/feed.ts";
import { retirementEntry } from "../../feed/retired-feed.ts";
import { MAX_LIMIT } from "../../feed/selection.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { PublisherStore } from "../store.ts";
import { retirementNoticeOf } from "../write/taxonomy.ts";

/** The data from which feeds are rendered. */
export type RenderContext = Pick<
	PublisherStore,
	"sql" | "meta" | "catalog" | "feeds" | "feedList" | "descriptions" | "outbox" | "holds" | "site"
>;

/** Returns a feed with its current content; undefined if it no longer exists. */
export function feedOf(context: RenderContext, name: string, now: number): Feed | undefined {
	const { catalog, descriptions, site } = context;
	const closing = retirementNoticeOf(descriptions, name);
	if (!catalog.has(name) && !closing && !isKept(context, name)) return undefined;
	const head = feedHead(context, name);
	const newest = catalog.articles(name, sizeOf(head, site));
	const articles = [...(closing ? [retirementEntry(closing, site)] : []), ...newest];
	const image = head.image ?? (name.startsWith("providers/") ? pictureOf(newest) : undefined);
	return {
		name,
		...head,
		...(image === undefined ? {} : { image, author: head.author && { ...head.author, avatar: image.url } }),
		updated: newestUpdate(context, articles),
		articles,
		archives: newestArchive(name, newest),
		months: context.feeds.months(name),
		about: name === SITE_FEED ? undefined : aboutOf(context, name),
		deleted: catalog.tombstones.deleted(name, now),
		hub: site.hub ?? undefined,
	};
}

/** Returns the facts that the page of a topic or provider shows in addition to the feed's articles. */
function aboutOf(context: RenderContext, name: string): FeedAbout {
	const { descriptions, sql } = context;
	const { domain, url } = descriptions.of(name) ?? {};
	const closing = retirementNoticeOf(descriptions, name);
	const { parent, children } = descriptions.directory().around(name);
	const sizes = sql.exec<{ name: string; size: number }>(
		"SELECT name, size FROM feed WHERE name IN (SELECT value FROM json_each(?)) AND size > 0 ORDER BY size DESC",
		JSON.stringify(children.map(({ feed }) => feed)),
	);
	const titles = new Map(children.map((child) => [child.feed, child.name]));
	return {
		subject: feedSubject(context, name),
		visit: url ?? visitOf(name, domain),
		partOf: parent && { name: parent.feed, title: parent.name },
		within: sizes
			.toArray()
			.map((child) => ({ name: child.name, title: titles.get(child.name) ?? child.name, count: child.size })),
		ended: closing && {
			since: closing.since,
			successor: closing.successor && { name: closing.successor.feed, title: closing.successor.name },
		},
	};
}

/** Returns the URL of a provider's home page, if the provider is identified by its domain. */
function visitOf(name: string, domain = name.slice("providers/".length)): string | undefined {
	return name.startsWith("providers/") && domain.includes(".") ? `https://${domain}/` : undefined;
}

/**
 * Whether an empty feed is kept for its subscribers. It is kept unless it was renamed or its topic has been retired.
 */
function isKept({ catalog, descriptions }: RenderContext, name: string): boolean {
	if (!catalog.isWritten(name) || descriptions.retirements.ended().includes(name)) return false;
	return descriptions.directory().feedOf(name) === name && descriptions.redirects.targetOf(name) === undefined;
}

/** Returns the provider's picture, taken from the newest article that specifies one. */
function pictureOf(articles: readonly PublishedArticle[]): Picture | undefined {
	return articles.find(({ provider }) => provider?.image !== undefined)?.provider?.image;
}

/** The data from which a feed's metadata is generated. */
export type FeedMetadata = Pick<RenderContext, "descriptions" | "site"> & { catalog: Pick<Catalog, "label"> };

/** Returns a stored feed's metadata, without its articles. */
export function feedHead(context: FeedMetadata, name: string): FeedHead {
	const { descriptions, site } = context;
	const described = descriptions.of(name);
	const show = described?.show && { ...described.show, guid: descriptions.showGuids.of(name) };
	const [kind, key = ""] = name.split("/");
	const subject = name === SITE_FEED ? site.title : feedSubject(context, name);
	const picture = described?.image ?? show?.artwork?.url;
	const home = described?.url ?? (domainOf(key) === null ? undefined : `https://${key}/`);
	return {
		// Podcast apps show the title on its own, so a podcast's title does not include the site's title.
		title: name === SITE_FEED || show ? subject : `${subject} – ${site.title}`,
		description: described?.description ?? (name === SITE_FEED ? site.description : ""),
		url: pageUrl(site, name),
		image: picture === undefined ? undefined : { url: picture },
		...(kind === "providers" ? { author: { name: subject, url: home, avatar: described?.image } } : {}),
		...(kind === "topics" ? { category: subject } : {}),
		...(show ? { show } : {}),
	};
}

type FeedHead = Pick<Feed, "title" | "description" | "url" | "image" | "author" | "category" | "show">;

/**
 * Returns the maximum number of articles in a feed. A podcast's feed contains as many as possible, because podcast apps
 * offer only the episodes in the feed.
 */
export function sizeOf({ show }: Pick<Feed, "show">, { feedSize }: Pick<RenderContext["site"], "feedSize">): number {
	return show ? MAX_LIMIT : feedSize;
}

/** Returns the subject of a feed: the name of its topic or provider. */
export function feedSubject({ catalog, descriptions }: Omit<FeedMetadata, "site">, name: string): string {
	return descriptions.of(name)?.name ?? catalog.label(name) ?? name.slice(name.indexOf("/") + 1);
}

/** Returns when the feed's articles last changed or, if the feed is empty, when the site was created. */
export function newestUpdate({ meta }: Pick<RenderContext, "meta">, articles: readonly PublishedArticle[]): number {
	return articles.length > 0 ? Math.max(...articles.map(({ updated }) => updated)) : meta.number("created");
}
