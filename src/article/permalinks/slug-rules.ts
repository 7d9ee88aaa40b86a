import eleventySlug from "@sindresorhus/slugify";
import { slug as githubSlug } from "github-slugger";
import slugify from "slugify";
import unidecode from "unidecode";

/** Converts a name to a part of an address that is not percent-encoded yet. */
export type SlugRule = (text: string) => string;

const LETTER = /[\p{L}\p{M}\p{Nd}]/u;

/** Implements Jekyll's `:title`, which keeps letter case and most punctuation. */
function jekyll(text: string): string {
	return trimmed(text.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, "-"));
}

/** Implements Jekyll's `:slug`, `:name` and slugified categories. */
function jekyllSlug(text: string): string {
	return trimmed(text.replace(/[^\p{M}\p{L}\p{Nd}]+/gu, "-")).toLowerCase();
}

/**
 * Implements Hugo's `UnicodeSanitize`, which replaces spaces with a hyphen (unless there already is one), and drops
 * other special characters.
 */
function hugoKeepCase(text: string): string {
	const characters = Array.from(text);
	let result = "";
	let isSpaced = false;
	let isHyphen = false;
	for (const [index, character] of characters.entries()) {
		const isEscape = character === "%" && /^[0-9a-f]{2}$/i.test(characters.slice(index + 1, index + 3).join(""));
		if (LETTER.test(character) || "./\\_#+~-@".includes(character) || isEscape) {
			isHyphen = character === "-";
			if (isSpaced && !isHyphen) result += "-";
			isSpaced = false;
			result += character;
		} else if (result !== "" && !isHyphen && /\s/u.test(character)) isSpaced = true;
	}
	return result;
}

/** Implements Hexo's `slugize` for titles, categories and tags. In Hexo, file names are not changed. */
function hexo(text: string): string {
	return trimmed(withoutAccents(text).replace(/[\p{Cc}\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'<>,.?/]+/gu, "-"));
}

function pelicanUnicode(text: string): string {
	const kept = text.normalize("NFKC").replace(/[^\p{L}\p{M}\p{N}_\s-]/gu, "");
	return kept
		.trim()
		.replace(/[-\s]+/g, "-")
		.toLowerCase();
}

/**
 * Implements the slug crate, which Zola uses. It replaces each run of characters other than ASCII letters and digits
 * with a hyphen.
 */
function zola(text: string): string {
	return trimmed(unidecode(text).replace(/[^A-Za-z0-9]+/g, "-")).toLowerCase();
}

function zolaSafe(text: string): string {
	return text.replace(/[<>:"/\\|?*\p{Cc}]/gu, "").replace(/[. ]+$/, "");
}

function quartz(text: string): string {
	return text.replace(/\s/gu, "-").replaceAll("&", "-and-").replaceAll("%", "-percent").replace(/[?#]/g, "");
}

/**
 * Implements WordPress' `sanitize_title`. Letters of non-Latin scripts are kept; WordPress stores the slug
 * percent-encoded, in at most 200 bytes.
 */
function wordpress(text: string): string {
	const spaced = withoutAccents(text)
		.toLowerCase()
		.replace(/[./\u2013\u2014\s]+/gu, "-");
	return trimmed(spaced.replace(/[^\p{L}\p{M}\p{N}_-]/gu, "").replace(/-+/g, "-"));
}

/** Implements Django's `slugify`, which Bear uses. It drops letters of non-Latin scripts. */
function bear(text: string): string {
	const ascii = text.normalize("NFKD").replace(/[^ -~]/g, "");
	return ascii
		.toLowerCase()
		.replace(/[^\w\s-]/g, "")
		.trim()
		.replace(/[-\s]+/g, "-");
}

/** All rules, by their names in the field `slugs` of `_defaults.yaml`. */
export const SLUG_RULES: Readonly<Record<string, SlugRule>> = {
	keep: (text) => text,
	jekyll,
	"jekyll-slug": jekyllSlug,
	hugo: (text) => hugoKeepCase(text).toLowerCase(),
	"hugo-keep-case": hugoKeepCase,
	"hugo-remove-accents": (text) => hugoKeepCase(text.normalize("NFD").replace(/\p{Mn}/gu, "")).toLowerCase(),
	hexo,
	"hexo-lower": (text) => hexo(text).toLowerCase(),
	/** Eleventy's filters. By default, an address in Eleventy contains the file's name unchanged. */
	slugify: (text) => eleventySlug(text),
	slug: (text) => slugify(text, { lower: true }),
	github: githubSlug,
	/** Nuxt Content's rule, which removes the leading number by which files are ordered. */
	nuxt: (text) => slugify(text.replace(/^\d+\./, "").replace(/\.draft$/, ""), { lower: true }),
	zola,
	"zola-safe": zolaSafe,
	pelican: (text) => pelicanUnicode(unidecode(text.normalize("NFKC"))),
	"pelican-unicode": pelicanUnicode,
	quartz,
	wordpress,
	ghost: (text) => pelicanUnicode(unidecode(text)),
	bear,
};

/** Letters that cannot be decomposed into a letter and an accent. */
const PLAIN: Record<string, string> = { ß: "ss", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", ø: "o", Ø: "O", ł: "l", Ł: "L" };

/** Removes accents from Latin letters. Other scripts are not changed. */
function withoutAccents(text: string): string {
	const plain = text.normalize("NFD").replace(/(\p{Script=Latin})\p{Mn}+/gu, "$1");
	return plain.normalize("NFC").replace(/[ßæÆœŒøØłŁ]/g, (letter) => PLAIN[letter] ?? letter);
}

function trimmed(text: string): string {
	return text.replace(/^-/, "").replace(/-$/, "");
}
