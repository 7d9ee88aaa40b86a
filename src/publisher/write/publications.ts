import type { Problem } from "../../article/problem.ts";
import { log } from "../../log.ts";
import { DAY, dayOf, HOLD } from "../timing.ts";
import { kindOfOwner } from "./sources.ts";

/** How many publications are kept individually, and for how many days daily totals are kept. */
const KEPT = 200;
const KEPT_DAYS = 90;

/** Number of days for which usage is reported. */
const USAGE_DAYS = 30;

/**
 * SQL condition for `publication_day` that is true if sources were added, changed or removed on that day. On all other
 * days, there were only KV writes.
 */
export const IS_NEWS = "added + changed + removed > 0";

/** Changes by the same owner are logged as one publication if they are less than this many milliseconds apart. */
const AT_ONCE = 10_000;

/**
 * One or more uploads that changed something. All parts of an upload count as one publication, and so do uploads by the
 * same owner in quick succession.
 */
export type Publication = {
	/**
	 * When the publication was committed, in milliseconds since 1970. If it has several parts, this is the time of the
	 * last part.
	 */
	time: number;
	/** The owner of the sources, such as `token:laptop`. */
	owner: string;
	/** Number of sources added. */
	added: number;
	changed: number;
	removed: number;
	/** Number of errors and warnings in the uploaded sources. */
	problems: number;
};

/** All publications of one day (UTC). */
export type PublicationDay = Pick<Publication, "added" | "changed" | "removed"> & {
	/** In UTC, such as `2026-11-22`. */
	day: string;
	publications: number;
};

/** How much of each of the plan's daily limits was used on one day. */
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
	 * Logs changes within the transaction that makes them. Does nothing if there are no changes.
	 *
	 * @param until when to stop waiting for further parts of the upload, in milliseconds since 1970; 0 if this is the
	 * last part
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

	/** Records that this number of values is about to be written to KV. */
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
	 * Returns the id of the publication that an owner's change belongs to: one that expects further parts, or one logged
	 * less than `pause` milliseconds ago.
	 */
	#open(owner: string, now: number, pause: number): number | undefined {
		return this.#sql
			.exec<{ id: number }>(
				// A time too far in the future was stored before the clock was set back, and is ignored.
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

/** The result of applying a set of changes: the number of sources per outcome, and the problems. */
export interface Applied {
	added: number;
	changed: number;
	unchanged: number;
	removed: number;
	/** All current problems of the uploaded sources. */
	problems: Problem[];
	/**
	 * The reasons why sources were left unchanged: a repository owns them (and would overwrite the changes), or a backup
	 * is being imported.
	 */
	refused: Problem[];
}
