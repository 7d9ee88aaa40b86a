import type { Root } from "hast";
import { sanitize } from "hast-util-sanitize";
import { toHtml as serialize } from "hast-util-to-html";
import { cleanLine, cleanText, shorten } from "../clean-text.ts";
import { clean } from "./clean.ts";
import { parseHtml, plainText } from "./dom.ts";
import { excerptOf } from "./excerpt.ts";
import { type Markup, plainHtml, toHtml } from "./markup.ts";
import { normalize } from "./normalize.ts";
import { schema } from "./sanitize-schema.ts";
import { type LeftOut, TEASER_END, translateTemplates } from "./templates.ts";
import { TooMuchWork, Work } from "./work.ts";

/** What an article's body becomes. */
export interface Body {
	html: string;
	/** Plain text, at most 300 characters. */
	excerpt: string;
	/** The player of the first video in the body whose host is known. */
	player?: string | undefined;
	/** Template code that only its generator could run. */
	leftOut: LeftOut[];
	/** Whether it would have cost too much, and is only its text. */
	isPlain: boolean;
}

/**
 * A body as HTML that is safe and complete wherever it is read: sanitised, every URL absolute, no `]]>` in it (it
 * would end a CDATA section) and no character that XML cannot hold. Videos are as `embeds.ts` stores them. A body that
 * would cost too much is shown as its text. Throws a RangeError if the body is nested too deeply.
 *
 * @param link the article's: an absolute http(s) URL, which relative ones are relative to
 */
export function renderBody(body: string, markup: Markup, link: string, work = new Work(body.length)): Body {
	if (body.trim() === "") return { html: "", excerpt: "", leftOut: [], isPlain: false };
	const text = cleanText(body);
	try {
		return { ...render(text, markup, link, work), isPlain: false };
	} catch (error) {
		if (!(error instanceof TooMuchWork)) throw error;
		return { ...renderPlain(text, markup), leftOut: [], isPlain: true };
	}
}

type Rendered = Pick<Body, "html" | "excerpt" | "player">;

/** So much of a plain text is looked at for its excerpt, in characters. */
const EXCERPT_SOURCE = 2000;

function renderPlain(text: string, markup: Markup): Rendered {
	const html = plainHtml(text, markup);
	const words = plainText(html.slice(0, EXCERPT_SOURCE).replace(/<[^>]*$|&[^;]*$/, ""));
	return { html: portable(html), excerpt: shorten(cleanLine(words), 299) };
}

function render(body: string, markup: Markup, link: string, work: Work): Omit<Body, "isPlain"> {
	if (markup === "text") return { ...renderTree(body, markup, link, work), leftOut: [] };
	const { text, leftOut } = translateTemplates(body, markup, work);
	const rendered = renderTree(text, markup, link, work);
	const end = text.indexOf(TEASER_END);
	const summary = end > 0 ? renderTree(text.slice(0, end), markup, link, work).excerpt : "";
	return { ...rendered, excerpt: summary || rendered.excerpt, leftOut };
}

function renderTree(text: string, markup: Markup, link: string, work: Work): Rendered {
	const source = toHtml(text, markup, work);
	const tree = parseHtml(source, work);
	const { base, player } = clean(tree, source, link, work);
	const safe: Root = { type: "root", children: [] };
	const sanitised = sanitize(tree, schema);
	if (sanitised.type === "root") safe.children = sanitised.children;
	else if (sanitised.type !== "doctype") safe.children = [sanitised];
	normalize(safe, link, base, work);
	return { html: write(safe), excerpt: excerptOf(safe), player };
}

function write(tree: Root): string {
	return portable(serialize(tree, { characterReferences: { useNamedReferences: true } }));
}

/** U+0338 after a tag is written as a reference: in NFC it would become one character with the `>` before it. */
function portable(html: string): string {
	return html.replaceAll("]]>", "]]&gt;").replaceAll(">\u0338", ">&#x338;").trim();
}
