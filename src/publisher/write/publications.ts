import type { Problem } from "../../article/problem.ts";
import { log } from "../../log.ts";
import { DAY, dayOf, HOLD } from "../timing.ts";
import { kindOfOwner } from "./sources.ts";

/** Number of publications kept in detail, and of days for which totals are kept. */
const KEPT = 200;
const KEPT_DAYS = 90;

/** Number of days for which usage is reported. */
const USAGE_DAYS = 30;

/** SQL condition for `publication_day`: something was published on that day, and not just written to KV. */
export const IS_NEWS = "added + changed + removed > 0";

/** Maximum time between changes by the same owner that count as one publication, in milliseconds. */
const AT_ONCE = 10_000;

/**
 * A set of changes that changed something. All parts of an upload count as one publication, and so do uploads in quick
 * succession.
 */
export type Publication = {
	/** When it was committed, in milliseconds since 1970; if there are several parts, when the last was. */
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
	/** `2026-11-22` */
	day: string;
	publications: number;
};

/** The part of the plan's daily allowance used on a day. */
type UsageDay = {
	/** In UTC, as `2026-11-22`. */
	day: string;
	/** Number of values written to KV. */
	writes: number;
};

/** Usage today so far, and on recent days. */
export interface Usage extends UsageDay {
	/** Days with usage among the last thirty, oldest first, including today. */
	days: UsageDay[];
}

/** Columns of `publication_day` that add up. */
type DayCounts = Omit<PublicationDay, "day"> & Pick<UsageDay, "writes">;

/** The log of publications and of daily KV usage: one row per publication, one per day. */
export class Publications {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Logs changes within their transaction. Does nothing if nothing changed.
	 *
	 * @param until when to stop waiting for more parts, in milliseconds since 1970; 0 if this is the last part
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

	/** Newest first. */
	list(): Publication[] {
		return this.#sql
			.exec<Publication>("SELECT time, owner, added, changed, removed, problems FROM publication ORDER BY id DESC")
			.toArray();
	}

	/** Days with publications among the last ninety, oldest first. */
	days(now: number): PublicationDay[] {
		return this.#sql
			.exec<PublicationDay>(
				`SELECT day, publications, added, changed, removed FROM publication_day
				WHERE day > ? AND ${IS_NEWS} ORDER BY day`,
				dayOf(now - KEPT_DAYS * DAY),
			)
			.toArray();
	}

	/** Counts values that are about to be written to KV. */
	countWrites(writes: number, now: number): void {
		if (writes > 0) this.#total({ publications: 0, added: 0, changed: 0, removed: 0, writes }, now);
	}

	/** Number of values written to KV on a day (UTC). */
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
	 * An owner's publication to which a change belongs: one with more parts to come, or one logged at most `pause`
	 * milliseconds ago.
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

/** The result of a set of changes, counted in sources. */
export interface Applied {
	added: number;
	changed: number;
	unchanged: number;
	removed: number;
	/** All current problems of these sources. */
	problems: Problem[];
	/**
	 * Sources left unchanged, because a repository owns them (and would change them back) or a backup is being imported.
	 */
	refused: Problem[];
}
