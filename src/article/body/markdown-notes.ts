import type { Env, MarkdownIt, StateBlock, StateInline, Token } from "markdown-it";

/**
 * The labels of the footnotes in a text and, for each footnote that is referenced, its number and how often it is
 * referenced.
 */
interface Notes {
	defined: Set<string>;
	references: Map<string, { number: number; count: number }>;
}

/** Matches a footnote label. The maximum length is that of a link label in CommonMark. */
const LABEL = /\[\^([^\]\n]{1,999})\]/y;

/**
 * Adds footnotes in GitHub's syntax: `[^1]` in the text, `[^1]: …` for the note, and indentation for the note's further
 * paragraphs. Notes that are referenced are listed at the end, in the order of their first references. Above them
 * is a rule instead of a heading, which would have to be translated.
 */
export function footnotes({ block, inline, core }: MarkdownIt): void {
	block.ruler.before("reference", "footnote", definition, { alt: ["paragraph", "reference"] });
	inline.ruler.before("link", "footnote", reference);
	core.ruler.after("inline", "footnotes", (state) => {
		state.tokens = withNotesAtEnd(state.tokens, state.env, (content) => {
			const token = new state.Token("html_inline", "", 0);
			token.content = content;
			return token;
		});
	});
}

const notesOfTexts = new WeakMap<Env, Notes>();

function notesOf(env: Env): Notes {
	const notes = notesOfTexts.get(env) ?? { defined: new Set(), references: new Map() };
	notesOfTexts.set(env, notes);
	return notes;
}

/** Parses `[^label]: text` and the indented blocks that follow. */
function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const [lineStart = 0, shift = 0, indent = 0] = [
		state.bMarks[startLine],
		state.tShift[startLine],
		state.sCount[startLine],
	];
	const start = lineStart + shift;
	if (indent - state.blkIndent >= 4) return false;
	const found = labelAt(state.src, start);
	if (found === null || state.src[found.end] !== ":") return false;
	if (silent) return true;
	notesOf(state.env).defined.add(found.label);
	const { blkIndent, parentType } = state;
	state.push("footnote_open", "", 1).info = found.label;
	// The first line is parsed as if it were indented like the lines below it.
	state.bMarks[startLine] = state.skipSpaces(found.end + 1);
	state.tShift[startLine] = 0;
	state.sCount[startLine] = blkIndent + 4;
	state.blkIndent += 4;
	state.parentType = "footnote";
	state.md.block.tokenize(state, startLine, endLine);
	Object.assign(state, { blkIndent, parentType });
	state.bMarks[startLine] = lineStart;
	state.tShift[startLine] = shift;
	state.sCount[startLine] = indent;
	state.push("footnote_close", "", -1);
	return true;
}

/** Parses `[^label]`, if there is a note with this label. */
function reference(state: StateInline, silent: boolean): boolean {
	if (state.src.charCodeAt(state.pos) !== 0x5b) return false;
	const { defined, references } = notesOf(state.env);
	const found = defined.size > 0 ? labelAt(state.src, state.pos) : null;
	if (found === null || found.end > state.posMax || !defined.has(found.label)) return false;
	if (!silent) {
		const { number, count } = references.get(found.label) ?? { number: references.size + 1, count: 0 };
		references.set(found.label, { number, count: count + 1 });
		const [note, place] = placesOf(found.label, count + 1);
		state.push("html_inline", "", 0).content =
			`<sup><a id="${place}" href="#${note}" data-footnote-ref>${number}</a></sup>`;
	}
	state.pos = found.end;
	return true;
}

function labelAt(text: string, start: number): { label: string; end: number } | null {
	LABEL.lastIndex = start;
	const [mark, label] = LABEL.exec(text) ?? [];
	return mark === undefined || label === undefined ? null : { label, end: start + mark.length };
}

/** Returns the ids of a note and of its `count`-th reference. */
function placesOf(label: string, count: number): [note: string, reference: string] {
	const name = encodeURIComponent(label.toWellFormed());
	return [`footnote-${name}`, `footnote-ref-${name}${count > 1 ? `-${count}` : ""}`];
}

function withNotesAtEnd(tokens: Token[], env: Env, html: (content: string) => Token): Token[] {
	const { defined, references } = notesOf(env);
	if (defined.size === 0) return tokens;
	const text: Token[] = [];
	const notes = new Map<string, Token[]>();
	const open: Token[][] = [text];
	for (const token of tokens) {
		if (token.type === "footnote_open") {
			const note: Token[] = [];
			// If several notes have the same label, only the first one is used.
			if (!notes.has(token.info)) notes.set(token.info, note);
			open.push(note);
		} else if (token.type === "footnote_close") open.pop();
		else open.at(-1)?.push(token);
	}
	if (references.size === 0) return text;
	text.push(html("<hr>\n<section data-footnotes>\n<ol>\n"));
	for (const [label, { count }] of references) {
		const note = notes.get(label) ?? [];
		const back = html(Array.from({ length: count }, (_, index) => backReference(label, index + 1)).join(""));
		const [id] = placesOf(label, 1);
		const isText = note.at(-1)?.type === "paragraph_close";
		text.push(html(`<li id="${id}">\n`));
		for (const token of isText ? note.slice(0, -1) : note) text.push(token);
		text.push(back, ...(isText ? note.slice(-1) : []), html("</li>\n"));
	}
	text.push(html("</ol>\n</section>\n"));
	return text;
}

function backReference(label: string, count: number): string {
	const [, place] = placesOf(label, count);
	const name = label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
	const mark = count > 1 ? `↩<sup>${count}</sup>` : "↩";
	return ` <a href="#${place}" data-footnote-backref aria-label="Back to reference ${name}">${mark}</a>`;
}
