import { html } from "hono/html";
import { paletteClass } from "./cover.ts";

type Markup = ReturnType<typeof html>;

/** The first letter of a name that has one. */
const LETTER = /[\p{L}\p{N}]\p{M}*/u;

/** The initial of a name on a cover's ground, for where a picture would be: a source, a reader, an author. */
export function mark(name: string): Markup {
	const initial = (LETTER.exec(name)?.[0] ?? "·").toLocaleUpperCase();
	return html`<span class="m ${paletteClass(name)}" aria-hidden="true">${initial}</span>`;
}
