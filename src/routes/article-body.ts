import { withPlayers } from "../article/body/embeds.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { linkWithin } from "../renditions/xml.ts";

/** A tag as it is stored: every value stands in double quotes, and may hold anything but those. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:[^"<>]|"[^"]*")*)>/g;

/** Loaded when it is reached, and its site is not told who reads what. Those of players say so already. */
const POLITE = ' loading="lazy" referrerpolicy="no-referrer"';

/**
 * The body of an article as a part of a page: its headings come below that of the page, pictures are loaded when they are
 * reached, sound when it is played, videos when they are asked for. Empty if there is none.
 */
export function articleBody({ html, link }: PublishedArticle): string {
	const outline = new Outline(html);
	// A place within the text is on this page, wherever the article's link leads.
	return withPlayers(html)
		.replaceAll(`${linkWithin(link)}text-`, 'href="#text-')
		.replace(TAG, (tag, slash: string, name: string, attributes: string) => {
			if (name === "img" && !attributes.includes(POLITE)) return `<img${POLITE}${attributes}>`;
			if (slash === "" && /^(audio|video)$/.test(name)) return `<${name} preload="none"${attributes}>`;
			if (/^h[1-6]$/.test(name)) return `<${slash}h${outline.levelOf(name, slash !== "")}${attributes}>`;
			return tag;
		});
}

/** Gives headings their levels: below the page's own, and without leaving one out, so that they can be walked through. */
class Outline {
	readonly #shift: number;
	#last = 1;

	constructor(html: string) {
		this.#shift = html.includes("<h1") ? 1 : 0;
	}

	/** The level of a heading's tag; an end tag has that of the heading before it. */
	levelOf(name: string, isEnd: boolean): number {
		if (!isEnd) this.#last = Math.min(Number(name.slice(1)) + this.#shift, this.#last + 1, 6);
		return this.#last;
	}
}
