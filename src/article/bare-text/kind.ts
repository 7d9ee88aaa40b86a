import { readByline } from "./byline.ts";
import { columns, type Unit } from "./lines.ts";
import { ADVERT, CREDIT, END, PAGE_WORDS, READING_TIME, RELATED, RELATED_LINE, TOPICS_LABEL } from "./markers.ts";

/**
 * What a unit looks like, judged by itself. Of text: `prose` is a paragraph, `sentence` a short one, `question` a short
 * one with ? or !, which may be a heading, `short` has no end, `item` is part of a list. Of the page around it: `aside`
 * begins something foreign, `remark` is foreign itself, `end` ends the article.
 */
export type Kind =
	| "prose"
	| "sentence"
	| "question"
	| "short"
	| "item"
	| "byline"
	| "topics"
	| "date"
	| "credit"
	| "remark"
	| "aside"
	| "end";

export interface Piece extends Unit {
	kind: Kind;
}

/** Limits in columns: a paragraph, one that ends with ? or !, and what is one without an end (Thai has no full stop). */
const PROSE = 60;
const QUESTION_PROSE = 110;
const ENDLESS_PROSE = 160;
/** No line of the page around an article is longer. */
const MAX_FURNITURE = 200;

const CLOSED = `["'”’»«›)\\]“]*(?:\\s?\\[\\d+\\])*$`;
const FULL_STOP = new RegExp(`[.。．।॥۔։።။៕]${CLOSED}`, "u");
const QUESTION = new RegExp(`[?!？！؟]${CLOSED}`, "u");
const ELLIPSIS = /(?:…|\.\.\.)$/u;
const DATE =
	/(?:^|\s)(?:\p{L}{2,12}\.?,?\s)?(?:\d{1,2}(?:\.|er|º|ª|th|st|nd|rd)?\s(?:de\s)?\p{L}{3,12}\.?,?\s(?:de\s)?\d{4}|\p{L}{3,12}\.?\s\d{1,2},\s\d{4}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?=\D|$)|\d{4}年\d{1,2}月\d{1,2}日/u;

export function pieceOf(unit: Unit): Piece {
	return { ...unit, kind: kindOf(unit.text) };
}

export function wordsOf(text: string): string[] {
	return text.match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu) ?? [];
}

/** Whether a line is nothing but the sections and buttons of a page, or the way to it. */
export function isNavigation(text: string): boolean {
	const words = wordsOf(text.toLowerCase()).filter((word) => !/^(?:und|and|et|y|e|en|och|og|i|to|in|&)$/.test(word));
	if (words.every((word) => PAGE_WORDS.has(word))) return true;
	return /\s[>»›→]\s/.test(text) || (text.match(/\s[|/•·]\s/g)?.length ?? 0) >= 2;
}

/** The key words of a line: after a label, with `#`, or three and more short ones between commas; null if it has none. */
export function readTopics(text: string): string[] | null {
	const label = TOPICS_LABEL.exec(text)?.[0];
	const hashed = /^(?:#[\p{L}\p{M}\p{N}_-]+[,\s]*)+$/u.test(text);
	const given = (label === undefined ? text : text.slice(label.length))
		.split(hashed ? /[,\s]+/ : /\s*[,،、，;|]\s*/u)
		.map((topic) => topic.replace(/^#/, "").trim())
		.filter((topic) => topic !== "");
	const isShort = (topic: string) => wordsOf(topic).length <= 3 && columns(topic) <= 30;
	if (given.length === 0 || !given.every(isShort)) return null;
	return label !== undefined || hashed || given.length >= 3 ? [...new Set(given)] : null;
}

/** Whether key words are said to be that, and not just words between commas. */
export function isLabelled(text: string): boolean {
	return TOPICS_LABEL.test(text) || text.startsWith("#");
}

function kindOf(text: string): Kind {
	const width = columns(text);
	if (width <= MAX_FURNITURE) {
		if (END.test(text)) return "end";
		if (ADVERT.test(text) || RELATED.test(text)) return "aside";
		if (width < ENDLESS_PROSE && (RELATED_LINE.test(text) || READING_TIME.test(text))) return "remark";
		if (CREDIT.test(text) && !FULL_STOP.test(text)) return "credit";
		if (readByline(text) !== null) return "byline";
		if (isDate(text)) return "date";
	}
	if (/^(?:[-*•–▪‣◦·]\s|\d{1,2}[.)]\s)/u.test(text) && width < ENDLESS_PROSE) return "item";
	if (width >= ENDLESS_PROSE) return "prose";
	if (ELLIPSIS.test(text)) return width >= PROSE ? "prose" : "short";
	if (FULL_STOP.test(text)) return width >= PROSE ? "prose" : "sentence";
	if (QUESTION.test(text)) return width >= QUESTION_PROSE ? "prose" : "question";
	if (/[:：]$/.test(text) && wordsOf(text).length >= 5) return "sentence";
	return readTopics(text) === null ? "short" : "topics";
}

/** A line that says hardly more than a day. */
function isDate(text: string): boolean {
	const date = DATE.exec(text)?.[0];
	return date !== undefined && wordsOf(text.replace(date, " ").replace(/\d{1,2}[:.h]\d{2}/, " ")).length <= 3;
}
