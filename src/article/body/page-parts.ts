import type { Element, ElementContent } from "hast";
import { cleanLine } from "../clean-text.ts";
import { attribute, element, findElement, pixels, textOf } from "./dom.ts";

/** Labels of copy buttons. These buttons are dropped because they only work with the page's script. */
const COPY_BUTTON = /^(copy|copied!?|copy (code|link|to clipboard)|kopieren|copier|copiar|复制|コピー)$/i;

/** Returns the content of a button, surrounded by spaces as it appears on a page. */
export function buttonWords(button: Element): ElementContent[] {
	const words = cleanLine(textOf(button));
	if (COPY_BUTTON.test(words)) return [];
	return [text(" "), ...button.children, text(" ")];
}

/**
 * Returns what to show in place of a form field: for example, its initial value. Empty if there is nothing to show;
 * null if the field expects an answer.
 */
export function fieldWords(field: Element): ElementContent[] | null {
	if (field.tagName === "select") return optionWords(field);
	if (field.tagName === "textarea") {
		const words = textOf(field);
		if (words.trim() === "") return null;
		return words.trim().includes("\n") ? [element("pre", {}, [text(words)])] : [text(words)];
	}
	const type = attribute(field, "type").toLowerCase();
	const value = attribute(field, "value");
	// Most readers drop checkboxes, so a task list would not show which tasks are done.
	if (type === "checkbox") return [text(field.properties["checked"] === true ? "☑" : "☐")];
	if (type === "radio") return [text(field.properties["checked"] === true ? "◉ " : "○ ")];
	if (/^(hidden|reset|range|color|file)$/.test(type)) return [];
	if (/^(submit|button)$/.test(type)) return value === "" ? [] : [text(` ${value} `)];
	if (type === "image") return [element("img", { src: attribute(field, "src"), alt: attribute(field, "alt") }, [])];
	return value === "" || type === "password" ? null : [text(value)];
}

function optionWords(select: Element): ElementContent[] {
	const options: string[] = [];
	findElement(select, (node) => {
		if (node.tagName === "option") options.push(cleanLine(textOf(node) || attribute(node, "label")));
		return false;
	});
	return [text(` ${options.filter((option) => option !== "").join(" / ")} `)];
}

/** Returns the title of an SVG drawing, or else its label for people who cannot see it. */
export function svgWords(svg: Element): ElementContent[] {
	if (attribute(svg, "ariaHidden") === "true") return [];
	const title = svg.children.find((child) => child.type === "element" && child.tagName === "title");
	const words = cleanLine(title?.type === "element" ? textOf(title) : attribute(svg, "ariaLabel"));
	return words === "" ? [] : [text(words)];
}

/** Maximum size at which a drawing counts as an icon next to text, in pixels. */
const SIGN = 48;

/** Whether a drawing is only decoration. */
export function isOrnament(drawing: Element): boolean {
	if (findElement(drawing, ({ tagName }) => /^(text|foreignObject|image)$/.test(tagName))) return false;
	if (drawing.tagName === "svg" && drawing.children.every((child) => child.type !== "element")) return true;
	if (attribute(drawing, "ariaHidden") === "true") return true;
	if (/^(presentation|none)$/.test(attribute(drawing, "role"))) return true;
	const sizes = [pixels(drawing, "width"), pixels(drawing, "height")];
	return (
		sizes.some((size) => size !== undefined && size <= SIGN) || /(^|[ -])icon/.test(attribute(drawing, "className"))
	);
}

/** Parts of Ghost and WordPress cards that only work with the page's scripts or styles. */
const CARD_CONTROLS =
	/(^| )(kg-bookmark-icon|kg-audio-player|kg-audio-thumbnail|kg-video-(overlay|player-container)|kg-toggle-card-icon|lightbox-trigger)( |$)/;

/** Classes of elements that contain the line numbers of code. */
const LINE_NUMBERS = /(^| )(linenos?|lnt?|line-?numbers?(-rows)?|gutter|rouge-gutter|blob-num)( |$)/;

/** Whether an element is only a line number, or a control of the page that the text was copied from. */
export function isPageControl(node: Element): boolean {
	const classes = attribute(node, "className");
	if (classes === "") return false;
	return CARD_CONTROLS.test(classes) || (LINE_NUMBERS.test(classes) && /^[\d\s]*$/.test(textOf(node)));
}

/** Returns the address in a WordPress embed block, or null if the block contains anything else. */
export function embeddedAddress(node: Element): string | null {
	if (!/(^| )wp-block-embed__wrapper( |$)/.test(attribute(node, "className"))) return null;
	const words = textOf(node).trim();
	return /^https?:\/\/\S+$/.test(words) ? words : null;
}

/** Returns the background picture of an otherwise empty element, or null if the element does not have one. */
export function backgroundPicture(node: Element): Element | null {
	const [, src] = /background(?:-image)?\s*:[^;]*url\(\s*['"]?([^'")\s]+)/i.exec(attribute(node, "style")) ?? [];
	if (src === undefined || textOf(node).trim() !== "" || findElement(node, ({ tagName }) => MEDIA.test(tagName)))
		return null;
	const words = attribute(node, "ariaLabel") || attribute(node, "title");
	return element("img", { src, alt: words, style: attribute(node, "style") }, []);
}

const MEDIA = /^(img|picture|video|audio|iframe|svg|canvas|object|embed|amp-[a-z]+)$/;

/**
 * Whether a paragraph is a list item as Word writes it. If it is, turns the paragraph into an `li` and removes the
 * bullet, after using it to determine whether the list is numbered.
 */
export function isWordItem(node: Element): boolean {
	if (!/^(p|div|h[1-6])$/.test(node.tagName) || !/\bmso-list\s*:/i.test(attribute(node, "style"))) return false;
	const bullet = takeBullet(node);
	if (bullet === null) return false;
	node.tagName = "li";
	if (/^\(?[0-9a-z]{1,4}[.)]/i.test(bullet)) numbered.add(node);
	return true;
}

const numbered = new WeakSet<ElementContent>();

function takeBullet(parent: Element): string | null {
	for (const [index, child] of parent.children.entries()) {
		if (child.type !== "element") continue;
		if (/\bmso-list\s*:\s*ignore/i.test(attribute(child, "style"))) {
			parent.children.splice(index, 1);
			return textOf(child).trim();
		}
		const bullet = takeBullet(child);
		if (bullet !== null) return bullet;
	}
	return null;
}

/** Groups Word's list items among an element's children into lists. */
export function wordLists(children: ElementContent[], items: Set<ElementContent>): ElementContent[] {
	const result: ElementContent[] = [];
	let list: Element | null = null;
	for (const child of children) {
		if (items.has(child)) {
			const name = numbered.has(child) ? "ol" : "ul";
			if (list?.tagName !== name) {
				list = element(name, {}, []);
				result.push(list);
			}
			list.children.push(child);
		} else {
			if (child.type !== "text" || child.value.trim() !== "") list = null;
			if (list === null) result.push(child);
		}
	}
	return result;
}

function text(value: string): ElementContent {
	return { type: "text", value };
}
