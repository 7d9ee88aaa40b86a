import { decodeHTMLStrict } from "entities";

/** Matches a tag. Attribute values may contain `>`. */
const TAG = /<\/?([a-z][a-z0-9]*)(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** Elements that may occur within a word. */
const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)$/i;

/** Returns the text of a body (sanitized HTML), with a space between blocks. */
export function plainText(html: string): string {
	return decodeHTMLStrict(html.replace(TAG, (_, name: string) => (INLINE.test(name) ? "" : " ")));
}
