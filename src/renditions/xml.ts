import { ILLEGAL_IN_XML } from "../article/clean-text.ts";
import type { Archives } from "../feed/feed.ts";

/** Most texts have none of these. */
const SPECIAL = /[&<>]/;

/** Plain text as HTML or XML text, with which both stay plain text. */
export function escapeMarkup(text: string): string {
	return SPECIAL.test(text) ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
}

/** Plain text as the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
	return escapeMarkup(text).replaceAll('"', "&quot;");
}

/** The start of a link to a place within a page, as the bodies of articles have it: they escape apostrophes, too. */
export function linkWithin(page: string): string {
	return `href="${escapeAttribute(page).replaceAll("'", "&#x27;")}#`;
}

/** Well-formed XML content. Only the functions below make it, so plain text cannot get in without being escaped. */
export type Xml = string & { readonly isXml: true };

/** Attributes in the order in which they are written; undefined ones are left out. */
export type Attributes = Record<string, string | number | undefined>;

/** Text content. */
export function text(value: string): Xml {
	return escapeMarkup(withoutIllegal(value)) as Xml;
}

/** Text content as CDATA, which keeps HTML readable. `]]>` would end a section, so it is spread over two. */
export function cdata(value: string): Xml {
	return `<![CDATA[${withoutIllegal(value).replaceAll("]]>", "]]]]><![CDATA[>")}]]>` as Xml;
}

/** An element on one line. */
export function element(name: string, attributes: Attributes, ...content: Xml[]): Xml {
	const start = name + attributesOf(attributes);
	return (content.length === 0 ? `<${start}/>` : `<${start}>${content.join("")}</${name}>`) as Xml;
}

/** An element with each child on a line of its own; `depth` is how deep the element itself is nested. */
export function block(depth: number, name: string, attributes: Attributes, children: readonly Xml[]): Xml {
	const lines = children.map((child) => line(depth + 1, child));
	return element(name, attributes, ...(lines as Xml[]), line(depth, "" as Xml));
}

/** A line break, the indentation, and what follows. */
export function line(depth: number, content: Xml): Xml {
	return `\n${"    ".repeat(depth)}${content}` as Xml;
}

function attributesOf(attributes: Attributes): string {
	const written = Object.entries(attributes).map(([name, value]) =>
		value === undefined ? "" : ` ${name}="${escapeAttribute(withoutIllegal(String(value)))}"`,
	);
	return written.join("");
}

/** Articles have none of these characters, but what describes feeds and the site may: XML cannot hold them, not even escaped. */
function withoutIllegal(value: string): string {
	return value.replace(ILLEGAL_IN_XML, "\uFFFD");
}

export const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** The stylesheet with which browsers show RSS and Atom. */
export const FEED_STYLESHEET = "/feed.css";

/** What precedes the root of a feed: the declaration and the stylesheet (xml-stylesheet, W3C, section 4). */
export const PROLOG = `${DECLARATION}\n<?xml-stylesheet type="text/css" href="${FEED_STYLESHEET}"?>`;

/** Marks an archive (RFC 5005, section 4). */
export const ARCHIVE_MARK = element("fh:archive", { "xmlns:fh": "http://purl.org/syndication/history/1.0" });

/** The links of a feed that has archives, or is one (RFC 5005, section 4): relation and name of the feed. */
export function archiveLinks({ current, previous, next }: Archives): [rel: string, name: string][] {
	const links = [
		["current", current],
		["prev-archive", previous],
		["next-archive", next],
	] as const;
	return links.flatMap(([rel, name]) => (name === undefined ? [] : [[rel, name]]));
}
