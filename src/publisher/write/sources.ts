import type { Fault } from "../../article/problem.ts";
import { blobHash } from "../../git-hash.ts";

/** A source as its author wrote it. */
export interface Source {
	/** Relative to the content folder, with `/`. */
	path: string;
	text: string;
	/** When the file was last changed, in milliseconds: the date of a text that names none. The first one stays. */
	dated?: number | undefined;
}

/** A file that is there and holds no text that could be read; Git's hash tells when it changes. */
export interface Unreadable {
	path: string;
	hash: string;
	fault: Fault;
}

type Row = { path: string; text: string; hash: string; dated: number | null; fault: string | null };

/** A source as it is known by: with Git's hash of the file, and who handed it over. */
export type Held = { path: string; hash: string; owner: string };

/** Stands in `read_with` of defaults that would open a folder while their owner's batch is incomplete. */
const POSTPONED = "postponed";

/** A source to be read again. */
export interface Outdated {
	source: Source | Unreadable;
	owner: string;
	characters: number;
	/** Somebody changed what it is read with, such as its folder's defaults; otherwise a new release or setting did. */
	isEdited: boolean;
}

/** Stands for a reader that is no longer there. */
const UPGRADED = "upgraded";

/** The texts as they were handed over, each with who did so and what it was last read with. */
export class Sources {
	readonly #sql: SqlStorage;
	readonly #readWith: string;

	/** @param readWith stands for the settings and the version of the reader; sources read with another are outdated */
	constructor(sql: SqlStorage, readWith: string) {
		this.#sql = sql;
		this.#readWith = readWith;
	}

	/** The sources that come after a path, in the order of paths; of one owner or of all. */
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

	/** A source as it was handed over; undefined if there is none. */
	get(path: string): Source | Unreadable | undefined {
		const row = this.#sql.exec<Row>("SELECT * FROM source WHERE path = ?", path).toArray()[0];
		return row && sourceOf(row);
	}

	/** Who handed over what is held at a path. */
	owner(path: string): string | undefined {
		return this.#sql.exec<{ owner: string }>("SELECT owner FROM source WHERE path = ?", path).toArray()[0]?.owner;
	}

	/** From now on the source belongs to somebody else. */
	setOwner(path: string, owner: string): void {
		this.#sql.exec("UPDATE source SET owner = ?1 WHERE path = ?2 AND owner <> ?1", owner, path);
	}

	hash(path: string): string | undefined {
		return this.#sql.exec<{ hash: string }>("SELECT hash FROM source WHERE path = ?", path).toArray()[0]?.hash;
	}

	/** Stores a source as read now. Gives it back with the date that counts. */
	put(source: Source | Unreadable, owner: string): Source | Unreadable {
		const [text, fault] = "fault" in source ? ["", JSON.stringify(source.fault)] : [source.text, null];
		const row = this.#sql
			.exec<Row>(
				`INSERT INTO source (path, hash, text, dated, read_with, owner, fault) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET hash = excluded.hash, text = excluded.text,
				dated = coalesce(dated, excluded.dated), read_with = excluded.read_with, owner = excluded.owner,
				fault = excluded.fault RETURNING *`,
				source.path,
				sourceHash(source),
				text,
				("dated" in source ? source.dated : undefined) ?? null,
				this.#readWith,
				owner,
				fault,
			)
			.one();
		return sourceOf(row);
	}

	remove(path: string): void {
		this.#sql.exec("DELETE FROM source WHERE path = ?", path);
	}

	/** A source whose reading may come out differently now; undefined if there is none left. */
	outdated(): Outdated | undefined {
		const row = this.#sql
			.exec<Row & { owner: string; read_with: string }>(
				"SELECT * FROM source WHERE (read_with < ?1 OR read_with > ?1) AND read_with <> ?2 LIMIT 1",
				...[this.#readWith, POSTPONED],
			)
			.toArray()[0];
		if (!row) return undefined;
		return { source: sourceOf(row), owner: row.owner, characters: row.text.length, isEdited: row.read_with === "" };
	}

	/** Takes a source for read: reading it again failed, and must not keep all others waiting. */
	skip(path: string): void {
		this.#sql.exec("UPDATE source SET read_with = ? WHERE path = ?", this.#readWith, path);
	}

	/** Whether the reading of a source may come out differently now. */
	isOutdated(path: string): boolean {
		const rows = this.#sql.exec<{ read_with: string }>("SELECT read_with FROM source WHERE path = ?", path).toArray();
		return rows.some((row) => row.read_with !== this.#readWith);
	}

	/** Has a source read again when its owner's batch is complete. */
	postpone(path: string): void {
		this.#sql.exec("UPDATE source SET read_with = ? WHERE path = ?", POSTPONED, path);
	}

	/** The batch of an owner is complete: what was postponed is read again. */
	resume(owner: string): void {
		this.#sql.exec("UPDATE source SET read_with = '' WHERE read_with = ? AND owner = ?", POSTPONED, owner);
	}

	isUpToDate(): boolean {
		return this.outdated() === undefined;
	}

	/**
	 * Has everything below a folder (`""`: everything) read again.
	 *
	 * @param isEdited whether somebody changed something; otherwise only the reader did, and nothing may be unpublished
	 * @param inAnyCase also below folders whose names differ in case only
	 */
	outdateFolder(folder: string, isEdited = true, inAnyCase = false): void {
		const prefix = folder === "" ? "" : `${folder}/`;
		const mark = isEdited ? "" : UPGRADED;
		this.#sql.exec(
			"UPDATE source SET read_with = ? WHERE path >= ? AND path < ? AND read_with <> '' AND read_with <> ?",
			...[mark, prefix, `${prefix}\u{10FFFF}`, POSTPONED],
		);
		if (prefix === "" || !inAnyCase) return;
		// SQLite knows upper case of ASCII only.
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

	/** Has the articles of a feed read again. */
	outdateFeed(feed: string): void {
		this.#sql.exec(
			`UPDATE source SET read_with = '' WHERE path IN (SELECT path FROM membership WHERE feed = ?1
			UNION ALL SELECT path FROM members_membership WHERE feed = ?1)`,
			feed,
		);
	}
}

function sourceOf({ path, text, hash, dated, fault }: Row): Source | Unreadable {
	return fault === null ? { path, text, dated: dated ?? undefined } : { path, hash, fault: parseFault(fault) };
}

/** The table holds nothing but what this file wrote. */
function parseFault(json: string): Fault {
	return JSON.parse(json);
}

/** The hash that Git gives a file with this text. */
export function hashOf(text: string): string {
	return blobHash(new TextEncoder().encode(text));
}

/** The hash that Git gives the file of a source. */
export function sourceHash(source: Source | Unreadable): string {
	return "fault" in source ? source.hash : hashOf(source.text);
}

/**
 * Who handed a source over, which is then theirs: what compares itself with what is held (a folder, a repository) takes
 * back only what is its own.
 */
const GIT = "git:";
const TOKEN = "token:";

/** @param name as in `Repository` */
export function ownerOfRepository(name: string): string {
	return GIT + name;
}

/** The name of the repository that an owner is. */
export function repositoryOf(owner: string): string {
	return owner.slice(GIT.length);
}

/** @param name of an API token */
export function ownerOfToken(name: string): string {
	return TOKEN + name;
}

/** The owner of what `POST /webhooks/articles` brings. */
export const WEBHOOK = "webhook:articles";

/** What an owner is, without its name: `git`, `token` or `webhook`. */
export function kindOfOwner(owner: string): string {
	return owner.split(":", 1)[0] ?? "";
}

/** An owner as a person calls it. */
export function ownerInWords(owner: string): string {
	if (owner.startsWith(GIT)) return `the repository ${repositoryOf(owner)}`;
	return owner === WEBHOOK ? "a CMS, by webhook" : `the token ${owner.slice(TOKEN.length)}`;
}
