import type { Element, ElementContent } from "hast";
import { attribute, element, findElement } from "./dom.ts";

/**
 * MathML elements that contain text (`TOKENS`) or other elements (`LAYOUT`). `annotation-xml` and `mglyph` are
 * excluded, because they contain HTML.
 */
const TOKENS = ["mi", "mn", "mo", "ms", "mtext", "annotation"];
const LAYOUT = [
	...["math", "semantics", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded", "mphantom", "menclose"],
	...["msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mspace"],
	...["mtable", "mtr", "mlabeledtr", "mtd"],
];

export const MATHML = [...LAYOUT, ...TOKENS];

/** Attributes that affect the meaning of a formula. None of them contains an address. */
export const MATHML_ATTRIBUTES = [
	...["display", "alttext", "encoding", "mathvariant", "displaystyle", "scriptlevel", "stretchy", "fence", "separator"],
	...["form", "lspace", "rspace", "minsize", "maxsize", "accent", "accentunder", "columnalign", "rowalign"],
	...["columnspan", "rowspan", "linethickness", "notation", "width", "height", "depth"],
];

/** Reduces a formula to MathML elements and text. Any other element would make HTML parsers leave the formula. */
export function plainMath(math: Element): Element[] {
	const parts = partsOf(math);
	return parts.some((part) => mathWords(part).trim() !== "") ? [element("math", math.properties, parts)] : [];
}

function partsOf(parent: Element): ElementContent[] {
	return parent.children.flatMap((child): ElementContent[] => {
		if (child.type !== "element") return child.type === "text" ? [child] : [];
		if (child.tagName === "annotation-xml") return [];
		// Browsers no longer support `mfenced`.
		if (child.tagName === "mfenced") return [element("mrow", {}, [sign("("), ...partsOf(child), sign(")")])];
		if (TOKENS.includes(child.tagName)) {
			return [element(child.tagName, child.properties, [{ type: "text", value: shownText(child) }])];
		}
		if (!LAYOUT.includes(child.tagName) || child.tagName === "math") return partsOf(child);
		return [element(child.tagName, child.properties, partsOf(child))];
	});
}

function shownText(parent: Element): string {
	return parent.children
		.map((child) => {
			if (child.type === "text") return child.value;
			return child.type === "element" && !/^(style|script|template)$/.test(child.tagName) ? shownText(child) : "";
		})
		.join("");
}

function sign(value: string): Element {
	return element("mo", {}, [{ type: "text", value }]);
}

/**
 * Returns the MathML that a typesetting script (KaTeX, MathJax 3) adds to a formula that it draws; undefined if the
 * node is not such a formula.
 */
export function typesetMath(node: Element): Element | undefined {
	const isTypeset = node.tagName === "mjx-container" || /(^| )(katex|MathJax)( |$)/.test(attribute(node, "className"));
	return isTypeset ? findElement(node, ({ tagName }) => tagName === "math") : undefined;
}

/** Converts a formula to one line of text: its TeX source if there is any, otherwise text such as `1/3` or `x^2`. */
export function mathWords(node: ElementContent): string {
	if (node.type === "text") return node.value;
	if (node.type !== "element") return "";
	const tex = node.tagName === "semantics" && node.children.find(isTex);
	if (tex) return mathWords(tex);
	if (node.tagName === "annotation" && !isTex(node)) return "";
	const parts = node.children.map(mathWords).filter((part) => part.trim() !== "");
	const mark = { mfrac: "/", msup: "^", msub: "_" }[node.tagName];
	if (mark !== undefined && parts.length === 2) return parts.join(mark);
	return node.tagName === "msqrt" ? `√(${parts.join("")})` : parts.join("");
}

function isTex(node: ElementContent): node is Element {
	return node.type === "element" && node.tagName === "annotation" && /tex/i.test(attribute(node, "encoding"));
}
