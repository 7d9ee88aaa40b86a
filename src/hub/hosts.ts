import { NAME_KEPT } from "./timing.ts";

/** Failed verifications are counted per window; a host with too many is refused until it ends. In milliseconds. */
const WINDOW = 3_600_000;

/** What is known about callback hosts. */
export class Hosts {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** A host's subscriptions, and its failed verifications in the window that ends at `until`. */
	of(name: string, now: number): { subscriptions: number; failed: number; until: number } {
		const [row] = this.#sql
			.exec<{ subscriptions: number; failed: number; failed_since: number }>(
				"SELECT subscriptions, failed, failed_since FROM host WHERE name = ?",
				name,
			)
			.toArray();
		const since = row?.failed_since ?? 0;
		const until = since + WINDOW;
		// A window that begins in the future was recorded before the clock went back: it is over.
		const isOver = until <= now || since > now;
		return { subscriptions: row?.subscriptions ?? 0, failed: isOver ? 0 : (row?.failed ?? 0), until };
	}

	/** Counts a verification that the host did not confirm. */
	failed(name: string, now: number): void {
		const { failed } = this.of(name, now);
		this.#sql.exec(
			`INSERT INTO host (name, failed, failed_since) VALUES (?1, 1, ?2)
			ON CONFLICT (name) DO UPDATE SET failed = ?3, failed_since = iif(?3 = 1, ?2, failed_since)`,
			...[name, now, failed + 1],
		);
	}

	/** Records that these names resolved to the public internet. */
	checked(names: readonly string[], now: number): void {
		this.#sql.exec(
			"UPDATE host SET checked = ? WHERE name IN (SELECT value FROM json_each(?))",
			...[now, JSON.stringify(names)],
		);
	}

	/** Those of these names that were resolved recently. */
	known(names: readonly string[], now: number): string[] {
		const rows = this.#sql.exec<{ name: string }>(
			`SELECT name FROM host WHERE checked > ?1 AND checked <= ?2 AND name IN (SELECT value FROM json_each(?3))`,
			...[now - NAME_KEPT, now, JSON.stringify(names)],
		);
		return rows.toArray().map(({ name }) => name);
	}

	/** Deletes hosts about which nothing needs to be remembered. */
	sweep(now: number): void {
		this.#sql.exec(
			"DELETE FROM host WHERE subscriptions = 0 AND failed_since NOT BETWEEN ?1 + 1 AND ?2",
			...[now - WINDOW, now],
		);
	}
}
