/** The arguments of a shortcode, keyed by lower-case name, or by position if they have no name. */
export type Arguments = Map<string | number, string>;

/** A shortcode: `[name arguments]`, possibly with content and `[/name]`. */
export interface Shortcode {
	name: string;
	args: Arguments;
	/** The enclosed text; null if there is no `[/name]`. */
	content: string | null;
}

/** The start of a shortcode. Attribute values may contain `]`. */
const OPENING =
	/\[(\[?)([a-z][\w-]*)((?:\s(?:[^[\]"'/]|\/(?!\])|"[^"]*"|'[^']*')*|=(?:[^[\]"'/]|\/(?!\])|"[^"]*"|'[^']*')*)?)(\/?)\](\]?)/gi;

/**
 * Replaces shortcodes (https://codex.wordpress.org/Shortcode_API). `[[name]]` is an escaped shortcode and becomes
 * `[name]`. A shortcode cannot contain another one with the same name.
 *
 * @param render returns the replacement, or null if the text is not a shortcode
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
			// Remember the position of the next end tag, so that a thousand unclosed shortcodes do not each cause a search
			// through the whole text.
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

/**
 * Reads `name="value" name=value value`. Accepts typographic quotation marks and no-break spaces, because editors
 * insert them.
 */
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
