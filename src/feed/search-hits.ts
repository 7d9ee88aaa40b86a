import { termsOf } from "./search-terms.ts";

/** A piece of a text. `isHit` means that it matches the search. */
export interface Piece {
	text: string;
	isHit: boolean;
}

/** Length of an excerpt in characters, and maximum number of characters in it before the first match. */
const EXCERPT = 180;
const BEFORE = 60;

/** Matches a word as the search index defines it: in scripts without spaces between words, a single character. */
const WORD =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]|[[\p{L}\p{M}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]]+/gv;

interface Span {
	from: number;
	to: number;
}

/**
 * Divides a text into pieces that match a search and pieces that do not.
 *
 * @param words search terms as returned by `canonicalWords`; any of them may match
 */
export function markHits(text: string, words: readonly string[]): Piece[] {
	return pieces(text, hitsIn(text, words));
}

/** Returns the part of a text around the first match, divided into pieces; null if nothing matches. */
export function excerptAround(text: string, words: readonly string[]): Piece[] | null {
	const hits = hitsIn(text, words);
	const [first] = hits;
	if (first === undefined) return null;
	const from = first.from <= BEFORE ? 0 : wordStart(text, first.from - BEFORE);
	const to = from + EXCERPT >= text.length ? text.length : wordEnd(text, Math.max(from + EXCERPT, first.to));
	const inside = hits.filter((hit) => hit.to <= to).map((hit) => ({ from: hit.from - from, to: hit.to - from }));
	const found = pieces(text.slice(from, to).trimEnd(), inside);
	const dots = { text: "… ", isHit: false };
	return [...(from > 0 ? [dots] : []), ...found, ...(to < text.length ? [{ text: " …", isHit: false }] : [])];
}

/** Returns the positions of matching words and phrases, in order and without overlaps. */
function hitsIn(text: string, words: readonly string[]): Span[] {
	const known = [...text.matchAll(WORD)].map(({ 0: word, index }) => {
		return { word: plain(word), from: index, to: index + word.length };
	});
	const phrases = words.flatMap(termsOf).map((term) => [...term.matchAll(WORD)].map(([word]) => plain(word)));
	const hits: Span[] = [];
	for (let index = 0; index < known.length; index++) {
		const phrase = phrases.find(
			(one) => one.length > 0 && one.every((word, offset) => known[index + offset]?.word === word),
		);
		const [first, last] = [known[index], known[index + (phrase?.length ?? 0) - 1]];
		if (phrase === undefined || first === undefined || last === undefined) continue;
		hits.push({ from: first.from, to: last.to });
		index += phrase.length - 1;
	}
	return hits;
}

function pieces(text: string, hits: readonly Span[]): Piece[] {
	const found: Piece[] = [];
	let end = 0;
	for (const { from, to } of hits) {
		if (from > end) found.push({ text: text.slice(end, from), isHit: false });
		found.push({ text: text.slice(from, to), isHit: true });
		end = to;
	}
	if (end < text.length) found.push({ text: text.slice(end), isHit: false });
	return found;
}

/** Returns the start of the next word after a position, or the position itself if no word begins shortly after it. */
function wordStart(text: string, position: number): number {
	const space = text.slice(position, position + 30).search(/\s/);
	return space === -1 ? position : position + space + 1;
}

function wordEnd(text: string, position: number): number {
	const space = text.slice(0, position).search(/\s\S*$/);
	return space === -1 || space < position - 30 ? position : space;
}

/** Spells words from the search index as they are spelled in the first text that matches: `cafe` becomes `Café`. */
export function spelledAsIn(words: string, texts: readonly Piece[]): string {
	const hits = texts.filter(({ isHit }) => isHit).flatMap(({ text }) => [...text.matchAll(WORD)].map(([word]) => word));
	return words.replaceAll(WORD, (word) => hits.find((hit) => plain(hit) === word) ?? word);
}

/** A word as stored in the search index. */
function plain(word: string): string {
	return word.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
}
