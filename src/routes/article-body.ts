import { withPlayers } from "../article/body/players.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute, linkWithin } from "../renditions/xml.ts";
import type { Words } from "../words/words.ts";

/** A tag in stored HTML, where attribute values are always in double quotes. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:[^"<>]|"[^"]*")*)>/g;

/** Does not send a referrer to the picture's host. Players already have these attributes. */
const POLITE = 'referrerpolicy="no-referrer"';
const LAZY = `loading="lazy" decoding="async" ${POLITE}`;

/**
 * An article's body for its page: headings are shifted below the page's own, pictures load lazily, audio and video on
 * demand. Empty if there is no body.
 */
export function articleBody({ html, link, guid }: PublishedArticle, { article }: Words): string {
	const outline = new Outline(html);
	let isFirst = true;
	let tables = 0;
	return withPlayers(withinThisPage(withinThisPage(html, link), guid)).replace(
		TAG,
		(tag, slash: string, name: string, attributes: string) => {
			if (name === "img" && !attributes.includes(POLITE)) {
				// The first picture is visible at once.
				const loading = isFirst ? `fetchpriority="high" ${POLITE}` : LAZY;
				isFirst = false;
				return `<img ${loading}${attributes}>`;
			}
			// Put each wide table into a frame that scrolls. Nested tables share the frame of the outer one.
			if (name === "table") {
				if (slash === "") return tables++ === 0 ? `${tableFrame(article.table)}${tag}` : tag;
				return --tables === 0 ? `${tag}</section>` : tag;
			}
			// Long lines scroll, too: without a pointer, with the arrow keys.
			if (name === "pre" && slash === "") return `<pre tabindex="0"${attributes}>`;
			if (slash === "" && /^(audio|video)$/.test(name)) return `<${name} preload="none"${attributes}>`;
			if (/^h[1-6]$/.test(name)) return `<${slash}h${outline.levelOf(name, slash !== "")}${attributes}>`;
			return tag;
		},
	);
}

/**
 * Makes anchor links within the body point to this page, even if the article links elsewhere. Anchors of other sites
 * have no prefix. Those of a link post point to its own page, which is its guid.
 */
function withinThisPage(html: string, link: string): string {
	const start = linkWithin(link);
	if (!html.includes(start)) return html;
	const ids = new Set(Array.from(html.matchAll(/ id="text-([^"]*)"/g), ([, id = ""]) => encodeURI(id)));
	const [before = "", ...links] = html.split(start);
	const moved = links.map((rest) => {
		const fragment = rest.slice(0, rest.indexOf('"'));
		if (fragment.startsWith("text-")) return `href="#${rest}`;
		return ids.has(fragment) ? `href="#text-${rest}` : start + rest;
	});
	return before + moved.join("");
}

function tableFrame(label: string): string {
	return `<section class="table" aria-label="${escapeAttribute(label)}" tabindex="0">`;
}

/** Number of characters compared to tell whether the body begins with the excerpt. */
const BEGINNING = 40;

/** The excerpt to show above the body. Empty if the body begins with it. */
export function standfirst({ excerpt, html }: Pick<PublishedArticle, "excerpt" | "html">): string {
	const letters = (text: string) => text.replaceAll(/<[^>]*>|&[#\w]+;|[^\p{L}\p{N}]/gu, "").toLowerCase();
	const beginning = letters(excerpt).slice(0, BEGINNING);
	return beginning !== "" && letters(html.slice(0, 2000)).startsWith(beginning) ? "" : excerpt;
}

/**
 * Shifts headings below the page's own, without gaps between levels, so that screen reader users can navigate by
 * heading.
 */
class Outline {
	readonly #shift: number;
	#last = 1;

	constructor(html: string) {
		this.#shift = html.includes("<h1") ? 1 : 0;
	}

	/** The new level of a heading tag. An end tag gets the level of its start tag. */
	levelOf(name: string, isEnd: boolean): number {
		if (!isEnd) this.#last = Math.min(Number(name.slice(1)) + this.#shift, this.#last + 1, 6);
		return this.#last;
	}
}
