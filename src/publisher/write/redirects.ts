import type { Description } from "../../article/article.ts";
import { canonicalPath } from "../../article/article-path.ts";
import type { ReadSource } from "../../article/read-source.ts";
import { type Deletion, feedPath } from "../../feed/feed.ts";
import { MAX_REDIRECTS, type Redirect } from "../../feed/redirects.ts";
import { type Directory, namesOf } from "../../feed/taxonomy.ts";
import type { Outbox } from "../flush/outbox.ts";

/** The redirects that authors wrote, and former names of topics and providers. */
export class Redirects {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/**
	 * Stores the redirects in a redirects file, or the former addresses of an article. Deletes those that the source no
	 * longer contains.
	 */
	keep(path: string, read: ReadSource): void {
		if (read.kind === "rejected") return;
		const had = this.#sql.exec("DELETE FROM redirect WHERE path = ? RETURNING 1", path).toArray().length > 0;
		const redirects = read.kind === "redirects" ? read.redirects : [];
		for (const { from, to } of redirects)
			this.#sql.exec("INSERT INTO redirect (path, origin, target) VALUES (?, ?, ?)", path, from, to);
		const past = this.#sql.exec("DELETE FROM former_address WHERE path = ? RETURNING 1", path).toArray();
		const formerly = (read.kind === "article" && read.article.formerly) || [];
		for (const address of formerly)
			this.#sql.exec("INSERT INTO former_address (address, path) VALUES (?, ?)", address, path);
		if (had || redirects.length + past.length + formerly.length > 0) this.#outbox.mark({ kind: "moves" });
	}

	/**
	 * Records the former names of a topic or provider. The URLs of former names redirect to the URL of the current name
	 * forever.
	 *
	 * @param after the description that replaced `before`, if any
	 */
	rename(before: Description | undefined, after: Description | undefined): void {
		this.#outbox.mark({ kind: "moves" });
		if (!before) return;
		const isSameKind = after?.feed.split("/")[0] === before.feed.split("/")[0];
		const target = isSameKind && after ? after.feed : before.feed;
		// A redirect's target is never a former name itself, so there are no cycles.
		this.#sql.exec("DELETE FROM former_name WHERE name = ?", target);
		for (const name of namesOf(before)) {
			if (name === target) continue;
			this.#sql.exec("UPDATE former_name SET feed = ? WHERE feed = ?", target, name);
			this.#sql.exec("INSERT OR REPLACE INTO former_name (name, feed) VALUES (?, ?)", name, target);
		}
	}

	/** Returns the current name for a former name, even if the former name is no longer declared as an alias. */
	targetOf(name: string): string | undefined {
		return this.#sql.exec<{ feed: string }>("SELECT feed FROM former_name WHERE name = ?", name).toArray()[0]?.feed;
	}

	/**
	 * Returns all redirects of the site: those that authors wrote, those for renamed topics and providers, and those for
	 * moved articles.
	 *
	 * @param retired retired topics whose feeds have ended, with their successors
	 * @param past redirects from former article addresses
	 */
	all(directory: Directory, retired: readonly Retired[], past: readonly Redirect[]): Redirect[] {
		const written = this.#sql
			.exec<{ origin: string; target: string }>(
				"SELECT origin, target FROM redirect ORDER BY path LIMIT ?",
				MAX_REDIRECTS,
			)
			.toArray()
			.map(({ origin, target }): Redirect => ({ from: origin, status: 301, to: target }));
		const former = this.#sql.exec<{ name: string; feed: string }>("SELECT name, feed FROM former_name ORDER BY name");
		const names = [...directory.aliases(), ...former.toArray().map(({ name, feed }): [string, string] => [name, feed])];
		// The order decides which redirects are dropped when there are too many.
		return [
			...retired.map(({ feed, movedTo }) => ended(feed, movedTo, directory)),
			...names
				.filter(([name]) => !directory.isDescribed(name))
				.map(([name, feed]): Redirect => ({ from: feedPath(name), status: 308, to: feedPath(feed) })),
			...written,
			...past,
		];
	}
}

/** A retired topic whose feed has ended. */
interface Retired {
	feed: string;
	movedTo: string | undefined;
}

function ended(feed: string, successor: string | undefined, directory: Directory): Redirect {
	const to = successor === undefined ? feed : directory.topicFeed(successor);
	return to === feed ? { from: feedPath(feed), status: 410 } : { from: feedPath(feed), status: 308, to: feedPath(to) };
}

const DAY = 24 * 3_600_000;

/** For how long feeds report that an article was removed, in milliseconds. */
const REMEMBERED = 30 * DAY;
const MAX_DELETIONS = 100;

/** The guid and page address that identify a published article to readers. */
interface PublishedIdentity {
	guid: string;
	address: string;
}

/** Tombstones of removed articles, and former addresses of articles. */
export class Tombstones {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/** Records that an article is about to be unpublished. Call this while the article is still in its feeds. */
	unpublish(path: string, { guid, address }: PublishedIdentity, now: number): void {
		this.#sql.exec("DELETE FROM tombstone WHERE time < ?", now - REMEMBERED - DAY);
		this.#sql.exec(
			`INSERT OR REPLACE INTO tombstone (feed, guid, time)
			SELECT feed.value, ?, ? FROM article a, json_each(a.feeds) feed WHERE a.path = ?`,
			...[guid, now, path],
		);
		this.#markPast(guid);
		this.#remember(address, guid, now);
	}

	/**
	 * Records the guid and address of an article that is being published or changed and, if the article was already
	 * public, its previous guid and address.
	 */
	publish(present: PublishedIdentity, before: PublishedIdentity | undefined, now: number): void {
		const { guid, address } = present;
		if (before?.guid === guid && before.address === address) return;
		if (before && before.guid !== guid) {
			this.#sql.exec("UPDATE past_address SET guid = ? WHERE guid = ?", guid, before.guid);
		}
		if (before && before.address !== address) this.#remember(before.address, guid, now);
		this.#sql.exec("DELETE FROM past_address WHERE address = ?", address);
		this.#markPast(guid);
		const returned = this.#sql.exec<{ feed: string }>("DELETE FROM tombstone WHERE guid = ? RETURNING feed", guid);
		for (const { feed } of returned.toArray()) this.#outbox.mark({ kind: "feed", name: feed });
	}

	/**
	 * Returns the articles that were recently removed from a feed, most recently removed first. Old entries are dropped
	 * only at the end of a UTC day, so that feeds do not change all the time.
	 */
	deleted(feed: string, now: number): Deletion[] {
		return this.#sql
			.exec<{ guid: string; time: number }>(
				"SELECT guid, time FROM tombstone WHERE feed = ? AND time >= ? ORDER BY time DESC, guid LIMIT ?",
				...[feed, now - (now % DAY) - REMEMBERED, MAX_DELETIONS],
			)
			.toArray();
	}

	/** Whether the last article at an address was removed and is not published at another address either. */
	isGone(address: string): boolean {
		const rows = this.#sql.exec(
			`SELECT 1 FROM past_address p WHERE address = ?
			AND NOT EXISTS (SELECT 1 FROM article a WHERE a.guid = p.guid)`,
			address,
		);
		return rows.toArray().length > 0;
	}

	/**
	 * Returns redirects to public articles from the former addresses that their authors declared. If several articles
	 * declare the same address, the address redirects to the one whose path sorts first.
	 */
	formerly(): Redirect[] {
		const rows = this.#sql.exec<{ past: string; present: string }>(
			"SELECT f.address AS past, a.address AS present FROM former_address f JOIN article a USING (path) ORDER BY path LIMIT ?",
			MAX_REDIRECTS,
		);
		return rows.toArray().map(({ past, present }) => ({ from: past, status: 308, to: present }));
	}

	/** Returns redirects from addresses that articles used to have, most recent first. */
	redirects(): Redirect[] {
		const rows = this.#sql.exec<{ past: string; present: string }>(
			`SELECT p.address AS past, a.address AS present FROM past_address p JOIN article a USING (guid)
			WHERE NOT EXISTS (SELECT 1 FROM article o WHERE o.address = p.address) ORDER BY p.time DESC, past LIMIT ?`,
			MAX_REDIRECTS,
		);
		return rows.toArray().map(({ past, present }) => ({ from: canonicalPath(past), status: 308, to: present }));
	}

	/** If this article declares former addresses, marks the redirects. */
	markFormer(path: string): void {
		const names = this.#sql.exec("SELECT 1 FROM former_address WHERE path = ? LIMIT 1", path);
		if (names.toArray().length > 0) this.#outbox.mark({ kind: "moves" });
	}

	/** Records a former address of an article, and marks the page at that address. */
	#remember(address: string, guid: string, now: number): void {
		this.#sql.exec("INSERT OR REPLACE INTO past_address (address, guid, time) VALUES (?, ?, ?)", address, guid, now);
		this.#outbox.mark({ kind: "article", name: address });
	}

	/** Marks the redirects, and the pages at an article's former addresses (which now redirect or return 410). */
	#markPast(guid: string): void {
		const past = this.#sql.exec<{ address: string }>("SELECT address FROM past_address WHERE guid = ?", guid).toArray();
		for (const { address } of past) this.#outbox.mark({ kind: "article", name: address });
		if (past.length > 0) this.#outbox.mark({ kind: "moves" });
	}
}
