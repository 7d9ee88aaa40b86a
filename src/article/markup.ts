import { Marked } from "marked";
import markedFootnote from "marked-footnote";

const markdown = new Marked({ gfm: true }).use(markedFootnote({ description: "", footnoteDivider: true }));

/** How a body is written. */
export type Markup = "markdown" | "html" | "text";

/** The markup of a source, told by its file name; null if it is none that an article can be written in. */
export function markupOf(path: string): Markup | null {
	const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
	if (extension === "md" || extension === "markdown") return "markdown";
	if (extension === "html" || extension === "htm") return "html";
	return extension === "txt" ? "text" : null;
}

/** A body as HTML that nobody has sanitised yet. Throws a RangeError if it is nested too deeply. */
export function toHtml(body: string, markup: Markup): string {
	if (markup === "html") return body;
	return markup === "markdown" ? markdown.parse(body, { async: false }) : textToHtml(body);
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
