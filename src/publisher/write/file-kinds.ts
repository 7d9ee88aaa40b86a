import type { ReadSource } from "../../article/read-source.ts";
import { type FileKind, kindOfReading, type ReadingKind, type Totals, totalsOf } from "../../article/totals.ts";
import { nameKey } from "../files/known-paths.ts";

/**
 * The outcome for a source. Like `FileKind`, but an article that is not published has the outcome `article`, whatever
 * the reason.
 */
type Outcome = "published" | "members" | ReadingKind;

/** The owner and outcome of a source. */
type Counted = { owner: string; outcome: Outcome };

/**
 * The kind of each source, and the number of sources per owner and outcome. The numbers are updated
 * at the end of each transaction, so that an upload does not have to count all sources.
 */
export class FileKinds {
	readonly #sql: SqlStorage;
	/** Sources that may have changed in this transaction, each with its owner and outcome before the change. */
	readonly #before = new Map<string, Counted | undefined>();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Call this before changing a source's kind or owner, or whether its article is published. */
	touch(path: string): void {
		if (!this.#before.has(path)) this.#before.set(path, this.#counted(path));
	}

	keep(path: string, reading: ReadSource): void {
		this.#sql.exec(
			`INSERT INTO file_kind (path, kind, key) VALUES (?, ?, ?) ON CONFLICT DO UPDATE
			SET kind = excluded.kind, key = excluded.key WHERE kind <> excluded.kind OR key IS NOT excluded.key`,
			path,
			kindOfReading(path, reading),
			nameKey(path),
		);
	}

	remove(path: string): void {
		this.#sql.exec("DELETE FROM file_kind WHERE path = ?", path);
	}

	/** Updates the stored numbers near the end of a transaction. */
	note(): void {
		const changes = new Map<string, number>();
		const add = (one: Counted | undefined, change: number) => {
			if (!one) return;
			const key = JSON.stringify([one.owner, one.outcome]);
			changes.set(key, (changes.get(key) ?? 0) + change);
		};
		for (const [path, before] of this.#before) {
			add(before, -1);
			add(this.#counted(path), 1);
		}
		this.forget();
		for (const [key, change] of changes) {
			if (change === 0) continue;
			this.#sql.exec(
				`INSERT INTO file_total (owner, outcome, size) SELECT ?1 ->> 0, ?1 ->> 1, ?2 WHERE true
				ON CONFLICT DO UPDATE SET size = size + excluded.size`,
				key,
				change,
			);
		}
	}

	/** Discards the collected changes after a rollback. */
	forget(): void {
		this.#before.clear();
	}

	/** Recounts all sources after a restore. */
	countAgain(): void {
		this.#sql.exec("DELETE FROM file_total");
		this.#sql.exec(COUNT_ALL);
	}

	/**
	 * Returns the number of sources of each kind: only those of one owner, or all if `owner` is omitted. Reads a few
	 * rows, plus one for each article that has expired or is a duplicate.
	 */
	totals(now: number, owner?: string): Totals {
		const of = owner ?? null;
		const sizes = this.#sql
			.exec<{ outcome: Outcome; size: number }>(
				`SELECT outcome, sum(size) AS size FROM file_total WHERE ?1 IS NULL OR owner = ?1
				GROUP BY outcome HAVING sum(size) > 0`,
				of,
			)
			.toArray();
		const counts: { path: string; kind: FileKind; count: number }[] = sizes.flatMap(({ outcome, size }) => {
			if (outcome === "unread") return this.#unread(of);
			if (outcome !== "article") return [{ path: "", kind: outcome, count: size }];
			const expired = this.#hidden("r.expires <= ?2", of, now);
			const duplicate = this.#hidden("r.rival IS NOT NULL AND coalesce(r.expires > ?2, true)", of, now);
			return [
				{ path: "", kind: "expired" as const, count: expired },
				{ path: "", kind: "duplicate" as const, count: duplicate },
				{ path: "", kind: "scheduled" as const, count: size - expired - duplicate },
			];
		});
		return totalsOf(counts);
	}

	#unread(owner: string | null): { path: string; kind: FileKind; count: number }[] {
		return this.#sql
			.exec<{ path: string }>(
				`SELECT path FROM file_kind JOIN source USING (path) WHERE kind = 'unread' AND (?1 IS NULL OR owner = ?1)`,
				owner,
			)
			.toArray()
			.map(({ path }) => ({ path, kind: "unread", count: 1 }));
	}

	/** Returns the number of articles that are not published for a given reason (an SQL condition). */
	#hidden(reason: string, owner: string | null, now: number): number {
		return this.#sql
			.exec<{ count: number }>(
				`SELECT count(*) AS count FROM reading r JOIN source s USING (path) JOIN file_kind k USING (path)
				WHERE ${reason} AND (?1 IS NULL OR s.owner = ?1) AND ${OUTCOME} = 'article'`,
				...[owner, now],
			)
			.one().count;
	}

	#counted(path: string): Counted | undefined {
		return this.#sql
			.exec<Counted>(
				`SELECT owner, ${OUTCOME} AS outcome FROM source s JOIN file_kind k USING (path) WHERE s.path = ?`,
				path,
			)
			.toArray()[0];
	}
}

const ARTICLE: ReadingKind = "article";

const OUTCOME = `CASE WHEN k.kind <> '${ARTICLE}' THEN k.kind
	WHEN EXISTS (SELECT 1 FROM article WHERE path = s.path) THEN 'published'
	WHEN EXISTS (SELECT 1 FROM members_article WHERE path = s.path) THEN 'members' ELSE '${ARTICLE}' END`;

const COUNT_ALL = `INSERT INTO file_total (owner, outcome, size)
	SELECT owner, ${OUTCOME} AS outcome, count(*) FROM source s JOIN file_kind k USING (path) GROUP BY owner, outcome`;
