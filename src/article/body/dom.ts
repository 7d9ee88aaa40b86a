import { decodeHTMLStrict } from "entities";
import type { Element, Properties, Root, RootContent, Text } from "hast";
import { fromParse5 } from "hast-util-from-parse5";
import { parseFragment } from "parse5";

export type Parent = Element | Root;

/** What is of use in a body: not its comments, and no doctype. */
export function contentOf(parent: Parent): (Element | Text)[] {
	const children: readonly RootContent[] = parent.children;
	return children.filter((child) => child.type === "element" || child.type === "text");
}

/** An attribute as text without white space around; empty if there is none. `name` is hast's: `dataSrc`. */
export function attribute(node: Element, name: string): string {
	const value = node.properties[name];
	if (value === undefined || value === null || typeof value === "boolean") return "";
	return String(Array.isArray(value) ? value.join(" ") : value).trim();
}

/** An attribute that is a plain number of pixels: `96%`, `auto` and `2em` are none. */
export function pixels(node: Element, name: string): number | undefined {
	const text = attribute(node, name);
	return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** The declarations of the `style` attribute: names and values in small letters, without `!important`. */
export function styleOf(node: Element): Map<string, string> {
	return declarations(attribute(node, "style"));
}

export function declarations(css: string): Map<string, string> {
	const found = new Map<string, string>();
	if (css === "") return found;
	for (const declaration of css.toLowerCase().split(";")) {
		const colon = declaration.indexOf(":");
		if (colon < 0) continue;
		const value = declaration.slice(colon + 1).replace(/!\s*important/, "");
		found.set(declaration.slice(0, colon).trim(), value.trim());
	}
	return found;
}

/** The first element below `parent` (not itself) that `test` is true of. */
export function findElement(parent: Parent, test: (node: Element) => boolean): Element | undefined {
	for (const child of parent.children) {
		if (child.type !== "element") continue;
		const found = test(child) ? child : findElement(child, test);
		if (found) return found;
	}
	return undefined;
}

/** The text within, as it stands. */
export function textOf(parent: Parent): string {
	let text = "";
	for (const child of parent.children) {
		if (child.type === "text") text += child.value;
		else if (child.type === "element") text += textOf(child);
	}
	return text;
}

export function element(tagName: string, properties: Properties, children: Element["children"]): Element {
	return { type: "element", tagName, properties, children };
}

/** A tag, with attributes whose values may hold `>`. */
const TAG = /<\/?([a-z][a-z0-9]*)(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** Elements within a word. */
const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)$/i;

/** The words of a body (HTML that was sanitised), with a space wherever one block ends and the next begins. */
export function plainText(html: string): string {
	return decodeHTMLStrict(html.replace(TAG, (_, name: string) => (INLINE.test(name) ? "" : " ")));
}

/** HTML as browsers without scripts parse it (HTML Standard, section 13.4), as a tree without positions. */
export function parseHtml(html: string): Root {
	const tree = fromParse5(parseFragment(html, { scriptingEnabled: false }));
	if (tree.type !== "root") throw new Error(`A fragment is a ${tree.type}.`);
	return tree;
}
