import type { MarkdownIt, StateInline } from "markdown-it";

/** Characters that may end plain text: Markdown's own marks, and characters that begin plugin syntax. */
const MARK = /[\n!#$%&*+\-:<=>@[\\\]^_`{}~]/g;

/** The marker codes of `~` and `~~`. They differ because neither mark can close text opened by the other. */
const TILDE = 0x7e;
const TWO_TILDES = 0x10_000 + TILDE;

/** Adds strikethrough (GFM, section 6.5): text between one or two tildes is struck through. */
export function strikethrough({ inline }: MarkdownIt): void {
	inline.ruler.at("strikethrough", (state, silent) => {
		if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false;
		const { length, can_open: open, can_close: close } = state.scanDelims(state.pos, true);
		const token = state.push("text", "", 0);
		token.content = "~".repeat(length);
		if (length <= 2) {
			const marker = length === 1 ? TILDE : TWO_TILDES;
			state.delimiters.push({ marker, length: 0, token: state.tokens.length - 1, end: -1, open, close });
		}
		state.pos += length;
		return true;
	});
	inline.ruler2.at("strikethrough", (state) => {
		for (const delimiters of [state.delimiters, ...state.tokens_meta.map((meta) => meta?.delimiters ?? [])]) {
			for (const { marker, token, end } of delimiters) {
				if (end === -1 || (marker !== TILDE && marker !== TWO_TILDES)) continue;
				strike(state, token, 1);
				strike(state, delimiters[end]?.token ?? -1, -1);
			}
		}
	});
}

function strike(state: StateInline, index: number, nesting: 1 | -1): void {
	const token = state.tokens[index];
	if (token) Object.assign(token, { type: nesting === 1 ? "s_open" : "s_close", tag: "del", nesting, content: "" });
}

/** Adds task lists (GFM, section 5.3): an item that begins with `[ ]` or `[x]` is a task. */
export function tasks({ core }: MarkdownIt): void {
	core.ruler.after("inline", "tasks", ({ tokens, Token }) => {
		for (const [index, { type, children }] of tokens.entries()) {
			const [text] = children ?? [];
			if (type !== "inline" || text?.type !== "text" || tokens[index - 2]?.type !== "list_item_open") continue;
			const [mark] = /^\[[ x]\](?=\s)/i.exec(text.content) ?? [];
			if (mark === undefined) continue;
			text.content = text.content.slice(mark.length);
			const box = new Token("html_inline", "", 0);
			box.content = `<input type="checkbox"${mark === "[ ]" ? "" : " checked"} disabled>`;
			children?.unshift(box);
		}
	});
}

/** The positions of bare addresses in a text. */
interface Addresses {
	starts: number[];
	texts: string[];
	/** The index of the first address that the parser has not passed yet. */
	next: number;
}

/**
 * Matches an address. Each run of characters is scanned only once, because no address begins within a possible address.
 */
const ADDRESS =
	/(?<![a-z0-9])(?:https?:\/\/|ftp:\/\/|www\.)[\p{L}\p{N}-][^\s<]*|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]*[a-z0-9])+(?![-_])/giu;

const found = new WeakMap<StateInline, Addresses>();

/** Turns bare addresses into links (GFM, section 6.9): `https://…`, `www.…` and e-mail addresses. */
export function autolinks({ inline }: MarkdownIt): void {
	inline.ruler.at("text", (state, silent) => {
		const end = textEnd(state);
		if (end === state.pos) return false;
		if (!silent) state.pending += state.src.slice(state.pos, end);
		state.pos = end;
		return true;
	});
	inline.ruler.before("text", "address", (state, silent) => {
		// Text in a label belongs to the label's link, but whether there is a link is known only at the end of the label.
		if (silent || state.linkLevel > 0) return false;
		const { starts, texts, next } = addressesFrom(state, state.pos);
		const text = starts[next] === state.pos ? trimmed(texts[next] ?? "") : "";
		if (text === "" || state.pos + text.length > state.posMax) return false;
		const scheme = /^\w+:\/\//.test(text) ? "" : /^www\./i.test(text) ? "http://" : "mailto:";
		state.push("link_open", "a", 1).attrs = [["href", state.md.normalizeLink(scheme + text)]];
		state.push("text", "", 0).content = text;
		state.push("link_close", "a", -1);
		state.pos += text.length;
		return true;
	});
}

function textEnd(state: StateInline): number {
	const { starts, next } = addressesFrom(state, state.pos + 1);
	const limit = Math.min(state.posMax, starts[next] ?? state.posMax);
	MARK.lastIndex = state.pos;
	return Math.min(limit, MARK.exec(state.src)?.index ?? limit);
}

/** Returns the addresses in a text, with `next` set to the first address at or after `pos`. */
function addressesFrom(state: StateInline, pos: number): Addresses {
	let addresses = found.get(state);
	if (addresses === undefined) {
		const matches = /www\.|[:@]/i.test(state.src) ? [...state.src.matchAll(ADDRESS)] : [];
		addresses = { starts: matches.map(({ index }) => index), texts: matches.map(([text]) => text), next: 0 };
		found.set(state, addresses);
	}
	const { starts } = addresses;
	// The parser moves back after searching for the end of a label, so `next` has to move back too.
	while (addresses.next > 0 && (starts[addresses.next - 1] ?? 0) >= pos) addresses.next--;
	while ((starts[addresses.next] ?? pos) < pos) addresses.next++;
	return addresses;
}

/** Removes trailing punctuation, brackets and character references, which are not part of the address. */
function trimmed(text: string): string {
	let closing = text.split(")").length - text.split("(").length;
	let end = text.length;
	for (;;) {
		const last = text[end - 1] ?? "";
		const [reference] = /&[a-z0-9]+;$/i.exec(text.slice(Math.max(0, end - 40), end)) ?? [];
		if (last === ";" && reference !== undefined) end -= reference.length;
		else if (/[?!.,:;*_~'"]/.test(last)) end--;
		else if (last === ")" && closing-- > 0) end--;
		else return text.slice(0, end);
	}
}
