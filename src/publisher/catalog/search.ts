import type { Archived } from "../../feed/archive.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import { matchExpression } from "../../feed/search-terms.ts";
import type { Selection } from "../../feed/selection.ts";
import type { TablePrefix } from "./search-index.ts";

/** A search result. */
export interface Found extends Archived {
	path: string;
	guid: string;
	/** When it was first shown; null: by an earlier release. */
	appeared: number | null;
}

type FoundRow = { path: string; guid: string; published: number; appeared: number | null; size: number };

/** Publication times in milliseconds since 1970: from `from`, before `to`. */
export interface Range {
	from?: number;
	to?: number;
}

const COLUMNS = "m.path, m.guid, m.published, m.appeared, f.size";

/** Queries that a selection needs. */
export interface Finder {
	/** Without duplicates, newest first. */
	newest(selection: Selection, range?: Range): Generator<Found, undefined>;
	/** Publication time of the oldest article in a range. */
	oldest(selection: Selection, range: Range): number | undefined;
	count(selection: Selection): Matches;
}

/** How many articles match; `isMore`: at least one more than `count`. */
export interface Matches {
	count: number;
	isMore: boolean;
}

/** Limits of counting: matches, and rows read for them. */
const COUNTED = { matches: 1000, rows: 5000 };

/** A feed's articles, in index order. */
const OF_FEED = `SELECT ${COLUMNS} FROM membership m CROSS JOIN facet f ON f.path = m.path WHERE m.feed = ?1`;

const FITTING = `m.published >= ?2 AND m.published < ?3
	AND (?4 IS NULL OR EXISTS (SELECT 1 FROM membership o WHERE o.path = m.path AND o.feed IN (SELECT value FROM json_each(?4))))
	AND (?5 IS NULL OR EXISTS (SELECT 1 FROM membership o WHERE o.path = m.path AND o.feed IN (SELECT value FROM json_each(?5))))
	AND (?6 IS NULL OR NOT EXISTS (SELECT 1 FROM membership o WHERE o.path = m.path AND o.feed IN (SELECT value FROM json_each(?6))))
	AND (?7 IS NULL OR f.type IN (SELECT value FROM json_each(?7)))
	AND (?8 IS NULL OR f.type NOT IN (SELECT value FROM json_each(?8)))
	AND (?9 IS NULL OR EXISTS (SELECT 1 FROM json_each(?9)
		WHERE substr(coalesce(f.language, ?10) || '-', 1, length(value) + 1) = value || '-'))
	AND f.quality >= ?11
	AND (?12 IS NULL OR EXISTS (SELECT 1 FROM word WHERE word MATCH ?12 AND rowid = f.id))
	AND (?13 IS NULL OR f.id NOT IN (SELECT rowid FROM word WHERE word MATCH ?13))`;

const NEWEST_FIRST = "ORDER BY m.published DESC, m.appeared DESC, m.guid";
const OLDEST_FIRST = "ORDER BY m.published LIMIT 1";

/**
 * Finds the articles of a selection. Reads a feed in index order, only as far as results are consumed; looks up rare
 * properties (words, types, languages, a high quality) and sorts what they find.
 */
export class Search implements Finder {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;
	readonly #language: string;

	/** @param language of articles that name none */
	constructor(sql: SqlStorage, audience: TablePrefix, language: string) {
		this.#sql = sql;
		this.#audience = audience;
		this.#language = language;
	}

	newest(selection: Selection, range: Range = {}): Generator<Found, undefined> {
		return newestOf(this.#cursors(selection, range, NEWEST_FIRST));
	}

	oldest(selection: Selection, range: Range): number | undefined {
		const rows = this.#cursors(selection, range, OLDEST_FIRST).flatMap((cursor) => cursor.toArray());
		return rows.map(({ published }) => published).sort((a, b) => a - b)[0];
	}

	count(selection: Selection): Matches {
		const cursors = this.#cursors(selection, {}, NEWEST_FIRST);
		let count = 0;
		for (const _ of newestOf(cursors)) {
			const rows = cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
			if (count === COUNTED.matches || rows > COUNTED.rows) return { count, isMore: true };
			count++;
		}
		return { count, isMore: false };
	}

	/** One cursor for a rare property, or one per requested feed; an article may be in several. */
	#cursors(selection: Selection, range: Range, order: string): SqlStorageCursor<FoundRow>[] {
		const topics = selection.topics.any.map((topic) => `topics/${topic}`);
		const providers = selection.providers.any.map((provider) => `providers/${provider}`);
		const words = matchExpression(selection.words.any);
		const feeds = this.#smallest([topics, providers]) ?? [SITE_FEED];
		const rare = mostSelective(selectiveConditions(selection, this.#language), (statement, value) =>
			this.#count(statement, value),
		);
		const source = rare ? `SELECT ${COLUMNS} ${rare.source}` : OF_FEED;
		const excluded = [
			...selection.topics.none.map((topic) => `topics/${topic}`),
			...selection.providers.none.map((provider) => `providers/${provider}`),
		];
		return (rare?.values ?? feeds).map((start) =>
			this.#sql.exec<FoundRow>(
				this.#within(`${source} AND ${FITTING} ${order}`),
				start,
				range.from ?? Number.MIN_SAFE_INTEGER,
				range.to ?? Number.MAX_SAFE_INTEGER,
				listOrNull(topics),
				listOrNull(providers),
				listOrNull(excluded),
				listOrNull(selection.types.any),
				listOrNull(selection.types.none),
				listOrNull(selection.languages),
				this.#language,
				selection.minQuality,
				rare?.isWords ? null : words,
				matchExpression(selection.words.none),
			),
		);
	}

	/** Of several lists of feeds, the one with the fewest articles; undefined if there are none. */
	#smallest(lists: readonly string[][]): string[] | undefined {
		const sizeOf = (feeds: readonly string[]) =>
			this.#sql
				.exec<{ size: number }>(
					"SELECT coalesce(sum(size), 0) AS size FROM feed WHERE name IN (SELECT value FROM json_each(?))",
					JSON.stringify(feeds),
				)
				.one().size;
		const named = lists.filter((feeds) => feeds.length > 0);
		if (named.length < 2) return named[0];
		return named.map((feeds) => ({ feeds, size: sizeOf(feeds) })).sort((a, b) => a.size - b.size)[0]?.feeds;
	}

	#count(statement: string, value: string | number): number {
		return this.#sql.exec(this.#within(statement), value).toArray().length;
	}

	/** Adapts a statement to the audience's tables. */
	#within(statement: string): string {
		return statement.replace(/\b(membership|facet|word)\b/g, `${this.#audience}$1`);
	}
}

/** Merges several newest-first sources into one. */
export function* newestOf(sources: Iterator<Found, unknown>[]): Generator<Found, undefined> {
	const heads = sources.map((source) => source.next());
	const seen = new Set<string>();
	for (;;) {
		const index = firstOf(heads);
		const head = heads[index];
		const source = sources[index];
		if (!source || !head || head.done) return;
		if (!seen.has(head.value.path)) yield head.value;
		seen.add(head.value.path);
		heads[index] = source.next();
	}
}

function listOrNull(values: readonly string[]): string | null {
	return values.length === 0 ? null : JSON.stringify(values);
}

/** The cursor with the newest article; -1 if all are at their end. */
function firstOf(heads: readonly IteratorResult<Found, unknown>[]): number {
	let first = -1;
	let newest: Found | undefined;
	heads.forEach((head, index) => {
		if (head.done || (newest && !isBefore(head.value, newest))) return;
		first = index;
		newest = head.value;
	});
	return first;
}

function isBefore(a: Found, b: Found): boolean {
	if (a.published !== b.published) return a.published > b.published;
	if (a.appeared !== b.appeared) return (a.appeared ?? 0) > (b.appeared ?? 0);
	return a.guid < b.guid;
}

/** A condition of a selection that may be rare enough to look up, rather than to filter a feed by. */
interface Selective {
	/** The rest of a statement after its columns; `?1` is one of the values. */
	source: string;
	/** The same, for counting. */
	counted: string;
	/** Values to look up one after another; an article may have several. */
	values: (string | number)[];
	isWords?: boolean;
}

/** A condition with more matches than this is not rare: reading a feed finds one soon enough. */
const RARE = 1000;

/** @param language of articles that have none */
function selectiveConditions({ words, types, languages, minQuality }: Selection, language: string): Selective[] {
	const match = matchExpression(words.any);
	const found: Selective[] = [];
	if (match !== null) found.push(ofWords(match));
	if (types.any.length > 0) found.push(ofFacet("f.type = ?1", types.any));
	if (types.none.length > 0) found.push(ofFacet(NO_TYPE_OF, [JSON.stringify(types.none)]));
	// Text before the full stop begins with the language: `en`, `en-GB`. No index finds articles without a language.
	const isNamed = languages.every((tag) => !`${language}-`.startsWith(`${tag}-`));
	if (languages.length > 0 && isNamed) found.push(ofFacet("f.language >= ?1 AND f.language < ?1 || '.'", languages));
	if (minQuality > 0) found.push(ofFacet("f.quality >= ?1", [minQuality]));
	return found;
}

/**
 * The most selective condition, if any is rare.
 *
 * @param count rows of a statement for a value
 */
function mostSelective(found: readonly Selective[], count: (statement: string, value: string | number) => number) {
	const counted = found.map((condition) => ({
		condition,
		size: condition.values.reduce<number>((sum, value) => sum + count(`${condition.counted} LIMIT ${RARE}`, value), 0),
	}));
	return counted.filter(({ size }) => size < RARE).sort((a, b) => a.size - b.size)[0]?.condition;
}

/** Skips from each type to the next: as many steps as there are types. */
const NO_TYPE_OF = `f.type IN (
	WITH RECURSIVE step (value) AS (
		SELECT min(type) FROM facet
		UNION ALL SELECT (SELECT min(type) FROM facet WHERE type > step.value) FROM step WHERE step.value IS NOT NULL
	) SELECT value FROM step WHERE value IS NOT NULL AND value NOT IN (SELECT value FROM json_each(?1)))`;

const IN_SITE = `CROSS JOIN membership m ON m.path = f.path AND m.feed = '${SITE_FEED}'`;

function ofWords(match: string): Selective {
	return {
		source: `FROM word CROSS JOIN facet f ON f.id = word.rowid ${IN_SITE} WHERE word MATCH ?1`,
		counted: "SELECT 1 FROM word WHERE word MATCH ?1",
		values: [match],
		isWords: true,
	};
}

function ofFacet(condition: string, values: (string | number)[]): Selective {
	return {
		source: `FROM facet f ${IN_SITE} WHERE ${condition}`,
		counted: `SELECT 1 FROM facet f WHERE ${condition}`,
		values,
	};
}
