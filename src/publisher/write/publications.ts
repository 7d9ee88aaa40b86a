import type { Problem } from "../../article/problem.ts";
import { log } from "../../log.ts";
import { DAY, dayOf, HOLD } from "../timing.ts";
import { kindOfOwner } from "./sources.ts";

/** Number of publications to keep in detail, and number of days for which to keep totals. */
const KEPT = 200;
const KEPT_DAYS = 90;

/** Number of days for which usage is reported. */
const USAGE_DAYS = 30;

/** SQL condition for `publication_day`: something was published on that day, rather than only written to KV. */
export const IS_NEWS = "added + changed + removed > 0";

/** Maximum time between changes by the same owner that are logged as one publication, in milliseconds. */
const AT_ONCE = 10_000;

/**
 * A set of changes that had an effect. All parts of an upload count as one publication, and so do uploads in quick
 * succession.
 */
export type Publication = {
	/**
	 * When it was committed, in milliseconds since 1970. If there are several parts, this is the time of the last one.
	 */
	time: number;
	/** Who uploaded it. */
	owner: string;
	/** Number of sources. */
	added: number;
	changed: number;
	removed: number;
	/** Number of errors and warnings in these sources. */
	problems: number;
};

/** All publications of one day (UTC). */
export type PublicationDay = Pick<Publication, "added" | "changed" | "removed"> & {
	/** In UTC, such as `2026-11-22`. */
	day: string;
	publications: number;
};

/** The part of the plan's daily allowance that was used on one day. */
type UsageDay = {
	/** In UTC, such as `2026-11-22`. */
	day: string;
	/** Number of values written to KV. */
	writes: number;
};

/** Usage so far today, and on recent days. */
export interface Usage extends UsageDay {
	/** Days with usage within the last thirty days, oldest first, including today. */
	days: UsageDay[];
}

/** The columns of `publication_day` that are summed. */
type DayCounts = Omit<PublicationDay, "day"> & Pick<UsageDay, "writes">;

/** The log of publications and of daily KV usage: one row per publication and one per day. */
export class Publications {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Logs changes within their transaction. Does nothing if there were no changes.
	 *
	 * @param until when to stop waiting for further parts, in milliseconds since 1970; 0 if this is the last part
	 */
	note(owner: string, { added, changed, removed, refused, problems }: Applied, now: number, until: number): void {
		const isNews = added + changed + removed > 0;
		if (isNews || refused.length > 0) {
			const counts = { added, changed, removed, refused: refused.length, problems: problems.length };
			log("publication", { by: kindOfOwner(owner), ...counts });
		}
		const open = this.#open(owner, now, isNews ? AT_ONCE : 0);
		if (open === undefined && !isNews) return;
		const count = problems.filter(({ severity }) => severity !== "guess").length;
		if (open === undefined) {
			this.#sql.exec(
				"INSERT INTO publication (time, owner, added, changed, removed, problems, until) VALUES (?, ?, ?, ?, ?, ?, ?)",
				...[now, owner, added, changed, removed, count, until],
			);
			this.#sql.exec("DELETE FROM publication WHERE id <= (SELECT max(id) FROM publication) - ?", KEPT);
		} else {
			this.#sql.exec(
				`UPDATE publication SET time = ?, added = added + ?, changed = changed + ?, removed = removed + ?,
				problems = problems + ?, until = ? WHERE id = ?`,
				...[now, added, changed, removed, count, until, open],
			);
		}
		if (isNews) this.#total({ publications: open === undefined ? 1 : 0, added, changed, removed, writes: 0 }, now);
	}

	/** Returns the publications, newest first. */
	list(): Publication[] {
		return this.#sql
			.exec<Publication>("SELECT time, owner, added, changed, removed, problems FROM publication ORDER BY id DESC")
			.toArray();
	}

	/** Returns days with publications within the last ninety days, oldest first. */
	days(now: number): PublicationDay[] {
		return this.#sql
			.exec<PublicationDay>(
				`SELECT day, publications, added, changed, removed FROM publication_day
				WHERE day > ? AND ${IS_NEWS} ORDER BY day`,
				dayOf(now - KEPT_DAYS * DAY),
			)
			.toArray();
	}

	/** Records the number of values that are about to be written to KV. */
	countWrites(writes: number, now: number): void {
		if (writes > 0) this.#total({ publications: 0, added: 0, changed: 0, removed: 0, writes }, now);
	}

	/** Returns the number of values written to KV on a day (UTC). */
	writesOn(day: string): number {
		const rows = this.#sql.exec<{ writes: number }>("SELECT writes FROM publication_day WHERE day = ?", day);
		return rows.toArray()[0]?.writes ?? 0;
	}

	usage(now: number): Usage {
		const day = dayOf(now);
		const days = this.#sql
			.exec<UsageDay>(
				"SELECT day, writes FROM publication_day WHERE day > ? AND writes > 0 ORDER BY day",
				dayOf(now - USAGE_DAYS * DAY),
			)
			.toArray();
		return { day, writes: days.find((one) => one.day === day)?.writes ?? 0, days };
	}

	/**
	 * Returns the publication that an owner's change belongs to: one that expects further parts, or one logged at most
	 * `pause` milliseconds ago.
	 */
	#open(owner: string, now: number, pause: number): number | undefined {
		return this.#sql
			.exec<{ id: number }>(
				// A time far in the future was stored before the clock was set back.
				`SELECT id FROM publication WHERE owner = ?1
				AND ((until > ?2 AND until <= ?2 + ${HOLD}) OR (time > ?2 - ?3 AND time <= ?2)) ORDER BY id DESC LIMIT 1`,
				...[owner, now, pause],
			)
			.toArray()[0]?.id;
	}

	#total({ publications, added, changed, removed, writes }: DayCounts, now: number): void {
		this.#sql.exec(
			`INSERT INTO publication_day (day, publications, added, changed, removed, writes) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET
			publications = publications + excluded.publications, added = added + excluded.added,
			changed = changed + excluded.changed, removed = removed + excluded.removed, writes = writes + excluded.writes`,
			...[dayOf(now), publications, added, changed, removed, writes],
		);
		this.#sql.exec("DELETE FROM publication_day WHERE day <= ?", dayOf(now - KEPT_DAYS * DAY));
	}
}

/** The result of a set of changes, with the number of sources for each outcome. */
export interface Applied {
	added: number;
	changed: number;
	unchanged: number;
	removed: number;
	/** All current problems of these sources. */
	problems: Problem[];
	/**
	 * Sources that were left unchanged because a repository owns them (and would overwrite the changes) or because a
	 * backup is being imported.
	 */
	refused: Problem[];
}
