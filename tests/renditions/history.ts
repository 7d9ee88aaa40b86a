import type { Format } from "../../src/feed/feed.ts";

/** The items of an archive document, and its links to older and newer documents. */
export interface HistoryDocument {
	/** The items' guids, in order. */
	ids: string[];
	previous: string | undefined;
	next: string | undefined;
}

/** Parses a feed in the simplest possible way. In JSON Feed, there is no link to newer items. */
export function readHistory(text: string, format: Format): HistoryDocument {
	if (format === "json") {
		const { next_url, items }: { next_url?: string; items: { id: string }[] } = JSON.parse(text);
		return { ids: items.map(({ id }) => id), previous: next_url, next: undefined };
	}
	const link = (rel: string): string | undefined => {
		const [tag = ""] = text.match(new RegExp(`<(?:atom:)?link [^>]*rel="${rel}"[^>]*>`)) ?? [];
		const href = /href="([^"]*)"/.exec(tag)?.[1];
		return href && unescapeMarkup(href);
	};
	const guids = format === "rss" ? /<guid[^>]*>([^<]*)</g : /<entry[^>]*>[\s\S]*?<id>([^<]*)</g;
	return {
		ids: [...text.matchAll(guids)].map(([, id = ""]) => unescapeMarkup(id)),
		previous: link("prev-archive"),
		next: link("next-archive"),
	};
}

function unescapeMarkup(text: string): string {
	return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
