/** The language tag in its canonical form (BCP 47; `en_us` counts as `en-US`), or null if it is none. */
export function languageTag(text: string): string | null {
	try {
		return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
	} catch {
		return null;
	}
}

/** Scripts that run from right to left (ISO 15924), of those that people write in today or that texts are handed down in. */
const RIGHT_TO_LEFT = new Set("Adlm Arab Aran Armi Gara Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi".split(" "));

/** So many languages are remembered with their directions: looking one up takes longer than writing a line of a page. */
const REMEMBERED = 500;

const directions = new Map<string, Direction>();

type Direction = "rtl" | "ltr";

/** As the script of a language (BCP 47) runs: the one that its tag names, else its usual one. */
export function directionOf(language: string): Direction {
	const known = directions.get(language);
	if (known !== undefined) return known;
	const script = new Intl.Locale(language).maximize().script ?? "";
	const direction = RIGHT_TO_LEFT.has(script) ? "rtl" : "ltr";
	if (directions.size < REMEMBERED) directions.set(language, direction);
	return direction;
}
