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

/** Where the stylesheet is by which browsers show RSS and Atom. */
export const FEED_STYLESHEET = "/feed.css";

/** An XML document that names the stylesheet (xml-stylesheet, W3C, section 4), right after its declaration. Parsers pass over it. */
export function withStylesheet(xml: string): string {
	return xml.replace("?>", `?>\n<?xml-stylesheet type="text/css" href="${FEED_STYLESHEET}"?>`);
}

/** The namespace of feed history (RFC 5005, section 2). */
export const HISTORY = "http://purl.org/syndication/history/1.0";

/** The links of a feed that has archives, or is one: relation and name of the feed. */
export function archiveLinks({ current, previous, next }: Archives): [rel: string, name: string][] {
	const links = [
		["current", current],
		["prev-archive", previous],
		["next-archive", next],
	] as const;
	return links.flatMap(([rel, name]) => (name === undefined ? [] : [[rel, name]]));
}
