import { decodeHTMLStrict } from "entities";
import { markdownToHtml } from "./markdown.ts";
import { Work } from "./work.ts";

/** The format of a body. */
export type Markup = "markdown" | "mdx" | "html" | "text";

/** Returns the markup of a source based on its file name; null if the file cannot be an article. */
export function markupOf(path: string): Markup | null {
	const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
	if (extension === "mdx") return "mdx";
	if (["md", "markdown", "mdown", "mkd"].includes(extension)) return "markdown";
	if (extension === "html" || extension === "htm") return "html";
	return extension === "txt" ? "text" : null;
}

/**
 * Renders a body as HTML that is not sanitized yet. Throws a RangeError if the body is nested too deeply, and
 * TooMuchWork.
 */
export function toHtml(body: string, markup: Markup, work = new Work(body.length)): string {
	if (markup === "html") return body;
	return markup === "text" ? linkedHtml(body) : markdownToHtml(body, work);
}

/**
 * Renders a body as paragraphs of plain text, for bodies that take too much work to render properly. The resulting HTML
 * does not need to be sanitized.
 */
export function plainHtml(body: string, markup: Markup): string {
	return textToHtml(markup === "html" ? withoutTags(body) : body, escapeHtml);
}

/** Converts plain text to HTML and turns web addresses into links. */
export function linkedHtml(text: string): string {
	return textToHtml(text, linked);
}

/** Returns the text between tags. Takes a single pass, even if tags or comments are never closed. */
function withoutTags(html: string): string {
	let unseen = "";
	const texts = html.split("<").map((part, index) => {
		if (index === 0) return part;
		const name = /^(?:!--|\/?[a-z][a-z0-9]*)/i.exec(part)?.[0].toLowerCase() ?? "";
		if (unseen === "!--" ? part.includes("-->") : name === `/${unseen}`) unseen = "";
		else if (unseen === "" && /^(!--|script|style|template|noscript)$/.test(name)) unseen = name;
		if (unseen !== "" && !(name === "!--" && part.includes("-->"))) return "";
		unseen = "";
		const end = part.indexOf(">");
		return end === -1 ? "" : `${/^\/?(br|p|div|li|tr|h\d)$/.test(name) ? "\n\n" : ""}${part.slice(end + 1)}`;
	});
	return decodeHTMLStrict(texts.join(""));
}

/** Splits text into paragraphs at blank lines, keeping line breaks. */
function textToHtml(text: string, inline: (text: string) => string): string {
	return text
		.split(/\n[^\S\n]*\n\s*/)
		.filter((paragraph) => paragraph.trim() !== "")
		.map((paragraph) => `<p>${inline(paragraph.trim()).replaceAll("\n", "<br>\n")}</p>`)
		.join("\n");
}

/** Turns web addresses into links. */
function linked(text: string): string {
	// Most paragraphs do not contain an address, and a body may have 250,000 paragraphs.
	if (!text.includes("://")) return escapeHtml(text);
	return text
		.split(/(\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'“”„»])/i)
		.map((part, index) =>
			index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
		)
		.join("");
}

function escapeHtml(text: string): string {
	if (!/[&<>"]/.test(text)) return text;
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
