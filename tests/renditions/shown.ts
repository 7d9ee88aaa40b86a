import type { PublishedArticle } from "../../src/feed/feed.ts";
import { ATOM, all, DC, one, textOf, type XmlElement } from "./xml.ts";

/** What a feed reader shows of an article, in any format. */
export interface Shown {
	title: string;
	link: string | undefined;
	guid: string;
	categories: (string | undefined)[];
	authors: string[];
}

export function shownOf({ title, link, guid, topics, authors, provider }: PublishedArticle): Shown {
	const names = authors.length > 0 ? authors : provider ? [provider] : [];
	return { title, link, guid, categories: topics, authors: names.map(({ name }) => name) };
}

export function shownInRss(root: XmlElement): Shown[] {
	return all(one(root, "channel"), "item").map((item) => ({
		title: textOf(item, "title"),
		link: textOf(item, "link"),
		guid: textOf(item, "guid"),
		categories: all(item, "category").map((category) => category.text),
		authors: all(item, `${DC}creator`).map((creator) => creator.text),
	}));
}

export function shownInAtom(root: XmlElement): Shown[] {
	return all(root, `${ATOM}entry`).map((entry) => ({
		title: textOf(entry, `${ATOM}title`),
		link: all(entry, `${ATOM}link`).find((link) => link.attributes["rel"] === undefined)?.attributes["href"],
		guid: textOf(entry, `${ATOM}id`),
		categories: all(entry, `${ATOM}category`).map((category) => category.attributes["term"]),
		authors: all(entry, `${ATOM}author`).map((author) => textOf(author, `${ATOM}name`)),
	}));
}
