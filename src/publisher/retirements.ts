import type { Description } from "../article/article.ts";

/** A feed whose topic is retired says so for as long, and is no more after that. In milliseconds. */
const FAREWELL = 30 * 24 * 3_600_000;

/** Its time is still to come; it says that it ends; it has ended. */
type State = "announced" | "closing" | "ended";

/** The topics that are retired: since when, and how far that is. */
export class Retirements {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Takes over what is said of a topic. One that is new here says farewell from now on, however long ago it ended.
	 * Gives what that does to its feed: it has articles to lose, or takes articles that it did not.
	 */
	keep(feed: string, retired: Description["retired"], now: number): "closed" | "opened" | null {
		const old = this.#row(feed);
		const since = retired === true ? (old?.since ?? now) : retired;
		if (since === old?.since) return null;
		this.#sql.exec("DELETE FROM retirement WHERE feed = ?", feed);
		if (since !== undefined) {
			const ends = Math.max(since, now) + FAREWELL;
			const state: State = since <= now ? "closing" : "announced";
			this.#sql.exec("INSERT INTO retirement VALUES (?, ?, ?, ?)", feed, since, ends, state);
		}
		return old && old.state !== "announced" ? "opened" : "closed";
	}

	/** Lets time pass. Gives the feeds that say farewell now, or have ended. */
	advance(now: number): { feed: string; state: State }[] {
		return this.#sql
			.exec<{ feed: string; state: State }>(
				`UPDATE retirement SET state = iif(ends <= ?1, 'ended', 'closing')
				WHERE (state = 'announced' AND since <= ?1) OR (state = 'closing' AND ends <= ?1) RETURNING feed, state`,
				now,
			)
			.toArray();
	}

	/** When the next feed is to say farewell, or to end; null if none is. */
	next(): number | null {
		return this.#sql
			.exec<{ due: number | null }>(
				"SELECT min(iif(state = 'announced', since, ends)) AS due FROM retirement WHERE state <> 'ended'",
			)
			.one().due;
	}

	/** The feeds that have ended. */
	ended(): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM retirement WHERE state = 'ended' ORDER BY feed");
		return rows.toArray().map(({ feed }) => feed);
	}

	/** Up to when what was published is in the feeds that are closed; in those that have ended nothing is. */
	closings(): Map<string, number> {
		const rows = this.#sql.exec<{ feed: string; since: number; state: State }>(
			"SELECT feed, since, state FROM retirement WHERE state <> 'announced'",
		);
		return new Map(
			rows.toArray().map(({ feed, since, state }) => [feed, state === "ended" ? Number.NEGATIVE_INFINITY : since]),
		);
	}

	/** Since when a feed that says farewell has nothing new; undefined if it does not. */
	closingSince(feed: string): number | undefined {
		const row = this.#row(feed);
		return row?.state === "closing" ? row.since : undefined;
	}

	#row(feed: string): { since: number; state: State } | undefined {
		return this.#sql
			.exec<{ since: number; state: State }>("SELECT since, state FROM retirement WHERE feed = ?", feed)
			.toArray()[0];
	}
}
