import { linkedHtml } from "../../article/body/markup.ts";
import type { Entry, FeedDocument } from "./feed-document.ts";
import { among, error } from "./finding.ts";
import { bodyOf } from "./parse-rss.ts";
import { all, escaped, innerHtml, linksOf, NS, textOf, textsOf, type XmlElement } from "./xml.ts";

/** Reads Atom 1.0 (RFC 4287). */
export function readAtom(root: XmlElement): FeedDocument {
	const elements = all(root, NS.atom, "entry");
	const entries = elements.map(entryOf);
	const text = (name: string) => textOf(root, NS.atom, name);
	const missing = ["id", "title", "updated"].filter((name) => !text(name));
	const hasAuthor = (element: XmlElement) => all(element, NS.atom, "author").length > 0;
	const nameless = hasAuthor(root) ? [] : elements.filter((element) => !hasAuthor(element));
	const untermed = among(entries, (_, index) => {
		const element = elements[index];
		return element !== undefined && all(element, NS.atom, "category").some((one) => !one.attributes.get("term"));
	});
	return {
		format: "atom",
		title: text("title") ?? "",
		site: linksOf(root, "alternate")[0] ?? "",
		generator: text("generator") ?? "",
		language: root.attributes.get(`{${NS.xml}}lang`) ?? "",
		selfs: linksOf(root, "self"),
		hubs: linksOf(root, "hub"),
		ttl: undefined,
		updated: text("updated"),
		previous: linksOf(root, "prev-archive")[0],
		next: linksOf(root, "next-archive")[0],
		current: linksOf(root, "current")[0],
		nextPage: linksOf(root, "next")[0],
		isArchive: all(root, NS.history, "archive").length > 0,
		entries,
		faults: [
			...missing.map((name) => error(`The feed has no <${name}>.`, `Atom requires it. Add <${name}>.`)),
			...(nameless.length === 0
				? []
				: [error("The feed has no author, and not every entry has one.", "Add an <author> to the feed.")]),
			...untermed.map((which) => error(`A category in ${which} has no term.`, 'Add term="…".')),
		],
	};
}

function entryOf(element: XmlElement): Entry {
	const text = (name: string) => textOf(element, NS.atom, name);
	const enclosures = all(element, NS.atom, "link").filter(({ attributes }) => attributes.get("rel") === "enclosure");
	const bodies = ["summary", "content"].flatMap((name) =>
		all(element, NS.atom, name).filter(({ attributes }) => attributes.get("type") === "html"),
	);
	return {
		id: text("id") ?? "",
		title: text("title") ?? "",
		link: linksOf(element, "alternate")[0] ?? "",
		originalLink: textOf(element, NS.counter, "origLink"),
		published: text("published"),
		updated: text("updated") ?? "",
		authors: all(element, NS.atom, "author").flatMap((author) => textsOf(author, NS.atom, "name")),
		topics: all(element, NS.atom, "category").flatMap(({ attributes }) => {
			return attributes.get("label") ?? attributes.get("term") ?? [];
		}),
		isPermaLink: false,
		html: bodies.map(({ text }) => text),
		...bodyOf(htmlOf(element, "summary"), htmlOf(element, "content")),
		picture: all(element, NS.media, "thumbnail")[0]?.attributes.get("url"),
		// In RFC 4287, the length is only a hint (section 4.2.7.6).
		enclosures: enclosures.map(({ attributes }) => ({
			url: attributes.get("href") ?? "",
			type: attributes.get("type") ?? "",
			length: null,
		})),
	};
}

/** Converts a text construct to HTML (RFC 4287, section 3.1). */
function htmlOf(element: XmlElement, name: string): string {
	const [construct] = all(element, NS.atom, name);
	const type = construct?.attributes.get("type") ?? "text";
	if (construct === undefined) return "";
	if (type === "html" || type === "text/html") return construct.text.trim();
	if (type !== "xhtml") return name === "content" ? linkedHtml(construct.text.trim()) : escaped(construct.text.trim());
	const [division] = construct.children;
	return division === undefined ? "" : innerHtml(division).trim();
}
