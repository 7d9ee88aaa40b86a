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
	return Array.from(folded, (character, index) => {
		if (character === " ") return "-";
		if (/[\p{L}\p{N}\p{M}]/u.test(character)) return character;
		if (character === "." && index > 0 && !/^\.(rss|atom|json)$/.test(folded.slice(index))) return ".";
		return `_${SPELLED[character] ?? `x${character.codePointAt(0)?.toString(16)}_`}`;
	}).join("");
}
