import { languageTag } from "../article/language.ts";
import { canonicalWords, termsOf } from "./search-terms.ts";
import { type Choice, canonical, fold, MAX_LIMIT, NAMES, type Selection } from "./selection.ts";

/** Maximum length of a query as it is sent, in characters. */
export const MAX_QUERY_LENGTH = 4000;

const MAX_VALUES = 50;

/**
 * Maximum number of words per selection. Each word is looked up in the search index, and all other requests to the
 * Publisher have to wait in the meantime.
 */
const MAX_WORDS = 50;
const MAX_VALUE_LENGTH = 200;
const MAX_QUALITY = 1000;

/** The errors in a query that is not a valid selection. */
export interface Unreadable {
	/** A sentence that says which value is wrong and what is allowed. */
	problem: string;
	/** The invalid parameters; empty if the query as a whole is invalid. */
	wrong: Wrong[];
}

/** An invalid parameter. */
interface Wrong {
	name: string;
	/** A sentence that says what is allowed. */
	allowed: string;
	/** The kind of error, from which pages derive their message. */
	fault: Fault;
}

/** The kind of error. The catalogue of page texts contains a message for each kind. */
type Fault = "lang" | "words" | "manyWords" | "corrected" | "quality" | "limit" | "content";

/** The limits that the messages for some of these kinds mention. */
export const MOST = { manyWords: MAX_WORDS, quality: MAX_QUALITY, limit: MAX_LIMIT };

/** Parses a query as a selection. Empty values are ignored. */
export function parseSelection(query: URLSearchParams, feedSize: number): Selection | Unreadable {
	const problems: string[] = [];
	const wrong: Unreadable["wrong"] = [];
	const refuse = (name: string, problem: string, allowed: string, fault: Fault) => {
		problems.push(`${name}${problem}: ${allowed}`);
		if (!wrong.some((other) => other.name === name)) wrong.push({ name, allowed, fault });
	};
	const values = (name: string): string[] =>
		query
			.getAll(name)
			.map(fold)
			.filter((value) => value !== "");
	const read = (name: string, parse: (value: string) => string | null, allowed: string, fault: Fault): string[] =>
		canonical(
			values(name).flatMap((value) => {
				const parsed = parse(value);
				if (parsed === null) refuse(name, `=${value} is not allowed`, allowed, fault);
				return parsed ?? [];
			}),
		);
	const choice = (name: string, parse = (value: string): string | null => value, allowed = ""): Choice => ({
		any: read(name, parse, allowed, "words"),
		none: read(`-${name}`, parse, allowed, "words"),
	});
	const single = <T extends string>(
		name: string,
		parse: (value: string) => T | null,
		allowed: string,
		fault: Fault,
	): T | undefined => {
		const given = read(name, parse, allowed, fault);
		if (given.length > 1) refuse(name, " occurs more than once", allowed, fault);
		return given[0] === undefined ? undefined : (parse(given[0]) ?? undefined);
	};

	const all = NAMES.flatMap(values);
	if (all.length > MAX_VALUES) {
		return { problem: `A selection may have at most ${MAX_VALUES} values.`, wrong };
	}
	if (all.some((value) => value.length > MAX_VALUE_LENGTH)) {
		return { problem: `A value may have at most ${MAX_VALUE_LENGTH} characters.`, wrong };
	}
	const selection: Selection = {
		topics: choice("topic"),
		providers: choice("provider"),
		authors: choice("author"),
		types: choice("type"),
		languages: read("lang", languageTag, "use a language code such as en, de or pt-BR.", "lang"),
		words: choice("q", canonicalWords, "use at least one word of letters or digits."),
		corrected: single("corrected", yes, "use yes, or omit it.", "corrected") === "yes",
		minQuality: Number(single("min_quality", quality, `use a number from 0 to ${MAX_QUALITY}.`, "quality") ?? 0),
		limit: Number(single("limit", limit, `use a whole number from 1 to ${MAX_LIMIT}.`, "limit") ?? feedSize),
		content: single("content", content, "use full or summary.", "content") ?? "full",
	};
	const words = [...selection.words.any, ...selection.words.none].flatMap(termsOf).flatMap((term) => term.split(" "));
	if (words.length > MAX_WORDS)
		refuse("q", " has too many words", `use at most ${MAX_WORDS} words, in q and -q together.`, "manyWords");
	const [problem] = problems;
	return problem === undefined ? selection : { problem, wrong };
}

function yes(text: string): "yes" | null {
	return text === "yes" ? text : null;
}

function quality(text: string): string | null {
	return /^\d{1,4}(\.\d{1,6})?$/.test(text) && Number(text) <= MAX_QUALITY ? String(Number(text)) : null;
}

function limit(text: string): string | null {
	return /^0*[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT ? String(Number(text)) : null;
}

function content(text: string): Selection["content"] | null {
	return text === "full" || text === "summary" ? text : null;
}
