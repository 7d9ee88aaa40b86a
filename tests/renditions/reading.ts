import type { Feed, PublishedArticle } from "../../src/feed/feed.ts";
import { renderAtom } from "../../src/renditions/atom.ts";
import { type JsonFeed, type JsonItem, renderJson } from "../../src/renditions/json.ts";
import { renderRss } from "../../src/renditions/rss.ts";
import type { Site } from "../../src/settings.ts";
import { feed, published, site } from "./sample.ts";
import { ATOM, all, one, parseXml, type XmlElement } from "./xml.ts";

/** Renders a feed as RSS, and returns the parsed channel and items. */
export function readRss(
	over: Partial<Feed> = {},
	of: Partial<Site> = {},
): { channel: XmlElement; items: XmlElement[] } {
	const channel = one(parseXml(renderRss(feed(over), { ...site, ...of })), "channel");
	return { channel, items: all(channel, "item") };
}

/** Renders a feed as Atom, and returns the parsed feed and entries. */
export function readAtom(
	over: Partial<Feed> = {},
	of: Partial<Site> = {},
): { root: XmlElement; entries: XmlElement[] } {
	const root = parseXml(renderAtom(feed(over), { ...site, ...of }));
	return { root, entries: all(root, `${ATOM}entry`) };
}

/** Renders a feed as JSON Feed, and returns the parsed document. */
export function readJson(over: Partial<Feed> = {}, of: Partial<Site> = {}): JsonFeed {
	return JSON.parse(renderJson(feed(over), { ...site, ...of }));
}

/** Renders a feed with one article, and returns the article in each format. */
export function inAll(over: Partial<PublishedArticle>): { item: XmlElement; entry: XmlElement; json: JsonItem } {
	const articles = [published(over)];
	const [item] = readRss({ articles }).items;
	const [entry] = readAtom({ articles }).entries;
	const [json] = readJson({ articles }).items;
	if (!item || !entry || !json) throw new Error("A rendered feed does not contain the article.");
	return { item, entry, json };
}
