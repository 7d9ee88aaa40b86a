import { type Cause, isActive, type Job } from "./job.ts";

/** Number of finished jobs to keep. */
const KEPT = 200;

/** How long webhook deliveries are remembered, in milliseconds. Hosts may repeat a delivery for several days. */
const MEMORY = 30 * 24 * 3_600_000;

/** The fields of a job that may change. */
export type JobChange = Partial<Omit<Job, "id" | "repository" | "created" | "updated">>;

/** The jobs, and the deliveries that requested them. For each repository, jobs run one at a time, oldest first. */
export class Jobs {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns the job for a request: an existing job that has not begun or, if there is none, a new job.
	 *
	 * @param push the push as announced by a webhook
	 */
	enqueue(repository: string, cause: Cause, now: number, push: Announcement = { commit: null, before: null }): string {
		const last = this.last(repository);
		const known = announce(knownOf(last), push);
		if (last?.state === "waiting") {
			this.update(last.id, known, now);
			return last.id;
		}
		// The running job no longer needs to wait for a commit that this push replaced: the next job looks for the new
		// commit.
		if (last && isActive(last)) {
			const expected = known.expected.filter((one) => last.expected.includes(one));
			this.update(last.id, { ...known, expected }, now);
		}
		// If no job is running, only the pushed commit is expected. The host has already returned the commit that the
		// push replaced.
		const expected = last && isActive(last) ? known.expected : known.expected.filter((one) => one === push.commit);
		const job: Job = {
			...{ id: crypto.randomUUID(), repository, cause, state: "waiting", created: now, updated: now, due: now },
			...{ tries: 0, expected, replaced: known.replaced, looks: 0, polls: 0, commit: null },
			...{ added: 0, changed: 0, removed: 0, unsent: 0, fetched: 0, stored: 0, problems: [], reason: null },
		};
		this.#sql.exec(
			"INSERT INTO job (id, repository, state, due, json) VALUES (?, ?, ?, ?, ?)",
			...[job.id, repository, job.state, job.due, JSON.stringify(job)],
		);
		this.#sql.exec(
			`DELETE FROM job WHERE due IS NULL AND ordinal <= (SELECT max(ordinal) FROM job) - ? AND NOT ${IS_LINKED}`,
			KEPT,
		);
		return job.id;
	}

	get(id: string): Job | undefined {
		return this.#first("id = ?", id);
	}

	/** Lists jobs, newest first. */
	list(limit: number): Job[] {
		const rows = this.#sql.exec<{ json: string }>("SELECT json FROM job ORDER BY ordinal DESC LIMIT ?", limit);
		return rows.toArray().map(parseJob);
	}

	/** Returns the newest job of a repository. */
	last(repository: string): Job | undefined {
		return this.#first("repository = ? ORDER BY ordinal DESC", repository);
	}

	/** Returns the repository's running job, or else its next job to run. */
	active(repository: string): Job | undefined {
		return this.#first("repository = ? AND due IS NOT NULL ORDER BY ordinal", repository);
	}

	/** Lists the jobs that are due, at most one per repository. */
	due(now: number): Job[] {
		return this.#all(`${IS_FIRST} AND due <= ? ORDER BY due, ordinal`, now);
	}

	/**
	 * Returns when the next job is due; null if there is none. If a job was last updated in the future, the clock has
	 * been set back since then, so the job is due now.
	 *
	 * @param except repositories to leave out
	 */
	nextDue(now: number, except: ReadonlySet<string> = new Set()): number | null {
		this.#sql.exec(
			`UPDATE job SET due = ?1, json = json_set(json, '$.due', ?1, '$.updated', ?1)
			WHERE due > ?1 AND json ->> 'updated' > ?1`,
			now,
		);
		const rows = this.#sql.exec<{ repository: string; due: number }>(
			`SELECT repository, due FROM job WHERE ${IS_FIRST} ORDER BY due`,
		);
		return rows.toArray().find(({ repository }) => !except.has(repository))?.due ?? null;
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

	/** Deletes a job, unless a delivery or a commit status links to its page. */
	forget(id: string): void {
		this.#sql.exec(
			`DELETE FROM job WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE job = ?1) AND NOT ${IS_LINKED}`,
			id,
		);
	}

	/** Returns the job that a delivery requested; undefined if the delivery is unknown. */
	jobOf(delivery: string): string | undefined {
		return this.#sql.exec<{ job: string }>("SELECT job FROM delivery WHERE id = ?", delivery).toArray()[0]?.job;
	}

	remember(delivery: string, job: string, now: number): void {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		this.#sql.exec("INSERT OR REPLACE INTO delivery (id, job, received) VALUES (?, ?, ?)", delivery, job, now);
	}

	#first(condition: string, value: string | number): Job | undefined {
		return this.#all(`${condition} LIMIT 1`, value)[0];
	}

	#all(condition: string, value: string | number): Job[] {
		return this.#sql.exec<{ json: string }>(`SELECT json FROM job WHERE ${condition}`, value).toArray().map(parseJob);
	}
}

/**
 * Returns the commits that a repository's newest job expects, and those that were replaced. If that job has finished,
 * the only expected commit is the commit that it synced.
 */
function knownOf(last: Job | undefined): Pick<Job, "expected" | "replaced"> {
	if (!last) return { expected: [], replaced: [] };
	if (isActive(last)) return last;
	return { expected: last.commit === null ? [] : [last.commit], replaced: last.replaced };
}

/** Condition for the oldest active job of each repository. */
const IS_FIRST = `due IS NOT NULL AND NOT EXISTS
	(SELECT 1 FROM job o WHERE o.due IS NOT NULL AND o.repository = job.repository AND o.ordinal < job.ordinal)`;

/** Condition for jobs to whose page a repository's last commit status links. */
const IS_LINKED = "EXISTS (SELECT 1 FROM followed WHERE told ->> 'job' = job.id)";

/**
 * Parses a column that only this file writes. In jobs that earlier releases of Newsstand stored, `expected` is one
 * commit or null, and some fields are missing.
 */
function parseJob({ json }: { json: string }): Job {
	const job = { replaced: [], polls: 0, unsent: 0, stored: 0, ...JSON.parse(json) };
	return { ...job, expected: [job.expected ?? []].flat() };
}

/**
 * A push as announced by a webhook: the newest commit of the branch, and the commit that it replaced. Each is null if
 * unknown.
 */
interface Announcement {
	commit: string | null;
	before: string | null;
}

/** Maximum number of expected commits, and of replaced commits, to remember. */
const MAX_COMMITS = 50;

/**
 * Adds a push to a job's expected and replaced commits. Webhooks may arrive late, twice or out of order, so their order
 * of arrival is ignored. Instead, a commit counts as newer than the commit that its push replaced.
 */
function announce(
	{ expected, replaced }: Pick<Job, "expected" | "replaced">,
	{ commit, before }: Announcement,
): Pick<Job, "expected" | "replaced"> {
	const others = expected.filter((one) => one !== before && one !== commit);
	// A push that replaces the only expected commit is the newest, even if it resets the branch to an older commit.
	const goesBack = before !== null && expected.includes(before) && others.length === 0;
	const isNewest = commit !== null && (goesBack || !replaced.includes(commit));
	const known = new Set([...replaced, ...(before === null ? [] : [before])]);
	if (isNewest) known.delete(commit);
	const newest = isNewest ? [...others, commit] : others;
	return { expected: newest.slice(-MAX_COMMITS), replaced: [...known].slice(-MAX_COMMITS) };
}
