import { slugOf } from "../article/slug.ts";

/** The collection that every article is in. */
export const ALL_ARTICLES = "articles";

/** The collection that clients ask for first: it is there before it has an article. */
export const NEWS = "news";

/** The part of an address that stands for a category: its plural in English. `newsletter` → `newsletters`. */
export function collectionOf(category: string): string {
	const slug = slugOf(category);
	if (/s$/.test(slug)) return slug;
	return /[^aeiou]y$/.test(slug) ? `${slug.slice(0, -1)}ies` : `${slug}s`;
}
