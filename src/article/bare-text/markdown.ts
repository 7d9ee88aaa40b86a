/** What Markdown would take for a web address; `<…>` says where it ends. */
const ADDRESS = /((?:https?|ftp):\/\/[^\s<>"]*[^\s<>".,;:!?)\]'“”„»])/i;
/** Marks within a line. An underscore within a word is none, an ampersand only where a character reference could be. */
const INLINE = /[\\`*[\]<~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu;
/** What makes a line a heading, a list, a quotation, a rule or a table. */
const LINE_START = /^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[#+>=:-]))/;

/** No title is longer, in UTF-16 units, marks and addresses included. */
const MAX_TITLE = 1000;

/** A text so that Markdown renders the very same, with its line breaks. */
export function escapeMarkdown(text: string): string {
	return text
		.split("\n")
		.map((line) => escapeLine(line.trim()))
		.filter((line) => line !== "")
		.join("\\\n");
}

/**
 * The heading that a text in Markdown begins with (`# Title`, or a title underlined with `=`), as plain text, and the
 * Markdown below it; null if it begins with anything else.
 */
export function markdownTitle(text: string): { title: string; body: string } | null {
	const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
	const start = lines.findIndex((line) => line.trim() !== "");
	const first = lines[start] ?? "";
	if (first.length > MAX_TITLE) return null;
	const hashed = /^ {0,3}#[ \t]+(\S.*)$/.exec(first)?.[1]?.replace(/(?:^|[ \t]+)#+[ \t]*$/, "");
	const underlined = /^ {0,3}\S/.test(first) && /^ {0,3}=+[ \t]*$/.test(lines[start + 1] ?? "");
	const title = plain(hashed ?? (underlined ? first : ""));
	if (title === "") return null;
	const body = lines.slice(start + (hashed === undefined ? 2 : 1)).join("\n");
	return { title, body: body.replace(/^(?:[^\S\n]*\n)+/, "") };
}

/** A line of Markdown without its marks: links and pictures as their text, code and emphasis without a sign. */
function plain(line: string): string {
	return line
		.replace(/!?\[([^[\]]*)\](?:\([^()]*\)|\[[^[\]]*\])/g, "$1")
		.replace(/<(https?:[^<>\s]*)>/gi, "$1")
		.replace(/(?<!\\)(\*{1,3}|`+|~~)(?=\S)([^*`~]*[^*`~\s\\])\1/g, "$2")
		.replace(/(?<![\\\p{L}\p{N}])(_{1,3})(?=\S)([^_]*[^_\s\\])\1(?![\p{L}\p{N}])/gu, "$2")
		.replace(/\\([!-/:-@[-`{-~])/g, "$1")
		.trim();
}

function escapeLine(line: string): string {
	const inner = line
		.split(ADDRESS)
		.map((part, index) => (index % 2 === 1 ? `<${part}>` : part.replace(INLINE, "\\$&").replace(/www\./gi, "www\\.")))
		.join("");
	return inner.replace(LINE_START, (_, digits?: string) => (digits === undefined ? "\\" : `${digits}\\`));
}
