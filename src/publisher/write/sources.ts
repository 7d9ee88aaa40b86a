import type { Fault } from "../../article/problem.ts";
import { blobHash } from "../../git-hash.ts";
import { type Packed, pack, unpack } from "../packed.ts";

/** A source as its author wrote it. */
export interface Source {
	/** Path relative to the content folder, with `/` as separator. */
	path: string;
	text: string;
	/**
	 * Modification time of the file in milliseconds since 1970. It is used as the article's date if the text does not
	 * contain one. Once stored, it never changes.
	 */
	dated?: number | undefined;
}

/** A file whose text cannot be read. Its Git hash shows whether it has changed. */
export interface Unreadable {
	path: string;
	hash: string;
	fault: Fault;
}

type Row = { path: string; text: Packed; hash: string; dated: number | null; fault: string | null };

/** A stored source: its path, Git hash and owner. */
export type Held = { path: string; hash: string; owner: string };

/**
 * Value of `read_with` for a defaults file that would open a folder to the public. The file keeps this value until its
 * owner's batch is complete.
 */
const POSTPONED = "postponed";

/** A source that needs to be parsed again. */
export interface Outdated {
	source: Source | Unreadable;
	owner: string;
	characters: number;
	/**
	 * True if the reason is an edit to another file, such as folder defaults; false if it is an upgrade or a change to
	 * the settings.
	 */
	isEdited: boolean;
}

/** Value of `read_with` for sources that were parsed by an earlier version of the parser. */
const UPGRADED = "upgraded";

/** Uploaded sources, each with its owner and the parser version that last parsed it. */
export class Sources {
	readonly #sql: SqlStorage;
	readonly #readWith: string;

	/**
	 * @param readWith identifies the current settings and parser version; a source parsed with a different value is
	 * outdated
	 */
	constructor(sql: SqlStorage, readWith: string) {
		this.#sql = sql;
		this.#readWith = readWith;
	}

	/**
	 * Lists the sources of one owner, or all sources if `owner` is omitted, sorted by path and starting after the path
	 * `after`.
	 */
	list(after: string, limit: number, owner?: string): Held[] {
		return owner === undefined
			? this.#sql
					.exec<Held>("SELECT path, hash, owner FROM source WHERE path > ? ORDER BY path LIMIT ?", after, limit)
					.toArray()
			: this.#sql
					.exec<Held>(
						"SELECT path, hash, owner FROM source WHERE owner = ? AND path > ? ORDER BY path LIMIT ?",
						owner,
						after,
						limit,
					)
					.toArray();
	}

	/** Returns a source as uploaded; undefined if it does not exist. */
	get(path: string): Source | Unreadable | undefined {
		const row = this.#sql.exec<Row>("SELECT * FROM source WHERE path = ?", path).toArray()[0];
		return row && sourceOf(row);
	}

	/** Returns the owner of the source at a path. */
	owner(path: string): string | undefined {
		return this.#sql.exec<{ owner: string }>("SELECT owner FROM source WHERE path = ?", path).toArray()[0]?.owner;
	}

	/** Changes a source's owner. */
	setOwner(path: string, owner: string): void {
		this.#sql.exec("UPDATE source SET owner = ?1 WHERE path = ?2 AND owner <> ?1", owner, path);
	}

	hash(path: string): string | undefined {
		return this.#sql.exec<{ hash: string }>("SELECT hash FROM source WHERE path = ?", path).toArray()[0]?.hash;
	}

	/** Stores a source and marks it as parsed. Returns the source with the modification time that applies. */
	put(source: Source | Unreadable, owner: string): Source | Unreadable {
		const { path } = source;
		const [text, fault] = "fault" in source ? ["", JSON.stringify(source.fault)] : [source.text, null];
		const old = this.#sql.exec<Pick<Row, "dated">>("SELECT dated FROM source WHERE path = ?", path).toArray()[0];
		const dated = old?.dated ?? ("dated" in source ? source.dated : undefined);
		const values = [sourceHash(source), pack(text), dated ?? null, fault];
		if (old) {
			this.#sql.exec("UPDATE source SET hash = ?, text = ?, dated = ?, fault = ? WHERE path = ?", ...values, path);
			// The owner and `read_with` are set separately, so that their indexes are written only if the values change.
			this.setOwner(path, owner);
			this.skip(path);
		} else {
			this.#sql.exec(
				"INSERT INTO source (hash, text, dated, fault, path, owner, read_with) VALUES (?, ?, ?, ?, ?, ?, ?)",
				...[...values, path, owner, this.#readWith],
			);
		}
		return "fault" in source ? source : { path, text, dated };
	}

	remove(path: string): void {
		this.#sql.exec("DELETE FROM source WHERE path = ?", path);
	}

	/** Returns a source that might now parse differently; undefined if there are none left. */
	outdated(): Outdated | undefined {
		const row = this.#sql
			.exec<Row & { owner: string; read_with: string }>(
				"SELECT * FROM source WHERE (read_with < ?1 OR read_with > ?1) AND read_with <> ?2 LIMIT 1",
				...[this.#readWith, POSTPONED],
			)
			.toArray()[0];
		if (!row) return undefined;
		const source = sourceOf(row);
		const characters = "text" in source ? source.text.length : 0;
		return { source, owner: row.owner, characters, isEdited: row.read_with === "" };
	}

	/** Marks a source as parsed, even if parsing failed, so that it does not block others. */
	skip(path: string): void {
		this.#sql.exec("UPDATE source SET read_with = ?1 WHERE path = ?2 AND read_with <> ?1", this.#readWith, path);
	}

	/** Whether a source might now parse differently. */
	isOutdated(path: string): boolean {
		const rows = this.#sql.exec<{ read_with: string }>("SELECT read_with FROM source WHERE path = ?", path).toArray();
		return rows.some((row) => row.read_with !== this.#readWith);
	}

	/** Postpones parsing a source until its owner's batch is complete. */
	postpone(path: string): void {
		this.#sql.exec("UPDATE source SET read_with = ? WHERE path = ?", POSTPONED, path);
	}

	/** Marks an owner's postponed sources as outdated. Call this once the owner's batch is complete. */
	resume(owner: string): void {
		this.#sql.exec("UPDATE source SET read_with = '' WHERE read_with = ? AND owner = ?", POSTPONED, owner);
	}

	isUpToDate(): boolean {
		return this.outdated() === undefined;
	}

	/**
	 * Marks all sources inside a folder as outdated; `""` stands for all folders.
	 *
	 * @param isEdited true after an edit; false after an upgrade, because an upgrade must not unpublish anything
	 * @param inAnyCase whether to include folders whose paths differ from this one only in case
	 */
	outdateFolder(folder: string, isEdited = true, inAnyCase = false): void {
		const prefix = folder === "" ? "" : `${folder}/`;
		const mark = isEdited ? "" : UPGRADED;
		this.#sql.exec(
			"UPDATE source SET read_with = ? WHERE path >= ? AND path < ? AND read_with <> '' AND read_with <> ?",
			...[mark, prefix, `${prefix}\u{10FFFF}`, POSTPONED],
		);
		if (prefix === "" || !inAnyCase) return;
		// The paths are compared in code because SQLite ignores case only for ASCII letters.
		const isTwin = (path: string) => !path.startsWith(prefix) && path.toLowerCase().startsWith(prefix.toLowerCase());
		const paths = this.#sql.exec<{ path: string }>("SELECT path FROM source").toArray();
		const twins = paths.flatMap(({ path }) => (isTwin(path) ? [path] : []));
		if (twins.length === 0) return;
		this.#sql.exec(
			`UPDATE source SET read_with = ? WHERE path IN (SELECT value FROM json_each(?))
			AND read_with <> '' AND read_with <> ?`,
			...[mark, JSON.stringify(twins), POSTPONED],
		);
	}

	/**
	 * Marks the plain-text files in an index file's folder as outdated. They belong to the index file's article, and
	 * become articles of their own if the index file is removed. Does nothing if the path is not that of an index file.
	 */
	outdateTextsBeside(path: string): void {
		const [, prefix] = /^(.+\/)index\.[a-z]+$/i.exec(path) ?? [];
		if (prefix === undefined) return;
		this.#sql.exec(
			"UPDATE source SET read_with = '' WHERE path > ? AND path < ? AND path LIKE '%.txt' AND read_with <> ?",
			...[prefix, `${prefix}\u{10FFFF}`, POSTPONED],
		);
	}

	/** Marks the sources of all articles in a feed, or by an author (`authors/ada`), as outdated. */
	outdateFeed(feed: string): void {
		this.#sql.exec(
			`UPDATE source SET read_with = '' WHERE path IN (SELECT path FROM membership WHERE feed = ?1
			UNION ALL SELECT path FROM members_membership WHERE feed = ?1
			UNION ALL SELECT path FROM byline WHERE author = ?2 UNION ALL SELECT path FROM members_byline WHERE author = ?2)`,
			...[feed, feed.startsWith("authors/") ? feed.slice("authors/".length) : ""],
		);
	}
}

function sourceOf({ path, text, hash, dated, fault }: Row): Source | Unreadable {
	if (fault !== null) return { path, hash, fault: parseFault(fault) };
	return { path, text: unpack(text), dated: dated ?? undefined };
}

/** Parses a column that only this file writes. */
function parseFault(json: string): Fault {
	return JSON.parse(json);
}

/** Returns the Git blob hash of a text. */
export function hashOf(text: string): string {
	return blobHash(new TextEncoder().encode(text));
}

/** Returns the Git blob hash of a source file. */
export function sourceHash(source: Source | Unreadable): string {
	return "fault" in source ? source.hash : hashOf(source.text);
}

/** Prefix of owners that are repositories. A sync deletes only sources that the synced folder or repository owns. */
const GIT = "git:";
const TOKEN = "token:";

/** @param name the repository's name, as in `Repository` */
export function ownerOfRepository(name: string): string {
	return GIT + name;
}

/** @param name the name of an API token */
export function ownerOfToken(name: string): string {
	return TOKEN + name;
}

/** The owner of sources from `POST /webhooks/articles`. */
export const WEBHOOK = "webhook:articles";

/** Returns the kind of an owner: `git`, `token` or `webhook`. */
export function kindOfOwner(owner: string): string {
	return owner.split(":", 1)[0] ?? "";
}

/** Returns the name of an owner, which is a repository or a token. */
export function nameOfOwner(owner: string): string {
	return owner.slice(owner.indexOf(":") + 1);
}
