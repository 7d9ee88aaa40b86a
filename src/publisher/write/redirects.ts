import type { Description } from "../../article/article.ts";
import { canonicalPath } from "../../article/article-path.ts";
import type { ReadSource } from "../../article/read-source.ts";
import { type Deletion, feedPath } from "../../feed/feed.ts";
import { MAX_REDIRECTS, type Redirect } from "../../feed/redirects.ts";
import { type Directory, namesOf } from "../../feed/taxonomy.ts";
import type { Outbox } from "../flush/outbox.ts";

/** The redirects that authors wrote, and the names that topics and providers had. */
export class Redirects {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/** Takes over a reading: redirects, or none any more. */
	keep(path: string, read: ReadSource): void {
		if (read.kind === "rejected") return;
		const had = this.#sql.exec("DELETE FROM redirect WHERE path = ? RETURNING 1", path).toArray().length > 0;
		const redirects = read.kind === "redirects" ? read.redirects : [];
		for (const { from, to } of redirects) this.#sql.exec("INSERT INTO redirect VALUES (?, ?, ?)", path, from, to);
		if (had || redirects.length > 0) this.#outbox.mark({ kind: "moves" });
	}

	/**
	 * Remembers the names under which something was described: they lead to where it is described now, for ever.
	 *
	 * @param after the description that took the place of the first one, if any did
	 */
	rename(before: Description | undefined, after: Description | undefined): void {
		this.#outbox.mark({ kind: "moves" });
		if (!before) return;
		const isSameKind = after?.feed.split("/")[0] === before.feed.split("/")[0];
		const target = isSameKind && after ? after.feed : before.feed;
		// Nothing leads away from where others lead to: so there are no circles.
		this.#sql.exec("DELETE FROM former_name WHERE name = ?", target);
		for (const name of namesOf(before)) {
			if (name === target) continue;
			this.#sql.exec("UPDATE former_name SET feed = ? WHERE feed = ?", target, name);
			this.#sql.exec("INSERT OR REPLACE INTO former_name VALUES (?, ?)", name, target);
		}
	}

	/** Where a name leads under which something was described, also if it is no alias any more. */
	targetOf(name: string): string | undefined {
		return this.#sql.exec<{ feed: string }>("SELECT feed FROM former_name WHERE name = ?", name).toArray()[0]?.feed;
	}

	/**
	 * Every redirect of the site: what authors wrote, what topics and providers are called now, where articles moved.
	 *
	 * @param retired topics that ended, with the topic that follows them
	 * @param past where articles were
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
		// Of what is more than can be kept, the last goes.
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

/** A topic that ended. */
interface Retired {
	feed: string;
	movedTo: string | undefined;
}

function ended(feed: string, successor: string | undefined, directory: Directory): Redirect {
	const to = successor === undefined ? feed : directory.topicFeed(successor);
	return to === feed ? { from: feedPath(feed), status: 410 } : { from: feedPath(feed), status: 308, to: feedPath(to) };
}

const DAY = 24 * 3_600_000;

/** Readers are told for so long that an article was taken back, and of so many in a feed. In milliseconds. */
const REMEMBERED = 30 * DAY;
const MAX_DELETIONS = 100;

/** An article that is public, as readers know it. */
interface PublishedIdentity {
	guid: string;
	address: string;
}

/** The articles that were public and are no more, and the addresses at which articles were. */
export class Tombstones {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/** Notes that an article is about to leave the public, while it is still in its feeds. */
	unpublish(path: string, { guid, address }: PublishedIdentity, now: number): void {
		this.#sql.exec("DELETE FROM tombstone WHERE time < ?", now - REMEMBERED - DAY);
		this.#sql.exec(
			"INSERT OR REPLACE INTO tombstone SELECT feed, ?, ? FROM membership WHERE path = ?",
			...[guid, now, path],
		);
		this.#markPast(guid);
		this.#remember(address, guid, now);
	}

	/** Notes that an article is public (again), where it is now, and where it was until now. */
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

	/** The articles that a feed had until lately, newest first. What is too long ago goes at the end of a day (UTC). */
	deleted(feed: string, now: number): Deletion[] {
		return this.#sql
			.exec<{ guid: string; time: number }>(
				"SELECT guid, time FROM tombstone WHERE feed = ? AND time >= ? ORDER BY time DESC, guid LIMIT ?",
				...[feed, now - (now % DAY) - REMEMBERED, MAX_DELETIONS],
			)
			.toArray();
	}

	/** Whether the last article at an address was taken back, and is not elsewhere. */
	isGone(address: string): boolean {
		const rows = this.#sql.exec(
			`SELECT 1 FROM past_address p WHERE address = ?
			AND NOT EXISTS (SELECT 1 FROM article a WHERE a.guid = p.guid)`,
			address,
		);
		return rows.toArray().length > 0;
	}

	/** Where articles are now that had other addresses, what moved last first. */
	redirects(): Redirect[] {
		const rows = this.#sql.exec<{ past: string; present: string }>(
			`SELECT p.address AS past, a.address AS present FROM past_address p JOIN article a USING (guid)
			WHERE NOT EXISTS (SELECT 1 FROM article o WHERE o.address = p.address) ORDER BY p.time DESC, past LIMIT ?`,
			MAX_REDIRECTS,
		);
		return rows.toArray().map(({ past, present }) => ({ from: canonicalPath(past), status: 308, to: present }));
	}

	/** An address at which an article was: it is dirty, and the moves are. */
	#remember(address: string, guid: string, now: number): void {
		this.#sql.exec("INSERT OR REPLACE INTO past_address VALUES (?, ?, ?)", address, guid, now);
		this.#outbox.mark({ kind: "article", name: address });
	}

	/** Where an article was before becomes dirty: it says that the article is gone, or leads to it. */
	#markPast(guid: string): void {
		const past = this.#sql.exec<{ address: string }>("SELECT address FROM past_address WHERE guid = ?", guid).toArray();
		for (const { address } of past) this.#outbox.mark({ kind: "article", name: address });
		if (past.length > 0) this.#outbox.mark({ kind: "moves" });
	}
}
