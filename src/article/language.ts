/**
 * Returns the canonical form of a language tag (BCP 47; `en_us` becomes `en-US`), or null if the text is not a language
 * tag.
 */
export function languageTag(text: string): string | null {
	try {
		return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
	} catch {
		return null;
	}
}

/** What people write instead of a language tag: country codes, and languages' names for themselves. */
const MEANT: Record<string, string> = {
	...{ jp: "ja", cn: "zh", kr: "ko", gr: "el", cz: "cs", dk: "da", ua: "uk" },
	...{ deutsch: "de", français: "fr", español: "es", italiano: "it", português: "pt", nederlands: "nl", svenska: "sv" },
	...{ dansk: "da", norsk: "no", suomi: "fi", polski: "pl", čeština: "cs", русский: "ru", українська: "uk" },
	...{ 日本語: "ja", 中文: "zh", 한국어: "ko", türkçe: "tr", ελληνικά: "el", magyar: "hu", română: "ro" },
};

/** The ISO 639-1 codes of languages that can also be identified by their English names. */
const NAMED = (
	"af am ar as az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gd gl gu he hi hr hu hy id is it ja ka kk km " +
	"kn ko ku la lb lo lt lv mk ml mn mr ms mt my nb ne nl no nn pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta te th tk " +
	"tl tr uk ur uz vi xh yi yo zh zu"
).split(" ");

/**
 * Whether a tag stands for a widely used language and rarely means anything else: `de` in `tide.de.md`, but not `rs` in
 * `main.rs.md`.
 */
export function isEverydayLanguage(tag: string): boolean {
	return NAMED.includes(tag.toLowerCase().split("-")[0] ?? "") && languageTag(tag) !== null;
}

/** Created only when it is first needed, because that takes longer than reading an article. */
let english: Intl.DisplayNames | undefined;

/**
 * Returns the tag of a language that feeds may declare, and whether the text is that tag itself. A tag is accepted if
 * the JavaScript runtime knows its language, or if its language code has three letters. Otherwise the tag is derived
 * from common alternatives, such as `English`, `Deutsch` or `jp`. Undefined if the text does not stand for a language.
 */
export function knownLanguage(text: string): { tag: string; isTag: boolean } | undefined {
	const tag = languageTag(text);
	const [primary = ""] = (tag ?? "").split("-", 1);
	if (tag !== null && (NAMED.includes(primary) || /^[a-z]{3}$/.test(primary) || nameOf(primary) !== undefined))
		return { tag, isTag: true };
	const word = text.normalize("NFC").trim().toLowerCase();
	const meant = Object.hasOwn(MEANT, word) ? MEANT[word] : NAMED.find((one) => nameOf(one)?.toLowerCase() === word);
	return meant === undefined ? undefined : { tag: meant, isTag: false };
}

/** Returns the English name of a language; undefined if the tag does not stand for a language. */
function nameOf(primary: string): string | undefined {
	english ??= new Intl.DisplayNames("en", { type: "language", fallback: "none" });
	return primary === "" ? undefined : english.of(primary);
}

/** ISO 15924 codes of scripts that are written from right to left and are in use today or found in surviving texts. */
const RIGHT_TO_LEFT = new Set("Adlm Arab Aran Armi Gara Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi".split(" "));

/**
 * Maximum number of cached directions. Directions are cached because looking one up takes longer than writing a line of
 * a page.
 */
const REMEMBERED = 500;

const directions = new Map<string, Direction>();

type Direction = "rtl" | "ltr";

/**
 * Returns the writing direction of a language (BCP 47), based on the script in its tag or, if there is none, on the
 * language's usual script.
 */
export function directionOf(language: string): Direction {
	const known = directions.get(language);
	if (known !== undefined) return known;
	const script = new Intl.Locale(language).maximize().script ?? "";
	const direction = RIGHT_TO_LEFT.has(script) ? "rtl" : "ltr";
	if (directions.size < REMEMBERED) directions.set(language, direction);
	return direction;
}
