import { MAX_SOURCE_BYTES } from "../article/source-size.ts";
import { blobHash } from "../blob-hash.ts";

/** A source as its author wrote it. */
export interface Source {
	/** Relative to the content folder, with `/`. */
	path: string;
	text: string;
	/** When the file was last changed, in milliseconds: the date of a text that names none. The first one stays. */
	dated?: number | undefined;
}

type Row = { path: string; text: string; dated: number | null };

/** The texts as they were handed over, each with what it was last read with. */
export class Sources {
	readonly #sql: SqlStorage;
	readonly #readWith: string;

	/** @param readWith stands for the settings and the version of the reader; sources read with another are outdated */
	constructor(sql: SqlStorage, readWith: string) {
		this.#sql = sql;
		this.#readWith = readWith;
	}

	/** Path and Git blob hash of the sources that come after a path, in the order of paths. */
	list(after: string, limit: number): { path: string; hash: string }[] {
		return this.#sql
			.exec<{ path: string; hash: string }>(
				"SELECT path, hash FROM source WHERE path > ? ORDER BY path LIMIT ?",
				after,
				limit,
			)
			.toArray();
	}

	hash(path: string): string | undefined {
		return this.#sql.exec<{ hash: string }>("SELECT hash FROM source WHERE path = ?", path).toArray()[0]?.hash;
	}

	/**
	 * Stores a source as read now. Gives it back with the date that counts. What is too large to be read would not fit
	 * into a row either, and is known by its hash alone.
	 */
	put({ path, text, dated }: Source): Source {
		this.#sql.exec(
			`INSERT INTO source VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
			SET hash = excluded.hash, text = excluded.text, dated = coalesce(dated, excluded.dated), read_with = excluded.read_with`,
			path,
			hashOf(text),
			text.length > MAX_SOURCE_BYTES ? "" : text,
			dated ?? null,
			this.#readWith,
		);
		return { path, text, dated: this.#dated(path) };
	}

	remove(path: string): void {
		this.#sql.exec("DELETE FROM source WHERE path = ?", path);
	}

	/** Sources whose reading may come out differently now. */
	outdated(limit: number): Source[] {
		return this.#sql
			.exec<Row>(
				"SELECT path, text, dated FROM source WHERE read_with < ? OR read_with > ? LIMIT ?",
				this.#readWith,
				this.#readWith,
				limit,
			)
			.toArray()
			.map(({ path, text, dated }) => ({ path, text, dated: dated ?? undefined }));
	}

	/** Takes a source for read: reading it again failed, and must not keep all others waiting. */
	skip(path: string): void {
		this.#sql.exec("UPDATE source SET read_with = ? WHERE path = ?", this.#readWith, path);
	}

	isUpToDate(): boolean {
		return this.outdated(1).length === 0;
	}

	/** Has everything below a folder (`""`: everything) read again. */
	outdateFolder(folder: string): void {
		const prefix = folder === "" ? "" : `${folder}/`;
		this.#sql.exec("UPDATE source SET read_with = '' WHERE path >= ? AND path < ?", prefix, `${prefix}\u{10FFFF}`);
	}

	/** Has the public articles of a feed read again. */
	outdateFeed(feed: string): void {
		this.#sql.exec("UPDATE source SET read_with = '' WHERE path IN (SELECT path FROM membership WHERE feed = ?)", feed);
	}

	#dated(path: string): number | undefined {
		const row = this.#sql.exec<{ dated: number | null }>("SELECT dated FROM source WHERE path = ?", path).one();
		return row.dated ?? undefined;
	}
}

/** The hash that Git gives a file with this text. */
export function hashOf(text: string): string {
	return blobHash(new TextEncoder().encode(text));
}
