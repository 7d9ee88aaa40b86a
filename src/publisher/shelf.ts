import type { PublishedArticle } from "../feed/feed.ts";
import type { Descriptions } from "./descriptions.ts";
import type { Audience } from "./facets.ts";
import { parseArticle } from "./readings.ts";

type Row = { json: string; guid: string; updated: number };

/** The articles that are shown to an audience, as they are shown. */
export class Shelf {
	readonly #sql: SqlStorage;
	readonly #audience: Audience;
	readonly #descriptions: Descriptions;

	constructor(sql: SqlStorage, audience: Audience, descriptions: Descriptions) {
		this.#sql = sql;
		this.#audience = audience;
		this.#descriptions = descriptions;
	}

	/** The newest articles of a feed: at most `limit`, and no more than fit into `characters` of JSON, but one. */
	articles(feed: string, limit: number, characters: number): PublishedArticle[] {
		const articles: PublishedArticle[] = [];
		let room = characters;
		const rows = this.#sql.exec<Row>(
			`SELECT r.json, a.guid, a.updated FROM ${this.#audience}membership m
			JOIN ${this.#audience}article a USING (path) JOIN reading r USING (path)
			WHERE m.feed = ? ORDER BY m.published DESC, m.guid LIMIT ?`,
			feed,
			limit,
		);
		for (const row of rows) {
			room -= row.json.length;
			if (room < 0 && articles.length > 0) break;
			articles.push(this.#published(row));
		}
		return articles;
	}

	/** The article that was made from a source. */
	articleOf(path: string): PublishedArticle | undefined {
		return this.#one("path", path);
	}

	/** The article whose page has this address. */
	articleAt(address: string): PublishedArticle | undefined {
		return this.#one("address", address);
	}

	#one(column: "path" | "address", value: string): PublishedArticle | undefined {
		return this.#sql
			.exec<Row>(
				`SELECT r.json, a.guid, a.updated FROM ${this.#audience}article a JOIN reading r USING (path)
				WHERE a.${column} = ?`,
				value,
			)
			.toArray()
			.map((row) => this.#published(row))[0];
	}

	#published({ json, guid, updated }: Row): PublishedArticle {
		return { ...this.#descriptions.directory().resolve(parseArticle(json)), guid, updated };
	}
}
