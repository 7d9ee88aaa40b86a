import { encodedPath } from "../article-path.ts";
import type { Pattern, Piece } from "./pattern.ts";
import { placeholderValue, type Subject } from "./placeholders.ts";
import { SLUG_RULES } from "./slug-rules.ts";

/** The expanded text of a pattern, or the name of a field that the article does not have. */
type Expanded = { text: string } | { missing: string };

/**
 * Expands a pattern to the path of an article, percent-encoded. Parts without a value are dropped together with their
 * slash.
 */
export function expandPath(pattern: Pattern, subject: Subject): Expanded {
	const expanded = expand(pattern, subject, encodedPath);
	return "missing" in expanded ? expanded : { text: singleSlashes(`/${expanded.text}`) };
}

/**
 * Expands a pattern to the guid of an article. In a URI, values are percent-encoded; in any other text, they are
 * inserted unchanged.
 */
export function expandGuid(pattern: Pattern, subject: Subject): Expanded {
	const [scheme] = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/:{%]*(?::\d+)?)?/i.exec(pattern.text) ?? [];
	const expanded = expand(pattern, subject, scheme === undefined ? String : encodedLikeUrls, String);
	if ("missing" in expanded || scheme === undefined) return expanded;
	// Jekyll removes an empty fragment from ids.
	const rest = expanded.text.slice(scheme.length).replace(/#$/, "");
	return { text: scheme + (/^https?:/i.test(scheme) ? singleSlashes(rest) : rest) };
}

/** @param literal converts the text between placeholders */
function expand(
	{ pieces }: Pattern,
	subject: Subject,
	encode: (text: string) => string,
	literal: (text: string) => string = encode,
): Expanded {
	let text = "";
	for (const piece of pieces) {
		if ("literal" in piece) {
			text += literal(piece.literal);
			continue;
		}
		const value = pieceValue(piece, subject);
		if (value === undefined) return { missing: piece.name };
		text += piece.name === "page" || piece.name === "page_folder" ? value : encode(value);
	}
	return { text };
}

function pieceValue({ name, rule, slice }: Exclude<Piece, { literal: string }>, subject: Subject): string | undefined {
	const slug = rule === undefined ? undefined : SLUG_RULES[rule];
	const value = placeholderValue(name, slug === undefined ? subject : { ...subject, names: slug, titles: slug });
	if (value === undefined || typeof value === "string") return value;
	const parts = slice === undefined ? value : value.slice(slice[0], slice[1]);
	return parts.filter((part) => part !== "").join("/");
}

function singleSlashes(text: string): string {
	return text.replace(/\/{2,}/g, "/");
}

function encodedLikeUrls(text: string): string {
	return encodeURI(text.isWellFormed() ? text : text.toWellFormed());
}
