import type { Article } from "../article/article.ts";
import type { Problem } from "../article/problem.ts";
import type { ReadSource } from "../article/read-source.ts";
import { claimsOf } from "../feed/rivalry.ts";

/** The largest article that a row can hold (2 MB, with room for the rest of the row), in bytes. */
const MAX_ARTICLE_BYTES = 1_900_000;

/** What was read out of the sources, and what is wrong with them. A source that cannot be read leaves what was there. */
export class Readings {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	/** Takes over a reading. Gives the URLs that the source claimed before or claims now. */
	keep(path: string, read: ReadSource): string[] {
		const json = read.kind === "article" ? JSON.stringify(read.article) : "";
		if (new TextEncoder().encode(json).byteLength > MAX_ARTICLE_BYTES) {
			return this.keep(path, { kind: "rejected", problems: [tooLong(path)] });
		}
		this.#sql.exec("DELETE FROM problem WHERE path = ?", path);
		// Guesses are shown to the author before publishing (`newsstand check`); here they would bury the problems.
		const problems = read.problems.filter((problem) => problem.severity !== "guess");
		problems.forEach((problem, ordinal) => {
			this.#sql.exec("INSERT INTO problem VALUES (?, ?, ?)", path, ordinal, JSON.stringify(problem));
		});
		const claimed = this.claims(path);
		if (read.kind === "rejected") return claimed;

		this.#sql.exec("DELETE FROM reading WHERE path = ?", path);
		this.#sql.exec("DELETE FROM claim WHERE path = ?", path);
		if (read.kind !== "article") return claimed;
		const { published, expires = null } = read.article;
		this.#sql.exec("INSERT INTO reading VALUES (?, ?, ?, ?, NULL)", path, json, published, expires);
		const claims = claimsOf(read.article, this.#siteUrl);
		for (const url of claims) this.#sql.exec("INSERT INTO claim VALUES (?, ?)", url, path);
		return [...claimed, ...claims];
	}

	/** What was read last out of a source that holds an article; undefined if it is hidden or was never right. */
	article(path: string): Article | undefined {
		const row = this.#sql.exec<{ json: string }>("SELECT json FROM reading WHERE path = ?", path).toArray()[0];
		return row && parseArticle(row.json);
	}

	/** What a source claims for itself alone. */
	claims(path: string): string[] {
		const rows = this.#sql.exec<{ url: string }>("SELECT url FROM claim WHERE path = ?", path);
		return rows.toArray().map((row) => row.url);
	}

	/** The sources that claim a URL. */
	claimants(url: string): string[] {
		const rows = this.#sql.exec<{ path: string }>("SELECT path FROM claim WHERE url = ?", url);
		return rows.toArray().map((row) => row.path);
	}

	/** Notes in whose favour an article is not published; null: it is. */
	setRival(path: string, rival: string | null): void {
		this.#sql.exec("UPDATE reading SET rival = ? WHERE path = ?", rival, path);
	}

	/** When the first article after `then` is to appear or to go; null if none is. */
	nextDue(then: number): number | null {
		const { due } = this.#sql
			.exec<{ due: number | null }>(
				`SELECT min(due) AS due FROM (SELECT min(published) AS due FROM reading WHERE published > ?1
				UNION ALL SELECT min(expires) FROM reading WHERE expires > ?1)`,
				then,
			)
			.one();
		return due;
	}

	/** The sources whose articles were to appear or to go after `then` and by `now`. */
	dueBetween(then: number, now: number): string[] {
		const rows = this.#sql.exec<{ path: string }>(
			`SELECT path FROM reading WHERE published > ?1 AND published <= ?2
			UNION SELECT path FROM reading WHERE expires > ?1 AND expires <= ?2`,
			then,
			now,
		);
		return rows.toArray().map((row) => row.path);
	}
}

function tooLong(path: string): Problem {
	const hint = "Split it into several articles.";
	return { severity: "error", path, line: null, message: "The article is too long.", hint };
}

/** The table holds nothing but articles. */
export function parseArticle(json: string): Article {
	return JSON.parse(json);
}
