import type { PublishedArticle } from "../../feed/feed.ts";
import { fold } from "../../feed/selection.ts";
import { Bylines, type TablePrefix } from "./bylines.ts";
import { freeId, indexWords, isInOrder } from "./search-order.ts";

/** Maximum number of languages or types to list. */
const MAX_VALUES = 100;

/** Returns the languages (BCP 47 tags) and types of public articles, in alphabetical order. */
export function facetValues(sql: SqlStorage): { languages: string[]; types: string[] } {
	return { languages: distinct(sql, "language"), types: distinct(sql, "type") };
}

/**
 * Returns the languages (BCP 47 tags) of public articles.
 *
 * @param own the site's language, which applies to articles that do not declare one
 */
export function articleLanguages(sql: SqlStorage, own: string): string[] {
	const hasUnnamed = sql.exec("SELECT 1 FROM facet WHERE language IS NULL LIMIT 1").toArray().length > 0;
	return [...distinct(sql, "language"), ...(hasUnnamed ? [own] : [])];
}

/**
 * Returns the distinct values of an indexed column. The query jumps from each value to the next, so its cost depends on
 * the number of values, not on the number of articles.
 */
function distinct(sql: SqlStorage, column: "language" | "type"): string[] {
	return sql
		.exec<{ value: string }>(
			`WITH RECURSIVE step (value) AS (
				SELECT min(${column}) FROM facet
				UNION ALL SELECT (SELECT min(${column}) FROM facet WHERE ${column} > step.value) FROM step WHERE step.value IS NOT NULL
			) SELECT value FROM step WHERE value IS NOT NULL LIMIT ?`,
			MAX_VALUES,
		)
		.toArray()
		.map(({ value }) => value);
}

/**
 * The article properties, other than feeds, that selections can filter by: type, language, quality, word count, authors
 * and corrections.
 */
export class Facets {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;
	readonly #bylines: Bylines;

	constructor(sql: SqlStorage, audience: TablePrefix) {
		this.#sql = sql;
		this.#audience = audience;
		this.#bylines = new Bylines(sql, audience);
	}

	/** Indexes a new or changed article. Row ids follow the order of publication. */
	put(article: PublishedArticle): void {
		const { path, published } = article;
		const row = facetOf(article);
		const old = this.#sql
			.exec<Facet & { id: number }>(
				`SELECT id, type, language, quality, size, corrected FROM ${this.#audience}facet WHERE path = ?`,
				path,
			)
			.toArray()[0];
		const isKept = old !== undefined && isInOrder(old.id, published);
		if (old !== undefined && !isKept) this.remove(path);
		const id = isKept ? old.id : freeId(this.#sql, this.#audience, published);
		const { type, language, quality, size, corrected } = row;
		if (!isKept) {
			this.#sql.exec(
				`INSERT INTO ${this.#audience}facet (id, path, type, language, quality, size, corrected)
				VALUES (?, ?, ?, ?, ?, ?, ?)`,
				...[id, path, type, language, quality, size, corrected],
			);
		} else {
			// Setting an indexed column would also write its index. An edit usually changes only the size.
			const changed = FILTERED.filter((column) => old[column] !== row[column]);
			const set = ["size" as const, ...changed];
			this.#sql.exec(
				`UPDATE ${this.#audience}facet SET ${set.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`,
				...[...set.map((column) => row[column]), id],
			);
		}
		this.#bylines.put(article);
		indexWords(this.#sql, this.#audience, id, article);
	}

	remove(path: string): void {
		const [facet, word] = [`${this.#audience}facet`, `${this.#audience}word`];
		this.#sql.exec(`DELETE FROM ${word} WHERE rowid IN (SELECT id FROM ${facet} WHERE path = ?)`, path);
		this.#sql.exec(`DELETE FROM ${facet} WHERE path = ?`, path);
		this.#bylines.remove(path);
	}
}

/** The columns that selections can filter by. */
type Facet = { type: string; language: string | null; quality: number; size: number; corrected: number };

/** Those of the filter columns that have an index. */
const FILTERED = ["type", "language", "quality", "corrected"] as const;

function facetOf(article: PublishedArticle): Facet {
	return {
		type: fold(article.type),
		language: article.language ?? null,
		quality: article.quality ?? 0,
		size: new TextEncoder().encode(JSON.stringify(article)).byteLength,
		corrected: article.corrections === undefined ? 0 : 1,
	};
}
