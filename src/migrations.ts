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
