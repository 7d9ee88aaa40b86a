/** Plain text as HTML or XML text, with which both stay plain text. */
export function escapeMarkup(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Plain text as the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
	return escapeMarkup(text).replaceAll('"', "&quot;");
}
