import { fileKind } from "../file-kinds.ts";
import { ANYWHERE } from "../local-files.ts";
import { headingSlug } from "./normalize.ts";
import type { SourceScanner } from "./source-scanner.ts";

/** The replacement for an inline Markdown extension, and where the extension ends. */
interface Extra {
	text: string;
	end: number;
	/** Where the extension begins, if that is before the mark. */
	from?: number;
	/** Where highlighted text ends. */
	markEnd?: number;
}

/** Match attributes: `{: .x #y}`, and the same without a colon if every part is an attribute. */
const KRAMDOWN = /\{:(?:[ \t]|[.#]|\/|:|toc\b|no_toc\b|[\w-]+=)[^{}\n]*\}/y;
const ATTRIBUTES =
	/\{[ \t]*(?:[.#][^\s{}]+|[\w:-]+=(?:"[^"\n{}]*"|'[^'\n{}]*'|[^\s"'{}]+))(?:[ \t]+(?:[.#][^\s{}]+|[\w:-]+(?!=)|[\w:-]+=(?:"[^"\n{}]*"|'[^'\n{}]*'|[^\s"'{}]+)))*[ \t]*\}/y;
const WORDS = /\{[ \t]*[a-z][\w-]*(?:[ \t]+[\w-]+)*[ \t]*\}/y;
const COMMENT = /\{#(?![\w-]+[ \t}])[^{}]*#\}/y;

const WIKILINK = /(!?)\[\[(?!\s)([^[\]|\n\\]{1,300}?)(?:\\?\|([^[\]\n]{0,300}))?\]\](?![([])/y;
const SPAN = /\[([^[\]\n`]{1,200})\]\{[^{}\n]{0,200}\}/y;
const DIRECTIVE = /:[a-z][\w-]*(?:\[([^[\]\n]{0,200})\])?(?:\{[^{}\n]{0,300}\})?/y;
const MARKED = /==(?=[^\s=])[^=\n`]{1,500}?(?<=\S)==(?![=\w])/y;
const DOLLARS = /\$(?=[^\s$])([^$\n`]{1,300})(?<=[^\s\\])\$(?!\d)/y;

/** Returns the extension that begins at `start` with `mark`; null if the mark is plain text. */
export function inlineExtra(scanner: SourceScanner, start: number, mark: string): Extra | null {
	const { text } = scanner;
	const before = text[start - 1] ?? "\n";
	if (mark === "{") return attributes(text, start, before);
	if (mark === "%%") return comment(scanner, start, before);
	if (mark.endsWith("[[")) return wikilink(text, start, before);
	if (mark === "[") return whole(SPAN, text, start, (match) => match[1] ?? "");
	if (mark.startsWith(":")) return whole(DIRECTIVE, text, start, (match) => match[1] ?? "");
	if (mark === " ^") return { text: "", end: scanner.lineEnd(start) };
	if (mark === "$$") return display(scanner, start);
	if (mark === "$") return /[\w$\\]/.test(before) ? null : whole(DOLLARS, text, start, ([math]) => escaped(math));
	if (mark === "\\(" || mark === "\\[") return bracketed(scanner, start, mark);
	if (mark === "==" && !/[\w=]/.test(before)) {
		const found = match(MARKED, text, start);
		return found && { text: "<mark>", end: start + 2, markEnd: start + found[0].length - 2 };
	}
	return null;
}

function match(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
	pattern.lastIndex = start;
	return pattern.exec(text);
}

function whole(pattern: RegExp, text: string, start: number, show: (match: RegExpExecArray) => string): Extra | null {
	const found = match(pattern, text, start);
	return found && { text: show(found), end: start + found[0].length };
}

/** Removes attributes, because feed readers cannot use them. The id of a heading is parsed elsewhere. */
function attributes(text: string, start: number, before: string): Extra | null {
	const kramdown = match(KRAMDOWN, text, start);
	if (kramdown !== null) {
		// The list item before `{:toc}` is a placeholder for a table of contents.
		const [item = ""] = /^\{:[ \t]*toc\b/.test(kramdown[0])
			? (/(?:^|\n)[^\n]*\n[ \t]*$/.exec(text.slice(Math.max(0, start - 200), start)) ?? [])
			: [];
		return { text: "", from: start - item.length, end: start + kramdown[0].length };
	}
	const hidden = whole(COMMENT, text, start, () => "");
	if (hidden !== null) return hidden;
	const found =
		whole(ATTRIBUTES, text, start, () => "") ?? (before === ")" ? whole(WORDS, text, start, () => "") : null);
	if (found === null) return null;
	const line = linePrefix(text, start);
	const isAtEnd = /^[ \t]*(?:\n|$)/.test(text.slice(found.end, found.end + 40));
	// The id of a heading is parsed with the heading, and attributes of a container with the container.
	if (isAtEnd && /^ {0,3}#{1,6}[ \t]|^[ \t]*:{2,}/.test(line)) return null;
	const isBehindSomething = /[)\]*_`}~=]/.test(before);
	return isBehindSomething ||
		(isAtEnd && (/^[ \t>]*$/.test(line) || /^\{[ \t]*[#.]/.test(text.slice(start, start + 9))))
		? found
		: null;
}

/** Removes a comment, because comments are not meant to be published. */
function comment(scanner: SourceScanner, start: number, before: string): Extra | null {
	if (/[\w%]/.test(before)) return null;
	const end = scanner.find("%%", start + 2);
	return end === undefined ? null : { text: "", end: end + 2 };
}

/**
 * Translates a link to another note in the vault, or to an anchor in this note. Pictures, audio and videos are
 * embedded.
 */
function wikilink(text: string, start: number, before: string): Extra | null {
	const found = match(WIKILINK, text, start);
	if (found === null || /[A-Za-z0-9\])]/.test(before)) return null;
	const [all, embed, target = "", label = ""] = found;
	const end = start + all.length;
	if (/^_?toc_?$/i.test(target)) return { text: "", end };
	const [path = "", ...headings] = target.split("#").map((part) => part.trim());
	const kind = fileKind(path)?.kind;
	const isEmbedded = embed !== "" && kind !== undefined && kind !== "file";
	const words = label.trim() || nameOf(target);
	if (isEmbedded) {
		const size = /^(\d+)(?:x(\d+))?$/.exec(label.trim());
		if (size && kind === "picture") return { text: sizedPicture(anywhere(path), size, text, start, end), end };
		return { text: `!${linkTo(size ? "" : label.trim(), anywhere(path))}`, end };
	}
	const heading = headings.at(-1) ?? "";
	const fragment = heading === "" || heading.startsWith("^") ? "" : `#${headingSlug(heading)}`;
	if (path === "") return { text: fragment === "" ? words : linkTo(words, fragment), end };
	// The match may not be a link, but an array such as `[[1, 2]]`.
	if (!/\p{L}/u.test(path)) return { text: words, end };
	const file = kind === undefined && !/\.md$/i.test(path) ? `${path}.md` : path;
	return { text: linkTo(words, anywhere(file) + fragment), end };
}

/**
 * Translates `![[tide.jpg|300]]` and `![[tide.jpg|300x200]]` to HTML, because Markdown does not have a syntax for
 * sizes.
 */
function sizedPicture(
	address: string,
	[, width, height]: readonly (string | undefined)[],
	text: string,
	start: number,
	end: number,
): string {
	const src = address.replace(/["&<>%?]/g, encodeURIComponent);
	const img = `<img src="${src}" alt="" width="${width}"${height === undefined ? "" : ` height="${height}"`}>`;
	// If HTML is alone on its line, Markdown treats the lines that follow as HTML too.
	const isAlone = /^[ \t]*$/.test(linePrefix(text, start)) && /^[ \t]*\n/.test(text.slice(end, end + 40));
	return isAlone ? `${img}\n` : img;
}

/**
 * Makes a path match in any folder, because Obsidian finds notes by name. Only paths that begin with `./` or `../` are
 * relative to the note's folder.
 */
function anywhere(path: string): string {
	return /^\.\.?\//.test(path) ? path : ANYWHERE + path.replace(/^\/+/, "");
}

function linkTo(label: string, address: string): string {
	return `[${label}](<${address.replace(/[<>%?]/g, encodeURIComponent)}>)`;
}

/** Returns the text of a link: `folder/Note#Heading` → `Note > Heading`. */
function nameOf(target: string): string {
	const [path = "", ...headings] = target.split("#");
	const note = path.replace(/^.*\//, "").replace(/\.md$/, "").trim();
	return [note, ...headings.filter((part) => !part.startsWith("^"))].filter((part) => part !== "").join(" > ");
}

/** Returns the text before `start` on the same line, at most 300 characters. */
function linePrefix(text: string, start: number): string {
	const before = text.slice(Math.max(0, start - 300), start);
	return before.slice(before.lastIndexOf("\n") + 1);
}

/** Shows the source of a display formula, line by line. */
function display(scanner: SourceScanner, start: number): Extra | null {
	const { text } = scanner;
	const close = scanner.find("$$", start + 2);
	if (close === undefined || close - start > 5000) return null;
	const math = text.slice(start + 2, close);
	if (math.trim() === "" || /\n[ \t]*\n/.test(math)) return null;
	const line = linePrefix(text, start);
	const isAlone = /^[ \t]{0,3}$/.test(line) && /^[ \t]*(?:\n|$)/.test(text.slice(close + 2, close + 40));
	if (!isAlone || math.includes("```")) return { text: escaped(text.slice(start, close + 2)), end: close + 2 };
	return { text: `\n${line}\`\`\`math\n${math.replace(/^\s*\n|\s+$/g, "")}\n${line}\`\`\`\n`, end: close + 2 };
}

/** Shows the source of a formula in `\(…\)` or `\[…\]`, if it contains a TeX command or an operator. */
function bracketed(scanner: SourceScanner, start: number, mark: string): Extra | null {
	const close = scanner.find(mark === "\\(" ? "\\)" : "\\]", start + 2);
	if (close === undefined || close - start > 2000) return null;
	const math = scanner.text.slice(start, close + 2);
	if (!/\\[A-Za-z]|[\^_]|=/.test(math.slice(2, -2)) || /\n[ \t]*\n/.test(math)) return null;
	return { text: escaped(math), end: close + 2 };
}

/** Escapes a text so that Markdown shows it literally. */
function escaped(math: string): string {
	return math.replace(/[\\`*_[\]<>&~!|{}]/g, "\\$&");
}
