import type { Element, Properties, Root, RootContent, Text } from "hast";
import { fromParse5 } from "hast-util-from-parse5";
import {
	type DefaultTreeAdapterMap,
	defaultTreeAdapter,
	InsertionMode,
	Parser,
	Token,
	TokenizerMode,
	type TreeAdapter,
} from "parse5";
import { Work } from "./work.ts";

export type Parent = Element | Root;

/** Returns the relevant children: elements and text, without comments and doctype. */
export function contentOf(parent: Parent): (Element | Text)[] {
	const children: readonly RootContent[] = parent.children;
	return children.filter((child) => child.type === "element" || child.type === "text");
}

/**
 * Returns an attribute as trimmed text; empty if the attribute is missing.
 *
 * @param name the name in hast, such as `dataSrc`
 */
export function attribute(node: Element, name: string): string {
	const value = node.properties[name];
	if (value === undefined || value === null || typeof value === "boolean") return "";
	return String(Array.isArray(value) ? value.join(" ") : value).trim();
}

/**
 * Returns the value of an attribute that is a plain number of pixels; undefined for other values, such as `96%`, `auto`
 * and `2em`.
 */
export function pixels(node: Element, name: string): number | undefined {
	const text = attribute(node, name);
	return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** Returns the declarations in the `style` attribute, with names and values in lower case and without `!important`. */
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

/** Returns the first descendant of `parent` that passes `test`. */
export function findElement(parent: Parent, test: (node: Element) => boolean): Element | undefined {
	for (const child of parent.children) {
		if (child.type !== "element") continue;
		const found = test(child) ? child : findElement(child, test);
		if (found) return found;
	}
	return undefined;
}

/** Returns all text within an element, unchanged. */
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

/** Maximum nesting depth. Every pass over the tree is recursive, so deeper trees could overflow the stack. */
const MAX_DEPTH = 600;

/** Cost of an element, in steps, plus `LEVEL` for each of its ancestors. */
const ELEMENT = 45;
const LEVEL = 1.5;
const ATTRIBUTE = 5;
const TEXT = 2;

/** Number of characters (or of siblings that are moved) that count as one step. */
const CHARACTERS = 16;
const SIBLINGS = 32;

/**
 * Parses HTML into a tree without positions, as browsers without scripts do (HTML Standard, section 13.4), except that
 * `<iframe … />` counts as closed. Throws a RangeError if the HTML is nested too deeply, and TooMuchWork if the tree
 * has too many elements: misnested elements, for example, are repeated in each block that follows.
 *
 * @param onUnclosed called with the name of an element such as `<script>` that is never closed and therefore contains
 *   the rest of the text
 */
export function parseHtml(html: string, work = new Work(html.length), onUnclosed?: (name: string) => void): Root {
	work.spend(html.length / CHARACTERS);
	const options = { scriptingEnabled: false, treeAdapter: countingAdapter(work) };
	const parser = XmlTolerantParser.getFragmentParser(null, options);
	if (parser instanceof XmlTolerantParser) parser.onUnclosed = onUnclosed;
	parser.tokenizer.write(html, true);
	const tree = fromParse5(parser.getFragment());
	if (tree.type !== "root") throw new Error(`A fragment is a ${tree.type}.`);
	return tree;
}

/**
 * A parser that treats `<iframe />` as closed, as in XHTML and JSX. Browsers ignore the slash, so the element
 * swallows the rest of the page.
 */
class XmlTolerantParser extends Parser<DefaultTreeAdapterMap> {
	onUnclosed: ((name: string) => void) | undefined;

	override onStartTag(token: Token.TagToken): void {
		super.onStartTag(token);
		if (!token.selfClosing || token.ackSelfClosing || /^(html|head|body|plaintext)$/.test(token.tagName)) return;
		this.tokenizer.state = TokenizerMode.DATA;
		this.onEndTag({ ...token, type: Token.TokenType.END_TAG, selfClosing: false, attrs: [] });
	}

	override onEof(token: Token.EOFToken): void {
		const { current } = this.openElements;
		if (
			this.insertionMode === InsertionMode.TEXT &&
			current &&
			"tagName" in current &&
			current.childNodes.some(isWritten)
		) {
			this.onUnclosed?.(current.tagName);
		}
		super.onEof(token);
	}
}

function isWritten(node: DefaultTreeAdapterMap["childNode"]): boolean {
	return "value" in node && node.value.trim() !== "";
}

/**
 * Builds the tree as parse5 does, and counts steps. The cost of later passes depends on the number of elements and on
 * their depths.
 */
function countingAdapter(work: Work): TreeAdapter<DefaultTreeAdapterMap> {
	let depth = 0;
	return {
		...defaultTreeAdapter,
		createElement(name, namespace, attributes) {
			const characters = attributes.reduce((sum, { value }) => sum + value.length, 0);
			work.spend(ELEMENT + depth * LEVEL + attributes.length * ATTRIBUTE + characters / CHARACTERS);
			return defaultTreeAdapter.createElement(name, namespace, attributes);
		},
		insertText(parent, text) {
			work.spend(TEXT + (text.length * (1 + depth * LEVEL)) / (CHARACTERS * SIBLINGS));
			defaultTreeAdapter.insertText(parent, text);
		},
		insertTextBefore(parent, text, reference) {
			work.spend(TEXT + moved(parent, reference));
			defaultTreeAdapter.insertTextBefore(parent, text, reference);
		},
		insertBefore(parent, node, reference) {
			work.spend(TEXT + moved(parent, reference));
			defaultTreeAdapter.insertBefore(parent, node, reference);
		},
		detachNode(node) {
			work.spend(TEXT + (node.parentNode ? moved(node.parentNode, node) : 0));
			defaultTreeAdapter.detachNode(node);
		},
		onItemPush() {
			if (++depth > MAX_DEPTH) throw new RangeError("HTML is nested too deeply.");
		},
		onItemPop() {
			depth--;
		},
	};
}

/**
 * Returns the number of steps for changing a child or inserting something before it. The last child costs nothing,
 * because it is found immediately.
 */
function moved({ childNodes }: DefaultTreeAdapterMap["parentNode"], child: DefaultTreeAdapterMap["childNode"]): number {
	return childNodes.at(-1) === child ? 0 : childNodes.length / SIBLINGS;
}
