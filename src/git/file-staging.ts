import { isFileOfBundle } from "../article/file-kinds.ts";
import type { FileChange } from "../publisher/files/file-writer.ts";
import type { OwnFile } from "./tree-listing.ts";

/** A file stored alongside articles, to be announced to the Publisher or, if `hash` is null, deleted there. */
export type StagedFile = { path: string; file: string; hash: string | null; bytes: number };

/** `new`: not announced yet; `wanted`: to be fetched; `waiting`: KV cannot accept more files today. */
type State = "new" | "wanted" | "waiting";

/** The files to store alongside articles that a repository's running job has not processed yet. */
export class FileStaging {
	readonly #sql: SqlStorage;
	readonly #repository: string;

	/** @param repository as in `Repository.name` */
	constructor(sql: SqlStorage, repository: string) {
		this.#sql = sql;
		this.#repository = repository;
	}

	/** Replaces all staged files. Call this within a transaction. */
	replace(files: readonly StagedFile[]): void {
		this.#sql.exec("DELETE FROM staged_file WHERE repository = ?", this.#repository);
		for (const { path, file, hash, bytes } of files) {
			const row = [this.#repository, path, file, hash, bytes];
			this.#sql.exec(
				"INSERT INTO staged_file (repository, path, file, hash, bytes, state) VALUES (?, ?, ?, ?, ?, 'new')",
				...row,
			);
		}
	}

	list(state: State, limit: number): StagedFile[] {
		return this.#sql
			.exec<StagedFile>(
				"SELECT path, file, hash, bytes FROM staged_file WHERE repository = ? AND state = ? ORDER BY path LIMIT ?",
				...[this.#repository, state, limit],
			)
			.toArray();
	}

	/** Returns the paths of files that will be announced to the Publisher. */
	coming(): string[] {
		return this.#sql
			.exec<{ path: string }>(
				"SELECT path FROM staged_file WHERE repository = ? AND state = 'new' AND hash IS NOT NULL",
				this.#repository,
			)
			.toArray()
			.map(({ path }) => path);
	}

	count(state: State): number {
		return this.#sql
			.exec<{ count: number }>(
				"SELECT count(*) AS count FROM staged_file WHERE repository = ? AND state = ?",
				...[this.#repository, state],
			)
			.one().count;
	}

	set(paths: readonly string[], state: State): void {
		this.#sql.exec(
			"UPDATE staged_file SET state = ?1 WHERE repository = ?2 AND path IN (SELECT value FROM json_each(?3))",
			...[state, this.#repository, JSON.stringify(paths)],
		);
	}

	/** Postpones all files that still have to be fetched, because KV cannot accept more files today. */
	suspend(): void {
		this.#sql.exec(
			"UPDATE staged_file SET state = 'waiting' WHERE repository = ? AND state = 'wanted'",
			this.#repository,
		);
	}

	remove(paths: readonly string[]): void {
		this.#sql.exec(
			"DELETE FROM staged_file WHERE repository = ? AND path IN (SELECT value FROM json_each(?))",
			...[this.#repository, JSON.stringify(paths)],
		);
	}
}

/**
 * Returns the files to announce to the Publisher: new and changed files, files whose bytes the site still lacks, and
 * deleted files.
 *
 * @param sources paths of the commit's sources. A plain text file is only included if it is next to an index file, such
 * as `index.md`
 */
export function filesToStage(
	own: ReadonlyMap<string, OwnFile>,
	sources: ReadonlySet<string>,
	held: ReadonlyMap<string, { hash: string; state: string }>,
	into: string,
): StagedFile[] {
	const staged: StagedFile[] = [];
	const paths = new Set<string>();
	for (const { path, file, hash, size = 0 } of own.values()) {
		if (/\.txt$/i.test(path) && !isFileOfBundle(path, (other) => sources.has(other))) continue;
		paths.add(into + path);
		const known = held.get(into + path);
		const isSettled = known?.hash === hash && ["stored", "refused"].includes(known.state);
		if (!isSettled) staged.push({ path: into + path, file, hash, bytes: size });
	}
	for (const path of held.keys()) if (!paths.has(path)) staged.push({ path, file: "", hash: null, bytes: 0 });
	return staged;
}

export function changeOf({ path, hash, bytes }: StagedFile): FileChange {
	return hash === null ? { path, deleted: true } : { path, hash, bytes };
}
