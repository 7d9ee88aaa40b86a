/** Maximum length of the name of a topic or provider, which becomes part of a URL. */
export const NAME_LENGTH = 100;

/**
 * The spelling of a symbol in a slug, after an underscore. No spelling is the start of another: `_plus`, `_plus_plus`.
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
 * The part of a URL for a name in any script. Letters and digits stay (in lower case), spaces and hyphens become `-`,
 * dots stay, and every other symbol is spelled out after an underscore. `C`, `C++` and `C#` become `c`, `c_plus_plus`
 * and `c_sharp`. Names share a slug only if they differ in nothing but case, spaces, hyphens and underscores. Empty if
 * the name has no letter, digit or symbol.
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
	// An accent on a symbol is now on the last letter of its spelling, so compose them.
	return slug.join("").normalize("NFKC");
}
