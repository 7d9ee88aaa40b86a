import { decodeHTMLStrict } from "entities";

/** A tag, with attributes whose values may hold `>`. */
const TAG = /<\/?([a-z][a-z0-9]*)(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** Elements within a word. */
const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)$/i;

/** The words of a body (HTML that was sanitised), with a space wherever one block ends and the next begins. */
export function plainText(html: string): string {
	return decodeHTMLStrict(html.replace(TAG, (_, name: string) => (INLINE.test(name) ? "" : " ")));
}
