/** Where it is kept when a value could not be written to KV last. */
export const LAST_FAILURE = "last_failure";

/** Entries of the outbox that fail, as many as are told of. */
const TOLD = 20;

/** What is still to be written to KV. Times are milliseconds since 1970. */
export interface Backlog {
	feeds: number;
	/** Pages of articles. */
	articles: number;
	/** The list of feeds, and that of what has moved. */
	lists: number;
	/** Since when the oldest of it waits; null if nothing does. */
	oldest: number | null;
	/** How much of it was tried in vain. */
	failing: number;
	/** Of that what has failed for longest; twenty at most. */
	failures: Failure[];
}

export type Failure = {
	/** `feed:topics/ai`, `article:/articles/tide`, `index` or `moves`. */
	entry: string;
	tries: number;
	since: number;
	/** Why it failed last. */
	error: string;
};

/** What waits in the outbox, and why it does. */
export function backlogOf(sql: SqlStorage): Backlog {
	const counts = sql
		.exec<Omit<Backlog, "failures">>(
			`SELECT coalesce(sum(entry LIKE 'feed:%'), 0) AS feeds, coalesce(sum(entry LIKE 'article:%'), 0) AS articles,
			coalesce(sum(entry IN ('index', 'moves')), 0) AS lists, min(since) AS oldest,
			coalesce(sum(tries > 0), 0) AS failing FROM outbox`,
		)
		.one();
	const failures = sql
		.exec<Failure>(
			`SELECT entry, tries, coalesce(failing, since) AS since, coalesce(error, '') AS error
			FROM outbox WHERE tries > 0 ORDER BY 3, entry LIMIT ?`,
			TOLD,
		)
		.toArray();
	return { ...counts, failures };
}

/** What went wrong, in one line of 200 characters at most. */
export function faultOf(error: unknown): string {
	const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
	return line.slice(0, 200).toWellFormed();
}
