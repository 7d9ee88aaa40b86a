import { ADVERT, CREDIT, END, PAGE_WORDS, READING_TIME, RELATED, RELATED_LINE, TOPICS_LABEL } from "./markers.ts";

/**
 * What a unit looks like when its surroundings are ignored. Parts of the text: `prose` is a paragraph, `sentence` is a
 * short paragraph, `question` is a short paragraph that ends with ? or ! and may be a heading, `short` does not have
 * final punctuation, `item` is part of a list. Parts of the web page: `aside` begins content that is not part of the
 * article, `remark` is a single line of such content, `end` ends the article.
 */
type Kind =
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

/**
 * Minimum widths in columns: of a paragraph, of a paragraph that ends with ? or !, and of a paragraph without final
 * punctuation (Thai does not use full stops).
 */
const PROSE = 60;
const QUESTION_PROSE = 110;
const ENDLESS_PROSE = 160;
/** Maximum width of a line that belongs to the web page around an article. */
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

/** Whether a line is part of a web page's navigation: only the names of sections and buttons, or breadcrumbs. */
export function isNavigation(text: string): boolean {
	const words = wordsOf(text.toLowerCase()).filter((word) => !/^(?:und|and|et|y|e|en|och|og|i|to|in|&)$/.test(word));
	if (words.every((word) => PAGE_WORDS.has(word))) return true;
	return /\s[>»›→]\s/.test(text) || (text.match(/\s[|/•·]\s/g)?.length ?? 0) >= 2;
}

/**
 * Returns the keywords in a line: the words after a label, words that begin with `#`, or at least three short phrases
 * separated by commas. Null if the line does not contain keywords.
 */
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

/** Whether a line labels its keywords, instead of just listing words separated by commas. */
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

/** Whether a line consists of little more than a date. */
function isDate(text: string): boolean {
	const date = DATE.exec(text)?.[0];
	return date !== undefined && wordsOf(text.replace(date, " ").replace(/\d{1,2}[:.h]\d{2}/, " ")).length <= 3;
}

/** A paragraph, or a line on its own. */
export interface Unit {
	/** The text as a single line, with single spaces. */
	text: string;
	/** Line in the source where the unit begins, counted from 1. */
	line: number;
	/** Number of blank lines above the unit. */
	gap: number;
}

/** Maximum and minimum line width of hard-wrapped text, in columns. Narrower text may also be verse or a list. */
const MAX_WIDTH = 110;
const MIN_WIDTH = 40;

/** Splits a text into lines, and joins the lines of hard-wrapped paragraphs. */
export function readUnits(text: string): Unit[] {
	const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
	const margin = marginOf(lines);
	const units: Unit[] = [];
	let gap = 0;
	for (const [index, line] of lines.entries()) {
		const above = lines[index - 1] ?? "";
		const last = units.at(-1);
		if (line === "") gap++;
		else if (last && margin !== null && above !== "" && isBroken(above, line, margin)) {
			last.text += isWide(above.at(-1)) && isWide(line[0]) ? line : ` ${line}`;
		} else {
			units.push({ text: line, line: index + 1, gap });
			gap = 0;
		}
	}
	return units;
}

/** Returns the width of a text in columns. Chinese, Japanese and Korean characters take up two columns each. */
export function columns(text: string): number {
	return text.length + (text.match(WIDE)?.length ?? 0);
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

function isWide(character: string | undefined): boolean {
	return character?.match(WIDE) != null || (character !== undefined && "。、，！？".includes(character));
}

/** Returns the column at which the text was hard-wrapped; null if each line is a paragraph of its own. */
function marginOf(lines: string[]): number | null {
	const margin = lines.reduce(
		(most, line) => (/\s/.test(line) || isWide(line[0]) ? Math.max(most, columns(line)) : most),
		0,
	);
	if (margin < MIN_WIDTH || margin > MAX_WIDTH) return null;
	const pairs = lines.flatMap((line, index): [string, string][] => {
		const next = lines[index + 1] ?? "";
		return next !== "" && columns(line) >= margin * 0.6 ? [[line, next]] : [];
	});
	const broken = pairs.filter(([line, next]) => isBroken(line, next, margin));
	const within = broken.filter(([, next]) => /^[^\p{Lu}\p{P}]/u.test(next));
	// Lines of verse begin with capitals and end before the margin.
	return broken.length >= 2 && broken.length >= pairs.length * 0.6 && within.length >= broken.length * 0.4
		? margin
		: null;
}

/** Whether a line break was necessary because the first word of `line` did not fit on the line above. */
function isBroken(above: string, line: string, margin: number): boolean {
	if (columns(above) < margin * 0.6) return false;
	const word = isWide(line[0]) ? line.slice(0, 1) : (line.split(" ", 1)[0] ?? "");
	return columns(above) + 1 + columns(word) > margin;
}

/** Words that introduce the author's name in a byline. The name that follows must be capitalized. */
const BY =
	/^(?:(?:ein (?:beitrag|artikel|gastbeitrag) |geschrieben |verfasst )?von|(?:written |posted |reported |words |story |published )?by|(?:écrit |publié |rédigé )?par|(?:escrito |publicado )?por|(?:scritto )?da|di|a cura di|(?:geschreven )?door|(?:skriven |skrevet |tekst )?a[vf]|scris de|napisała?|kirjoittanut|írta)\s+/iu;
/**
 * Words that, followed by a colon, introduce the author's name. Whatever follows the colon is the name, capitalized or
 * not.
 */
const LABEL =
	/^(?:autor(?:in|en|es|a|e|i)?|autor\(a\)|authors?|text|texto?|testo|texte|tekst|teksti|auteurs?|redaktion|redacción|byline|yazan|yazar|szerző|συντάκτης|автор|текст|作者|文|记者|記者|著者|執筆|글|기자|بقلم|الكاتب)\s?[:：／]\s*/iu;
/** Bylines in non-Latin scripts that combine a word for "author" and the name without a colon. */
const SCRIPT =
	/^(?:(?:作者|记者|記者|撰文|文・|文＝)\s?(?<after>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\s]{2,12})|(?:بقلم|كتب|كتبت)\s+(?<arabic>[\p{Script=Arabic} ]{4,40})|(?<korean>\p{Script=Hangul}{2,4}) 기자)$/u;

const JOINT = /\s+(?:und|and|et|y|e|en|och|og|i|ja|és|și|ve|и|і|&|\+)\s+/iu;
const PARTICLE = /^(?:von|vom|zu|van|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ten|ter|y|af|av|i)$/u;

/** Whether a text looks like a person's name: two to five capitalized words. */
export function isName(text: string): boolean {
	if (/[^\p{L}\p{M}\s.'’-]/u.test(text) || text.length > 60) return false;
	const parts = text.split(/\s+/);
	const first = parts[0] ?? "";
	if (parts.length < 2 || parts.length > 5 || /^(?:der|die|das|the|le|la|el|il)$/iu.test(first)) return false;
	return parts.every(
		(part, index) =>
			/^\p{Lu}[\p{L}\p{M}.'’-]*$/u.test(part) || (index > 0 && index < parts.length - 1 && PARTICLE.test(part)),
	);
}

/** Returns the authors in a byline; null if the line is not a byline. */
export function readByline(text: string): string[] | null {
	if (text.length > 160) return null;
	const script = SCRIPT.exec(text)?.groups;
	if (script) return [(script["after"] ?? script["arabic"] ?? script["korean"] ?? "").trim()];
	const label = LABEL.exec(text)?.[0];
	const start = label ?? BY.exec(text)?.[0];
	if (start === undefined) return null;
	// The names may be followed by a date, a place, a role or an address.
	const names = withoutRest(text.slice(start.length));
	if (label !== undefined && !/[,\s]/.test(names) && /^\p{Lo}{2,12}$|^\p{Lu}[\p{L}'’-]+$/u.test(names)) return [names];
	const joint = names.split(JOINT);
	// "Ada Writer, Science Editor": a comma separates names only if there is also an "and".
	const parts = joint.length > 1 ? joint.flatMap((part) => part.split(/\s*,\s*/)) : names.split(/\s*,\s*/).slice(0, 1);
	const given = parts.map((part) => part.trim()).filter((part) => part !== "");
	return given.length > 0 && given.length <= 10 && given.every(isName) ? given : null;
}

function withoutRest(text: string): string {
	return text
		.replace(/\s*(?:[|•·–—(/<]|\s-\s|\d|\S+@).*$/u, "")
		.replace(/,?\s+(?:am|vom|on|le|el|il|em|op|den|in|aus|at|für|for|pour|para|per)$/u, "")
		.replace(/\s+(?:in|aus|at|für|for|pour|para|per|à)\s+\p{Lu}.*$/u, "")
		.replace(/[\s,;:]+$/u, "");
}
