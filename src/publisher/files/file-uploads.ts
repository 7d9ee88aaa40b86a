import { RpcTarget } from "cloudflare:workers";
import { DAY } from "../timing.ts";
import type { BlobFacts } from "./files.ts";

/** Time after which R2 aborts an unfinished upload, in milliseconds. */
const MAX_AGE = 7 * DAY;

/** A large file that is being uploaded in parts. */
export interface FileUpload {
	/** The upload id assigned by R2. */
	id: string;
	path: string;
	facts: BlobFacts;
	/** Whether the file will be public once it is stored. */
	isPublic: boolean;
	/** The parts uploaded so far, in order. */
	parts: { partNumber: number; etag: string }[];
}

type Row = { id: string; path: string; json: string };

/**
 * Unfinished uploads of large files, identified by the file's hash, each with the parts that R2 has already received.
 */
export class FileUploads extends RpcTarget {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		super();
		this.#sql = sql;
	}

	/** Returns the unfinished upload of a file, or null if there is none. */
	async get(hash: string): Promise<FileUpload | null> {
		return this.#get(hash);
	}

	/** Begins an upload unless the file is already being uploaded. Returns the new or existing upload. */
	async begin(hash: string, { id, path, facts, isPublic }: Omit<FileUpload, "parts">): Promise<FileUpload> {
		const known = this.#get(hash);
		if (known) return known;
		const json = JSON.stringify({ facts, isPublic });
		this.#sql.exec(
			"INSERT OR REPLACE INTO upload (hash, id, path, json, began) VALUES (?, ?, ?, ?, ?)",
			hash,
			id,
			path,
			json,
			Date.now(),
		);
		return { id, path, facts, isPublic, parts: [] };
	}

	/** Records that a part was uploaded, and returns the upload; null if the upload does not exist. */
	async putPart(hash: string, part: number, etag: string): Promise<FileUpload | null> {
		this.#sql.exec("INSERT OR REPLACE INTO upload_part (hash, part, etag) VALUES (?, ?, ?)", hash, part, etag);
		return this.#get(hash);
	}

	/** Removes an upload that is complete or that R2 has aborted. */
	async forget(hash: string): Promise<void> {
		this.#forget(hash);
	}

	#get(hash: string): FileUpload | null {
		this.#endOld(Date.now());
		const row = this.#sql.exec<Row>("SELECT id, path, json FROM upload WHERE hash = ?", hash).toArray()[0];
		if (!row) return null;
		const parts = this.#sql
			.exec<{ partNumber: number; etag: string }>(
				"SELECT part AS partNumber, etag FROM upload_part WHERE hash = ? ORDER BY part",
				hash,
			)
			.toArray();
		return { id: row.id, path: row.path, ...parseFacts(row.json), parts };
	}

	#endOld(now: number): void {
		const old = this.#sql.exec<{ hash: string }>("SELECT hash FROM upload WHERE began <= ?", now - MAX_AGE).toArray();
		for (const { hash } of old) this.#forget(hash);
	}

	#forget(hash: string): void {
		this.#sql.exec("DELETE FROM upload WHERE hash = ?", hash);
		this.#sql.exec("DELETE FROM upload_part WHERE hash = ?", hash);
	}
}

/** Parses a column that only this file writes. */
function parseFacts(json: string): Pick<FileUpload, "facts" | "isPublic"> {
	return JSON.parse(json);
}
