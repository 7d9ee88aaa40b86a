/** Brings the tables of a Durable Object to the newest form, step by step; a step that ran is never changed again. */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
	storage.transactionSync(() => {
		const { sql } = storage;
		sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
		const { version } = sql
			.exec<{ version: number }>("SELECT coalesce(max(version), 0) AS version FROM migration")
			.one();
		steps.slice(version).forEach((step, index) => {
			sql.exec(step);
			sql.exec("INSERT INTO migration VALUES (?)", version + index + 1);
		});
	});
}

/** An alarm that is so late is taken to be lost, in milliseconds. */
const LOST = 5000;

/**
 * Sets the alarm of an object again if it was lost, or if it was set before the clock went back and is now too far away.
 * Called wherever somebody asks for the state of an object, so that nobody has to wait for the hourly cron.
 *
 * @param due when there is something to do, in milliseconds since 1970; null if there is nothing
 * @param longestPause how long the alarm may wait after that, in milliseconds
 */
export async function reviveAlarm(storage: DurableObjectStorage, due: number | null, longestPause = 0): Promise<void> {
	if (due === null) return;
	const now = Date.now();
	const alarm = await storage.getAlarm();
	const isLost = due <= now - LOST && (alarm === null || alarm < now - LOST);
	const isTooFar = alarm !== null && alarm > Math.max(due, now) + longestPause + LOST;
	if (isLost || isTooFar) await storage.setAlarm(now);
}

/**
 * Makes due what would have to wait for longer than it ever has to: its time was noted before the clock went back.
 *
 * @param longest how far ahead a time in this column can be, in milliseconds
 */
export function endImpossibleWaits(sql: SqlStorage, table: string, column: string, longest: number, now: number): void {
	sql.exec(`UPDATE ${table} SET ${column} = ?1 WHERE ${column} > ?2`, now, now + longest);
}
