import { monthOf } from "../feed/archive.ts";
import type { Activity } from "../feed/index-of-feeds.ts";
import { ordinalOf } from "../feed/month.ts";

/** So many months of a feed are its latest. */
const LATEST = 12;

/** Counts an article into a month of a feed, by the time when it was published (ms since 1970). */
export function countIn(sql: SqlStorage, feed: string, published: number): void {
	sql.exec(
		"INSERT INTO month VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET size = size + 1",
		...[feed, monthOf(published)],
	);
}

/** Takes an article out of the count again. */
export function countOut(sql: SqlStorage, feed: string, published: number): void {
	const month = monthOf(published);
	sql.exec("UPDATE month SET size = size - 1 WHERE feed = ? AND month = ?", feed, month);
	sql.exec("DELETE FROM month WHERE feed = ? AND month = ? AND size = 0", feed, month);
}

/** How many articles a feed has of each month (UTC), newest first; of months without any nothing is said. */
export function monthsOf(sql: SqlStorage, feed: string): Record<string, number> {
	return Object.fromEntries(read(sql, feed, -1).map(({ month, size }) => [month, size]));
}

/**
 * How many articles a feed has of each of its latest twelve months, those without any among them. The last is that of its
 * newest article, whatever the time is now.
 */
export function activityOf(sql: SqlStorage, feed: string): Activity | undefined {
	const rows = read(sql, feed, LATEST);
	const [newest] = rows;
	if (!newest) return undefined;
	const last = ordinalOf(newest.month);
	const latest = rows.filter(({ month }) => last - ordinalOf(month) < LATEST);
	const from = latest.at(-1)?.month ?? newest.month;
	const counts = Array<number>(last - ordinalOf(from) + 1).fill(0);
	for (const { month, size } of latest) counts[ordinalOf(month) - ordinalOf(from)] = size;
	return { from, counts };
}

function read(sql: SqlStorage, feed: string, limit: number): { month: string; size: number }[] {
	return sql
		.exec<{ month: string; size: number }>(
			"SELECT month, size FROM month WHERE feed = ? ORDER BY month DESC LIMIT ?",
			...[feed, limit],
		)
		.toArray();
}
