import { RpcTarget } from "cloudflare:workers";
import { DAY } from "../timing.ts";
import type { BlobFacts } from "./files.ts";

/** R2 ends an upload after this long, in milliseconds. */
const MAX_AGE = 7 * DAY;

/** A large file that is being sent in parts. */
export interface FileUpload {
	/** R2's own. */
	id: string;
	path: string;
	facts: BlobFacts;
	/** Whether it is stored as a public one. */
	isPublic: boolean;
	/** The parts that are there, in order. */
	parts: { partNumber: number; etag: string }[];
}

type Row = { id: string; path: string; json: string };

/** Large files on their way, by hash: which parts of each R2 has. */
export class FileUploads extends RpcTarget {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		super();
		this.#sql = sql;
	}

	/** Null if there is none. */
	async get(hash: string): Promise<FileUpload | null> {
		return this.#get(hash);
	}

	/** Begins an upload, unless it was begun before. Returns the one that counts. */
	async begin(hash: string, { id, path, facts, isPublic }: Omit<FileUpload, "parts">): Promise<FileUpload> {
		const known = this.#get(hash);
		if (known) return known;
		const json = JSON.stringify({ facts, isPublic });
		this.#sql.exec("INSERT OR REPLACE INTO upload VALUES (?, ?, ?, ?, ?)", hash, id, path, json, Date.now());
		return { id, path, facts, isPublic, parts: [] };
	}

	/** Records a part. Null: there is no such upload. */
	async putPart(hash: string, part: number, etag: string): Promise<FileUpload | null> {
		this.#sql.exec("INSERT OR REPLACE INTO upload_part VALUES (?, ?, ?)", hash, part, etag);
		return this.#get(hash);
	}

	/** Forgets an upload: it is complete, or R2 has ended it. */
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

/** Only this file writes the table. */
function parseFacts(json: string): Pick<FileUpload, "facts" | "isPublic"> {
	return JSON.parse(json);
}
