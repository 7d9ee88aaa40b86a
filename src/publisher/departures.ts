import { canonicalPath } from "../article/address.ts";
import type { Deletion } from "../feed/feed.ts";
import { MOST_MOVES, type Move } from "../feed/moves.ts";
import type { Outbox } from "./outbox.ts";

const DAY = 24 * 3_600_000;

/** Readers are told for so long that an article was taken back, and of so many in a feed. In milliseconds. */
const REMEMBERED = 30 * DAY;
const MOST_DELETIONS = 100;

/** An article that is public, as readers know it. */
export interface Presence {
	guid: string;
	address: string;
}

/** The articles that were public and are no more, and the addresses at which articles were. */
export class Departures {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/** Notes that an article is about to leave the public, while it is still in its feeds. */
	leave(path: string, { guid, address }: Presence, now: number): void {
		this.#sql.exec("DELETE FROM tombstone WHERE time < ?", now - REMEMBERED - DAY);
		this.#sql.exec(
			"INSERT OR REPLACE INTO tombstone SELECT feed, ?, ? FROM membership WHERE path = ?",
			...[guid, now, path],
		);
		this.#markPast(guid);
		this.#remember(address, guid, now);
	}

	/** Notes that an article is public (again), where it is now, and where it was until now. */
	arrive(present: Presence, before: Presence | undefined, now: number): void {
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
				...[feed, now - (now % DAY) - REMEMBERED, MOST_DELETIONS],
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
	moves(): Move[] {
		const rows = this.#sql.exec<{ past: string; present: string }>(
			`SELECT p.address AS past, a.address AS present FROM past_address p JOIN article a USING (guid)
			WHERE NOT EXISTS (SELECT 1 FROM article o WHERE o.address = p.address) ORDER BY p.time DESC, past LIMIT ?`,
			MOST_MOVES,
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
