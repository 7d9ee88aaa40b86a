import type { ReadSource } from "../../article/read-source.ts";
import { type FileKind, kindOfReading, type ReadingKind, type Totals, totalsOf } from "../../article/totals.ts";
import { nameKey } from "../files/known-paths.ts";

/** The kind of each source, for the totals. */
export class FileKinds {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	note(path: string, reading: ReadSource): void {
		this.#sql.exec(
			"INSERT INTO file_kind VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind, key = excluded.key",
			path,
			kindOfReading(path, reading),
			nameKey(path),
		);
	}

	forget(path: string): void {
		this.#sql.exec("DELETE FROM file_kind WHERE path = ?", path);
	}

	/** Number of sources of each kind, of one owner or of all. Reads three or four rows per source. */
	totals(now: number, owner?: string): Totals {
		const counts = this.#sql.exec<{ path: string; kind: FileKind; count: number }>(
			`SELECT min(path) AS path, kind, count(*) AS count FROM (SELECT path, CASE
				WHEN kind <> '${ARTICLE}' THEN kind
				WHEN path IN (SELECT path FROM article) THEN 'published'
				WHEN path IN (SELECT path FROM members_article) THEN 'members'
				WHEN EXISTS (SELECT 1 FROM reading r WHERE r.path = s.path AND expires <= ?1) THEN 'expired'
				WHEN EXISTS (SELECT 1 FROM reading r WHERE r.path = s.path AND rival IS NOT NULL) THEN 'duplicate'
				ELSE 'scheduled' END AS kind
			FROM source s JOIN file_kind USING (path) WHERE ?2 IS NULL OR owner = ?2)
			GROUP BY kind, CASE kind WHEN 'unread' THEN path END`,
			now,
			owner ?? null,
		);
		return totalsOf(counts);
	}
}

const ARTICLE: ReadingKind = "article";
