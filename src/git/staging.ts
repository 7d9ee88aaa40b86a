import { turnOf } from "../article/folder-defaults.ts";
import type { Fault } from "../article/problem.ts";
import type { Change } from "../publisher/write/apply.ts";

/** A file that still has to be fetched. */
export type Unfetched = { path: string; file: string; hash: string };

/** A file with the same content as one of the repository's sources. */
type Copy = { path: string; hash: string; copyOf: string };

/** The result of fetching a file. */
export type Fetched = { text: string; dated?: number | undefined } | { fault: Fault };

type Row = { path: string; hash: string | null; text: string | null; dated: number | null; fault: string | null };

/**
 * Changes that a repository's running job is about to apply. The job fetches all of them before it applies the first,
 * so that the site keeps its old state until then, however long the host takes.
 */
export class Staging {
	readonly #sql: SqlStorage;
	readonly #repository: string;

	/** @param repository as in `Repository.name` */
	constructor(sql: SqlStorage, repository: string) {
		this.#sql = sql;
		this.#repository = repository;
	}

	/** Replaces all staged changes, but keeps fetched files that are still needed. Call this within a transaction. */
	replace(steps: readonly Step[]): void {
		const wanted = new Map(steps.map(({ path, hash }) => [path, hash]));
		const known = this.#sql.exec<{ path: string; hash: string | null }>(
			"SELECT path, hash FROM staged WHERE repository = ?",
			this.#repository,
		);
		for (const { path, hash } of known.toArray()) {
			if (wanted.get(path) !== hash) this.clear([{ path }]);
			else wanted.delete(path);
		}
		for (const { path, file, hash, fault, copyOf = null } of steps) {
			if (!wanted.has(path)) continue;
			this.#sql.exec(
				"INSERT INTO staged (repository, path, file, hash, fault, copy_of, turn) VALUES (?, ?, ?, ?, ?, ?, ?)",
				...[this.#repository, path, file, hash, fault === null ? null : JSON.stringify(fault), copyOf],
				turnOf({ path, deleted: hash === null }),
			);
		}
	}

	/** Lists files to fetch that have the same content as an existing source. */
	copies(limit: number): Copy[] {
		return this.#sql
			.exec<Copy>(
				`SELECT path, hash, copy_of AS copyOf FROM staged
				WHERE repository = ? AND copy_of IS NOT NULL AND ${IS_UNFETCHED} ORDER BY path LIMIT ?`,
				this.#repository,
				limit,
			)
			.toArray();
	}

	/** Marks that a file must be fetched after all, because the source to copy from has changed. */
	forgetCopy(path: string): void {
		this.#sql.exec("UPDATE staged SET copy_of = NULL WHERE repository = ? AND path = ?", this.#repository, path);
	}

	unfetched(limit: number): Unfetched[] {
		return this.#sql
			.exec<Unfetched>(
				`SELECT path, file, hash FROM staged WHERE repository = ? AND ${IS_UNFETCHED} ORDER BY path LIMIT ?`,
				this.#repository,
				limit,
			)
			.toArray();
	}

	countUnfetched(): number {
		return this.#sql
			.exec<{ count: number }>(
				`SELECT count(*) AS count FROM staged WHERE repository = ? AND ${IS_UNFETCHED}`,
				this.#repository,
			)
			.one().count;
	}

	keep(path: string, fetched: Fetched): void {
		const [text, dated, fault] =
			"fault" in fetched ? [null, null, JSON.stringify(fetched.fault)] : [fetched.text, fetched.dated ?? null, null];
		this.#sql.exec(
			"UPDATE staged SET text = ?, dated = ?, fault = ? WHERE repository = ? AND path = ?",
			...[text, dated, fault, this.#repository, path],
		);
	}

	/**
	 * Returns the next batch to apply, ordered by `turnOf`. It ends after `limit` sources, or with the source that brings
	 * the total to at least `characters` characters. Empty once everything is applied.
	 */
	batch(limit: number, characters: number): Change[] {
		const rows = this.#sql.exec<Row>(
			`SELECT path, hash, text, dated, fault FROM staged WHERE repository = ?
			ORDER BY turn, path LIMIT ?`,
			this.#repository,
			limit,
		);
		const changes: Change[] = [];
		let room = characters;
		for (const row of rows) {
			changes.push(changeOf(row));
			room -= row.text?.length ?? 0;
			if (room <= 0) break;
		}
		return changes;
	}

	hasMoreThan(count: number): boolean {
		const { left } = this.#sql
			.exec<{ left: number }>("SELECT count(*) AS left FROM staged WHERE repository = ?", this.#repository)
			.one();
		return left > count;
	}

	/** Removes applied changes. */
	clear(changes: readonly Pick<Change, "path">[]): void {
		for (const { path } of changes) {
			this.#sql.exec("DELETE FROM staged WHERE repository = ? AND path = ?", this.#repository, path);
		}
	}
}

const IS_UNFETCHED = "hash IS NOT NULL AND text IS NULL AND fault IS NULL";

function changeOf({ path, hash, text, dated, fault }: Row): Change {
	if (hash === null) return { path, deleted: true };
	if (fault !== null) return { path, hash, fault: parseFault(fault) };
	return { path, text: text ?? "", dated: dated ?? undefined };
}

/** Parses a column that only this file writes. */
function parseFault(json: string): Fault {
	return JSON.parse(json);
}

/** One of the changes that make the site match a commit. */
export interface Step {
	/** Path of the source. */
	path: string;
	/** Path of the file in the repository. */
	file: string;
	/** The file's Git hash; null to delete the source. */
	hash: string | null;
	/** Why the file cannot be a source, and therefore is not fetched; null if it can be a source. */
	fault: Fault | null;
	/**
	 * Path of a source of the repository with the same content, which is copied so that the file does not have to be
	 * fetched.
	 */
	copyOf?: string | undefined;
}
