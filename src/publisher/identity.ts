import type { Article } from "../article/article.ts";
import { digestOf } from "./digest.ts";

/**
 * Guids: minted at an article's first publication out of its link, kept for ever. An article is known again by its
 * source, its link or its page's address, or by provider, title and date (so that a file can be moved).
 */
export class Identities {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** The guid of an article that is about to be public; the one that it had if it was public before. */
	guidFor(article: Article, siteUrl: string): string {
		const keys = keysOf(article, siteUrl);
		return this.#known(keys) ?? this.#mint(article.link);
	}

	/** Makes sure that the article is known by its present link, address, title and date. */
	remember(article: Article, siteUrl: string, guid: string): void {
		for (const key of keysOf(article, siteUrl))
			this.#sql.exec("INSERT OR REPLACE INTO identity VALUES (?, ?)", key, guid);
	}

	#known(keys: string[]): string | undefined {
		for (const key of keys) {
			const rows = this.#sql.exec<{ guid: string }>(
				"SELECT guid FROM identity i WHERE key = ? AND NOT EXISTS (SELECT 1 FROM article a WHERE a.guid = i.guid)",
				key,
			);
			const guid = rows.toArray()[0]?.guid;
			if (guid !== undefined) return guid;
		}
		return undefined;
	}

	/** The link; with a number behind it if another article, which moved away from there, has it as its guid. */
	#mint(link: string): string {
		for (let attempt = 1; ; attempt++) {
			const guid = attempt === 1 ? link : `${link}${link.includes("#") ? "-" : "#"}${attempt}`;
			if (!this.#isKnown(guid)) return guid;
		}
	}

	#isKnown(guid: string): boolean {
		const known = "SELECT 1 FROM identity WHERE guid = ?1 UNION ALL SELECT 1 FROM article WHERE guid = ?1 LIMIT 1";
		return this.#sql.exec(known, guid).toArray().length > 0;
	}
}

function keysOf(article: Article, siteUrl: string): string[] {
	const isOwn = article.link === siteUrl + article.address;
	return [
		isOwn ? `address:${article.address}` : `link:${article.link}`,
		`story:${digestOf(`${article.published} ${article.provider?.key ?? ""} ${article.title}`)}`,
	];
}
