import sax from "sax";

/** An element with namespaces. */
export interface XmlElement {
	uri: string;
	local: string;
	/** Keys are local names, or `{uri}local` for names in a namespace. */
	attributes: Map<string, string>;
	/** The element's own text, without the text of its children. */
	text: string;
	children: XmlElement[];
	/** Text segments and child elements, in document order. */
	nodes: (string | XmlElement)[];
}

export const NS = {
	none: "",
	atom: "http://www.w3.org/2005/Atom",
	content: "http://purl.org/rss/1.0/modules/content/",
	counter: "http://rssnamespace.org/feedburner/ext/1.0",
	dc: "http://purl.org/dc/elements/1.1/",
	media: "http://search.yahoo.com/mrss/",
	history: "http://purl.org/syndication/history/1.0",
	xml: "http://www.w3.org/XML/1998/namespace",
} as const;

/** Characters that XML 1.0 forbids (section 2.2), even as character references. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

class Malformed extends Error {}

/** Parses XML 1.0 with namespaces. The error message includes the line number. */
export function parseXml(text: string): XmlElement | { malformed: string } {
	const parser = sax.parser(true, { xmlns: true, strictEntities: true });
	const fail = (reason: string): never => {
		throw new Malformed(`line ${parser.line + 1}: ${reason}`);
	};
	const root: XmlElement = { uri: "", local: "", attributes: new Map(), text: "", children: [], nodes: [] };
	const open = [root];
	const add = (characters: string): void => {
		if (ILLEGAL.test(characters)) fail("a character that XML does not allow");
		const element = open.at(-1);
		if (element === undefined) return;
		element.text += characters;
		element.nodes.push(characters);
	};
	parser.onopentag = ({ local, uri, attributes }) => {
		const named = Object.values(attributes).map((one) => {
			if (ILLEGAL.test(one.value)) fail("a character that XML does not allow");
			return [one.uri === "" ? one.local : `{${one.uri}}${one.local}`, one.value] as const;
		});
		const element = { uri, local, attributes: new Map(named), text: "", children: [], nodes: [] };
		open.at(-1)?.children.push(element);
		open.at(-1)?.nodes.push(element);
		open.push(element);
	};
	parser.onclosetag = () => void open.pop();
	parser.ontext = add;
	parser.oncdata = add;
	parser.onerror = ({ message }) => fail(message.split("\n")[0] ?? "");
	try {
		parser.write(text).close();
	} catch (error) {
		if (error instanceof Malformed) return { malformed: error.message };
		throw error;
	}
	// sax does not report the following two errors (XML 1.0, sections 2.1 and 2.4).
	const [document, ...others] = root.children;
	if (document === undefined || others.length > 0) return { malformed: "there must be exactly one root element" };
	const isEnded = text.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->/g, "").includes("]]>");
	return isEnded ? { malformed: "]]> without <![CDATA[" } : document;
}

/** Returns the content of an element as HTML. Feeds may contain XHTML (RFC 4287, section 3.1.1.3). */
export function innerHtml({ nodes }: XmlElement): string {
	return nodes.map((node) => (typeof node === "string" ? escaped(node) : outerHtml(node))).join("");
}

function outerHtml(element: XmlElement): string {
	const attributes = [...element.attributes].filter(([name]) => !name.startsWith("{"));
	const written = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
	const isVoid = /^(area|br|col|embed|hr|img|input|source|track|wbr)$/.test(element.local);
	return `<${element.local}${written}>${isVoid ? "" : `${innerHtml(element)}</${element.local}>`}`;
}

/** Escapes text as HTML. */
export function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Returns the children with this name. */
export function all(element: XmlElement, uri: string, local: string): XmlElement[] {
	return element.children.filter((child) => child.uri === uri && child.local === local);
}

/** Returns the trimmed text of the first child with this name; undefined if there is none. */
export function textOf(element: XmlElement, uri: string, local: string): string | undefined {
	return all(element, uri, local)[0]?.text.trim();
}

/** Returns the trimmed, non-empty texts of all children with this name. */
export function textsOf(element: XmlElement, uri: string, local: string): string[] {
	return all(element, uri, local)
		.map(({ text }) => text.trim())
		.filter((text) => text !== "");
}

/**
 * Returns the addresses of the links with this relation. A link without a relation counts as `alternate` (RFC 4287,
 * section 4.2.7).
 */
export function linksOf(element: XmlElement, rel: string): string[] {
	const links = all(element, NS.atom, "link").filter(
		({ attributes }) => (attributes.get("rel") ?? "alternate") === rel,
	);
	return links.map(({ attributes }) => attributes.get("href") ?? "");
}

/** An HTML start tag. Names are in lower case. */
interface HtmlTag {
	name: string;
	attributes: Map<string, string>;
}

/** Returns the start tags in HTML, in order. Broken HTML is parsed as far as possible. */
export function htmlTags(html: string): HtmlTag[] {
	const tags: HtmlTag[] = [];
	const parser = sax.parser(false, { xmlns: true, lowercase: true });
	parser.onopentag = ({ local, attributes }) => {
		const named = Object.entries(attributes).map(([key, { value }]) => [key.toLowerCase(), value] as const);
		tags.push({ name: local.toLowerCase(), attributes: new Map(named) });
	};
	parser.onerror = () => {
		parser.error = null;
	};
	// sax stops at the end of the root element, so wrap everything in a root element.
	parser.write(`<all>${html}`).close();
	return tags.slice(1);
}
