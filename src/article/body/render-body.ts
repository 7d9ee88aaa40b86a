import type { Root } from "hast";
import { sanitize } from "hast-util-sanitize";
import { toHtml as serialize } from "hast-util-to-html";
import { cleanText } from "../clean-text.ts";
import { clean } from "./clean.ts";
import { parseHtml } from "./dom.ts";
import { excerptOf } from "./excerpt.ts";
import { type Markup, toHtml } from "./markup.ts";
import { normalize } from "./normalize.ts";
import { schema } from "./sanitize-schema.ts";

/** What an article's body becomes. */
interface Body {
	html: string;
	/** Plain text, at most 300 characters. */
	excerpt: string;
	/** The player of the first video in the body whose host is known. */
	player?: string | undefined;
}

/**
 * A body as HTML that is safe and complete wherever it is read: sanitised, every URL absolute, no `]]>` in it (it
 * would end a CDATA section) and no character that XML cannot hold. Videos are as `embeds.ts` stores them. Throws a
 * RangeError if the body is nested too deeply.
 *
 * @param link the article's: an absolute http(s) URL, which relative ones are relative to
 */
export function renderBody(body: string, markup: Markup, link: string): Body {
	if (body.trim() === "") return { html: "", excerpt: "" };
	const source = toHtml(cleanText(body), markup);
	const tree = parseHtml(source);
	const { base, player } = clean(tree, source, link);
	const safe: Root = { type: "root", children: [] };
	const sanitised = sanitize(tree, schema);
	if (sanitised.type === "root") safe.children = sanitised.children;
	else if (sanitised.type !== "doctype") safe.children = [sanitised];
	normalize(safe, link, base);
	return { html: write(safe), excerpt: excerptOf(safe), player };
}

/** U+0338 after a tag is written as a reference: in NFC it would become one character with the `>` before it. */
function write(tree: Root): string {
	return serialize(tree, { characterReferences: { useNamedReferences: true } })
		.replaceAll("]]>", "]]&gt;")
		.replaceAll(">\u0338", ">&#x338;")
		.trim();
}
