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
 * Sets the alarm of an object anew, should it have been lost. Called where somebody asks how things stand: who waits for
 * what an alarm does is not to wait for the hourly cron.
 *
 * @param due since when there is something to do, in milliseconds since 1970; null if there is nothing
 */
export async function reviveAlarm(storage: DurableObjectStorage, due: number | null): Promise<void> {
	const late = Date.now() - LOST;
	if (due === null || due > late) return;
	const alarm = await storage.getAlarm();
	if (alarm === null || alarm < late) await storage.setAlarm(Date.now());
}
