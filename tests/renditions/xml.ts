/**
 * An element. Its name contains the namespace in braces: `{http://www.w3.org/2005/Atom}entry`. Feeds do not contain
 * mixed content.
 */
export interface XmlElement {
	name: string;
	attributes: Record<string, string>;
	/** The element's own text, without the text of its children. */
	text: string;
	children: XmlElement[];
}

export const ATOM = "{http://www.w3.org/2005/Atom}";
export const DC = "{http://purl.org/dc/elements/1.1/}";
export const CONTENT = "{http://purl.org/rss/1.0/modules/content/}";
export const MEDIA = "{http://search.yahoo.com/mrss/}";

const TOKEN =
	/<\?xml(?:-stylesheet)? [^?]*\?>\s*|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|<\/(?<close>[\w:-]+)>|<(?<open>[\w:-]+)(?<attributes>(?:\s+[\w:]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/y;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Parses the subset of XML 1.0 that our feeds use: namespaces, the five entities, and a stylesheet, but no doctype, no
 * comments and no other processing instructions. Throws on malformed input and on anything else.
 */
export function parseXml(xml: string): XmlElement {
	if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(xml))
		throw new Error("an illegal character");
	const root: XmlElement = { name: "", attributes: {}, text: "", children: [] };
	const open: { element: XmlElement; tag: string; prefixes: Record<string, string> }[] = [
		{ element: root, tag: "", prefixes: { xml: "http://www.w3.org/XML/1998/namespace" } },
	];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < xml.length) {
		const at = TOKEN.lastIndex;
		const groups = TOKEN.exec(xml)?.groups;
		const parent = open.at(-1);
		if (!groups || !parent) throw new Error(`not well-formed: ${xml.slice(at, at + 80)}`);
		if (groups["cdata"] !== undefined) parent.element.text += groups["cdata"];
		else if (groups["text"] !== undefined) parent.element.text += decode(groups["text"]);
		else if (groups["close"] !== undefined) {
			if (open.pop()?.tag !== groups["close"]) throw new Error(`</${groups["close"]}> closes no element`);
		} else if (groups["open"] !== undefined) {
			const written = attributesOf(groups["attributes"] ?? "");
			const prefixes = { ...parent.prefixes };
			for (const [name, value] of Object.entries(written)) {
				if (name === "xmlns") prefixes[""] = value;
				else if (name.startsWith("xmlns:")) prefixes[name.slice(6)] = value;
			}
			const attributes = Object.fromEntries(
				Object.entries(written)
					.filter(([name]) => !/^xmlns(:|$)/.test(name))
					.map(([name, value]) => [name.includes(":") ? resolve(name, prefixes) : name, value]),
			);
			const element = { name: resolve(groups["open"], prefixes), attributes, text: "", children: [] };
			parent.element.children.push(element);
			if (!groups["empty"]) open.push({ element, tag: groups["open"], prefixes });
		}
	}
	const [document, ...others] = root.children;
	if (!document || others.length > 0 || open.length > 1 || root.text.trim() !== "") throw new Error("not one element");
	return document;
}

function attributesOf(text: string): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const [, name = "", value = ""] of text.matchAll(/([\w:]+)="([^"]*)"/g)) {
		if (name in attributes) throw new Error(`${name} twice`);
		attributes[name] = decode(value).replace(/[\t\n\r]/g, " ");
	}
	return attributes;
}

function resolve(name: string, prefixes: Record<string, string>): string {
	const [prefix, local] = name.includes(":") ? (name.split(":") as [string, string]) : ["", name];
	const namespace = prefixes[prefix];
	if (prefix !== "" && namespace === undefined) throw new Error(`unbound prefix ${prefix}`);
	return namespace ? `{${namespace}}${local}` : local;
}

function decode(text: string): string {
	if (text.includes("]]>")) throw new Error("]]> in a text");
	return text.replace(/&([^;]*;?)/g, (_, reference: string) => {
		const character = ENTITIES[reference.slice(0, -1)];
		if (!reference.endsWith(";") || character === undefined) throw new Error(`&${reference}`);
		return character;
	});
}

/** Returns all children of an element with this name. */
export function all(element: XmlElement, name: string): XmlElement[] {
	return element.children.filter((child) => child.name === name);
}

/** Returns the only child with this name. Throws if there is no such child, or more than one. */
export function one(element: XmlElement, name: string): XmlElement {
	const [child, ...others] = all(element, name);
	if (!child || others.length > 0) throw new Error(`${others.length + (child ? 1 : 0)} × ${name} in ${element.name}`);
	return child;
}

/** Returns the text of the only child with this name. */
export function textOf(element: XmlElement, name: string): string {
	return one(element, name).text;
}
