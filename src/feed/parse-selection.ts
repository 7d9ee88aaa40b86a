import { languageTag } from "../article/language.ts";
import { canonicalWords, termsOf } from "./search-terms.ts";
import { type Choice, canonical, fold, MAX_LIMIT, NAMES, type Selection } from "./selection.ts";

/** Longer queries are refused, in characters as they are sent. */
export const MAX_QUERY_LENGTH = 4000;

const MAX_VALUES = 50;

/** Words that a selection looks for, together: each is looked up in the index, and nobody else is answered meanwhile. */
const MAX_WORDS = 50;
const MAX_VALUE_LENGTH = 200;
const MAX_QUALITY = 1000;

/** A query that cannot be read as a selection. */
export interface Unreadable {
	/** A sentence that says which value is wrong and what is allowed. */
	problem: string;
	/** Each parameter that is wrong, with what is allowed; none if it is the query as a whole. */
	wrong: { name: string; allowed: string }[];
}

/** A query as a selection, or what is wrong with it. Empty values do not count. */
export function parseSelection(query: URLSearchParams, feedSize: number): Selection | Unreadable {
	const problems: string[] = [];
	const wrong: Unreadable["wrong"] = [];
	const refuse = (name: string, fault: string, allowed: string) => {
		problems.push(`${name}${fault}: ${allowed}`);
		if (!wrong.some((other) => other.name === name)) wrong.push({ name, allowed });
	};
	const values = (name: string): string[] =>
		query
			.getAll(name)
			.map(fold)
			.filter((value) => value !== "");
	const read = (name: string, parse: (value: string) => string | null, allowed: string): string[] =>
		canonical(
			values(name).flatMap((value) => {
				const parsed = parse(value);
				if (parsed === null) refuse(name, `=${value} is not allowed`, allowed);
				return parsed ?? [];
			}),
		);
	const choice = (name: string, parse = (value: string): string | null => value, allowed = ""): Choice => ({
		any: read(name, parse, allowed),
		none: read(`-${name}`, parse, allowed),
	});
	const single = <T extends string>(
		name: string,
		parse: (value: string) => T | null,
		allowed: string,
	): T | undefined => {
		const given = read(name, parse, allowed);
		if (given.length > 1) refuse(name, " is given more than once", allowed);
		return given[0] === undefined ? undefined : (parse(given[0]) ?? undefined);
	};

	const all = NAMES.flatMap(values);
	if (all.length > MAX_VALUES) {
		return { problem: `A selection has at most ${MAX_VALUES} values; these are more.`, wrong };
	}
	if (all.some((value) => value.length > MAX_VALUE_LENGTH)) {
		return { problem: `A value has at most ${MAX_VALUE_LENGTH} characters; one of these has more.`, wrong };
	}
	const selection: Selection = {
		topics: choice("topic"),
		providers: choice("provider"),
		types: choice("type"),
		languages: read("lang", languageTag, "write a tag of BCP 47 such as en, de or pt-BR."),
		words: choice("q", canonicalWords, "write at least one word of letters or digits."),
		minQuality: Number(single("min_quality", quality, `write one number from 0 to ${MAX_QUALITY}.`) ?? 0),
		limit: Number(single("limit", limit, `write one whole number from 1 to ${MAX_LIMIT}.`) ?? feedSize),
		content: single("content", content, "write full or summary.") ?? "full",
	};
	const words = [...selection.words.any, ...selection.words.none].flatMap(termsOf).flatMap((term) => term.split(" "));
	if (words.length > MAX_WORDS)
		refuse("q", " has too many words", `write at most ${MAX_WORDS} words, in q and -q together.`);
	const [problem] = problems;
	return problem === undefined ? selection : { problem, wrong };
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
