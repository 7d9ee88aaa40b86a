import { expandGuid, expandPath } from "../../article/permalinks/expand.ts";
import { parsePattern } from "../../article/permalinks/pattern.ts";
import { placeholderValue, type Subject, tellsApart } from "../../article/permalinks/placeholders.ts";

/** An article, with the address and id that it has in the old feed. */
export interface KnownArticle {
	/** The article's placeholder values. `page` is the path of its page on the old site. */
	subject: Subject;
	/** The path of its page on the old site; undefined if the feed has none. */
	path: string | undefined;
	/** The id by which feed readers recognize the article. */
	id: string;
}

/** A rule, and the number of articles that it explains. */
export interface InferredRule {
	pattern: string;
	count: number;
}

/** Maximum number of candidate rules that are tried on all articles. */
const MAX_TRIED = 30;

/** Infers the rule for addresses. Returns null if no rule explains at least two articles. */
export function inferPermalink(known: readonly KnownArticle[]): InferredRule | null {
	const paths = known.filter(({ path }) => path !== undefined);
	const isRight = (pattern: string, { subject, path = "" }: KnownArticle): boolean => {
		const parsed = parsePattern(pattern);
		const expanded = parsed && expandPath(parsed, subject);
		return expanded !== null && "text" in expanded && unescaped(expanded.text) === unescaped(path);
	};
	return best(paths, ({ subject, path = "" }) => patternsOf(path, subject), isRight);
}

/** Infers the rule for guids. Returns null if no rule explains at least two articles. */
export function inferGuid(known: readonly KnownArticle[]): InferredRule | null {
	const isRight = (pattern: string, { subject, id }: KnownArticle): boolean => {
		const parsed = parsePattern(pattern);
		const expanded = parsed && expandGuid(parsed, subject);
		return expanded !== null && "text" in expanded && expanded.text === id;
	};
	return best(known, guidsOf, isRight);
}

function best(
	known: readonly KnownArticle[],
	candidatesOf: (one: KnownArticle) => string[],
	isRight: (pattern: string, one: KnownArticle) => boolean,
): InferredRule | null {
	const votes = new Map<string, number>();
	for (const one of known) {
		for (const pattern of new Set(candidatesOf(one))) votes.set(pattern, (votes.get(pattern) ?? 0) + 1);
	}
	const likely = [...votes].toSorted(([a, one], [b, other]) => other - one || rank(a) - rank(b)).slice(0, MAX_TRIED);
	const rules = likely
		.filter(([pattern]) => tellsApart(namesIn(pattern)))
		.map(([pattern]) => ({ pattern, count: known.filter((one) => isRight(pattern, one)).length }));
	const [first] = rules.toSorted((a, b) => b.count - a.count || rank(a.pattern) - rank(b.pattern));
	return first === undefined || first.count < 2 ? null : first;
}

function namesIn(pattern: string): string[] {
	return parsePattern(pattern)?.pieces.flatMap((piece) => ("name" in piece ? [piece.name] : [])) ?? [];
}

/**
 * Breaks ties between rules that explain the same number of articles; the lowest rank wins. Prefers fewer and more
 * common placeholders, and guid rules that contain `:page`.
 */
function rank(pattern: string): number {
	const names = namesIn(pattern);
	return names.reduce((sum, name) => sum + USUAL.indexOf(name) + 1, 0) + (names.includes("page") ? -USUAL.length : 0);
}

/** Placeholders that can match a segment of an address, the most common first. */
const USUAL = [
	...["page", "year", "month", "day", "title", "filename", "slug_or_title", "title_text", "raw", "i_month", "i_day"],
	...["category", "categories", "folders", "path"],
];

const ENDING = /(?:\.(?:html?|php|aspx?))?$/i;

/** Returns rules that produce this path for an article. */
function patternsOf(path: string, subject: Subject): string[] {
	const end = path.endsWith("/") && path !== "/" ? "/" : (ENDING.exec(path)?.[0] ?? "");
	const segments = path
		.slice(1, end === "" ? undefined : -end.length)
		.split("/")
		.map(unescaped);
	// A colon or brace would begin a placeholder.
	if (segments.some((segment) => /[:{}%]/.test(segment))) return [];
	return generalized(segments, valuesOf(subject)).map((pattern) => `/${pattern}${end}`);
}

/** Returns the value of each placeholder for an article, split into segments. */
function valuesOf(subject: Subject): [name: string, segments: string[]][] {
	return USUAL.flatMap((name) => {
		if (name === "page") return [];
		const value = placeholderValue(name, subject);
		const text = typeof value === "string" ? value : (value ?? []).join("/");
		return text === "" ? [] : [[name, text.split("/")] as [string, string[]]];
	});
}

/** Maximum number of candidate rules for one address. Any more would only be guesses. */
const MAX_PATTERNS = 200;

function generalized(segments: readonly string[], values: readonly (readonly [string, string[]])[]): string[] {
	const [first, ...rest] = segments;
	if (first === undefined) return [""];
	const fitting = values.filter(([, value]) => value.every((part, index) => part === segments[index]));
	const names = fitting.map(([name, value]) => ({ text: `:${name}`, after: segments.slice(value.length) }));
	// A category or folder may be a fixed part of the address. A date or a name never is.
	const isFixed = fitting.every(([name]) => /^(?:categor|folders)/.test(name));
	const choices = isFixed ? [{ text: first, after: rest }, ...names] : names;
	return choices
		.flatMap(({ text, after }) =>
			generalized(after, values).map((pattern) => (pattern === "" ? text : `${text}/${pattern}`)),
		)
		.slice(0, MAX_PATTERNS);
}

/** Returns rules that produce this id for an article. */
function guidsOf({ subject, id }: KnownArticle): string[] {
	const { page } = subject;
	const [, start = "", path = ""] = /^(https?:\/\/[^/?#]+)?(\/[^?#]*)$/i.exec(id) ?? [];
	const byPage = page !== "" && id.endsWith(page) ? [`${id.slice(0, -page.length)}:page`] : [];
	const [, host = "", rest = ""] = /^tag:([^,]+),\d{4}-\d\d-\d\d:(.*)$/.exec(id) ?? [];
	const byTag =
		host !== "" && page !== "" && rest.startsWith(page)
			? [`tag:${host},:year-:month-:day::page${rest.slice(page.length)}`]
			: [];
	const fixed = byPage.filter((pattern) => !/[:{}%]/.test(pattern.replace(/^https?:/i, "").replace(/:page$/, "")));
	return [...fixed, ...byTag, ...(path === "" ? [] : patternsOf(path, subject).map((pattern) => start + pattern))];
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
