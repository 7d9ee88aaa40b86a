import { ILLEGAL_IN_XML } from "../article/clean-text.ts";
import type { Archives } from "../feed/feed.ts";

/** Matches the characters that must be escaped. Most strings contain none of them. */
const SPECIAL = /[&<>]/;

/** Escapes plain text for HTML or XML content. */
export function escapeMarkup(text: string): string {
	return SPECIAL.test(text) ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
}

/** Escapes plain text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
	return escapeMarkup(text).replaceAll('"', "&quot;");
}

/**
 * Returns the start of a link to an anchor within a page, escaped in the same way as in stored bodies, where
 * apostrophes are escaped too.
 */
export function linkWithin(page: string): string {
	return `href="${escapeAttribute(page).replaceAll("'", "&#x27;")}#`;
}

/** Characters that RFC 3986 forbids in paths, queries and fragments, but that WHATWG URLs may contain. */
const NOT_IN_URIS = /[[\]\\^`{|}]/g;

/** Converts a web URL to a valid URI. Validators reject some characters that browsers accept in URLs. */
export function uri(url: string): string {
	const host = /^\w+:\/\/[^/?#]*/.exec(url)?.[0] ?? "";
	return host + url.slice(host.length).replace(NOT_IN_URIS, encodeURIComponent);
}

/**
 * Well-formed XML. Only the functions below create values of this type, so such a value cannot contain unescaped text.
 */
export type Xml = string & { readonly isXml: true };

/** Attributes in order. Undefined attributes are omitted. */
export type Attributes = Record<string, string | number | undefined>;

/** Escapes text content. */
export function text(value: string): Xml {
	return escapeMarkup(withoutIllegal(value)) as Xml;
}

/**
 * Wraps text in a CDATA section, which keeps HTML readable. Since `]]>` would end the section, any `]]>` in the text is
 * split across two sections.
 */
export function cdata(value: string): Xml {
	return `<![CDATA[${withoutIllegal(value).replaceAll("]]>", "]]]]><![CDATA[>")}]]>` as Xml;
}

/** Renders an element on one line. */
export function element(name: string, attributes: Attributes, ...content: Xml[]): Xml {
	const start = name + attributesOf(attributes);
	return (content.length === 0 ? `<${start}/>` : `<${start}>${content.join("")}</${name}>`) as Xml;
}

/** Renders an element with each child on a line of its own. `depth` is the element's nesting level. */
export function block(depth: number, name: string, attributes: Attributes, children: readonly Xml[]): Xml {
	const lines = children.map((child) => line(depth + 1, child));
	return element(name, attributes, ...(lines as Xml[]), line(depth, "" as Xml));
}

/** Renders a line break, indentation and content. */
export function line(depth: number, content: Xml): Xml {
	return `\n${"    ".repeat(depth)}${content}` as Xml;
}

function attributesOf(attributes: Attributes): string {
	const written = Object.entries(attributes).map(([name, value]) =>
		value === undefined ? "" : ` ${name}="${escapeAttribute(withoutIllegal(String(value)))}"`,
	);
	return written.join("");
}

/**
 * Matches strings that contain neither illegal characters nor surrogate pairs (which take longer to check). Most
 * strings match.
 */
const LEGAL = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD]*$/;

/**
 * Replaces the characters that XML must not contain even when escaped. Articles do not contain such characters, but the
 * descriptions of feeds and of the site may contain them.
 */
function withoutIllegal(value: string): string {
	return LEGAL.test(value) ? value : value.replace(ILLEGAL_IN_XML, "\uFFFD");
}

export const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** Path of the stylesheet that browsers apply to RSS and Atom feeds. */
export const FEED_STYLESHEET = "/feed.css";

/** The lines before a feed's root element: the declaration and the stylesheet (xml-stylesheet, W3C, section 4). */
export const PROLOG = `${DECLARATION}\n<?xml-stylesheet type="text/css" href="${FEED_STYLESHEET}"?>`;

/** Marks a document as an archive (RFC 5005, section 4). */
export const ARCHIVE_MARK = element("fh:archive", { "xmlns:fh": "http://purl.org/syndication/history/1.0" });

/**
 * Returns the links between a feed and its archives (RFC 5005, section 4), as pairs of a link relation and a feed name.
 */
export function archiveLinks({ current, previous, next }: Archives): [rel: string, name: string][] {
	const links = [
		["current", current],
		["prev-archive", previous],
		["next-archive", next],
	] as const;
	return links.flatMap(([rel, name]) => (name === undefined ? [] : [[rel, name]]));
}
