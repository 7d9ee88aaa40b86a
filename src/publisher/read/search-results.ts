import { plainText } from "../../article/body/plain-text.ts";
import { type PublishedArticle, SITE_FEED } from "../../feed/feed.ts";
import type { NearFeed } from "../../feed/feed-names.ts";
import { excerptAround, markHits, type Piece } from "../../feed/search-hits.ts";
import { canonicalWords } from "../../feed/search-terms.ts";
import type { Selection } from "../../feed/selection.ts";
import { type ArticleSummary, summaryOf } from "../../renditions/summary.ts";
import type { Matches } from "../catalog/search.ts";
import { correctedWords } from "../catalog/spelling.ts";
import type { Audience } from "./audience.ts";
import { nearFeeds } from "./selections.ts";
import { feedSubject, type RenderContext } from "./stored-feed.ts";

/** Number of results per page. */
const PAGE_SIZE = 20;

/** Maximum number of results to count. */
const COUNTED = 1000;

/** Maximum number of topics, and maximum number of providers, offered for narrowing down the results. */
const MAX_NARROWED = 6;

/** Maximum number of similar topics to suggest when nothing is found. */
const MAX_NEAR = 6;

/** An article that a search found. */
export interface SearchResult extends ArticleSummary {
	/** The title, split into pieces that match the search and pieces that do not. */
	marked: Piece[];
	/** An excerpt of the text around the match; null if the text does not match. */
	excerpt: Piece[] | null;
}

/** A topic or provider that some of the results belong to, and the number of these results. */
export interface Narrowing extends NearFeed {
	count: number;
}

/** A page of search results, newest first. */
export interface SearchResults {
	/** The selection that was searched for, with current feed names and corrected spelling. */
	selection: Selection;
	/** Whether the spelling was corrected because the original search found nothing. */
	isCorrected: boolean;
	matches: Matches;
	items: SearchResult[];
	/** Counting from 1. */
	page: number;
	pages: number;
	topics: Narrowing[];
	providers: Narrowing[];
	/** If nothing was found: the topics with the most similar names. */
	near: NearFeed[];
}

/** Runs a search. If nothing is found, searches again for the most similar words that occur in articles. */
export function searchResults(
	context: RenderContext,
	view: Audience,
	selection: Selection,
	page: number,
): SearchResults {
	const found = resultsOf(context, view, selection, page);
	if (found.matches.count > 0) return { ...found, selection, isCorrected: false };
	const any = selection.words.any.map((text) => correctedWords(context.sql, text) ?? text);
	const corrected = { ...selection, words: { ...selection.words, any } };
	if (any.every((text, index) => text === selection.words.any[index])) {
		return { ...found, selection, isCorrected: false };
	}
	const better = resultsOf(context, view, corrected, page);
	if (better.matches.count === 0) return { ...found, selection, isCorrected: false };
	return { ...better, selection: corrected, isCorrected: true };
}

/** Maximum number of words of a text to search for one by one. */
const MAX_WORDS = 5;
const MIN_WORD_LENGTH = 3;

/**
 * Returns the articles that contain all words of a text. If there are none, returns the articles that contain the
 * longest of its words that occurs in any article, if necessary after spelling correction. Returns null if none of its
 * words occur.
 *
 * @param all a selection of everything, to be narrowed down
 */
export function articlesLike(
	context: RenderContext,
	view: Audience,
	all: Selection,
	text: string,
): SearchResults | null {
	const search = (words: string) => {
		const canonical = canonicalWords(words);
		if (canonical === null) return [];
		const found = searchResults(context, view, { ...all, words: { any: [canonical], none: [] } }, 1);
		return found.matches.count > 0 ? [found] : [];
	};
	const [whole] = search(text);
	if (whole !== undefined) return whole;
	const words = text.split(/\s+/).filter(({ length }) => length >= MIN_WORD_LENGTH);
	const longest = words.toSorted((a, b) => b.length - a.length).slice(0, MAX_WORDS);
	for (const word of longest) {
		const [found] = search(word);
		if (found !== undefined) return found;
	}
	return null;
}

function resultsOf(
	context: RenderContext,
	view: Audience,
	selection: Selection,
	page: number,
): Omit<SearchResults, "selection" | "isCorrected"> {
	const paths: string[] = [];
	let isMore = false;
	for (const { path } of view.finder.newest(selection)) {
		if (paths.length === COUNTED) {
			isMore = true;
			break;
		}
		paths.push(path);
	}
	const shown = paths.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
	return {
		matches: { count: paths.length, isMore },
		items: shown.flatMap((path) => {
			const article = view.article(path);
			return article ? [resultOf(context, article, selection.words.any)] : [];
		}),
		page,
		pages: Math.max(1, Math.ceil(paths.length / PAGE_SIZE)),
		topics: narrowings(context, "topics", paths),
		providers: narrowings(context, "providers", paths),
		near: paths.length > 0 ? [] : nearTopics(context, selection),
	};
}

function resultOf({ site }: RenderContext, article: PublishedArticle, words: readonly string[]): SearchResult {
	const summary = summaryOf(article, { site, feed: SITE_FEED, isCounted: false });
	return {
		...summary,
		marked: markHits(summary.title, words),
		excerpt: excerptAround(article.excerpt, words) ?? excerptAround(plainText(article.html), words),
	};
}

/** Returns the topics or providers to which most of these articles belong. */
function narrowings(context: RenderContext, kind: "topics" | "providers", paths: readonly string[]): Narrowing[] {
	return context.sql
		.exec<{ name: string; count: number }>(
			`SELECT f.value AS name, count(*) AS count FROM article a, json_each(a.feeds) f
			WHERE a.path IN (SELECT value FROM json_each(?)) AND f.value > ? AND f.value < ?
			GROUP BY f.value ORDER BY count DESC, name LIMIT ?`,
			JSON.stringify(paths),
			`${kind}/`,
			`${kind}0`,
			MAX_NARROWED,
		)
		.toArray()
		.map(({ name, count }) => ({ name, count, title: feedSubject(context, name) }));
}

function nearTopics(context: RenderContext, { words }: Selection): NearFeed[] {
	const text = words.any.join(" ").replaceAll('"', "");
	return text === "" ? [] : nearFeeds("topics", text, MAX_NEAR, context);
}
