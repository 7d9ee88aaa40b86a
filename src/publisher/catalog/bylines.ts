import type { Article } from "../../article/article.ts";
import { slugOf } from "../../article/slug.ts";
import type { IndexedAuthor } from "../../feed/feed-index.ts";

/** Prefix of table names: public articles or members' articles. */
export type TablePrefix = "" | "members_";

/** The authors of all articles. */
export class Bylines {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;

	constructor(sql: SqlStorage, audience: TablePrefix) {
		this.#sql = sql;
		this.#audience = audience;
	}

	/** Stores the authors of a new or changed article. */
	put({ path, published, authors }: Article): void {
		const names = new Map(authors.map(({ name }) => [slugOf(name), name]));
		names.delete("");
		const old = this.#sql
			.exec<{ author: string; name: string; published: number }>(
				`SELECT author, name, published FROM ${this.#audience}byline WHERE path = ?`,
				path,
			)
			.toArray();
		const isSame = (one: (typeof old)[number]) => names.get(one.author) === one.name && one.published === published;
		if (old.length === names.size && old.every(isSame)) return;
		this.remove(path);
		for (const [author, name] of names) {
			this.#sql.exec(
				`INSERT INTO ${this.#audience}byline (author, published, path, name) VALUES (?, ?, ?, ?)`,
				...[author, published, path, name],
			);
			if (this.#audience !== "") continue;
			this.#sql.exec(
				`INSERT INTO author (key, name, size) VALUES (?, ?, 1)
				ON CONFLICT DO UPDATE SET name = excluded.name, size = size + 1`,
				...[author, name],
			);
		}
	}

	remove(path: string): void {
		const rows = this.#sql.exec<{ author: string }>(
			`DELETE FROM ${this.#audience}byline WHERE path = ? RETURNING author`,
			path,
		);
		for (const { author } of rows.toArray()) {
			if (this.#audience === "") this.#sql.exec("UPDATE author SET size = size - 1 WHERE key = ?", author);
		}
	}

	/** Returns an author's name, or undefined if the author has never had an article. */
	nameOf(author: string): string | undefined {
		const found = this.#sql.exec<{ name: string }>("SELECT name FROM author WHERE key = ?", author).toArray()[0];
		if (found || this.#audience === "") return found?.name;
		return this.#sql
			.exec<{ name: string }>("SELECT name FROM members_byline WHERE author = ? LIMIT 1", author)
			.toArray()[0]?.name;
	}

	/** Whether an author currently has articles. */
	has(author: string): boolean {
		return (
			this.#sql.exec(`SELECT 1 FROM ${this.#audience}byline WHERE author = ? LIMIT 1`, author).toArray().length > 0
		);
	}

	/** Returns all authors of public articles, ordered by key. */
	all(): IndexedAuthor[] {
		return this.#sql
			.exec<{ key: string; title: string; count: number; newest: number }>(
				`SELECT key, name AS title, size AS count,
				(SELECT published FROM byline WHERE author = key ORDER BY published DESC LIMIT 1) AS newest
				FROM author WHERE size > 0 ORDER BY key`,
			)
			.toArray();
	}
}
