/**
 * Runs the migration steps that have not been applied to a Durable Object's tables yet. Never change a step that has
 * been released.
 */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
	storage.transactionSync(() => {
		const { sql } = storage;
		sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
		const { version } = sql
			.exec<{ version: number }>("SELECT coalesce(max(version), 0) AS version FROM migration")
			.one();
		steps.slice(version).forEach((step, index) => {
			sql.exec(step);
			sql.exec("INSERT INTO migration (version) VALUES (?)", version + index + 1);
		});
	});
}

/** How long an alarm must be overdue to count as lost, in milliseconds. */
const LOST = 5000;

/**
 * Sets a Durable Object's alarm again if the alarm was lost, or if it is too far in the future because the clock was
 * set back. This runs whenever the object's state is read, so that pending work does not have to wait for the hourly
 * cron trigger.
 *
 * @param due when the object's next work is due, in milliseconds since 1970; null if there is none
 * @param longestPause how long after `due` the alarm may legitimately be set, in milliseconds
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
 * Makes rows due now if they would otherwise wait longer than the maximum delay. Such rows were stored before the clock
 * was set back.
 *
 * @param longest maximum delay, in milliseconds
 */
export function endImpossibleWaits(sql: SqlStorage, table: string, column: string, longest: number, now: number): void {
	sql.exec(`UPDATE ${table} SET ${column} = ?1 WHERE ${column} > ?2`, now, now + longest);
}
