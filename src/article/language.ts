/** The language tag in its canonical form (BCP 47; `en_us` counts as `en-US`), or null if it is none. */
export function languageTag(text: string): string | null {
	try {
		return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? null;
	} catch {
		return null;
	}
}
