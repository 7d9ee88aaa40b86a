import { type DefaultTreeAdapterMap, parse } from "parse5";

/** A string that people see or hear, and the language it is marked with. */
export interface Said {
	text: string;
	/** The `lang` attribute that applies to the string. */
	language: string;
	/** The element or attribute that contains the string, such as `p` or `a[aria-label]`. */
	at: string;
}

type Node = DefaultTreeAdapterMap["node"];

/** Attributes whose values are shown or read aloud. */
const SPOKEN = ["aria-label", "title", "alt", "placeholder", "data-done", "data-failed"];

const SILENT = new Set(["script", "style", "code", "textarea"]);

/** Returns all strings of a page that people see or hear, in order. */
export function textsOf(html: string): Said[] {
	const found: Said[] = [];
	visit(parse(html), "", "", found);
	return found;
}

function visit(node: Node, language: string, parent: string, found: Said[]): void {
	if (node.nodeName === "#text" && "value" in node) {
		if (/\S/.test(node.value)) found.push({ text: node.value.trim(), language, at: parent });
		return;
	}
	let own = language;
	if ("attrs" in node) {
		if (SILENT.has(node.tagName)) return;
		const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
		own = attributes.get("lang") ?? language;
		for (const name of SPOKEN) {
			const text = attributes.get(name);
			if (text !== undefined && /\S/.test(text)) found.push({ text, language: own, at: `${node.tagName}[${name}]` });
		}
		const meta = attributes.get("name") === "description" ? attributes.get("content") : undefined;
		if (meta !== undefined) found.push({ text: meta, language: own, at: "meta[description]" });
	}
	if ("childNodes" in node) {
		for (const child of node.childNodes) visit(child, own, "tagName" in node ? node.tagName : parent, found);
	}
}
