/** Most texts have none of these. */
const SPECIAL = /[&<>]/;

/** Plain text as HTML or XML text, with which both stay plain text. */
export function escapeMarkup(text: string): string {
	return SPECIAL.test(text) ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
}

/** Plain text as the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
	return escapeMarkup(text).replaceAll('"', "&quot;");
}
