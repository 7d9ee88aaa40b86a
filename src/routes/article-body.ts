import { withPlayers } from "../article/body/players.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute, linkWithin } from "../renditions/xml.ts";
import type { Words } from "../words/words.ts";

/** Matches a tag in stored HTML, where attribute values are always in double quotes. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:[^"<>]|"[^"]*")*)>/g;

/**
 * Attribute that keeps the browser from sending a referrer to a picture's host. Players already have this attribute.
 */
const POLITE = 'referrerpolicy="no-referrer"';
const LAZY = `loading="lazy" decoding="async" ${POLITE}`;

/**
 * Renders an article's body for its page: headings are shifted to levels below the page's own heading, pictures load
 * lazily, and audio and video load on demand. Returns an empty string if there is no body.
 */
export function articleBody({ html, link, guid }: PublishedArticle, { article }: Words): string {
	const outline = new Outline(html);
	let isFirst = true;
	let tables = 0;
	return withPlayers(withinThisPage(withinThisPage(html, link), guid)).replace(
		TAG,
		(tag, slash: string, name: string, attributes: string) => {
			if (name === "img" && !attributes.includes(POLITE)) {
				// The first picture is probably visible as soon as the page opens, so it is not loaded lazily.
				const loading = isFirst ? `fetchpriority="high" ${POLITE}` : LAZY;
				isFirst = false;
				return `<img ${loading}${attributes}>`;
			}
			// Tables may be wide, so each table is wrapped in a scrollable frame. A nested table scrolls with the outermost
			// table.
			if (name === "table") {
				if (slash === "") return tables++ === 0 ? `${tableFrame(article.table)}${tag}` : tag;
				return --tables === 0 ? `${tag}</section>` : tag;
			}
			// Preformatted text with long lines scrolls, too. `tabindex` lets keyboard users scroll it with the arrow keys.
			if (name === "pre" && slash === "") return `<pre tabindex="0"${attributes}>`;
			if (slash === "" && /^(audio|video)$/.test(name)) return `<${name} preload="none"${attributes}>`;
			if (/^h[1-6]$/.test(name)) return `<${slash}h${outline.levelOf(name, slash !== "")}${attributes}>`;
			return tag;
		},
	);
}

/**
 * Makes links to the page `link` point to this page if the body contains the anchor that they refer to. Anchors in the
 * body have the prefix `text-`; links that were copied from other sites do not.
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

/** Number of characters that are compared to check whether the body starts with the excerpt. */
const BEGINNING = 40;

/** Returns the excerpt to show above the body; empty if the body starts with it. */
export function standfirst({ excerpt, html }: Pick<PublishedArticle, "excerpt" | "html">): string {
	const letters = (text: string) => text.replaceAll(/<[^>]*>|&[#\w]+;|[^\p{L}\p{N}]/gu, "").toLowerCase();
	const beginning = letters(excerpt).slice(0, BEGINNING);
	return beginning !== "" && letters(html.slice(0, 2000)).startsWith(beginning) ? "" : excerpt;
}

/**
 * Shifts headings to levels below the page's own heading, and closes gaps between levels, so that screen reader users
 * can navigate by heading.
 */
class Outline {
	readonly #shift: number;
	#last = 1;

	constructor(html: string) {
		this.#shift = html.includes("<h1") ? 1 : 0;
	}

	/** Returns the new level of a heading tag. An end tag gets the level of its start tag. */
	levelOf(name: string, isEnd: boolean): number {
		if (!isEnd) this.#last = Math.min(Number(name.slice(1)) + this.#shift, this.#last + 1, 6);
		return this.#last;
	}
}
