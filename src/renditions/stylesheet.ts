/** Where the stylesheet is by which browsers show RSS and Atom. */
export const FEED_STYLESHEET = "/feed.css";

/** An XML document that names the stylesheet (xml-stylesheet, W3C, section 4), right after its declaration. Parsers pass over it. */
export function withStylesheet(xml: string): string {
	return xml.replace("?>", `?>\n<?xml-stylesheet type="text/css" href="${FEED_STYLESHEET}"?>`);
}
