/** Maximum length of the name of a topic or provider, which becomes part of a URL. */
export const NAME_LENGTH = 100;

/**
 * How symbols are spelled in a slug, after an underscore. A slug such as `_plus_plus` always stands for two symbols.
 */
const SPELLED: Record<string, string> = {
	"+": "plus",
	"#": "sharp",
	"&": "and",
	"@": "at",
	"/": "slash",
	"%": "percent",
	"*": "star",
	"!": "bang",
	"?": "query",
	"'": "quote",
	".": "dot",
};

/**
 * Converts a name in any script to a part of a URL. Letters (in lower case), digits and dots are kept, spaces and
 * hyphens become `-`, and every other symbol is spelled out after an underscore: `C`, `C++` and `C#` become `c`,
 * `c_plus_plus` and `c_sharp`. Two names share a slug only if they differ in nothing but letter case, spaces, hyphens
 * and underscores. Returns an empty string if the name does not contain a letter, digit or symbol.
 */
export function slugOf(name: string): string {
	const folded = name
		.normalize("NFKC")
		.toLowerCase()
		.normalize("NFKC")
		.replace(/[\s_-]+/gu, " ")
		.trim();
	const characters = Array.from(folded);
	const slug = characters.map((character, index) => {
		if (character === " ") return "-";
		if (/[\p{L}\p{N}\p{M}]/u.test(character)) return character;
		const isEnding = /^\.(rss|atom|json)$/.test(characters.slice(index, index + 6).join(""));
		if (character === "." && index > 0 && !isEnding) return ".";
		return `_${SPELLED[character] ?? `x${character.codePointAt(0)?.toString(16)}_`}`;
	});
	// If a symbol had an accent, the accent now follows the last letter of the symbol's spelling, so the two are
	// composed.
	return slug.join("").normalize("NFKC");
}
