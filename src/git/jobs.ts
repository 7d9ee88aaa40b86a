import type { Problem } from "../article/problem.ts";
import type { Cause, Job, State } from "./job.ts";

/** Finished jobs that are kept to be looked at. */
const KEPT = 200;

/** How long deliveries are remembered: hosts deliver again for some days. In milliseconds. */
const MEMORY = 30 * 24 * 3_600_000;

type Row = Omit<Job, "cause" | "state" | "commit" | "problems"> & {
	cause: Cause;
	state: State;
	head: string | null;
	problems: string;
};

/** What may be changed of a job. */
export type JobChange = Partial<Omit<Job, "id" | "repository" | "created" | "updated">>;

/** The jobs, and the deliveries that asked for them. Of one repository one job runs at a time, the oldest. */
export class Jobs {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** The job that does what is asked for: the one that waits to begin anyway, or a new one. */
	enqueue(repository: string, cause: Cause, now: number): string {
		const waiting = this.#sql
			.exec<{ id: string }>("SELECT id FROM job WHERE repository = ? AND state = 'waiting' LIMIT 1", repository)
			.toArray()[0];
		if (waiting) return waiting.id;
		const id = crypto.randomUUID();
		this.#sql.exec(
			"INSERT INTO job (id, repository, cause, state, created, updated, due) VALUES (?, ?, ?, 'waiting', ?4, ?4, ?4)",
			id,
			repository,
			cause,
			now,
		);
		this.#sql.exec("DELETE FROM job WHERE due IS NULL AND ordinal <= (SELECT max(ordinal) FROM job) - ?", KEPT);
		return id;
	}

	get(id: string): Job | undefined {
		return this.#sql.exec<Row>("SELECT * FROM job WHERE id = ?", id).toArray().map(jobOf)[0];
	}

	/** The newest first. */
	list(limit: number): Job[] {
		return this.#sql.exec<Row>("SELECT * FROM job ORDER BY ordinal DESC LIMIT ?", limit).toArray().map(jobOf);
	}

	/** The newest job of a repository. */
	last(repository: string): Job | undefined {
		return this.#sql
			.exec<Row>("SELECT * FROM job WHERE repository = ? ORDER BY ordinal DESC LIMIT 1", repository)
			.toArray()
			.map(jobOf)[0];
	}

	/** The job whose turn it is; undefined if none is due. */
	next(now: number): Job | undefined {
		return this.#sql
			.exec<Row>(`SELECT * FROM (${HEADS}) WHERE due <= ? ORDER BY due, ordinal LIMIT 1`, now)
			.toArray()
			.map(jobOf)[0];
	}

	/** When the next job is due; null if there is none. */
	nextDue(): number | null {
		return this.#sql.exec<{ due: number | null }>(`SELECT min(due) AS due FROM (${HEADS})`).one().due;
	}

	update(id: string, change: JobChange, now: number): void {
		const job = this.get(id);
		if (!job) return;
		const { cause, state, due, tries, commit, added, changed, removed, fetched, problems, reason } = {
			...job,
			...change,
		};
		this.#sql.exec(
			`UPDATE job SET updated = ?, cause = ?, state = ?, due = ?, tries = ?, head = ?, added = ?, changed = ?, removed = ?,
			fetched = ?, problems = ?, reason = ? WHERE id = ?`,
			...[
				now,
				cause,
				state,
				due,
				tries,
				commit,
				added,
				changed,
				removed,
				fetched,
				JSON.stringify(problems),
				reason,
				id,
			],
		);
	}

	/** Has a job go on later; nothing else has come of it. */
	postpone(id: string, due: number): void {
		this.#sql.exec("UPDATE job SET due = ? WHERE id = ?", due, id);
	}

	/** The job that a delivery asked for; undefined if the delivery is not known. */
	jobOf(delivery: string): string | undefined {
		return this.#sql.exec<{ job: string }>("SELECT job FROM delivery WHERE id = ?", delivery).toArray()[0]?.job;
	}

	remember(delivery: string, job: string, now: number): void {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		this.#sql.exec("INSERT INTO delivery VALUES (?, ?, ?)", delivery, job, now);
	}
}

/** Of each repository the oldest job that is to be worked on. */
const HEADS = `SELECT * FROM job j WHERE due IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM job o WHERE o.due IS NOT NULL AND o.repository = j.repository AND o.ordinal < j.ordinal)`;

function jobOf({ head, problems, ...row }: Row): Job {
	return {
		id: row.id,
		repository: row.repository,
		cause: row.cause,
		state: row.state,
		created: row.created,
		updated: row.updated,
		due: row.due,
		tries: row.tries,
		commit: head,
		added: row.added,
		changed: row.changed,
		removed: row.removed,
		fetched: row.fetched,
		problems: parseProblems(problems),
		reason: row.reason,
	};
}

/** The table holds nothing but what this file wrote. */
function parseProblems(json: string): Problem[] {
	return JSON.parse(json);
}
