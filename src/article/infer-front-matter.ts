import type { Markup } from "./body/markup.ts";
import { parseDate } from "./dates.ts";
import { DATE_NAMES, spellingsOf } from "./field-names.ts";
import type { FrontMatter } from "./front-matter.ts";
import { detectLanguage } from "./plain-text/detect-language.ts";
import { blocksToHtml, markdownTitle, readBareText } from "./plain-text/parse.ts";
import type { Problem } from "./problem.ts";
import type { Context } from "./source.ts";

/** A source as an article is read out of it. */
interface SelfDescription {
	matter: FrontMatter;
	markup: Markup;
	context: Context;
	/** What was not said in so many words. */
	guesses: Problem[];
}

/**
 * Adds what a source says of itself outside its front matter: the date in its file's name and, where there is no front
 * matter at all, what can be told of the text. What the folder gives counts more than the language that was detected
 * and the date of the file, and less than the rest.
 */
export function selfDescription(path: string, matter: FrontMatter, markup: Markup, context: Context): SelfDescription {
	const dated = dateInName(path);
	const isDated = DATE_NAMES.some((name) => isNamed(matter.data, name)) || dated === undefined;
	const data = isDated ? matter.data : { ...matter.data, date: dated };
	if (matter.yaml !== "" || markup === "html") return { matter: { ...matter, data }, markup, context, guesses: [] };
	return describeBareText(path, { ...matter, data }, markup, context);
}

function describeBareText(path: string, matter: FrontMatter, markup: Markup, context: Context): SelfDescription {
	const guess = (line: number | null, message: string): Problem => {
		return { severity: "guess", path, line, message, hint: "" };
	};
	const guesses: Problem[] = [];
	const language = detectLanguage(matter.body);
	if (language !== null && !["language", "lang"].some((name) => isNamed(context.defaults, name))) {
		guesses.push(guess(null, `The language seems to be ${language}.`));
	}
	if (context.dated !== undefined && !isNamed(matter.data, "date") && !isNamed(context.defaults, "date")) {
		guesses.push(guess(null, `The date is ${isoOf(context.dated)}, when the file was written.`));
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

/** `2026-05-04-spring-tide.md` was published on 4 May 2026. */
function dateInName(path: string): string | undefined {
	const date = /(?:^|\/)(\d{4}-\d{2}-\d{2})[^/]*$/.exec(path)?.[1];
	return date !== undefined && parseDate(date, "UTC") !== null ? date : undefined;
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
