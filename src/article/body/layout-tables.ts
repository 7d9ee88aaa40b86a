import type { Element, ElementContent } from "hast";
import { attribute, element, findElement, styleOf, textOf } from "./dom.ts";

/**
 * Bold text that fills a whole block counts as a heading if its font size is at least `HEADING_SIZE`, in pixels, and it
 * has at most `HEADING_LENGTH` characters.
 */
const HEADING_SIZE = 18;
const HEADING_LENGTH = 100;

/**
 * Whether a table only arranges content side by side. The criteria are those of the HTML Standard, section 4.9.1
 * ("Techniques for describing tables"). The first one that applies decides:
 *
 * 1. `role=presentation`, `role=none`, or a table inside the table: layout.
 * 2. All cells that are not empty are in a single row or column: layout, unless there is a caption or head.
 * 3. `caption`, `thead`, both `th` and `td`, `scope`, or a visible `border`: data.
 * 4. A `border`, `cellpadding` or `cellspacing` of 0: layout.
 * 5. Headings or horizontal rules in cells, or pictures in most cells: layout.
 * 6. Otherwise: data.
 *
 * @param holdsTable whether the table contained another table
 */
export function isLayoutTable(table: Element, holdsTable: boolean): boolean {
	if (holdsTable || /^(presentation|none)$/i.test(attribute(table, "role"))) return true;
	const { rows, hasCaption } = partsOf(table);
	const cells = rows.flat();
	const full = rows.map((row) => row.filter(isFull)).filter((row) => row.length > 0);
	const hasHead = cells.some(({ tagName }) => tagName === "th") && cells.some(({ tagName }) => tagName === "td");
	if (hasCaption || (hasHead && full.length > 1)) return false;
	if (full.length < 2 || full.every((row) => row.length < 2)) return true;
	if (hasHead || cells.some((cell) => attribute(cell, "scope") !== "")) return false;
	if (Number(attribute(table, "border")) > 0) return false;
	if (["border", "cellPadding", "cellSpacing"].some((name) => attribute(table, name) === "0")) return true;
	const held = full.flat();
	if (held.some((cell) => findElement(cell, ({ tagName }) => /^(h[1-6]|hr|figure)$/.test(tagName)))) return true;
	return held.filter((cell) => findElement(cell, isPicture)).length > held.length / 2;
}

/** Returns the cells of a layout table as blocks, row by row, which is the reading order. */
export function blocksOf(table: Element): ElementContent[] {
	const captions = elementsIn(table).filter(({ tagName }) => tagName === "caption");
	const cells = [...captions, ...partsOf(table).rows.flat()];
	return cells.map((cell) => headingOf(cell) ?? element("div", {}, cell.children));
}

/** Returns a heading if a block looks like a heading without being marked up as one, otherwise null. */
export function headingOf(block: Element): Element | null {
	if (!(Number.parseFloat(styleOf(block).get("font-size") ?? "") >= HEADING_SIZE)) return null;
	const [only, ...others] = block.children.filter((child) => child.type !== "text" || child.value.trim() !== "");
	if (only?.type !== "element" || others.length > 0 || !/^(b|strong)$/.test(only.tagName)) return null;
	const text = textOf(only).trim();
	if (text === "" || text.length > HEADING_LENGTH || findElement(only, isPicture)) return null;
	return element("h2", {}, only.children);
}

/**
 * Returns the cells of the table's own rows, and whether it has a header or caption. An empty `thead` does not count.
 */
function partsOf(table: Element): { rows: Element[][]; hasCaption: boolean } {
	const rows: Element[][] = [];
	let hasCaption = false;
	for (const part of elementsIn(table)) {
		if (part.tagName === "caption") hasCaption ||= isFull(part);
		for (const row of part.tagName === "tr" ? [part] : elementsIn(part)) {
			if (row.tagName !== "tr") continue;
			rows.push(elementsIn(row).filter(({ tagName }) => tagName === "td" || tagName === "th"));
			if (part.tagName === "thead") hasCaption ||= isFull(row);
		}
	}
	return { rows, hasCaption };
}

function elementsIn(node: Element): Element[] {
	return node.children.filter((child) => child.type === "element");
}

function isFull(node: Element): boolean {
	if (/[^\s\u200B-\u200D]/.test(textOf(node))) return true;
	return findElement(node, (part) => isPicture(part) || /^(video|audio)$/.test(part.tagName)) !== undefined;
}

function isPicture(node: Element): boolean {
	return node.tagName === "img" && attribute(node, "src") !== "";
}
