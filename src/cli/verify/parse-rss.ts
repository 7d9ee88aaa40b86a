import type { Entry, FeedDocument } from "./feed-document.ts";
import { among, error, type Fault } from "./finding.ts";
import { showOf } from "./parse-show.ts";
import { all, linksOf, NS, textOf, textsOf, type XmlElement } from "./xml.ts";

/** Reads RSS 2.0. Also checks it against the RSS Advisory Board's profile and the needs of feed readers. */
export function readRss(root: XmlElement): FeedDocument {
	const [channel] = all(root, NS.none, "channel");
	const items = channel === undefined ? [] : all(channel, NS.none, "item");
	const text = (name: string) => channel && textOf(channel, NS.none, name);
	const links = (rel: string) => (channel === undefined ? [] : linksOf(channel, rel));
	const entries = items.map(entryOf);
	const missing = ["title", "link", "description"].filter((name) => !text(name));
	return {
		format: "rss",
		title: text("title") ?? "",
		site: text("link") ?? "",
		generator: text("generator") ?? "",
		language: text("language") ?? "",
		selfs: links("self"),
		hubs: links("hub"),
		ttl: text("ttl"),
		updated: text("lastBuildDate"),
		previous: links("prev-archive")[0],
		next: links("next-archive")[0],
		current: links("current")[0],
		nextPage: links("next")[0],
		isArchive: channel !== undefined && all(channel, NS.history, "archive").length > 0,
		entries,
		show: channel && showOf(channel),
		faults: [
			...missing.map((name) => error(`The channel has no <${name}>.`, `RSS 2.0 requires it. Add <${name}>.`)),
			...itemFaults(items, entries),
		],
	};
}

function entryOf(item: XmlElement): Entry {
	const text = (name: string) => textOf(item, NS.none, name);
	const [guid] = all(item, NS.none, "guid");
	return {
		id: guid?.text.trim() ?? "",
		title: text("title") ?? "",
		link: text("link") ?? "",
		originalLink: textOf(item, NS.counter, "origLink"),
		published: text("pubDate"),
		updated: undefined,
		authors: textsOf(item, NS.dc, "creator"),
		topics: textsOf(item, NS.none, "category"),
		isPermaLink: guid !== undefined && guid.attributes.get("isPermaLink") !== "false",
		html: [text("description"), textOf(item, NS.content, "encoded")].filter((html) => html !== undefined),
		...bodyOf(text("description"), textOf(item, NS.content, "encoded")),
		picture: pictureOf(item),
		enclosures: all(item, NS.none, "enclosure").map(({ attributes }) => ({
			url: attributes.get("url") ?? "",
			type: attributes.get("type") ?? "",
			length: attributes.get("length") ?? "",
		})),
	};
}

/** Returns the body and excerpt of an item. A description is the excerpt only if there is also a body. */
export function bodyOf(description = "", encoded = ""): Pick<Entry, "summary" | "body"> {
	if (encoded === "") return { summary: undefined, body: description };
	return { summary: description === "" || description === encoded ? undefined : description, body: encoded };
}

/** Returns the address of an item's picture, from its Media RSS elements or its enclosure. */
function pictureOf(item: XmlElement): string | undefined {
	const media = [item, ...all(item, NS.media, "group")].flatMap((one) => [
		...all(one, NS.media, "content").filter(({ attributes }) => {
			return attributes.get("medium") === "image" || attributes.get("type")?.startsWith("image/");
		}),
		...all(one, NS.media, "thumbnail"),
	]);
	const pictures = all(item, NS.none, "enclosure").filter(({ attributes }) => {
		return attributes.get("type")?.startsWith("image/");
	});
	return [...media, ...pictures].map(({ attributes }) => attributes.get("url")).find((url) => url !== undefined);
}

function itemFaults(items: XmlElement[], entries: Entry[]): Fault[] {
	const those = (isWrong: (item: XmlElement) => boolean) =>
		among(entries, (_, index) => {
			const item = items[index];
			return item !== undefined && isWrong(item);
		});
	const position = ({ children }: XmlElement, name: string) => children.findIndex(({ local }) => local === name);
	return [
		...those(
			(item) => position(item, "encoded") !== -1 && position(item, "description") > position(item, "encoded"),
		).map((which) =>
			error(
				`content:encoded comes before description in ${which}.`,
				"Some readers show whichever comes last. Put description first.",
			),
		),
		...those((item) => all(item, NS.none, "enclosure").length > 1).map((which) =>
			error(`There is more than one enclosure in ${which}.`, "Keep the first, and add the others as media:content."),
		),
		...those((item) => /^[^@]+$/.test(textOf(item, NS.none, "author") ?? "")).map((which) =>
			error(
				`The author of ${which} is not an e-mail address.`,
				"RSS reserves <author> for e-mail addresses. Use <dc:creator> for names.",
			),
		),
	];
}
