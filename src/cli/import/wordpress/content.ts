import { audio, embed, escapeHtml, escapeTags, figure, image, replaceElements, tag, video } from "../html.ts";
import { autop } from "./autop.ts";
import { type Arguments, replaceShortcodes, type Shortcode } from "./shortcodes.ts";

/** A file in the media library. */
export interface Attachment {
	id: number;
	url: string;
	title: string;
	/** HTML. */
	caption: string;
	alt: string;
	/** The post that it was uploaded to. */
	parent: number;
	/** The position of the file among the files of that post. */
	order: number;
}

/** Content that the bodies of posts may refer to. */
export interface Library {
	attachment(id: number): Attachment | undefined;
	/** Returns the files that were uploaded to a post, in order. */
	attachedTo(post: number): readonly Attachment[];
	/** Returns the content of a reusable block. */
	block(id: number): string | undefined;
}

/** A post's body, with the data that rendering needs. */
export interface Content {
	/** The post's id. */
	id: number;
	text: string;
	/** The post meta `footnotes`, as JSON. */
	footnotes: string;
	/** The values of the post meta `enclosure`. The address is in the first line of each. */
	enclosures: readonly string[];
}

/** Maximum depth of nested reusable blocks and shortcodes. */
const MAX_DEPTH = 5;

/**
 * Renders the blocks, embedded addresses, paragraphs and shortcodes in the body of a post as WordPress does. Leaves out
 * whatever only a plugin or the running site could show, and adds a note about it.
 */
export function renderContent(content: Content, library: Library): { html: string; notes: string[] } {
	const renderer = new Renderer(content, library);
	const html = renderer.render(content.text) + renderer.enclosed();
	return { html: html.trim(), notes: [...renderer.notes] };
}

/** Elements whose content is protected from all replacements. */
const CODE = ["pre", "code", "script", "style", "textarea"];

/** Placeholder for protected code. */
const PLACE = /<ns(?:code|pre)-(\d+)>/g;

class Renderer {
	readonly notes = new Set<string>();
	readonly #content: Content;
	readonly #library: Library;
	readonly #code: string[] = [];
	#shown = "";

	constructor(content: Content, library: Library) {
		this.#content = content;
		this.#library = library;
	}

	render(text: string): string {
		const source = text.replaceAll(/\r\n?/g, "\n");
		if (source.includes("<!--", endOfComments(source))) {
			this.notes.add("A comment is not closed, so the text after it is left out.");
		}
		const hasBlocks = /<!--\s+wp:/.test(source);
		const visible = withoutComments(hasBlocks ? this.#blocks(source, 0) : source);
		const prepared = this.#shortcodes(embedLines(this.#protect(visible)), 0);
		const paragraphs = hasBlocks ? prepared : autop(prepared);
		this.#shown = paragraphs.replaceAll(PLACE, (_, index: string) => {
			return this.#code[Number(index)]?.replaceAll(/\[(\[[\w-][^[\]]*\])\]/g, "$1") ?? "";
		});
		return this.#shown;
	}

	/** Renders players for the files that a podcast plugin attached, except for files that the body already embeds. */
	enclosed(): string {
		const urls = this.#content.enclosures.map((one) => one.split("\n")[0]?.trim() ?? "");
		const others = urls.filter((url) => /^https?:\/\//.test(url) && !this.#shown.includes(url));
		return others.map((url) => `\n${/\.(mp4|m4v|webm|mov)([?#]|$)/i.test(url) ? video(url) : audio(url)}`).join("");
	}

	#protect(text: string): string {
		return replaceElements(text, CODE, (element, name) => {
			return `<${name === "code" ? "nscode" : "nspre"}-${this.#code.push(element) - 1}>`;
		});
	}

	/**
	 * Removes the comments that mark blocks. Adds a note for each block without text, because only a running WordPress
	 * site generates the content of such blocks.
	 */
	#blocks(text: string, depth: number): string {
		// Search only up to the end of the last closed comment. Beyond that point, each unclosed comment would cause a
		// search through the rest of the text.
		const closed = text.slice(0, endOfComments(text));
		const replaced = closed.replaceAll(/<!--([\s\S]*?)-->/g, (comment, inner: string) => {
			const [, name, json = "", slash] = /^\s+wp:([a-z][\w/-]*)\s+([\s\S]*?)(\/?)$/.exec(inner) ?? [];
			if (name === undefined) return /^\s+\/wp:/.test(inner) ? "" : comment;
			if (slash !== "/") return "";
			if (name === "footnotes") return this.#footnotes();
			const [, reference] = /"ref":\s*(\d+)/.exec(json) ?? [];
			const block = name === "block" ? this.#library.block(Number(reference)) : undefined;
			if (block !== undefined && depth < MAX_DEPTH) return this.#blocks(block, depth + 1);
			this.notes.add(
				`The block \`${name}\` is left out, because WordPress generates its content when it displays the page.`,
			);
			return "";
		});
		return replaced + text.slice(closed.length);
	}

	#footnotes(): string {
		const notes = footnotesOf(this.#content.footnotes);
		const items = notes.map(
			({ id, content }) => `<li id="${escapeHtml(id)}">${content} <a href="#${escapeHtml(id)}-link">↩︎</a></li>`,
		);
		return items.length === 0 ? "" : `<ol>${items.join("")}</ol>`;
	}

	#shortcodes(text: string, depth: number): string {
		return replaceShortcodes(text, (shortcode) => this.#shortcode(shortcode, depth));
	}

	#shortcode(shortcode: Shortcode, depth: number): string | null {
		const { name, args, content } = shortcode;
		const first = args.get(0) ?? "";
		switch (name) {
			case "caption":
			case "wp_caption":
				return this.#caption(args, content ?? "");
			case "gallery":
				return this.#pictures(args)
					.map(({ url, alt, title, caption }) => figure(image(url, alt || title), caption))
					.join("\n");
			case "playlist":
				return this.#playlist(args);
			case "embed":
				return this.#block(embed((content?.trim() || args.get("src")) ?? first));
			case "audio":
				return this.#media(args, content, AUDIO, "audio");
			case "video":
				return this.#media(args, content, VIDEO, "video");
			case "youtube":
			case "vimeo":
			case "dailymotion":
			case "soundcloud":
			case "spotify":
			case "gist":
			case "tweet":
			case "instagram":
				return this.#service(name, (args.get("url") ?? args.get("id") ?? first) || (content?.trim() ?? ""));
			case "code":
			case "sourcecode":
			case "highlight":
				if (content === null) return null;
				return this.#codeBlock(args.get("lang") ?? args.get("language") ?? (name === "code" ? "" : first), content);
			case "latex":
				return content === null ? null : this.#protect(`<code>${escapeTags(content)}</code>`);
			default:
				return this.#unknown(shortcode, depth);
		}
	}

	/** Keeps only the text in a plugin's unknown shortcode. Returns null for ordinary words in brackets. */
	#unknown({ name, args, content }: Shortcode, depth: number): string | null {
		const isNamed = [...args.keys()].some((key) => typeof key === "string") || name.includes("_");
		if (content === null) {
			if (!isNamed) return null;
			this.notes.add(
				`The shortcode \`[${name}]\` is left out, because only the plugin that defines it can display it.`,
			);
			return "";
		}
		this.notes.add(`Only the text within the shortcode \`[${name}]\` is kept.`);
		return depth < MAX_DEPTH ? this.#shortcodes(content, depth + 1) : content;
	}

	#caption(args: Arguments, content: string): string {
		const [, picture = content, text = ""] =
			/^\s*((?:<a\b[^>]*>)?\s*<img\b(?:[^>"']|"[^"]*"|'[^']*')*>\s*(?:<\/a>)?)([\s\S]*)$/i.exec(content) ?? [];
		const caption = args.get("caption") ?? text.trim();
		return caption === "" ? content : figure(picture.trim(), caption);
	}

	/**
	 * Returns the pictures of a gallery: those that the gallery lists, in its order or, if it lists none, those that were
	 * uploaded to the post.
	 */
	#pictures(args: Arguments): Attachment[] {
		const named = idsOf(args.get("ids") ?? args.get("include") ?? "");
		const excluded = idsOf(args.get("exclude") ?? "");
		if (named.length > 0) return this.#named(named, "gallery");
		const post = Number(args.get("id") ?? this.#content.id);
		return this.#library
			.attachedTo(post)
			.filter(({ id, url }) => PICTURE.test(url) && !excluded.includes(id))
			.slice();
	}

	#named(ids: readonly number[], what: string): Attachment[] {
		return ids.flatMap((id) => {
			const found = this.#library.attachment(id);
			if (found === undefined) this.notes.add(`A ${what} refers to file ${id}, which is not in the export.`);
			return found ?? [];
		});
	}

	#playlist(args: Arguments): string {
		const isVideo = args.get("type") === "video";
		const ids = idsOf(args.get("ids") ?? "");
		const attached = this.#library.attachedTo(this.#content.id);
		const files = ids.length > 0 ? this.#named(ids, "playlist") : attached.filter(({ url }) => AUDIO.test(url));
		return files.map(({ url, title }) => figure(isVideo ? video(url) : audio(url), escapeTags(title))).join("\n");
	}

	#media(args: Arguments, content: string | null, kind: RegExp, name: "audio" | "video"): string {
		const sources = [args.get("src"), ...[...args.values()].filter((value) => kind.test(value)), content?.trim()];
		const attached = this.#library.attachedTo(this.#content.id).find(({ url }) => kind.test(url));
		const src = sources.find((one) => one !== undefined && /^https?:\/\//.test(one)) ?? attached?.url;
		if (src === undefined) {
			this.notes.add(`The shortcode \`[${name}]\` is left out, because it does not refer to a file.`);
			return "";
		}
		if (!kind.test(src)) return this.#block(embed(src));
		return name === "audio" ? audio(src) : video(src, args.get("poster"));
	}

	#service(name: string, given: string): string | null {
		const address = given.replaceAll(/^=|&nbsp;/g, "").trim();
		if (address === "") return null;
		if (/^https?:\/\//.test(address)) return this.#block(embed(address));
		const prefix = SERVICES[name];
		return prefix === undefined ? null : this.#block(embed(prefix + address));
	}

	#codeBlock(language: string, content: string): string {
		const text = escapeTags(content.replaceAll(PLACE, (_, index: string) => this.#code[Number(index)] ?? ""));
		const open = tag("code", { class: language === "" ? undefined : `language-${language}` });
		return this.#protect(`<pre>${open}${text.replace(/^\n/, "")}</code></pre>`);
	}

	/** Puts HTML on its own lines, so that it becomes a paragraph. */
	#block(html: string): string {
		return `\n\n${html}\n\n`;
	}
}

const PICTURE = /\.(jpe?g|png|gif|webp|avif|svg|bmp|heic)([?#]|$)/i;
const AUDIO = /\.(mp3|m4a|m4b|ogg|oga|opus|wav|flac|wma|aac)([?#]|$)/i;
const VIDEO = /\.(mp4|m4v|webm|ogv|mov|flv|wmv|avi|mkv)([?#]|$)/i;

/** Addresses of services, for WordPress.com shortcodes that contain only an id. */
const SERVICES: Record<string, string> = {
	youtube: "https://www.youtube.com/watch?v=",
	vimeo: "https://vimeo.com/",
	dailymotion: "https://www.dailymotion.com/video/",
	gist: "https://gist.github.com/",
};

function idsOf(text: string): number[] {
	return text.split(",").flatMap((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : []));
}

/** Embeds addresses that are alone on a line or in a paragraph. */
function embedLines(text: string): string {
	return text
		.replaceAll(/(<p(?:\s[^<>]*)?>)\s*(https?:\/\/[^\s<>"]+)\s*<\/p>/gi, (_, open: string, url: string) => {
			return `${open}${embed(url)}</p>`;
		})
		.replaceAll(/^[^\S\n]*(https?:\/\/[^\s<>"[\]]+)[^\S\n]*$/gim, (_, url: string) => embed(url));
}

/** Returns the position after the last comment; 0 if there is none. */
function endOfComments(html: string): number {
	const last = html.lastIndexOf("-->");
	return last === -1 ? 0 : last + "-->".length;
}

/** Removes comments, which may contain private remarks. Keeps only the comment that marks the end of the teaser. */
function withoutComments(html: string): string {
	return html.replaceAll(/<!--([\s\S]*?)(?:-->|$)/g, (_, inner: string) =>
		/^\s*more\b/i.test(inner) ? "<!--more-->" : "",
	);
}

interface Footnote {
	id: string;
	content: string;
}

function footnotesOf(json: string): Footnote[] {
	try {
		const parsed: unknown = JSON.parse(json);
		return Array.isArray(parsed) ? parsed.filter(isFootnote) : [];
	} catch {
		return [];
	}
}

function isFootnote(value: unknown): value is Footnote {
	if (typeof value !== "object" || value === null || !("id" in value) || !("content" in value)) return false;
	return typeof value.id === "string" && typeof value.content === "string";
}
