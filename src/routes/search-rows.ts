import { html } from "hono/html";
import { type Markup, story } from "../components/stories.ts";
import type { Piece } from "../feed/search-hits.ts";
import type { SearchResult } from "../publisher/read/search-results.ts";
import type { Site } from "../settings.ts";

/** Renders search results with highlighted matches in titles and excerpts. */
export function searchRows(site: Site, items: readonly SearchResult[]): Markup {
	return html`${items.map((item) => {
		const shown = item.excerpt === null ? item.summary : marked(item.excerpt);
		return story(site, item, { form: "row", level: 2, picture: "real", title: marked(item.marked), text: shown });
	})}`;
}

function marked(pieces: readonly Piece[]): Markup {
	return html`${pieces.map(({ text, isHit }) => (isHit ? html`<mark>${text}</mark>` : text))}`;
}
