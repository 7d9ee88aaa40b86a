import { NAME_KEPT } from "./timing.ts";

/**
 * Length of the window in which failed verifications are counted, in milliseconds. A host with too many failures is
 * refused until the window ends.
 */
const WINDOW = 3_600_000;

/** The table of callback hosts, with how many subscriptions and failed verifications each host has. */
export class Hosts {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns how many subscriptions a host has, and how many of its verifications failed in the window that ends at
	 * `until`.
	 */
	of(name: string, now: number): { subscriptions: number; failed: number; until: number } {
		const [row] = this.#sql
			.exec<{ subscriptions: number; failed: number; failed_since: number }>(
				"SELECT subscriptions, failed, failed_since FROM host WHERE name = ?",
				name,
			)
			.toArray();
		const since = row?.failed_since ?? 0;
		const until = since + WINDOW;
		// If the window begins in the future, it was recorded before the clock was set back, so ignore it.
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

	/** Records that these names resolved to public addresses. */
	checked(names: readonly string[], now: number): void {
		this.#sql.exec(
			"UPDATE host SET checked = ? WHERE name IN (SELECT value FROM json_each(?))",
			...[now, JSON.stringify(names)],
		);
	}

	/** Returns the names that were recently resolved to public addresses. */
	known(names: readonly string[], now: number): string[] {
		const rows = this.#sql.exec<{ name: string }>(
			`SELECT name FROM host WHERE checked > ?1 AND checked <= ?2 AND name IN (SELECT value FROM json_each(?3))`,
			...[now - NAME_KEPT, now, JSON.stringify(names)],
		);
		return rows.toArray().map(({ name }) => name);
	}

	/** Deletes hosts without subscriptions or recent failures. */
	sweep(now: number): void {
		this.#sql.exec(
			"DELETE FROM host WHERE subscriptions = 0 AND failed_since NOT BETWEEN ?1 + 1 AND ?2",
			...[now - WINDOW, now],
		);
	}
}
