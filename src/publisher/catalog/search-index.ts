import { plainText } from "../../article/body/dom.ts";
import type { PublishedArticle } from "../../feed/feed.ts";
import { searchable } from "../../feed/search-terms.ts";
import { fold } from "../../feed/selection.ts";

/** Whose articles are meant: everybody's, or those for members. They are in tables of their own, named alike. */
export type TablePrefix = "" | "members_";

/** Of what public articles are, no list is longer. */
const MAX_VALUES = 100;

/** The languages (BCP 47) that public articles name, and the types that they are of, in the order of their names. */
export function facetValues(sql: SqlStorage): { languages: string[]; types: string[] } {
	return { languages: distinct(sql, "language"), types: distinct(sql, "type") };
}

/** From each value of an indexed column to the next one: it costs as many steps as there are values, not articles. */
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

/** What articles are selected by besides their feeds: type, language, quality and words. */
export class Facets {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;

	constructor(sql: SqlStorage, audience: TablePrefix) {
		this.#sql = sql;
		this.#audience = audience;
	}

	/** Takes over an article that is shown now, or has changed. */
	put(article: PublishedArticle): void {
		const { id } = this.#sql
			.exec<{ id: number }>(
				`INSERT INTO ${this.#audience}facet (path, type, language, quality, size) VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE
				SET type = excluded.type, language = excluded.language, quality = excluded.quality, size = excluded.size
				RETURNING id`,
				article.path,
				fold(article.type),
				article.language ?? null,
				article.quality ?? 0,
				new TextEncoder().encode(JSON.stringify(article)).byteLength,
			)
			.one();
		this.#sql.exec(
			`INSERT OR REPLACE INTO ${this.#audience}word (rowid, title, excerpt, body) VALUES (?, ?, ?, ?)`,
			id,
			searchable(article.title),
			searchable(article.excerpt),
			searchable(plainText(article.html)),
		);
	}

	remove(path: string): void {
		const [facet, word] = [`${this.#audience}facet`, `${this.#audience}word`];
		this.#sql.exec(`DELETE FROM ${word} WHERE rowid IN (SELECT id FROM ${facet} WHERE path = ?)`, path);
		this.#sql.exec(`DELETE FROM ${facet} WHERE path = ?`, path);
	}
}
