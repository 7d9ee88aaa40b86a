import type { FeedMetadata, RenditionMetadata } from "../kv-keys.ts";

/**
 * The last write of a value to KV: the digest of the value's whole content, its modification time, and when it was
 * written. `written` is 0 if the value is known only from a backup, and `WITHDRAWN` if the value was deleted until
 * tomorrow.
 */
export type WriteResult = { key: string; digest: string; modified: number; written: number };

/** Stored in `written` if a value was deleted because KV does not accept the new value until tomorrow. */
const WITHDRAWN = -1;

/** A KV operation. */
export type KvWrite =
	| {
			kind: "put";
			key: string;
			value: Uint8Array;
			digest: string;
			metadata: RenditionMetadata | FeedMetadata;
			/** Whether more than the metadata has changed since the last write. */
			isNews: boolean;
	  }
	| { kind: "delete"; key: string }
	/** Deletes the outdated value (if one is stored), because KV does not accept the new value until tomorrow. */
	| { kind: "withdraw"; key: string; digest: string; modified: number; isStored: boolean };

/** A record of the last write to each KV key, so that unchanged values are not written again. */
export class WrittenValues {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Returns the last write to each of these keys, as a map from keys. */
	of(keys: readonly string[]): Map<string, WriteResult> {
		const rows = this.#sql.exec<WriteResult>(
			"SELECT key, digest, modified, written FROM rendition WHERE key IN (SELECT value FROM json_each(?))",
			JSON.stringify(keys),
		);
		return new Map(rows.toArray().map((row) => [row.key, row]));
	}

	/** Records a KV operation that succeeded. */
	note(operation: KvWrite, now: number): void {
		const { key } = operation;
		if (operation.kind === "delete") {
			this.#sql.exec("DELETE FROM rendition WHERE key = ?", key);
		} else if (operation.kind === "withdraw") {
			const { digest, modified } = operation;
			this.#put({ key, digest, modified, written: WITHDRAWN });
		} else {
			const { digest, metadata } = operation;
			this.#put({ key, digest, modified: metadata.modified, written: now });
		}
	}

	#put({ key, digest, modified, written }: WriteResult): void {
		this.#sql.exec(
			"INSERT OR REPLACE INTO rendition (key, digest, modified, written) VALUES (?, ?, ?, ?)",
			...[key, digest, modified, written],
		);
	}
}
