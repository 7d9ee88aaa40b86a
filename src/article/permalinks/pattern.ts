/** A piece of a pattern: literal text, or a placeholder. */
export type Piece =
	| { literal: string }
	| {
			name: string;
			/** A slug rule that the pattern itself contains, such as `slugify`. */
			rule?: string | undefined;
			/**
			 * For a list of folders: the index of the first folder to keep, and the index after the last folder to keep, as
			 * in Hugo's `[1:]` and `[last]`.
			 */
			slice?: readonly [start: number, end: number] | undefined;
	  };

/** A parsed pattern for addresses or guids. */
export interface Pattern {
	text: string;
	pieces: readonly Piece[];
}

/** Jekyll's predefined patterns, by name. */
export const JEKYLL_STYLES: Readonly<Record<string, string>> = {
	date: "/:categories/:year/:month/:day/:title:output_ext",
	pretty: "/:categories/:year/:month/:day/:title/",
	ordinal: "/:categories/:year/:y_day/:title:output_ext",
	weekdate: "/:categories/:year/W:week/:short_day/:title:output_ext",
	none: "/:categories/:title:output_ext",
};

/** Hugo's placeholders that are parts of Go's reference date. */
const GO_DATE: Record<string, string> = {
	...{ "2006": "year", "06": "short_year", "01": "month", "1": "i_month", "02": "day", "2": "i_day" },
	...{ "15": "hour", "04": "minute", "05": "second" },
};

/** Directives of strftime, as in Pelican's `{date:%Y}` and Liquid's `date` filter. */
const STRFTIME: Record<string, string> = {
	...{ Y: "year", y: "short_year", m: "month", "-m": "i_month", b: "short_month", B: "long_month", d: "day" },
	...{ "-d": "i_day", j: "y_day", H: "hour", M: "minute", S: "second", a: "short_day", A: "long_day" },
};

/** WordPress tags whose names differ from the name of the equivalent placeholder here. */
const WORDPRESS: Record<string, string> = { monthnum: "month", postname: "slug" };

/** Names in Eleventy's templates that differ from the name of the equivalent placeholder here. */
const ELEVENTY: Record<string, string> = { title: "title_text", filepathstem: "path" };

const NAME = "[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*";

/** Matches `:name`, `:name[1:]`, `:2006`, `{{ title | slugify }}`, `{date:%Y}`, `{name}` and `%name%`. */
const PLACEHOLDER = new RegExp(
	String.raw`:(${NAME})(?:\[([\w:]*)\])?|:(2006|06|01|02|15|04|05|1|2)(?!\d)|\{\{-?\s*([^{}]+?)\s*-?\}\}|\{date:([^{}]+)\}|\{(${NAME})\}|%([a-z_]+)%`,
	"g",
);

/** Maximum length of a pattern, in characters. */
const PATTERN_LENGTH = 300;

/**
 * Parses a pattern. A text without placeholders is a pattern too. Returns null if the text is too long, or contains
 * template code that is not a placeholder.
 */
export function parsePattern(written: string): Pattern | null {
	const text = JEKYLL_STYLES[written] ?? written;
	if (text.length > PATTERN_LENGTH) return null;
	const pieces: Piece[] = [];
	// The colon after a scheme, such as `tag:`, does not begin a placeholder.
	let at = /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0].length ?? 0;
	if (at > 0) pieces.push({ literal: text.slice(0, at) });
	PLACEHOLDER.lastIndex = at;
	for (const match of text.matchAll(PLACEHOLDER)) {
		const found = piecesOf(match);
		if (found === null) return null;
		if (match.index > at) pieces.push({ literal: text.slice(at, match.index) });
		pieces.push(...found);
		at = match.index + match[0].length;
	}
	if (at < text.length) pieces.push({ literal: text.slice(at) });
	const isOther = pieces.some((piece) => "literal" in piece && /[{}]/.test(piece.literal));
	return isOther ? null : { text, pieces };
}

/** Whether a text contains a placeholder or template code. */
export function hasPlaceholder(text: string): boolean {
	return parsePattern(text)?.pieces.some((piece) => "name" in piece) ?? /[{}]/.test(text);
}

function piecesOf([, name, slice, go, template, date, braced, wordpress]: RegExpMatchArray): Piece[] | null {
	if (name !== undefined)
		return [{ name: name.toLowerCase(), slice: slice === undefined ? undefined : sliceOf(slice) }];
	if (go !== undefined) return [{ name: GO_DATE[go] ?? go }];
	if (template !== undefined) return templatePieces(template);
	if (date !== undefined) return datePieces(date);
	if (braced !== undefined) return [{ name: braced.toLowerCase() }];
	return [{ name: WORDPRESS[wordpress ?? ""] ?? wordpress ?? "" }];
}

/** Parses code from Eleventy, such as `page.fileSlug`, `title | slugify` or `page.date | date: "%Y/%m"`. */
function templatePieces(code: string): Piece[] | null {
	const [value = "", filter, ...others] = code.split("|").map((part) => part.trim());
	if (others.length > 0) return null;
	const date = /^date:?\s*\(?\s*["']([^"']+)["']\s*\)?$/.exec(filter ?? "")?.[1];
	if (date !== undefined && /^(page\.)?date$/.test(value)) return datePieces(date);
	if (!/^(page\.)?\w+$/.test(value)) return null;
	const name = value.replace("page.", "").toLowerCase();
	if (filter !== undefined && !["slugify", "slug"].includes(filter)) return null;
	return [{ name: ELEVENTY[name] ?? name, rule: filter }];
}

function datePieces(format: string): Piece[] | null {
	const pieces = format.split(/(%-?[A-Za-z])/).map((part): Piece | null => {
		if (!part.startsWith("%")) return { literal: part };
		const name = STRFTIME[part.slice(1)];
		return name === undefined ? null : { name };
	});
	const known = pieces.filter((piece) => piece !== null);
	return known.length === pieces.length ? known.filter((piece) => !("literal" in piece && piece.literal === "")) : null;
}

/** Parses Hugo's slices: `[0]`, `[last]`, `[1:]`, `[:last]`. Negative numbers count from the end. */
function sliceOf(text: string): readonly [number, number] {
	const [from = "", to] = text.split(":");
	const start = from === "last" ? -1 : Number(from);
	if (to === undefined) return [start, start === -1 ? Number.POSITIVE_INFINITY : start + 1];
	const end = to === "last" ? -1 : to === "" ? Number.POSITIVE_INFINITY : Number(to);
	return [start, end];
}
