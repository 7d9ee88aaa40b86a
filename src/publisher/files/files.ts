import type { FileFault } from "../../media/content-type.ts";
import type { StoreName } from "../../media/store.ts";
import { DAY, HOLD } from "../timing.ts";
import { nameKey } from "./known-paths.ts";
import { SITE_REFERENCES } from "./references.ts";
import type { StoreLimits } from "./store-limits.ts";

/** How long to keep a file that no article refers to any more, in milliseconds: longer than any cache keeps a feed. */
export const FILE_GRACE = 7 * DAY;

/** The current version of a file in the content folder. */
export type FileRow = { path: string; hash: string; owner: string; bytes: number; fault: string | null };

/** Facts about the bytes of a file. */
export interface BlobFacts {
	store: StoreName;
	bytes: number;
	type: string;
	/** The file extension in its URL. */
	extension: string;
	width: number | null;
	height: number | null;
	/** Duration in seconds. */
	duration: number | null;
}

/** A stored file, identified by the hash of its bytes. */
export type Blob = Omit<BlobFacts, "store"> & {
	hash: string;
	store: string;
	stored: number;
	is_public: number;
	/** 1 if no article has been rendered with the file yet. */
	is_new: number;
	/**
	 * When the last reference to the file was removed, in milliseconds since 1970; null if an article refers to the file.
	 */
	unnamed: number | null;
};

/** Counts of stored and missing files. */
export interface FileReport {
	/** The store used for new files. */
	store: StoreName;
	/** Number of stored files. Files with the same bytes count as one. */
	stored: number;
	/** Total size of the stored files in bytes. */
	size: number;
	/** Number of files that articles refer to but that are not stored yet. */
	missing: number;
	/** Whether missing files cannot be stored until tomorrow (UTC), because today's KV writes are used up. */
	isFull: boolean;
	/** Number of files that articles refer to but that cannot be published. */
	refused: number;
}

/**
 * The files stored alongside articles, and their bytes. The bytes of identical files are stored only once. If articles
 * refer to a file, a version of it that was replaced is kept for a week.
 */
export class Files {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Lists the current files of one owner, or of all owners if `owner` is omitted, sorted by path and starting after the
	 * path `after`.
	 */
	list(after: string, limit: number, owner?: string): FileRow[] {
		return this.#sql
			.exec<FileRow>(
				`SELECT path, hash, owner, bytes, fault FROM file
				WHERE path > ?1 AND replaced IS NULL AND (?3 IS NULL OR owner = ?3) ORDER BY path LIMIT ?2`,
				...[after, limit, owner ?? null],
			)
			.toArray();
	}

	get(path: string): FileRow | undefined {
		return this.#sql
			.exec<FileRow>("SELECT path, hash, owner, bytes, fault FROM file WHERE path = ? AND replaced IS NULL", path)
			.toArray()[0];
	}

	/**
	 * Stores the current version of a file. If its hash differs from that of the version that it replaces, returns the
	 * old hash.
	 */
	put(path: string, hash: string, bytes: number, owner: string, now: number): string | undefined {
		const old = this.get(path);
		if (old && old.hash === hash && old.bytes === bytes && old.owner === owner) return undefined;
		if (old && old.hash !== hash) {
			this.#sql.exec("UPDATE file SET replaced = ? WHERE path = ? AND hash = ?", now, path, old.hash);
		}
		this.#sql.exec(
			`INSERT INTO file (path, hash, owner, bytes, key, fault, replaced) VALUES (?, ?, ?, ?, ?, NULL, NULL)
			ON CONFLICT DO UPDATE SET owner = excluded.owner, bytes = excluded.bytes, replaced = NULL`,
			...[path, hash, owner, bytes, nameKey(path)],
		);
		return old?.hash === hash ? undefined : old?.hash;
	}

	/** Adds the keys (see `nameKey`) of imported files, because backups do not contain these keys. */
	setKeys(): void {
		const rows = this.#sql.exec<{ path: string }>("SELECT path FROM file WHERE key = ''").toArray();
		for (const { path } of rows) this.#sql.exec("UPDATE file SET key = ? WHERE path = ?", nameKey(path), path);
	}

	/** Records why a version of a file cannot be published; null if it can. */
	setFault(path: string, hash: string, fault: FileFault | null): void {
		const json = fault && JSON.stringify(fault);
		this.#sql.exec("UPDATE file SET fault = ?1 WHERE path = ?2 AND hash = ?3 AND fault IS NOT ?1", json, path, hash);
	}

	/** Removes all versions of a file. Returns their hashes. */
	remove(path: string): string[] {
		return this.#sql
			.exec<{ hash: string }>("DELETE FROM file WHERE path = ? RETURNING hash", path)
			.toArray()
			.map(({ hash }) => hash);
	}

	blob(hash: string): Blob | undefined {
		return this.#sql.exec<Blob>("SELECT * FROM blob WHERE hash = ?", hash).toArray()[0];
	}

	/**
	 * Records that a file's bytes have been stored.
	 *
	 * @param due when to render the articles that refer to the file
	 */
	putBlob(hash: string, facts: BlobFacts, isPublic: boolean, now: number, due: number): void {
		const { store, bytes, type, extension, width, height, duration } = facts;
		this.#sql.exec(
			`INSERT OR REPLACE INTO blob (hash, store, bytes, type, extension, width, height, duration, stored, is_public,
			is_new, unnamed, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, NULL, ?)`,
			...[hash, store, bytes, type, extension, width, height, duration, now, isPublic ? 1 : 0, due],
		);
	}

	setPublic(hash: string, isPublic: boolean): void {
		this.#sql.exec("UPDATE blob SET is_public = ? WHERE hash = ?", isPublic ? 1 : 0, hash);
	}

	/**
	 * Records the result of a check, and when the next check is due; null if no check is needed until something changes.
	 */
	setChecked(hash: string, unnamed: number | null, due: number | null): void {
		this.#sql.exec("UPDATE blob SET is_new = 0, unnamed = ?, due = ? WHERE hash = ?", unnamed, due, hash);
	}

	removeBlob(hash: string): void {
		this.#sql.exec("DELETE FROM blob WHERE hash = ?", hash);
	}

	/** Schedules a check of which articles refer to these bytes, and of who may therefore read them. */
	check(hashes: readonly string[], now: number): void {
		if (hashes.length === 0) return;
		this.#sql.exec(
			"UPDATE blob SET due = ? WHERE hash IN (SELECT value FROM json_each(?))",
			...[now, JSON.stringify(hashes)],
		);
	}

	/** Schedules a check of all files in a store that is no longer bound to the Worker. */
	checkStore(store: StoreName, now: number): void {
		this.#sql.exec("UPDATE blob SET due = ? WHERE store = ?", now, store);
	}

	/** Schedules a check of every file that an article or description refers to. */
	checkNamedBy(article: string, now: number): void {
		this.#sql.exec(
			`UPDATE blob SET due = ? WHERE hash IN (
				SELECT f.hash FROM reference r JOIN file f ON f.path = r.target WHERE r.article = ?)`,
			...[now, article],
		);
	}

	/** @param writes number of KV writes so far today */
	report(limits: StoreLimits, writes: number, now: number): FileReport {
		const { stored, size } = this.#sql
			.exec<{ stored: number; size: number }>("SELECT count(*) AS stored, coalesce(sum(bytes), 0) AS size FROM blob")
			.one();
		const { missing, refused } = this.#sql
			.exec<{ missing: number; refused: number }>(
				`SELECT coalesce(sum(fault IS NULL), 0) AS missing, coalesce(sum(fault IS NOT NULL), 0) AS refused FROM file f
				WHERE replaced IS NULL AND hash NOT IN (SELECT hash FROM blob)
				AND EXISTS (SELECT 1 FROM reference r WHERE r.target = f.path AND r.dropped IS NULL AND (${PUBLIC} OR ${coming("?1")}))`,
				now,
			)
			.one();
		return { store: limits.name, stored, size, missing, isFull: writes >= limits.writes, refused };
	}

	/** Whether a public article or description refers to these bytes, so that anybody may read them. */
	isForEverybody(hash: string): boolean {
		return this.#exists(`${NAMED} f.hash = ?1 AND (${PUBLIC})`, hash);
	}

	/** Whether a published or scheduled article or description refers to these bytes. */
	isNamed(hash: string, now: number): boolean {
		return this.#exists(`${NAMED} f.hash = ?1 AND (${PUBLIC} OR ${coming("?2")})`, hash, now);
	}

	/** Whether a published or scheduled article or description refers to the file at this path. */
	isFileNamed(path: string, now: number): boolean {
		return this.#exists(
			`SELECT 1 FROM reference r WHERE r.target = ?1 AND r.dropped IS NULL AND (${PUBLIC} OR ${coming("?2")})`,
			path,
			now,
		);
	}

	/** Returns the members' articles that refer to these bytes. */
	membersArticles(hash: string): string[] {
		return this.#sql
			.exec<{ article: string }>(
				`SELECT DISTINCT r.article FROM file f JOIN reference r ON r.target = f.path
				WHERE f.hash = ? AND r.article IN (SELECT path FROM members_article)`,
				hash,
			)
			.toArray()
			.map(({ article }) => article);
	}

	/** Returns the paths of the current files with these bytes. */
	pathsOf(hash: string): string[] {
		return this.#sql
			.exec<{ path: string }>("SELECT path FROM file WHERE hash = ? AND replaced IS NULL", hash)
			.toArray()
			.map(({ path }) => path);
	}

	/**
	 * Returns the stored files whose check is due. All new files are checked together, so that a feed that contains
	 * several of them is rendered again only once.
	 */
	due(now: number, limit: number): Blob[] {
		return this.#sql
			.exec<Blob>(
				`SELECT * FROM blob WHERE due <= ?1 OR (due <= ?2 AND is_new = 1
				AND EXISTS (SELECT 1 FROM blob WHERE due <= ?1)) ORDER BY due LIMIT ?3`,
				...[now, now + HOLD, limit],
			)
			.toArray();
	}

	/** Deletes file versions that were replaced, and references that were dropped, more than a week ago. */
	endGrace(now: number): void {
		const ended = now - FILE_GRACE;
		const hashes = this.#sql
			.exec<{ hash: string }>(
				`SELECT hash FROM file WHERE replaced <= ?1 UNION
				SELECT f.hash FROM reference r JOIN file f ON f.path = r.target WHERE r.dropped <= ?1`,
				ended,
			)
			.toArray()
			.map(({ hash }) => hash);
		this.#sql.exec("DELETE FROM file WHERE replaced <= ?", ended);
		this.#sql.exec("DELETE FROM reference WHERE dropped <= ?", ended);
		this.check(hashes, now);
	}

	/**
	 * Returns when the next check is due or the next grace period ends, whichever is sooner; null if nothing is pending.
	 */
	next(): number | null {
		return this.#sql
			.exec<{ due: number | null }>(
				`SELECT min(due) AS due FROM (SELECT min(due) AS due FROM blob
				UNION ALL SELECT min(replaced) + ?1 FROM file WHERE replaced IS NOT NULL
				UNION ALL SELECT min(dropped) + ?1 FROM reference WHERE dropped IS NOT NULL)`,
				FILE_GRACE,
			)
			.one().due;
	}

	#exists(query: string, ...values: (string | number)[]): boolean {
		return this.#sql.exec(`${query} LIMIT 1`, ...values).toArray().length > 0;
	}
}

const NAMED = "SELECT 1 FROM file f JOIN reference r ON r.target = f.path WHERE";

const PUBLIC = `r.article IN (SELECT path FROM article) OR r.article IN (SELECT path FROM description)
	OR r.article = '${SITE_REFERENCES}'`;

/**
 * Returns an SQL condition that is true if the reference is in a members' article or a scheduled article.
 *
 * @param now the SQL parameter for the current time
 */
function coming(now: string): string {
	return `r.article IN (SELECT path FROM members_article)
		OR EXISTS (SELECT 1 FROM reading WHERE path = r.article AND published > ${now})`;
}
