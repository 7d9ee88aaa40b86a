import { decodeHTMLStrict } from "entities";
import { markdownToHtml } from "./markdown.ts";
import { Work } from "./work.ts";

/** How a body is written. */
export type Markup = "markdown" | "mdx" | "html" | "text";

/** The markup of a source, told by its file name; null if it is none that an article can be written in. */
export function markupOf(path: string): Markup | null {
	const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
	if (extension === "mdx") return "mdx";
	if (["md", "markdown", "mdown", "mkd"].includes(extension)) return "markdown";
	if (extension === "html" || extension === "htm") return "html";
	return extension === "txt" ? "text" : null;
}

/** A body as HTML that nobody has sanitised yet. Throws a RangeError if it is nested too deeply, and TooMuchWork. */
export function toHtml(body: string, markup: Markup, work = new Work(body.length)): string {
	if (markup === "html") return body;
	return markup === "text" ? linkedHtml(body) : markdownToHtml(body, work);
}

/** A body that costs too much to be read, as HTML that needs no sanitising: its text as it is written, in paragraphs. */
export function plainHtml(body: string, markup: Markup): string {
	return textToHtml(markup === "html" ? withoutTags(body) : body, escapeHtml);
}

/** Plain text as HTML, its web addresses as links. */
export function linkedHtml(text: string): string {
	return textToHtml(text, linked);
}

/** The text between tags, in one pass whatever is unfinished in it. */
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

/** Paragraphs at blank lines, line breaks as they are. */
function textToHtml(text: string, inline: (text: string) => string): string {
	return text
		.split(/\n[^\S\n]*\n\s*/)
		.filter((paragraph) => paragraph.trim() !== "")
		.map((paragraph) => `<p>${inline(paragraph.trim()).replaceAll("\n", "<br>\n")}</p>`)
		.join("\n");
}

/** Web addresses as links. */
function linked(text: string): string {
	// Most paragraphs have none, and there may be a quarter of a million.
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
