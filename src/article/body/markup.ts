import { Marked } from "marked";
import markedFootnote from "marked-footnote";

/** Each level of a list costs `marked` more than the last: a few hundred in each other would cost seconds. */
const DEEP_ITEM = /^[ \t]{200,}(?:[-+*]|\d{1,9}[.)])[ \t]/gm;
const DEEP_ITEMS = 20;

/** Quotes in each other cost 20 µs a level before the stack ends: half a million in a megabyte would cost ten seconds. */
const DEEP_QUOTE = /^(?:[ \t]{0,3}>){200}/m;

const plainMarkdown = new Marked({ gfm: true });

/**
 * For one body only: the extension keeps what it has seen, and after an error half-way it would count on in the next.
 * A rule stands before the notes instead of a heading, which would be English in every article.
 */
function markdownWithFootnotes(): Marked {
	return new Marked({ gfm: true }).use(markedFootnote({ description: "", footnoteDivider: true }));
}

/** How a body is written. */
export type Markup = "markdown" | "html" | "text";

/** The markup of a source, told by its file name; null if it is none that an article can be written in. */
export function markupOf(path: string): Markup | null {
	const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
	if (["md", "mdx", "markdown", "mdown", "mkd"].includes(extension)) return "markdown";
	if (extension === "html" || extension === "htm") return "html";
	return extension === "txt" ? "text" : null;
}

/** Footnotes, and marks that refer to them, cost marked-footnote a millisecond each: with more, they stay as written. */
const MAX_NOTES = 2000;

/** A body as HTML that nobody has sanitised yet. Throws a RangeError if it is nested too deeply. */
export function toHtml(body: string, markup: Markup): string {
	if (markup === "html") return body;
	if (markup === "text") return textToHtml(body);
	if ((body.match(DEEP_ITEM)?.length ?? 0) > DEEP_ITEMS) throw new RangeError("lists are nested too deeply");
	if (DEEP_QUOTE.test(body)) throw new RangeError("quotes are nested too deeply");
	const notes = body.split("[^", MAX_NOTES + 2).length - 1;
	const markdown = notes > 0 && notes <= MAX_NOTES ? markdownWithFootnotes() : plainMarkdown;
	return markdown.parse(body, { async: false });
}

/** Paragraphs at blank lines, line breaks as they are, web addresses as links. */
function textToHtml(text: string): string {
	return text
		.split(/\n[^\S\n]*\n\s*/)
		.filter((paragraph) => paragraph.trim() !== "")
		.map((paragraph) => `<p>${linked(paragraph.trim()).replaceAll("\n", "<br>\n")}</p>`)
		.join("\n");
}

function linked(text: string): string {
	return text
		.split(/(\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'“”„»])/i)
		.map((part, index) =>
			index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
		)
		.join("");
}

function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
