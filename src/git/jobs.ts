import type { Problem } from "../article/problem.ts";

/** Finished jobs that are kept to be looked at. */
const KEPT = 200;

/** How long deliveries are remembered: hosts deliver again for some days. In milliseconds. */
const MEMORY = 30 * 24 * 3_600_000;

/** What may be changed of a job. */
export type JobChange = Partial<Omit<Job, "id" | "repository" | "created" | "updated">>;

/** The jobs, and the deliveries that asked for them. Of one repository one job runs at a time, the oldest. */
export class Jobs {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * The job that does what is asked for: the one that has not begun, or a new one.
	 *
	 * @param expected the commit that it is about, where that is known
	 */
	enqueue(repository: string, cause: Cause, now: number, expected: string | null = null): string {
		const waiting = this.#first("repository = ? AND state = 'waiting' ORDER BY ordinal", repository);
		if (waiting) {
			if (expected !== null) this.update(waiting.id, { expected, looks: 0 }, now);
			return waiting.id;
		}
		const job: Job = {
			...{ id: crypto.randomUUID(), repository, cause, state: "waiting", created: now, updated: now, due: now },
			...{ tries: 0, expected, looks: 0, commit: null, added: 0, changed: 0, removed: 0, fetched: 0 },
			...{ problems: [], reason: null },
		};
		this.#sql.exec(
			"INSERT INTO job (id, repository, state, due, json) VALUES (?, ?, ?, ?, ?)",
			...[job.id, repository, job.state, job.due, JSON.stringify(job)],
		);
		this.#sql.exec("DELETE FROM job WHERE due IS NULL AND ordinal <= (SELECT max(ordinal) FROM job) - ?", KEPT);
		return job.id;
	}

	get(id: string): Job | undefined {
		return this.#first("id = ?", id);
	}

	/** The newest first. */
	list(limit: number): Job[] {
		const rows = this.#sql.exec<{ json: string }>("SELECT json FROM job ORDER BY ordinal DESC LIMIT ?", limit);
		return rows.toArray().map(parseJob);
	}

	/** The newest job of a repository. */
	last(repository: string): Job | undefined {
		return this.#first("repository = ? ORDER BY ordinal DESC", repository);
	}

	/** The job of a repository that is being worked on, or is next. */
	active(repository: string): Job | undefined {
		return this.#first("repository = ? AND due IS NOT NULL ORDER BY ordinal", repository);
	}

	/** The job whose turn it is; undefined if none is due. */
	next(now: number): Job | undefined {
		return this.#first(`${IS_FIRST} AND due <= ? ORDER BY due, ordinal`, now);
	}

	/** When the next job is due; null if there is none. One that was updated in the future is due: the clock went back. */
	nextDue(now = Date.now()): number | null {
		this.#sql.exec(
			`UPDATE job SET due = ?1, json = json_set(json, '$.due', ?1, '$.updated', ?1)
			WHERE due > ?1 AND json ->> 'updated' > ?1`,
			now,
		);
		return this.#sql.exec<{ due: number | null }>(`SELECT min(due) AS due FROM job WHERE ${IS_FIRST}`).one().due;
	}

	update(id: string, change: JobChange, now: number): void {
		const job = this.get(id);
		if (!job) return;
		const { state, due, ...rest } = { ...job, ...change, updated: now };
		this.#sql.exec(
			"UPDATE job SET state = ?, due = ?, json = ? WHERE id = ?",
			...[state, due, JSON.stringify({ ...rest, state, due }), id],
		);
	}

	/** Has nobody look at it any more, unless a delivery was answered with its page. */
	forget(id: string): void {
		this.#sql.exec("DELETE FROM job WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE job = ?1)", id);
	}

	/** The job that a delivery asked for; undefined if the delivery is not known. */
	jobOf(delivery: string): string | undefined {
		return this.#sql.exec<{ job: string }>("SELECT job FROM delivery WHERE id = ?", delivery).toArray()[0]?.job;
	}

	remember(delivery: string, job: string, now: number): void {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		this.#sql.exec("INSERT INTO delivery VALUES (?, ?, ?)", delivery, job, now);
	}

	#first(condition: string, value: string | number): Job | undefined {
		const rows = this.#sql.exec<{ json: string }>(`SELECT json FROM job WHERE ${condition} LIMIT 1`, value);
		return rows.toArray().map(parseJob)[0];
	}
}

/** Of each repository the oldest job that is to be worked on. */
const IS_FIRST = `due IS NOT NULL AND NOT EXISTS
	(SELECT 1 FROM job o WHERE o.due IS NOT NULL AND o.repository = job.repository AND o.ordinal < job.ordinal)`;

/** The table holds nothing but jobs. */
function parseJob({ json }: { json: string }): Job {
	return JSON.parse(json);
}

/** Why a repository is looked at: it was pushed to, an hour has gone by, or somebody asked for it. */
export type Cause = "push" | "schedule" | "retry";

/** `waiting`: not begun. `parked`: given up, until it is asked for again. The others say what is being done. */
export const STATES = [
	"waiting",
	"looking",
	"fetching",
	"applying",
	"publishing",
	"reporting",
	"done",
	"parked",
] as const;
export type State = (typeof STATES)[number];

/** Making the site hold what a repository holds. Times are milliseconds since 1970. */
export interface Job {
	id: string;
	/** As `Repository.name`. */
	repository: string;
	cause: Cause;
	state: State;
	created: number;
	updated: number;
	/** When it goes on; null if it is done or parked. */
	due: number | null;
	/** Failures since it last got any further. */
	tries: number;
	/** The commit that the last webhook spoke of. */
	expected: string | null;
	/** How often that commit was looked for in vain. */
	looks: number;
	/** The newest commit of the branch, as soon as it is known. */
	commit: string | null;
	/** Sources to be added, changed and removed, as soon as they are known. */
	added: number;
	changed: number;
	removed: number;
	/** Files that were fetched so far, of those that are added or changed. */
	fetched: number;
	/** What is wrong with the repository's sources now; errors first, and not more than `MOST_PROBLEMS`. */
	problems: Problem[];
	/** Why it waits, was parked, or what could not be done; null if all is well. */
	reason: string | null;
}

/** Problems that a job keeps to be looked at. */
export const MAX_PROBLEMS = 50;

/** Whether a job is still to be worked on. */
export function isActive({ state }: Pick<Job, "state">): boolean {
	return state !== "done" && state !== "parked";
}

/** `2 added, 1 removed`; `nothing changed`. */
export function summaryOf({ added, changed, removed }: Pick<Job, "added" | "changed" | "removed">): string {
	const counts = [
		[added, "added"],
		[changed, "changed"],
		[removed, "removed"],
	] as const;
	const words = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
	return words.length > 0 ? words.join(", ") : "nothing changed";
}
