import type { Element, ElementContent, Nodes, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { defaultSchema, type Schema, sanitize } from "hast-util-sanitize";
import { toHtml as serialize } from "hast-util-to-html";
import { toText } from "hast-util-to-text";
import { SKIP, visit } from "unist-util-visit";
import { cleanLine, cleanText, shorten } from "./clean-text.ts";
import { webUrl } from "./fields.ts";
import { type Markup, toHtml } from "./markup.ts";
import { playerOf, watchUrl } from "./video.ts";

/** An excerpt made from a body is at most this long, in characters. */
const EXCERPT_LENGTH = 300;

/**
 * GitHub's list of what is harmless, plus what articles are made of. No style, no script, no form, no frame.
 * Ids keep a prefix, so that no article can take the place of something on the page around it.
 */
const schema: Schema = {
	...defaultSchema,
	tagNames: [
		...(defaultSchema.tagNames ?? []),
		...["figure", "figcaption", "video", "audio", "mark", "time", "abbr", "small", "u", "cite", "bdi", "bdo", "wbr"],
	],
	attributes: {
		...defaultSchema.attributes,
		img: ["src", "alt", "title", "width", "height"],
		video: ["src", "poster", "controls", "width", "height"],
		audio: ["src", "controls"],
		source: ["src", "srcSet", "type", "media"],
		"*": ["title", "lang", "dir", "id", "align", "colSpan", "rowSpan", "dateTime", "start", "open", "abbr", "scope"],
	},
	protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto", "tel"], poster: ["http", "https"] },
	strip: ["script", "style", "title", "template", "noscript", "object", "svg", "math"],
	clobberPrefix: "text-",
};

/**
 * A body as HTML that is safe and complete wherever it is read: sanitised, every URL absolute against the article's
 * link, no `]]>` in it (it would end a CDATA section) and no character that XML cannot hold. With it, the excerpt
 * that it makes where the author wrote none. Throws a RangeError if the body is nested too deeply.
 */
export function renderBody(body: string, markup: Markup, link: string): { html: string; excerpt: string } {
	if (body.trim() === "") return { html: "", excerpt: "" };
	const tree = fromHtml(toHtml(cleanText(body), markup), { fragment: true });
	replaceFrames(tree);
	const safe = sanitize(tree, schema);
	absolutise(safe, link);
	const html = cleanText(serialize(safe, { characterReferences: { useNamedReferences: true } }))
		.replaceAll("]]>", "]]&gt;")
		.trim();
	return { html, excerpt: shorten(cleanLine(firstText(safe)), EXCERPT_LENGTH) };
}

/** A reader drops frames, so a video becomes a link to where it can be watched; other frames go. */
function replaceFrames(tree: Root): void {
	visit(tree, "element", (node, index, parent) => {
		if (node.tagName !== "iframe" || index === undefined || !parent) return;
		const player = playerOf(String(node.properties["src"] ?? ""));
		const title = String(node.properties["title"] ?? "") || "Video";
		if (player) parent.children[index] = anchor(watchUrl(player), title);
		else parent.children.splice(index, 1);
		return player ? SKIP : [SKIP, index];
	});
}

function anchor(href: string, text: string): Element {
	return { type: "element", tagName: "a", properties: { href }, children: [{ type: "text", value: text }] };
}

/** RSS has no rule for relative URLs in a body (Atom has `xml:base`): so there are none. */
function absolutise(tree: Nodes, link: string): void {
	visit(tree, "element", (node) => {
		for (const name of ["src", "href", "cite", "poster"]) {
			const value = node.properties[name];
			if (typeof value !== "string") continue;
			if (/^(mailto|tel):/i.test(value)) continue;
			const url = value.startsWith("#") ? `${link.replace(/#.*/, "")}#text-${value.slice(1)}` : webUrl(value, link);
			if (url === null) delete node.properties[name];
			else node.properties[name] = url;
		}
		// The candidates of a srcset are many and the fallback in `src` is always there.
		delete node.properties["srcSet"];
	});
}

/** The text of the first paragraphs: headings, code and tables say little of what an article is about. */
function firstText(tree: Nodes): string {
	const paragraphs: string[] = [];
	visit(tree, "element", (node) => {
		if (node.properties["dataFootnotes"] !== undefined) return SKIP;
		if (node.tagName === "p") paragraphs.push(toText({ ...node, children: node.children.filter(isProse) }));
		return ["p", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6"].includes(node.tagName) ? SKIP : undefined;
	});
	return paragraphs.join(" ").trim() || toText(tree);
}

/** Not the raised number that leads to a footnote. */
function isProse(node: ElementContent): boolean {
	return node.type !== "element" || node.tagName !== "sup";
}
