import { audio, embed, escapeHtml, figure, image, link, tag, video } from "../html.ts";
import { type Json, listIn, textIn } from "./json.ts";

/** Cards that show nothing outside a Ghost site. */
const SILENT = /^(paywall|signup|email|email-cta|before-after|nft|transistor)$/;

/** What `cardHtml` needs from its callers, the renderers for both of Ghost's editors. */
export interface CardContext {
	/** Renders a card's Markdown as HTML. */
	markdown(text: string): string;
	notes: Set<string>;
}

/**
 * Renders a card of Ghost's editor as HTML. `type` is the card's name in Lexical (https://github.com/TryGhost/Koenig).
 * Returns null for unknown cards.
 */
export function cardHtml(type: string, card: Json, { markdown, notes }: CardContext): string | null {
	const text = (name: string): string => textIn(card, name);
	switch (type) {
		case "image":
			return figure(linked(image(text("src"), text("alt"), size(card)), text("href")), text("caption"));
		case "gallery": {
			const pictures = listIn(card, "images").map((one) => image(textIn(one, "src"), textIn(one, "alt"), size(one)));
			return pictures.map((one) => figure(one)).join("\n") + paragraph(text("caption"));
		}
		case "html":
			return text("html");
		case "markdown":
		case "card-markdown":
			return markdown(text("markdown"));
		case "codeblock":
		case "code": {
			const open = tag("code", { class: text("language") === "" ? undefined : `language-${text("language")}` });
			return `<pre>${open}${escapeHtml(text("code"))}</code></pre>${paragraph(text("caption"))}`;
		}
		case "horizontalrule":
		case "hr":
			return "<hr>";
		case "bookmark":
			return bookmark(card);
		case "embed":
			return `${text("html") || embed(text("url"))}${paragraph(text("caption"))}`;
		case "callout":
			return `<blockquote><p>${text("calloutEmoji")} ${text("calloutText")}</p></blockquote>`.replace("<p> ", "<p>");
		case "toggle":
			return `<details><summary>${text("heading")}</summary>${text("content")}</details>`;
		case "button":
			return paragraph(link(text("buttonUrl"), text("buttonText") || text("buttonUrl")));
		case "audio":
			return figure(audio(text("src")), escapeHtml(text("title")));
		case "video":
			return figure(video(text("src"), text("thumbnailSrc") || undefined), text("caption"));
		case "file":
			return paragraph(link(text("src"), text("fileTitle") || text("fileName")));
		case "product":
			return product(card);
		case "header":
		case "call-to-action":
			return header(card);
		default:
			if (!SILENT.test(type)) return null;
			notes.add(`The card \`${type}\` is left out, because only a Ghost site can show it.`);
			return "";
	}
}

function size(card: Json): { width: string; height: string } {
	return { width: textIn(card, "width"), height: textIn(card, "height") };
}

function linked(html: string, href: string): string {
	return href === "" ? html : `${tag("a", { href })}${html}</a>`;
}

function paragraph(html: string): string {
	return html === "" ? "" : `\n<p>${html}</p>`;
}

function bookmark(card: Json): string {
	const data = card["metadata"];
	const known: Json = typeof data === "object" && data !== null ? { ...data } : {};
	const url = textIn(card, "url") || textIn(known, "url");
	const description = textIn(known, "description");
	const more = description === "" ? "" : `<br>${escapeHtml(description)}`;
	return `<p>${link(url, textIn(known, "title") || url)}${more}</p>${paragraph(textIn(card, "caption"))}`;
}

function product(card: Json): string {
	const picture = textIn(card, "productImageSrc");
	return [
		picture === "" ? "" : figure(image(picture)),
		`<h4>${textIn(card, "productTitle")}</h4>`,
		textIn(card, "productDescription"),
		textIn(card, "productUrl") === "" ? "" : paragraph(link(textIn(card, "productUrl"), textIn(card, "productButton"))),
	].join("");
}

function header(card: Json): string {
	const title = textIn(card, "header") || textIn(card, "heading");
	const text = textIn(card, "subheader") || textIn(card, "subheading") || textIn(card, "textValue");
	const url = textIn(card, "buttonUrl");
	return `${title === "" ? "" : `<h2>${title}</h2>`}${paragraph(text)}${url === "" ? "" : paragraph(link(url, textIn(card, "buttonText") || url))}`;
}
