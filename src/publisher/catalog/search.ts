import { SITE_FEED } from "../../feed/feed.ts";
import { matchExpression } from "../../feed/search-terms.ts";
import type { Selection } from "../../feed/selection.ts";
import type { TablePrefix } from "./bylines.ts";
import { DescendingList, type Found, type FoundRow, fitting, inOrder, newestOf } from "./newest-first.ts";
import { endOfIds, firstIdOf } from "./search-order.ts";

/** Publication times in milliseconds since 1970: `from` is inclusive, `to` exclusive. */
export interface Range {
	from?: number;
	to?: number;
}

const COLUMNS = "m.path, m.guid, m.published, m.appeared, f.size, f.id";

/** The queries that selections need. */
export interface Finder {
	/** Yields the matching articles without duplicates, newest first. */
	newest(selection: Selection, range?: Range): Generator<Found, undefined>;
	/** Returns when the oldest article in a range was published. */
	oldest(selection: Selection, range: Range): number | undefined;
	count(selection: Selection): Matches;
}

/** The number of articles that match. If `isMore` is true, more than `count` articles match. */
export interface Matches {
	count: number;
	isMore: boolean;
}

/** Limits for counting: how many matches are counted, and how many rows are read in the process. */
const COUNTED = { matches: 1000, rows: 8000 };

/**
 * Maximum number of articles to check for words, newest first. If most articles contain a word, a selection that
 * excludes this word would otherwise read nearly all articles. Archives have no such limit: an archive has to be
 * complete, so all articles in its range are checked.
 */
const MAX_CHECKED = 5000;

/** SQL query for the articles of a feed, in index order. */
const OF_FEED = `SELECT ${COLUMNS} FROM membership m CROSS JOIN facet f ON f.path = m.path WHERE m.feed = ?1`;

/** SQL query that finds, by the table's key, whether a given other feed contains the same article. */
const OTHER_FEED = "SELECT 1 FROM membership o WHERE o.published = m.published AND o.guid = m.guid AND o.feed";

const FITTING = `m.published >= ?2 AND m.published < ?3
	AND (?4 IS NULL OR EXISTS (${OTHER_FEED} IN (SELECT value FROM json_each(?4))))
	AND (?5 IS NULL OR EXISTS (${OTHER_FEED} IN (SELECT value FROM json_each(?5))))
	AND (?6 IS NULL OR NOT EXISTS (${OTHER_FEED} IN (SELECT value FROM json_each(?6))))
	AND (?7 IS NULL OR f.type IN (SELECT value FROM json_each(?7)))
	AND (?8 IS NULL OR f.type NOT IN (SELECT value FROM json_each(?8)))
	AND (?9 IS NULL OR EXISTS (SELECT 1 FROM json_each(?9)
		WHERE substr(coalesce(f.language, ?10) || '-', 1, length(value) + 1) = value || '-'))
	AND f.quality >= ?11
	AND (?12 IS NULL OR EXISTS (SELECT 1 FROM word WHERE word MATCH ?12 AND rowid = f.id))
	AND (?13 IS NULL OR NOT EXISTS (SELECT 1 FROM word WHERE word MATCH ?13 AND rowid = f.id))
	AND (?14 IS NULL OR EXISTS (SELECT 1 FROM byline b WHERE b.path = m.path AND b.author IN (SELECT value FROM json_each(?14))))
	AND (?15 IS NULL OR NOT EXISTS (SELECT 1 FROM byline b WHERE b.path = m.path AND b.author IN (SELECT value FROM json_each(?15))))
	AND +f.corrected >= ?16`;

const NEWEST_FIRST = "ORDER BY m.published DESC, m.appeared DESC, m.guid";
const OLDEST_FIRST = "ORDER BY m.published LIMIT 1";

/**
 * If the feeds have fewer articles than this, each article is looked up in the search index. This reads fewer rows than
 * listing all articles that contain a frequent word.
 */
const FEW = 300;

/**
 * If the selected feeds contain less than 1/20 of all articles, the search reads these feeds. Otherwise, it reads the
 * articles that contain the words, newest first.
 */
const LARGE_PART = 20;

/** What a search reads first: articles that meet a rare condition, articles that contain frequent words, or feeds. */
type Start =
	| { kind: "rare"; condition: Selective }
	| { kind: "words" }
	| { kind: "feeds"; feeds: string[]; isSmall: boolean };

/**
 * Finds the articles that match a selection. Feeds are read in index order, and articles that contain frequent words
 * are read newest first; in both cases, reading stops when no more results are needed. Articles with rare properties
 * (words, types, languages, a high quality) are looked up and then sorted.
 */
export class Search implements Finder {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;
	readonly #language: string;
	readonly #isOrdered: boolean;
	readonly #maxChecked: number;

	/**
	 * @param language the language of articles that do not declare one
	 * @param isOrdered whether the ids of the search index follow the order of publication (`SearchOrder`)
	 * @param maxChecked maximum number of articles to check for words
	 */
	constructor(
		sql: SqlStorage,
		audience: TablePrefix,
		language: string,
		isOrdered: boolean,
		maxChecked: number = MAX_CHECKED,
	) {
		this.#sql = sql;
		this.#audience = audience;
		this.#language = language;
		this.#isOrdered = isOrdered;
		this.#maxChecked = maxChecked;
	}

	newest(selection: Selection, range: Range = {}): Generator<Found, undefined> {
		return newestOf(this.#find(selection, range).sources);
	}

	oldest(selection: Selection, range: Range): number | undefined {
		const words = matchExpression(selection.words.any);
		const start = this.#startOf(selection);
		const { kind } = start;
		const from: Start =
			kind === "words" ? { kind: "feeds", feeds: this.#feedsOf(selection).feeds, isSmall: true } : start;
		const isFound = kind === "rare" && start.condition.isWords;
		const rows = this.#cursors(selection, range, OLDEST_FIRST, from, {
			any: isFound ? null : words,
			none: matchExpression(selection.words.none),
		}).flatMap((cursor) => cursor.toArray());
		return rows.map(({ published }) => published).sort((a, b) => a - b)[0];
	}

	count(selection: Selection): Matches {
		const { sources, cursors, isLimited } = this.#find(selection, {});
		let count = 0;
		for (const _ of newestOf(sources)) {
			const rows = cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
			if (count === COUNTED.matches || rows > COUNTED.rows) return { count, isMore: true };
			count++;
		}
		return { count, isMore: isLimited() };
	}

	/** Returns iterators over articles, each sorted newest first. An article may occur in several of them. */
	#find(
		selection: Selection,
		range: Range,
	): {
		sources: Iterator<Found>[];
		cursors: { rowsRead: number }[];
		/** Whether there are older articles that were not checked. */
		isLimited: () => boolean;
	} {
		const start = this.#startOf(selection);
		const any = matchExpression(selection.words.any);
		const none = matchExpression(selection.words.none);
		if (start.kind === "words") {
			const cursor = this.#walkWords(selection, range, none === null ? `${any}` : `(${any}) NOT (${none})`);
			return { sources: [inOrder(cursor)], cursors: [cursor], isLimited: () => false };
		}
		const isFound = any === null || (start.kind === "rare" && start.condition.isWords === true);
		const isLookedUp = !isFound && (start.kind === "rare" || start.isSmall);
		const rows = this.#cursors(selection, range, NEWEST_FIRST, start, { any: isLookedUp ? any : null, none: null });
		const wanted = isFound || isLookedUp ? null : this.#listOf(any, range);
		const unwanted = none === null ? null : this.#listOf(none, range);
		const lists = [wanted, unwanted].flatMap((list) => (list ? [list.cursor] : []));
		const fits = ({ id }: FoundRow) => wanted?.has(id) !== false && unwanted?.has(id) !== true;
		const limit = range.from === undefined && range.to === undefined ? this.#maxChecked : Number.POSITIVE_INFINITY;
		let isLimited = false;
		const onLimit = () => {
			isLimited = true;
		};
		const sources = rows.map((cursor) => fitting(cursor, fits, limit, onLimit));
		return { sources, cursors: [...rows, ...lists], isLimited: () => isLimited };
	}

	#startOf(selection: Selection): Start {
		const condition = mostSelective(selectiveConditions(selection, this.#language), (statement, value) =>
			this.#count(statement, value),
		);
		if (condition) return { kind: "rare", condition };
		const { feeds, size } = this.#feedsOf(selection);
		if (selection.words.any.length === 0) return { kind: "feeds", feeds, isSmall: false };
		const isSmall = !this.#isOrdered || size < FEW;
		if (isSmall || size * LARGE_PART < this.#sizeOf([SITE_FEED])) return { kind: "feeds", feeds, isSmall };
		return { kind: "words" };
	}

	/** Opens one cursor per value of a rare condition, or one per feed. */
	#cursors(
		selection: Selection,
		range: Range,
		order: string,
		start: Exclude<Start, { kind: "words" }>,
		words: { any: string | null; none: string | null },
	): SqlStorageCursor<FoundRow>[] {
		const source = start.kind === "rare" ? `SELECT ${COLUMNS} ${start.condition.source}` : OF_FEED;
		const values = start.kind === "rare" ? start.condition.values : start.feeds;
		const statement = this.#within(`${source} AND ${FITTING} ${order}`);
		return values.map((value) =>
			this.#sql.exec<FoundRow>(
				statement,
				value,
				...this.#conditions(selection, range),
				words.any,
				words.none,
				...this.#authorship(selection),
			),
		);
	}

	/** Returns a cursor over the articles with these words, by descending id. */
	#walkWords(selection: Selection, range: Range, match: string): SqlStorageCursor<FoundRow> {
		const source = `SELECT ${COLUMNS} FROM word CROSS JOIN facet f ON f.id = word.rowid ${IN_SITE}`;
		return this.#sql.exec<FoundRow>(
			this.#within(
				`${source} WHERE word MATCH ?1 AND word.rowid >= ?17 AND word.rowid < ?18 AND ${FITTING} ORDER BY word.rowid DESC`,
			),
			match,
			...this.#conditions(selection, range),
			...[null, null],
			...this.#authorship(selection),
			range.from === undefined ? Number.MIN_SAFE_INTEGER : firstIdOf(range.from),
			this.#endOf(range),
		);
	}

	/** Lists the ids of articles with these words, newest first. */
	#listOf(match: string, range: Range): DescendingList {
		const statement = "SELECT rowid AS id FROM word WHERE word MATCH ? AND rowid < ? ORDER BY rowid DESC";
		return new DescendingList(this.#sql.exec(this.#within(statement), match, this.#endOf(range)));
	}

	#endOf({ to }: Range): number {
		return to === undefined || !this.#isOrdered ? Number.MAX_SAFE_INTEGER : endOfIds(to);
	}

	/** Returns the parameters `?2` to `?11` of `FITTING`. */
	#conditions(
		{ topics, providers, types, languages, minQuality }: Selection,
		range: Range,
	): (string | number | null)[] {
		const excluded = [
			...topics.none.map((topic) => `topics/${topic}`),
			...providers.none.map((provider) => `providers/${provider}`),
		];
		return [
			range.from ?? Number.MIN_SAFE_INTEGER,
			range.to ?? Number.MAX_SAFE_INTEGER,
			listOrNull(topics.any.map((topic) => `topics/${topic}`)),
			listOrNull(providers.any.map((provider) => `providers/${provider}`)),
			listOrNull(excluded),
			listOrNull(types.any),
			listOrNull(types.none),
			listOrNull(languages),
			this.#language,
			minQuality,
		];
	}

	/** Returns the parameters `?14` to `?16` of `FITTING`. */
	#authorship({ authors, corrected }: Selection): (string | number | null)[] {
		return [listOrNull(authors.any), listOrNull(authors.none), corrected ? 1 : 0];
	}

	/**
	 * Returns the feeds to read: the selected topics or the selected providers, whichever have fewer articles in total.
	 * If none are selected, returns the site's feed.
	 */
	#feedsOf({ topics, providers }: Selection): { feeds: string[]; size: number } {
		const lists = [
			topics.any.map((topic) => `topics/${topic}`),
			providers.any.map((provider) => `providers/${provider}`),
		];
		const named = lists.filter((feeds) => feeds.length > 0);
		const sized = (named.length === 0 ? [[SITE_FEED]] : named).map((feeds) => ({ feeds, size: this.#sizeOf(feeds) }));
		return sized.sort((a, b) => a.size - b.size)[0] ?? { feeds: [SITE_FEED], size: 0 };
	}

	#sizeOf(feeds: readonly string[]): number {
		return this.#sql
			.exec<{ size: number }>(
				"SELECT coalesce(sum(size), 0) AS size FROM feed WHERE name IN (SELECT value FROM json_each(?))",
				JSON.stringify(feeds),
			)
			.one().size;
	}

	#count(statement: string, value: string | number): number {
		return this.#sql.exec(this.#within(statement), value).toArray().length;
	}

	/** Rewrites a statement to read the tables of this audience (public or members). */
	#within(statement: string): string {
		return statement.replace(/\b(membership|article|facet|word|byline)\b/g, `${this.#audience}$1`);
	}
}

function listOrNull(values: readonly string[]): string | null {
	return values.length === 0 ? null : JSON.stringify(values);
}

/** A condition that may be rare enough to be looked up directly instead of filtering a feed. */
interface Selective {
	/** The part of the SQL statement after the columns. `?1` is bound to one of the values. */
	source: string;
	/** An SQL statement that counts the matches of one value. */
	counted: string;
	/** The values to look up one after another. An article may match several of them. */
	values: (string | number)[];
	isWords?: boolean;
}

/**
 * Maximum number of matches of a rare condition. If there are more, reading through a feed soon finds a match anyway.
 */
const RARE = 1000;

/** @param language the language of articles that do not declare one */
function selectiveConditions(
	{ words, types, languages, authors, corrected, minQuality }: Selection,
	language: string,
): Selective[] {
	const match = matchExpression(words.any);
	const found: Selective[] = [];
	if (match !== null) found.push(ofWords(match));
	if (authors.any.length > 0) found.push(ofAuthors(authors.any));
	if (corrected) found.push(ofFacet("f.corrected = 1 AND ?1", [1]));
	if (types.any.length > 0) found.push(ofFacet("f.type = ?1", types.any));
	if (types.none.length > 0) found.push(ofFacet(NO_TYPE_OF, [JSON.stringify(types.none)]));
	// The range from the tag up to the tag plus a full stop matches a language and its regional variants (such as `en`
	// and `en-GB`), because `-` sorts just before the full stop. The index cannot find articles that do not declare a
	// language.
	const isNamed = languages.every((tag) => !`${language}-`.startsWith(`${tag}-`));
	if (languages.length > 0 && isNamed) found.push(ofFacet("f.language >= ?1 AND f.language < ?1 || '.'", languages));
	if (minQuality > 0) found.push(ofFacet("f.quality >= ?1", [minQuality]));
	return found;
}

/**
 * Returns the condition with the fewest matches, or undefined if none of the conditions is rare.
 *
 * @param count returns the number of rows that a statement counts for a value
 */
function mostSelective(found: readonly Selective[], count: (statement: string, value: string | number) => number) {
	const counted = found.map((condition) => ({
		condition,
		size: condition.values.reduce<number>((sum, value) => sum + count(`${condition.counted} LIMIT ${RARE}`, value), 0),
	}));
	return counted.filter(({ size }) => size < RARE).sort((a, b) => a.size - b.size)[0]?.condition;
}

/** SQL condition that jumps from each type to the next, so that it takes one step per type. */
const NO_TYPE_OF = `f.type IN (
	WITH RECURSIVE step (value) AS (
		SELECT min(type) FROM facet
		UNION ALL SELECT (SELECT min(type) FROM facet WHERE type > step.value) FROM step WHERE step.value IS NOT NULL
	) SELECT value FROM step WHERE value IS NOT NULL AND value NOT IN (SELECT value FROM json_each(?1)))`;

/** SQL that joins the articles. Every article is in the site's feed. */
const IN_SITE = "CROSS JOIN article m ON m.path = f.path";

function ofWords(match: string): Selective {
	return {
		source: `FROM word CROSS JOIN facet f ON f.id = word.rowid ${IN_SITE} WHERE word MATCH ?1`,
		counted: "SELECT 1 FROM word WHERE word MATCH ?1",
		values: [match],
		isWords: true,
	};
}

function ofAuthors(authors: string[]): Selective {
	return {
		source: `FROM byline b CROSS JOIN facet f ON f.path = b.path ${IN_SITE} WHERE b.author = ?1`,
		counted: "SELECT 1 FROM byline b WHERE b.author = ?1",
		values: authors,
	};
}

function ofFacet(condition: string, values: (string | number)[]): Selective {
	return {
		source: `FROM facet f ${IN_SITE} WHERE ${condition}`,
		counted: `SELECT 1 FROM facet f WHERE ${condition}`,
		values,
	};
}
