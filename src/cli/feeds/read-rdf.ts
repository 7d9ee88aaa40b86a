import type { FeedDocument } from "../verify/feed-document.ts";
import { bodyOf } from "../verify/parse-rss.ts";
import { all, linksOf, NS, textOf, textsOf, type XmlElement } from "../verify/xml.ts";

/** RSS 0.90 and 1.0 differ only in their namespace. */
const NAMESPACES = ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"];

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/** Whether a document may be RSS 0.90 or 1.0, judging by its beginning. */
export function isRdf(text: string): boolean {
	return /<(?:\w+:)?RDF[\s>]/.test(text.slice(0, 2000));
}

/** Reads only those parts of RSS 0.90 and 1.0 that also exist in RSS 2.0, because both formats are obsolete. */
export function readRdf(root: XmlElement): FeedDocument {
	const rss = NAMESPACES.find((one) => all(root, one, "channel").length > 0) ?? "";
	const [channel] = all(root, rss, "channel");
	const text = (name: string) => (channel && textOf(channel, rss, name)) ?? "";
	return {
		format: "rss",
		title: text("title"),
		site: text("link"),
		generator: "",
		language: "",
		selfs: [],
		hubs: [],
		ttl: undefined,
		updated: undefined,
		previous: undefined,
		next: undefined,
		current: undefined,
		nextPage: channel && linksOf(channel, "next")[0],
		isArchive: false,
		entries: all(root, rss, "item").map((item) => ({
			id: item.attributes.get(`{${RDF}}about`) ?? "",
			title: textOf(item, rss, "title") ?? "",
			link: textOf(item, rss, "link") ?? "",
			originalLink: textOf(item, NS.counter, "origLink"),
			published: textOf(item, NS.dc, "date"),
			updated: undefined,
			authors: textsOf(item, NS.dc, "creator"),
			topics: textsOf(item, NS.dc, "subject"),
			isPermaLink: false,
			html: [textOf(item, rss, "description"), textOf(item, NS.content, "encoded")].filter(
				(html) => html !== undefined,
			),
			...bodyOf(textOf(item, rss, "description"), textOf(item, NS.content, "encoded")),
			picture: undefined,
			enclosures: [],
		})),
		faults: [],
	};
}
