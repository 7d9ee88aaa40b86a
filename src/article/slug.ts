/** The name of a topic or provider becomes part of a URL: at most so many characters. */
export const NAME_LENGTH = 100;

/** How a symbol is spelled in a slug, after an underscore. No spelling begins with another: `_plus`, `_plus_plus`. */
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
 * The part of a URL that stands for a name in any script: letters and digits as they are (in lower case), spaces and
 * hyphens as `-`, dots as they are, every other symbol spelled out after an underscore. `C`, `C++` and `C#` become
 * `c`, `c_plus_plus` and `c_sharp`; only names that differ in nothing but case, spaces, hyphens and underscores meet.
 * Empty if the name has neither letter, digit nor symbol.
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
	// An accent may follow a symbol, and now stands upon the last letter of its spelling.
	return slug.join("").normalize("NFKC");
}
