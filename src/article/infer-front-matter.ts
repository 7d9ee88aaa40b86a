import type { Markup } from "./body/markup.ts";
import { parseDate } from "./dates.ts";
import { DATE_NAMES, spellingsOf } from "./field-names.ts";
import type { FrontMatter } from "./front-matter.ts";
import { isEverydayLanguage } from "./language.ts";
import { detectLanguage } from "./plain-text/detect-language.ts";
import { blocksToHtml, markdownTitle, readBareText } from "./plain-text/parse.ts";
import type { Problem } from "./problem.ts";
import type { Context } from "./source.ts";

/** The front matter and body that an article is read from, including inferred values. */
interface SelfDescription {
	matter: FrontMatter;
	markup: Markup;
	context: Context;
	/** Notes about values that were inferred rather than stated. */
	guesses: Problem[];
}

/**
 * Adds information that a source contains outside its front matter: the date in its file name and, if there is no front
 * matter, the fields found in the text. Folder defaults override the detected language and the modification time of the
 * file, but no other inferred value.
 */
export function selfDescription(path: string, matter: FrontMatter, markup: Markup, context: Context): SelfDescription {
	const isDated = DATE_NAMES.some((name) => isNamed(matter.data, name));
	const date = isDated ? undefined : dateInPath(path);
	const hasLanguage = ["language", "lang"].some((name) => isNamed(matter.data, name));
	const language = hasLanguage ? undefined : languageInName(path);
	const given = definedOnly({ date, language });
	const data = Object.keys(given).length === 0 ? matter.data : { ...matter.data, ...given };
	if (matter.yaml !== "" || markup === "html") return { matter: { ...matter, data }, markup, context, guesses: [] };
	return describeBareText(path, { ...matter, data }, markup, context);
}

function describeBareText(path: string, matter: FrontMatter, markup: Markup, context: Context): SelfDescription {
	const guess = (line: number | null, message: string): Problem => {
		return { severity: "guess", path, line, message, hint: "" };
	};
	const guesses: Problem[] = [];
	const language = detectLanguage(matter.body);
	const isSaid = [matter.data, context.defaults].some((node) =>
		["language", "lang"].some((name) => isNamed(node, name)),
	);
	if (language !== null && !isSaid) {
		guesses.push(guess(null, `The language seems to be ${language}.`));
	}
	if (context.dated !== undefined && !isNamed(matter.data, "date") && !isNamed(context.defaults, "date")) {
		guesses.push(guess(null, `The date is ${isoOf(context.dated)}, the time when the file was last changed.`));
	}
	const defaults = { ...definedOnly({ language, date: isoOf(context.dated) }), ...context.defaults };
	const fallback = { ...context, defaults };
	if (markup === "markdown" || markup === "mdx") {
		const headed = markdownTitle(matter.body);
		const data = headed ? { title: headed.title, ...matter.data } : matter.data;
		return { matter: { data, body: headed?.body ?? matter.body, yaml: "" }, markup, context: fallback, guesses };
	}
	const { title, authors, topics, blocks, notes } = readBareText(matter.body);
	const data = { ...definedOnly({ title, authors: orNull(authors), topics: orNull(topics) }), ...matter.data };
	return {
		matter: { data, body: blocksToHtml(blocks), yaml: "" },
		markup: "html",
		context: fallback,
		guesses: [...guesses, ...notes.map(({ line, message }) => guess(line, message))],
	};
}

/**
 * Matches a date at the start of a file name, as in `2026-05-04-tide.md` or `2026-5-4-tide.md`, optionally with the
 * time of day that Hugo may add.
 */
const DATE_IN_NAME = /^(\d{4}-\d{1,2}-\d{1,2})(?:-(\d{2})-(\d{2})-(\d{2}))?(?![\d])/;

/** Matches the date in names such as `26-05-04-tide.md`. Only Jekyll reads this as a date (in 2026). */
const SHORT_DATE_IN_NAME = /(?:^|\/)_posts\/(?:.*\/)?(\d{2}-\d{1,2}-\d{1,2})-[^/]*$/;

/** Matches the date in `2026/05/04/tide.md` and `2026/05/04-tide.md`. */
const DATE_IN_FOLDERS = /(?:^|\/)(\d{4})\/(\d{1,2})\/(\d{1,2})(?=[-_/])/;

/**
 * Returns the date in the file name; failing that, the date in the nearest folder name that contains one; failing that,
 * the date formed by folders for year, month and day.
 */
function dateInPath(path: string): string | undefined {
	for (const name of path.split("/").toReversed()) {
		const [, day, hour, minute, second] = DATE_IN_NAME.exec(name) ?? [];
		const time = hour === undefined ? "" : ` ${hour}:${minute}:${second}`;
		const found = [`${day}${time}`, day].find((date) => date !== undefined && isDate(date));
		if (found !== undefined) return found;
	}
	const short = SHORT_DATE_IN_NAME.exec(path)?.[1];
	const folders = DATE_IN_FOLDERS.exec(path)?.slice(1).join("-");
	return [short && `20${short}`, folders].find((date) => date !== undefined && isDate(date));
}

function isDate(text: string): boolean {
	return parseDate(text, "UTC") !== null;
}

/** Returns the language in a file name. In Hugo and Zola, the German version of `tide.md` is `tide.de.md`. */
function languageInName(path: string): string | undefined {
	const tag = /[^/]\.([a-z]{2}(?:-[a-z]{2,4})?)\.[a-z]+$/i.exec(path)?.[1];
	return tag !== undefined && isEverydayLanguage(tag) ? tag : undefined;
}

function isNamed(fields: Record<string, unknown>, name: string): boolean {
	return spellingsOf(fields, name).length > 0;
}

function isoOf(time: number | undefined): string | null {
	return time === undefined ? null : new Date(time).toISOString();
}

function orNull(list: string[]): string[] | null {
	return list.length > 0 ? list : null;
}

function definedOnly(values: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}
