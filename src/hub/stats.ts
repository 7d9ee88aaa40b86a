/** The Hub's statistics. They contain only the host of each callback, because the whole URL may act as a password. */
export interface HubStats {
	subscriptions: number;
	/** The topics with the most subscriptions, in descending order. */
	topics: { url: string; subscriptions: number }[];
	/** The last thirty days with deliveries, newest first. Each `day` is in UTC, for example `2026-11-22`. */
	days: { day: string; deliveries: number; failures: number }[];
	/** Number of subscriptions that have not received the latest version. */
	waiting: number;
	/** Milliseconds between a change and its delivery, for the last thousand deliveries; null if there are none. */
	age: { median: number; p99: number } | null;
	/** Callback hosts to which deliveries are failing. `since` is in milliseconds since 1970. */
	failing: { host: string; subscriptions: number; since: number; error: string }[];
}

const MAX_TOPICS = 50;
const MAX_DAYS = 30;
const MAX_SAMPLES = 1000;
const MAX_HOSTS = 50;

/** Counters of deliveries and failures. */
export class HubCounters {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** @param ages how long after the change each delivery was made, in milliseconds */
	note(ages: readonly number[], failures: number, now: number): void {
		this.#sql.exec(
			`INSERT INTO day (day, deliveries, failures) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE
			SET deliveries = deliveries + excluded.deliveries, failures = failures + excluded.failures`,
			...[new Date(now).toISOString().slice(0, 10), ages.length, failures],
		);
		if (ages.length === 0) return;
		this.#sql.exec("INSERT INTO sample (ages) VALUES (?)", JSON.stringify(ages));
		this.#sql.exec("DELETE FROM sample WHERE id <= (SELECT max(id) FROM sample) - ?", MAX_SAMPLES);
	}

	/** Deletes old days. */
	sweep(): void {
		this.#sql.exec("DELETE FROM day WHERE day NOT IN (SELECT day FROM day ORDER BY day DESC LIMIT ?)", MAX_DAYS);
	}

	numbers(now: number): HubStats {
		const rows = <T extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) =>
			this.#sql.exec<T>(query, ...values).toArray();
		return {
			...this.#sql
				.exec<{ subscriptions: number }>("SELECT coalesce(sum(subscriptions), 0) AS subscriptions FROM topic")
				.one(),
			topics: rows(
				`SELECT url, subscriptions FROM topic WHERE subscriptions > 0 ORDER BY subscriptions DESC, url LIMIT ?`,
				MAX_TOPICS,
			),
			days: rows("SELECT day, deliveries, failures FROM day ORDER BY day DESC LIMIT ?", MAX_DAYS),
			...this.#sql
				.exec<{ waiting: number }>(
					`SELECT count(*) AS waiting FROM topic JOIN subscription s ON s.topic = topic.id
					WHERE pass IS NOT NULL AND s.version < topic.version AND lease_ends > ?`,
					now,
				)
				.one(),
			age: this.#age(),
			failing: rows(
				`SELECT host, count(*) AS subscriptions, min(failing_since) AS since, max(last_error) AS error
				FROM subscription WHERE failing_since IS NOT NULL GROUP BY host ORDER BY since LIMIT ?`,
				MAX_HOSTS,
			),
		};
	}

	#age(): HubStats["age"] {
		const ages = this.#sql
			.exec<{ age: number }>(
				`SELECT value AS age FROM (SELECT id AS part, ages FROM sample ORDER BY id DESC LIMIT ?1), json_each(ages)
				ORDER BY part DESC LIMIT ?1`,
				MAX_SAMPLES,
			)
			.toArray()
			.map(({ age }) => age)
			.sort((a, b) => a - b);
		const at = (share: number) => ages[Math.min(ages.length - 1, Math.floor(ages.length * share))];
		const [median, p99] = [at(0.5), at(0.99)];
		return median === undefined || p99 === undefined ? null : { median, p99 };
	}
}
