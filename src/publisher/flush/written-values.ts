import type { RenditionMetadata } from "../kv-keys.ts";

/**
 * What is known of a value that was written: the digest of all that it held, its time of modification, and when it was
 * written; 0 where a backup says so, and it is not here yet.
 */
export type WriteResult = { key: string; digest: string; modified: number; written: number };

/** Something to be done in KV. */
export type KvWrite =
	| { kind: "put"; key: string; value: Uint8Array; digest: string; metadata: RenditionMetadata }
	| { kind: "delete"; key: string };

/** What was last written to KV: what is there already is not written again. */
export class WrittenValues {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** What was written of some keys, by key. */
	of(keys: readonly string[]): Map<string, WriteResult> {
		const rows = this.#sql.exec<WriteResult>(
			"SELECT key, digest, modified, written FROM rendition WHERE key IN (SELECT value FROM json_each(?))",
			JSON.stringify(keys),
		);
		return new Map(rows.toArray().map((row) => [row.key, row]));
	}

	/** Notes what was done in KV. */
	note(operation: KvWrite, now: number): void {
		const { key } = operation;
		if (operation.kind === "delete") {
			this.#sql.exec("DELETE FROM rendition WHERE key = ?", key);
		} else {
			const { digest, metadata } = operation;
			this.#sql.exec("INSERT OR REPLACE INTO rendition VALUES (?, ?, ?, ?)", key, digest, metadata.modified, now);
		}
	}
}
