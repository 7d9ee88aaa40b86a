import { toMdast } from "hast-util-to-mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { type Options, toMarkdown } from "mdast-util-to-markdown";
import { parseHtml } from "../../article/body/dom.ts";
import { renderBody } from "../../article/body/render-body.ts";
import { TooMuchWork } from "../../article/body/work.ts";

/** Elements that Markdown can express. Articles with any other element are written as HTML. */
const SIMPLE =
	/^(?:p|br|hr|h[1-6]|a|img|em|strong|i|b|code|pre|del|s|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|span|div)$/i;

/** Maximum number of characters in a body to convert to Markdown. Longer bodies stay HTML. */
const MAX_LENGTH = 20_000;

/** A base URL for rendering the HTML and the Markdown, so that their published HTML can be compared. */
const PAGE = "https://newsstand.invalid/page";

/**
 * Converts HTML to Markdown. Returns null if the published result would differ from that of the HTML. Needs the
 * article's title, because a heading that repeats the title is not published.
 */
export function losslessMarkdown(html: string, title: string): string | null {
	if (html.length > MAX_LENGTH) return null;
	for (const [, name = ""] of html.matchAll(/<([a-z][\w-]*)/gi)) if (!SIMPLE.test(name)) return null;
	if (html.trim() === "") return "";
	try {
		const end = html.indexOf(TEASER);
		const parts = end === -1 ? [html] : [html.slice(0, end), html.slice(end + TEASER.length)];
		const written = parts.map((part) => toMarkdown(toMdast(parseHtml(part)), OPTIONS).trim());
		const markdown = written.filter((part, index) => part !== "" || index > 0).join(`\n\n${TEASER}\n\n`);
		const [before, after] = [published(html, "html", title), published(markdown, "markdown", title)];
		return before === after ? markdown.trim() : null;
	} catch (error) {
		// HTML that is nested too deeply, or takes too long to convert, stays HTML.
		if (error instanceof RangeError || error instanceof TooMuchWork) return null;
		throw error;
	}
}

const TEASER = "<!--more-->";

const OPTIONS: Options = { bullet: "-", rule: "-", extensions: [gfmToMarkdown()] };

/** Returns the published HTML of a body, without whitespace that browsers do not show. */
function published(text: string, markup: "html" | "markdown", title: string): string {
	const { html, excerpt, leftOut, isPlain, warnings } = renderBody(text, markup, PAGE, undefined, { title });
	const parts = html.split(/(<pre\b[^>]*>[\s\S]*?<\/pre>)/);
	const shown = parts.map((part, index) => (index % 2 === 1 ? part.replace(/\n<\/code>/, "</code>") : collapsed(part)));
	return JSON.stringify([shown.join(""), excerpt, leftOut.length, isPlain, warnings.length]);
}

const AROUND_BLOCKS =
	/\s*(<\/?(?:p|br|hr|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|section)\b(?:[^>"]|"[^"]*")*>)\s*/g;

function collapsed(html: string): string {
	// To readers, the elements of each pair in `MARKS` look the same.
	const marks = html.replaceAll(/<(\/?)([bis])>/g, (_, slash: string, name: string) => `<${slash}${MARKS[name]}>`);
	return marks.replaceAll(/\s+/g, " ").replaceAll(AROUND_BLOCKS, "$1").trim();
}

const MARKS: Record<string, string> = { b: "strong", i: "em", s: "del" };
