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
import type { Descriptions } from "./taxonomy.ts";

/** Maximum size of an article in bytes: a row holds at most 2 MB. */
const MAX_ARTICLE_BYTES = 1_900_000;

/** Parsed sources and their problems. A source that cannot be parsed keeps its last good state. */
export class ParsedArticles {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	/** Stores a parsed source. Returns its former and current unique keys. */
	keep(path: string, read: ReadSource): string[] {
		const json = read.kind === "article" ? JSON.stringify(read.article) : "";
		if (new TextEncoder().encode(json).byteLength > MAX_ARTICLE_BYTES) {
			return this.keep(path, { kind: "rejected", problems: [tooLong(path)] });
		}
		// Authors see guesses before publishing (`newsstand check`). Here they would only hide the real problems.
		const problems = read.problems.filter((problem) => problem.severity !== "guess");
		this.#sql.exec(
			"UPDATE source SET problems = ?1 WHERE path = ?2 AND problems IS NOT ?1",
			...[problems.length === 0 ? null : JSON.stringify(problems), path],
		);
		const claimed = this.uniqueKeys(path);
		if (read.kind === "rejected") return claimed;

		this.#sql.exec("DELETE FROM reading WHERE path = ?", path);
		this.#sql.exec("DELETE FROM claim WHERE path = ?", path);
		this.#sql.exec("DELETE FROM first_guid WHERE path = ?", path);
		if (read.kind !== "article") return claimed;
		const { published, expires = null, firstGuid } = read.article;
		this.#sql.exec("INSERT INTO reading VALUES (?, ?, ?, ?, NULL)", path, json, published, expires);
		if (firstGuid !== undefined) this.#sql.exec("INSERT INTO first_guid VALUES (?, ?)", path, firstGuid);
		const claims = uniqueKeysOf(read.article, this.#siteUrl);
		for (const url of claims) this.#sql.exec("INSERT INTO claim VALUES (?, ?)", url, path);
		return [...claimed, ...claims];
	}

	/** The last good version of a source's article; undefined if it never was valid or is not to be published. */
	article(path: string): Article | undefined {
		const row = this.#sql.exec<{ json: string }>("SELECT json FROM reading WHERE path = ?", path).toArray()[0];
		return row && parseArticle(row.json);
	}

	/** A source's unique keys. */
	uniqueKeys(path: string): string[] {
		const rows = this.#sql.exec<{ url: string }>("SELECT url FROM claim WHERE path = ?", path);
		return rows.toArray().map((row) => row.url);
	}

	/** The sources with this unique key. */
	holdersOf(url: string): string[] {
		const rows = this.#sql.exec<{ path: string }>("SELECT path FROM claim WHERE url = ?", url);
		return rows.toArray().map((row) => row.path);
	}

	/** Records the duplicate that an article gives way to; null if there is none. */
	setDuplicate(path: string, rival: string | null): void {
		this.#sql.exec("UPDATE reading SET rival = ? WHERE path = ?", rival, path);
	}

	/** When the first article after `then` appears or expires; null if none does. */
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

	/** When the first article after `then` appears; null if none does. */
	nextScheduled(then: number): number | null {
		return this.#sql
			.exec<{ next: number | null }>("SELECT min(published) AS next FROM reading WHERE published > ?", then)
			.one().next;
	}

	/** The sources whose articles appear or expire after `then` and up to `now`. */
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

/** Parses a column that only contains articles. */
export function parseArticle(json: string): Article {
	return JSON.parse(json);
}

type Row = { problems: string };

/**
 * All current problems of these sources, ordered by path.
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

/** All current problems. */
export function allProblems(store: Files): Problem[] {
	const { sql, descriptions: said } = store;
	// Read only sources with problems, without their texts.
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

/** Problems with former addresses and guids by rule that another article also claims. */
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

/** Parses a column that only contains lists of problems. */
function parse({ problems }: Row): Problem[] {
	return JSON.parse(problems);
}
