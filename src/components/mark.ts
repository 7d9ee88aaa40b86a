import { html } from "hono/html";
import { paletteClass } from "./cover.ts";

type Markup = ReturnType<typeof html>;

/** Matches the first letter or digit of a name. */
const LETTER = /[\p{L}\p{N}]\p{M}*/u;

/**
 * Renders the initial of a name on the background of a cover, in place of a missing picture of a provider, reader or
 * author.
 */
export function mark(name: string): Markup {
	const initial = (LETTER.exec(name)?.[0] ?? "·").toLocaleUpperCase();
	return html`<span class="m ${paletteClass(name)}" aria-hidden="true">${initial}</span>`;
}
