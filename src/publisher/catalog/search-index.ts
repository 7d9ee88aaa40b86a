import type { PublishedArticle } from "../../feed/feed.ts";
import { fold } from "../../feed/selection.ts";
import { Bylines, type TablePrefix } from "./bylines.ts";
import { freeId, indexWords, isInOrder } from "./search-order.ts";

/** Maximum number of languages or types to list. */
const MAX_VALUES = 100;

/** The languages (BCP 47) and types of public articles, in alphabetical order. */
export function facetValues(sql: SqlStorage): { languages: string[]; types: string[] } {
	return { languages: distinct(sql, "language"), types: distinct(sql, "type") };
}

/**
 * The languages (BCP 47) of public articles.
 *
 * @param own the site's language, used for articles that name none
 */
export function articleLanguages(sql: SqlStorage, own: string): string[] {
	const hasUnnamed = sql.exec("SELECT 1 FROM facet WHERE language IS NULL LIMIT 1").toArray().length > 0;
	return [...distinct(sql, "language"), ...(hasUnnamed ? [own] : [])];
}

/**
 * Skips from each value of an indexed column to the next, so the cost depends on the number of values, not of articles.
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

/** Properties that selections filter by, besides feeds: type, language, quality, word count, authors, corrections. */
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
		const old = this.#sql
			.exec<{ id: number }>(`SELECT id FROM ${this.#audience}facet WHERE path = ?`, path)
			.toArray()[0];
		const isKept = old !== undefined && isInOrder(old.id, published);
		if (old !== undefined && !isKept) this.remove(path);
		const id = isKept ? old.id : freeId(this.#sql, this.#audience, published);
		const size = new TextEncoder().encode(JSON.stringify(article)).byteLength;
		this.#sql.exec(
			`INSERT INTO ${this.#audience}facet (id, path, type, language, quality, size, corrected) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET type = excluded.type, language = excluded.language, quality = excluded.quality,
			size = excluded.size, corrected = excluded.corrected`,
			...[id, path, fold(article.type), article.language ?? null, article.quality ?? 0, size],
			article.corrections === undefined ? 0 : 1,
		);
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
