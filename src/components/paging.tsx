import type { FC } from "hono/jsx";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { storiesByDay } from "./stories.ts";

/** One page of a list. */
export interface Part<T> {
	items: T[];
	/** The page's number, counting from 1. */
	page: number;
	/** Number of pages; at least 1. */
	pages: number;
}

/** Returns the page number in a query (by default, 1); null if it is not a valid number. */
export function pageOf(query: URLSearchParams): number | null {
	const given = query.get("page") ?? "1";
	return /^[1-9]\d{0,5}$/.test(given) ? Number(given) : null;
}

/** Returns the part of a list that a query's `page` selects; null if the page does not exist. */
export function partOf<T>(items: readonly T[], size: number, query: URLSearchParams): Part<T> | null {
	const page = pageOf(query);
	const pages = Math.max(1, Math.ceil(items.length / size));
	if (page === null || page > pages) return null;
	return { items: items.slice((page - 1) * size, page * size), page, pages };
}

/** Returns the query for a page of a list. The first page's query does not include a page number. */
export function pageQuery(page: number, others: Record<string, string> = {}): string {
	const query = new URLSearchParams({ ...others, ...(page > 1 ? { page: String(page) } : {}) }).toString();
	return query === "" ? "" : `?${query}`;
}

/** Renders links to the previous and next page. Renders nothing if there is only one page. */
export const Paging: FC<{ language: string; part: Part<unknown>; pathOf: (page: number) => string }> = ({
	language,
	part: { page, pages },
	pathOf,
}) => {
	if (pages === 1) return null;
	const { list, nav } = wordsFor(language);
	return (
		<nav class="acts rest" aria-label={nav.pages} {...marksFor(language)}>
			{page > 1 ? (
				<a class="btn" href={pathOf(page - 1)} rel="prev">
					{list.previous}
				</a>
			) : null}
			<span class="meta">{fill(list.pageOf, { page, pages })}</span>
			{page < pages ? (
				<a class="btn" href={pathOf(page + 1)} rel="next">
					{list.next}
				</a>
			) : null}
		</nav>
	);
};

interface PagedStoriesProps {
	site: Site;
	part: Part<ArticleSummary>;
	pathOf: (page: number) => string;
}

/** Renders one page of a selection's articles. If nothing matches the selection, says that new matches will arrive. */
export const PagedStories: FC<PagedStoriesProps> = ({ site, part, pathOf }) => (
	<>
		<div class="sec">
			{part.items.length === 0 ? (
				<p class="stand" {...marksFor(site.language)}>
					{wordsFor(site.language).builder.none}
				</p>
			) : (
				storiesByDay(site, part.items, { level: 2, hasText: true })
			)}
		</div>
		<Paging language={site.language} part={part} pathOf={pathOf} />
	</>
);
