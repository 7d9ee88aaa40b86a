/** The arguments of a shortcode: names in lower case, those without a name by their position. */
export type Arguments = Map<string | number, string>;

/** A shortcode as written: `[name arguments]`, or with text up to `[/name]`. */
export interface Shortcode {
	name: string;
	args: Arguments;
	/** What it encloses; null if it has no end. */
	content: string | null;
}

/** How text of a name in brackets begins. Attribute values may contain `]`. */
const OPENING =
	/\[(\[?)([a-z][\w-]*)((?:\s(?:[^[\]"'/]|\/(?!\])|"[^"]*"|'[^']*')*|=(?:[^[\]"'/]|\/(?!\])|"[^"]*"|'[^']*')*)?)(\/?)\](\]?)/gi;

/**
 * Replaces shortcodes (https://codex.wordpress.org/Shortcode_API): `[[name]]` is escaped and loses a pair of brackets. A
 * shortcode cannot contain another one of its own name.
 *
 * @param render the replacement; null if the text is no shortcode
 */
export function replaceShortcodes(text: string, render: (shortcode: Shortcode) => string | null): string {
	if (!text.includes("[")) return text;
	const ends = new Map<string, number>();
	let out = "";
	let at = 0;
	for (const match of text.matchAll(OPENING)) {
		const [written, escaping = "", name = "", given = "", slash = "", escapeEnd = ""] = match;
		if (match.index < at) continue;
		let end = match.index + written.length;
		let content: string | null = null;
		const isEscaped = escaping === "[";
		const closing = `[/${name}]`;
		if (slash === "" && !(isEscaped && escapeEnd !== "")) {
			const start = isEscaped || escapeEnd === "" ? end : end - 1;
			// The position of the next end is remembered: a thousand unclosed shortcodes must not search the text each.
			let found = ends.get(name) ?? -2;
			if (found !== -1 && found < start) found = text.indexOf(closing, start);
			ends.set(name, found);
			if (found !== -1) {
				content = text.slice(start, found);
				end = found + closing.length;
			}
		}
		if (isEscaped) {
			const isClosed = content === null ? escapeEnd === "]" : text[end] === "]";
			if (!isClosed) continue;
			out += text.slice(at, match.index) + text.slice(match.index + 1, content === null ? end - 1 : end);
			at = content === null ? end : end + 1;
			continue;
		}
		if (content === null && escapeEnd === "]") end--;
		const shown = render({ name: name.toLowerCase(), args: argumentsOf(given), content });
		if (shown === null) continue;
		out += text.slice(at, match.index) + shown;
		at = end;
	}
	return out + text.slice(at);
}

const ARGUMENT = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)/g;

/** Reads `name="value" name=value value`. Editors put typographic quotation marks and no-break spaces there. */
function argumentsOf(text: string): Arguments {
	const args: Arguments = new Map();
	let position = 0;
	const plain = text.replaceAll(/[\u00a0\u200b]/g, " ").replaceAll(/[“”″]|&#8220;|&#8221;|&#8243;|&quot;/g, '"');
	for (const match of plain.replace(/^=/, "").matchAll(ARGUMENT)) {
		const [, name, double, single, bare, ...others] = match;
		const value = double ?? single ?? bare ?? others.find((one) => one !== undefined) ?? "";
		args.set(name === undefined ? position++ : name.toLowerCase(), value);
	}
	return args;
}
