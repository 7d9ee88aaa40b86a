/** The language tag in its canonical form (BCP 47; `en_us` counts as `en-US`), or null if it is none. */
export function languageTag(text: string): string | null {
	try {
		return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
	} catch {
		return null;
	}
}

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|ks|ku-Arab|ps|sd|ug|ur|yi)\b/;

/** `rtl` or `ltr`, as a language is written. */
export function directionOf(language: string): "rtl" | "ltr" {
	return RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr";
}
