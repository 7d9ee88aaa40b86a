import type { Article } from "../../article/article.ts";
import { isDefaults } from "../../article/folder-defaults.ts";
import type { Problem } from "../../article/problem.ts";
import type { ReadSource } from "../../article/read-source.ts";
import { oncePerFolder } from "../../article/similar-names.ts";
import {
	descriptionProblem,
	duplicateProblem,
	formerAddressProblem,
	sameGuidProblem,
	spellingProblem,
	uniqueKeysOf,
} from "../../feed/duplicates.ts";
import type { Site } from "../../settings.ts";
import { fileProblems } from "../files/file-problems.ts";
import type { References } from "../files/references.ts";
import { sitePictureProblems } from "../files/site-pictures.ts";
import { type Packed, pack, unpackArticle } from "../packed.ts";
import type { Descriptions } from "./taxonomy.ts";

/** Maximum size of a parsed article in bytes. A database row may contain at most 2 MB. */
const MAX_ARTICLE_BYTES = 1_900_000;

/**
 * The articles parsed from sources, and the sources' problems. If a source can no longer be parsed, the last valid
 * version of its article is kept.
 */
export class ParsedArticles {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	/** Stores a parsed source. Returns its previous and current unique keys. */
	keep(path: string, read: ReadSource): string[] {
		const json = read.kind === "article" ? JSON.stringify(read.article) : "";
		if (new TextEncoder().encode(json).byteLength > MAX_ARTICLE_BYTES) {
			return this.keep(path, { kind: "rejected", problems: [tooLong(path)] });
		}
		// Authors see guesses before they publish (`newsstand check`). On the site, guesses would only obscure the real
		// problems.
		const problems = read.problems.filter((problem) => problem.severity !== "guess");
		this.#sql.exec(
			"UPDATE source SET problems = ?1 WHERE path = ?2 AND problems IS NOT ?1",
			...[problems.length === 0 ? null : JSON.stringify(problems), path],
		);
		const claimed = this.uniqueKeys(path);
		if (read.kind === "rejected") return claimed;

		this.#sql.exec("DELETE FROM first_guid WHERE path = ?", path);
		const article = read.kind === "article" ? read.article : undefined;
		const claims = article ? uniqueKeysOf(article, this.#siteUrl) : [];
		for (const url of claimed) {
			if (!claims.includes(url)) this.#sql.exec("DELETE FROM claim WHERE url = ? AND path = ?", url, path);
		}
		for (const url of claims) {
			if (!claimed.includes(url)) this.#sql.exec("INSERT OR IGNORE INTO claim (url, path) VALUES (?, ?)", url, path);
		}
		if (!article) {
			this.#sql.exec("DELETE FROM reading WHERE path = ?", path);
			return claimed;
		}
		const { published, expires = null, firstGuid } = article;
		// Most edits leave the dates unchanged. In that case, the date columns are not set, so that their indexes are not
		// written.
		const kept = this.#sql
			.exec(
				"UPDATE reading SET json = ?, claims = ? WHERE path = ? AND published = ? AND expires IS ? RETURNING 1",
				...[pack(json), JSON.stringify(claims), path, published, expires],
			)
			.toArray();
		if (kept.length === 0) {
			this.#sql.exec(
				`INSERT INTO reading (path, json, claims, published, expires) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
				SET json = excluded.json, claims = excluded.claims, published = excluded.published, expires = excluded.expires`,
				...[path, pack(json), JSON.stringify(claims), published, expires],
			);
		}
		if (firstGuid !== undefined) {
			this.#sql.exec("INSERT INTO first_guid (path, guid) VALUES (?, ?)", path, firstGuid);
		}
		return [...claimed, ...claims];
	}

	/**
	 * Returns the last valid version of a source's article; undefined if the source was never valid or must not be
	 * published.
	 */
	article(path: string): Article | undefined {
		const row = this.#sql.exec<{ json: Packed }>("SELECT json FROM reading WHERE path = ?", path).toArray()[0];
		return row && unpackArticle(row.json);
	}

	/** Returns a source's unique keys. */
	uniqueKeys(path: string): string[] {
		const [row] = this.#sql
			.exec<{ json: Packed; claims: string | null }>("SELECT json, claims FROM reading WHERE path = ?", path)
			.toArray();
		if (!row) return [];
		// A row from a backup or an earlier release does not contain the unique keys.
		return row.claims === null ? uniqueKeysOf(unpackArticle(row.json), this.#siteUrl) : parseClaims(row.claims);
	}

	/** Returns the sources with this unique key. */
	holdersOf(url: string): string[] {
		const rows = this.#sql.exec<{ path: string }>("SELECT path FROM claim WHERE url = ?", url);
		return rows.toArray().map((row) => row.path);
	}

	/**
	 * Records the path of the article that is published in place of this one because the two are duplicates; null if
	 * there is none.
	 */
	setDuplicate(path: string, rival: string | null): void {
		this.#sql.exec("UPDATE reading SET rival = ?1 WHERE path = ?2 AND rival IS NOT ?1", rival, path);
	}

	/** Returns when, after `then`, the next article becomes due or expires; null if none does. */
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

	/** Returns when the first article after `then` becomes due; null if there is none. */
	nextScheduled(then: number): number | null {
		return this.#sql
			.exec<{ next: number | null }>("SELECT min(published) AS next FROM reading WHERE published > ?", then)
			.one().next;
	}

	/** Returns the paths of the sources whose articles became due, or expired, after `then` and no later than `now`. */
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
	return { severity: "error", path, line: null, message: "The article is too long to store.", hint };
}

/** Parses a column that only this file writes. */
function parseClaims(json: string): string[] {
	return JSON.parse(json);
}

type Row = { problems: string };

/**
 * Returns all current problems of these sources, ordered by path.
 *
 * @param coming paths of files about to be announced, which do not count as missing
 */
export function problemsOf(store: Files, paths: ReadonlySet<string>, coming: readonly string[] = []): Problem[] {
	const { sql, descriptions } = store;
	const ofFiles = Map.groupBy(fileProblems(store, [...paths], coming), ({ path }) => path);

	const duplicates = [...paths].some(isDefaults) ? descriptions.folderDefaults().duplicates() : [];
	const problems = [...paths].sort().flatMap((path) => {
		const own = sql.exec<Row>("SELECT problems FROM source WHERE path = ? AND problems IS NOT NULL", path).toArray();
		const rival = sql
			.exec<DuplicateRow>("SELECT path, rival FROM reading WHERE path = ? AND rival IS NOT NULL", path)
			.toArray();
		const twins = duplicates.filter((problem) => problem.path === path);
		const missing = ofFiles.get(path) ?? [];
		const claims = claimProblems(sql, path);
		const rivals = rival.map((row) => duplicateProblem(row.path, row.rival));
		return [...own.flatMap(parse), ...missing, ...rivals, ...claims, ...twins];
	});
	return oncePerFolder(problems);
}

/** Returns all current problems. */
export function allProblems(store: Files): Problem[] {
	const { sql, descriptions: said } = store;
	// Read only the sources that have problems, and do not read their text.
	const own = sql
		.exec<Row>("SELECT problems FROM source INDEXED BY source_problems WHERE problems IS NOT NULL ORDER BY path")
		.toArray()
		.flatMap(parse);
	const rivals = sql.exec<DuplicateRow>("SELECT path, rival FROM reading WHERE rival IS NOT NULL").toArray();
	const spellings = sql.exec<{ feed: string; label: string; path: string }>(
		`SELECT feed, label, (SELECT min(path) FROM membership m WHERE m.feed = l.feed AND m.label = l.label) AS path
		FROM label l WHERE size > 0 AND feed IN (
			SELECT feed FROM label WHERE feed LIKE 'topics/%' AND size > 0 GROUP BY feed HAVING count(*) > 1
		) AND label <> (SELECT label FROM label WHERE feed = l.feed ORDER BY size DESC, label LIMIT 1)`,
	);
	const descriptions = sql.exec<{ path: string; feed: string }>(
		"SELECT path, feed FROM description d WHERE path > (SELECT min(path) FROM description WHERE feed = d.feed)",
	);
	return [
		...oncePerFolder(own),
		...fileProblems(store),
		...sitePictureProblems(store),
		...rivals.map((row) => duplicateProblem(row.path, row.rival)),
		...spellings.toArray().map((row) => spellingProblem(row.path, row.feed, row.label)),
		...claimProblems(sql),
		...said.folderDefaults().duplicates(),
		...descriptions.toArray().map((row) => descriptionProblem(row.path, row.feed)),
	].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

type ClaimRow = { path: string; claim: string; other: string };

/**
 * Returns the problems with former addresses and with guids produced by a rule: a former address may be another
 * article's address, and another article may claim the same former address or guid.
 */
function claimProblems(sql: SqlStorage, path?: string): Problem[] {
	const [where, values] = path === undefined ? ["", []] : ["AND c.path = ?", [path]];
	const pages = sql.exec<ClaimRow>(
		`SELECT c.path, c.address AS claim, a.path AS other FROM former_address c JOIN article a ON a.address = c.address
		WHERE a.path <> c.path ${where}`,
		...values,
	);
	const addresses = sql.exec<ClaimRow>(
		`SELECT c.path, c.address AS claim, (SELECT min(o.path) FROM former_address o WHERE o.address = c.address) AS other
		FROM former_address c WHERE other < c.path ${where}`,
		...values,
	);
	const guids = sql.exec<ClaimRow>(
		`SELECT c.path, c.guid AS claim, (SELECT min(o.path) FROM first_guid o WHERE o.guid = c.guid) AS other
		FROM first_guid c WHERE other < c.path ${where}`,
		...values,
	);
	return [
		...[...pages.toArray(), ...addresses.toArray()].map((row) => formerAddressProblem(row.path, row.claim, row.other)),
		...guids.toArray().map((row) => sameGuidProblem(row.path, row.other)),
	];
}

type Files = { sql: SqlStorage; descriptions: Descriptions; references: References; site: Site };

type DuplicateRow = { path: string; rival: string };

/** Parses a column that contains only lists of problems. */
function parse({ problems }: Row): Problem[] {
	return JSON.parse(problems);
}
