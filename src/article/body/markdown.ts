import createParser, {
	type Env,
	type MarkdownIt,
	type RendererRule,
	type StateBlock,
	type StateInline,
} from "markdown-it";
import { once } from "../../once.ts";
import { autolinks, strikethrough, tasks } from "./markdown-gfm.ts";
import { footnotes } from "./markdown-notes.ts";
import { Work } from "./work.ts";

/** Maximum number of nested quotes. A list within a list counts as two. */
const MAX_NESTING = 200;

/** Cost of a token, and of each attempt to parse one, in steps. */
const TOKEN = 10;
const ATTEMPT = 2;

/** Number of characters that count as one step, in an address or in a tag that may be unfinished. */
const CHARACTERS = 32;

/**
 * Renders Markdown as GitHub does (CommonMark with tables, strikethrough, tasks, bare addresses and footnotes). The
 * HTML is not sanitized yet. Throws a RangeError if the Markdown is nested too deeply, and TooMuchWork.
 */
export function markdownToHtml(markdown: string, work: Work): string {
	return parser().render(markdown, { work });
}

const parser = once(() => {
	const markdown = createParser({ html: true, maxNesting: MAX_NESTING });
	// Addresses are checked later, together with the addresses in HTML.
	markdown.validateLink = () => true;
	markdown.normalizeLinkText = (text) => text;
	markdown.normalizeLink = encodeAddress;
	for (const plugin of [
		strikethrough,
		autolinks,
		tasks,
		selfClosed,
		footnotes,
		countBlocks,
		countInline,
		settleAttributes,
		captions,
		write,
	]) {
		markdown.use(plugin);
	}
	return markdown;
});

/** Percent-encodes characters that a URL cannot contain after the host. Existing escapes such as `%20` are kept. */
function encodeAddress(written: string): string {
	const address = written.trim();
	const [host = ""] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#\\\s"'<>`{}|^]*/i.exec(address) ?? [];
	return host + encodeURI(address.slice(host.length).toWellFormed()).replace(/%25(?=[0-9a-f]{2})/gi, "%");
}

function spend({ env }: { env: Env }, steps: number): void {
	if (env["work"] instanceof Work) env["work"].spend(steps);
}

function countBlocks({ block }: MarkdownIt): void {
	const { tokenize } = block;
	block.tokenize = (state, startLine, endLine) => {
		// The parser itself would silently drop anything that is nested deeper.
		if (state.level >= MAX_NESTING) throw new RangeError("Markdown is nested too deeply.");
		spend(state, state.parentType === "blockquote" ? (endLine - startLine) * ATTEMPT : ATTEMPT);
		tokenize.call(block, state, startLine, endLine);
	};
	block.ruler.before("table", "count", (state) => attempt(state), {
		alt: ["paragraph", "reference", "blockquote", "list"],
	});
	block.State = class extends block.State {
		override push(...token: Parameters<StateBlock["push"]>) {
			spend(this, TOKEN);
			return super.push(...token);
		}
	};
}

function countInline({ inline, helpers }: MarkdownIt): void {
	inline.ruler.before("text", "count", (state) => attempt(state));
	// Scanning text that looks like a tag takes time, even if it turns out to be ordinary text.
	inline.ruler.after("html_inline", "count_tag", (state) => {
		if (/^<[a-z/]/i.test(state.src.slice(state.pos, state.pos + 2))) {
			spend(state, (state.posMax - state.pos) / CHARACTERS);
		}
		return false;
	});
	inline.State = class extends inline.State {
		/**
		 * Allows a mark next to punctuation to open or close emphasis, because Chinese and Japanese have no spaces between
		 * words.
		 */
		override scanDelims(...[start, canSplitWord]: Parameters<StateInline["scanDelims"]>) {
			const run = super.scanDelims(start, canSplitWord);
			const [before, after] = [
				this.src.slice(Math.max(0, start - 2), start),
				this.src.slice(start + run.length, start + run.length + 2),
			];
			if (!canSplitWord || !(CJK_BEFORE.test(before) || CJK_AFTER.test(after))) return run;
			return { ...run, can_open: /^\S/.test(after), can_close: /\S$/.test(before) };
		}

		override push(...token: Parameters<StateInline["push"]>) {
			spend(this, TOKEN);
			return super.push(...token);
		}
	};
	helpers.parseLinkLabel = labelEnd;
}

const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]`;
const CJK_BEFORE = new RegExp(`${CJK}$`, "u");
const CJK_AFTER = new RegExp(`^${CJK}`, "u");

/**
 * Ends `<script src="…" />` and similar tags on their own line. By the parser's own rule, such an element would extend
 * to the next end tag, and the Markdown in between would not be rendered.
 */
function selfClosed({ block }: MarkdownIt): void {
	block.ruler.before("html_block", "self_closed", (state, line, _end, silent) => {
		const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
		const text = state.src.slice(start, state.eMarks[line]);
		if (!/^<(script|style|textarea|pre)(\s[^<>]*)?\/>\s*$/i.test(text)) return false;
		if (silent) return true;
		state.line = line + 1;
		state.push("html_block", "", 0).content = `${text}\n`;
		return true;
	});
}

/** A parser rule that never matches: it only counts how often it is tried. */
function attempt(state: { env: Env }): boolean {
	spend(state, ATTEMPT);
	return false;
}

/**
 * Finds the end of a link's or picture's label; returns -1 if there is none. Works like the parser's own function, but
 * counts steps.
 */
function labelEnd(state: StateInline, start: number, disableNested?: boolean): number {
	const before = state.pos;
	let level = 1;
	let end = -1;
	state.pos = start + 1;
	while (state.pos < state.posMax) {
		spend(state, 1);
		const [from, mark] = [state.pos, state.src[state.pos]];
		if (mark === "]" && --level === 0) {
			end = from;
			break;
		}
		state.md.inline.skipToken(state);
		if (mark !== "[") continue;
		if (state.pos === from + 1) level++;
		// A link cannot contain another link.
		else if (disableNested) break;
	}
	state.pos = before;
	return end;
}

/**
 * Converts the alignment of table cells to an attribute that survives sanitizing. Counts steps for addresses, because
 * the same address may be used a thousand times.
 */
function settleAttributes({ core }: MarkdownIt): void {
	core.ruler.push("attributes", (state) => {
		for (const token of state.tokens) {
			if (/^t[hd]_open$/.test(token.type) && token.attrs) {
				token.attrs = token.attrs.map(([, style]) => ["align", String(style).replace("text-align:", "")]);
			}
			for (const { attrs } of token.children ?? []) {
				for (const [, value] of attrs ?? []) spend(state, String(value).length / CHARACTERS);
			}
		}
	});
}

/**
 * Turns a picture in a paragraph of its own into a figure, and its title into the caption: `![alt](tide.jpg "At
 * noon")`.
 */
function captions({ core, utils }: MarkdownIt): void {
	core.ruler.push("captions", (state) => {
		for (const [index, { type, children }] of state.tokens.entries()) {
			const [open, close] = [state.tokens[index - 1], state.tokens[index + 1]];
			if (type !== "inline" || open?.type !== "paragraph_open" || open.hidden || !children || !close) continue;
			const [image, ...others] = children.filter((token) => !/^link_(open|close)$/.test(token.type));
			const caption = image?.type === "image" ? String(image.attrGet("title") ?? "").trim() : "";
			if (image === undefined || others.length > 0 || caption === "") continue;
			image.attrs = (image.attrs ?? []).filter(([name]) => name !== "title");
			// Screen readers should not read the same words twice.
			if (image.content.trim() === caption) image.children = [];
			const words = new state.Token("html_inline", "", 0);
			words.content = `<figcaption>${utils.escapeHtml(caption)}</figcaption>`;
			children.push(words);
			[open.tag, close.tag] = ["figure", "figure"];
		}
	});
}

/**
 * Puts line breaks where an earlier parser put them, so that published feeds do not change. Hidden paragraphs are
 * paragraphs of items in a tight list.
 */
function write({ core, renderer }: MarkdownIt): void {
	core.ruler.push("hidden", (state) => {
		state.tokens = state.tokens.filter(({ hidden }) => !hidden);
	});
	Object.assign(renderer.rules, {
		hardbreak: () => "<br>",
		list_item_open: () => "<li>",
		tbody_open: () => "<tbody>",
		tbody_close: () => "</tbody>",
		html_block: (tokens, index) => tokens[index]?.content.replace(/\n$/, "") ?? "",
	} satisfies Record<string, RendererRule>);
}
