import type { Article, Description } from "../article/article.ts";
import type { Problem } from "../article/problem.ts";
import { type ReadSource, readSource } from "../article/read-source.ts";
import { claimsOf } from "../feed/rivalry.ts";
import { blobHash, digestOf } from "./digest.ts";

/** Raised when sources would be read differently than before: all of them are then read again. */
const READER_VERSION = 1;

/** The largest article that a row can hold (2 MB, with room for the rest of the row), in bytes. */
const MAX_ARTICLE_BYTES = 1_900_000;

/** A source as its author wrote it. */
export interface Source {
	/** Relative to the content folder, with `/`. */
	path: string;
	text: string;
}

/** The sources, and what was read out of each. A source that cannot be read leaves what was read before. */
export class Sources {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;
	readonly #readWith: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
		this.#readWith = `${READER_VERSION} ${siteUrl}`;
	}

	/** Path and Git blob hash of the sources that come after a path, in the order of paths. */
	list(after: string, limit: number): { path: string; hash: string }[] {
		return this.#sql
			.exec<{ path: string; hash: string }>(
				"SELECT path, hash FROM source WHERE path > ? ORDER BY path LIMIT ?",
				after,
				limit,
			)
			.toArray();
	}

	/** Sources that were read with other settings, or by an older reader. */
	outdated(limit: number): Source[] {
		return this.#sql
			.exec<{ path: string; text: string }>(
				"SELECT path, text FROM source WHERE read_with < ? OR read_with > ? LIMIT ?",
				this.#readWith,
				this.#readWith,
				limit,
			)
			.toArray();
	}

	hash(path: string): string | undefined {
		return this.#sql.exec<{ hash: string }>("SELECT hash FROM source WHERE path = ?", path).toArray()[0]?.hash;
	}

	/** Stores and reads a source. Gives the URLs that it claimed before or claims now, and the feeds it describes. */
	put(source: Source): Touched {
		const { path, text } = source;
		this.#sql.exec("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", path, blobHash(text), text, this.#readWith);
		return this.#keep(path, readSource(path, text, this.#siteUrl));
	}

	remove(path: string): Touched {
		this.#sql.exec("DELETE FROM source WHERE path = ?", path);
		return this.#keep(path, { kind: "hidden", problems: [] });
	}

	#keep(path: string, read: ReadSource): Touched {
		const json = read.kind === "article" ? JSON.stringify(read.article) : "";
		if (new TextEncoder().encode(json).byteLength > MAX_ARTICLE_BYTES) {
			const hint = "Split it into several articles.";
			return this.#keep(path, { kind: "rejected", problems: [error(path, "The article is too long.", hint)] });
		}
		this.#sql.exec("DELETE FROM problem WHERE path = ?", path);
		read.problems.forEach((problem, ordinal) => {
			this.#sql.exec("INSERT INTO problem VALUES (?, ?, ?)", path, ordinal, JSON.stringify(problem));
		});
		const touched: Touched = { urls: this.#claims(path), feeds: this.#described(path) };
		if (read.kind === "rejected") return touched;

		for (const table of ["reading", "claim", "description"])
			this.#sql.exec(`DELETE FROM ${table} WHERE path = ?`, path);
		if (read.kind === "article") {
			const { published } = read.article;
			this.#sql.exec("INSERT INTO reading VALUES (?, ?, ?, ?, NULL)", path, json, published, digestOf(json));
			for (const url of claimsOf(read.article, this.#siteUrl)) {
				this.#sql.exec("INSERT INTO claim VALUES (?, ?)", url, path);
				touched.urls.push(url);
			}
		}
		if (read.kind === "description") {
			const { feed } = read.description;
			this.#sql.exec("INSERT INTO description VALUES (?, ?, ?)", feed, path, JSON.stringify(read.description));
			touched.feeds.push(feed);
		}
		return touched;
	}

	#claims(path: string): string[] {
		return this.#sql
			.exec<{ url: string }>("SELECT url FROM claim WHERE path = ?", path)
			.toArray()
			.map((row) => row.url);
	}

	#described(path: string): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM description WHERE path = ?", path);
		return rows.toArray().map((row) => row.feed);
	}

	/** The sources that claim a URL. */
	claimants(url: string): string[] {
		return this.#sql
			.exec<{ path: string }>("SELECT path FROM claim WHERE url = ?", url)
			.toArray()
			.map((row) => row.path);
	}

	/** What was read last out of a source that holds an article; undefined if it is hidden or was never right. */
	article(path: string): { article: Article; digest: string } | undefined {
		const rows = this.#sql.exec<{ json: string; digest: string }>(
			"SELECT json, digest FROM reading WHERE path = ?",
			path,
		);
		const row = rows.toArray()[0];
		return row && { article: parseArticle(row.json), digest: row.digest };
	}

	/** What is said of a feed, if anything. Of several files the first counts. */
	description(feed: string): Description | undefined {
		const rows = this.#sql.exec<{ json: string }>(
			"SELECT json FROM description WHERE feed = ? ORDER BY path LIMIT 1",
			feed,
		);
		const row = rows.toArray()[0];
		return row && parseDescription(row.json);
	}

	setRival(path: string, rival: string | null): void {
		this.#sql.exec("UPDATE reading SET rival = ? WHERE path = ?", rival, path);
	}

	/** When the next article that is dated in the future is due, and which are due by `now` since `then`. */
	nextDue(now: number): number | null {
		const row = this.#sql.exec<{ due: number | null }>(
			"SELECT min(published) AS due FROM reading WHERE published > ?",
			now,
		);
		return row.one().due;
	}

	dueBetween(then: number, now: number): string[] {
		const rows = this.#sql.exec<{ path: string }>(
			"SELECT path FROM reading WHERE published > ? AND published <= ?",
			then,
			now,
		);
		return rows.toArray().map((row) => row.path);
	}
}

/** What a change of a source may have an effect on. */
export interface Touched {
	urls: string[];
	feeds: string[];
}

function error(path: string, message: string, hint: string): Problem {
	return { severity: "error", path, line: null, message, hint };
}

/** The tables hold nothing but what `#keep` wrote. */
export function parseArticle(json: string): Article {
	return JSON.parse(json);
}

function parseDescription(json: string): Description {
	return JSON.parse(json);
}
