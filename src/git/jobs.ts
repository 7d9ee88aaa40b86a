import { type Cause, isActive, type Job } from "./job.ts";

/** Number of finished jobs to keep. */
const KEPT = 200;

/** How long deliveries are remembered, in milliseconds. Hosts redeliver for some days. */
const MEMORY = 30 * 24 * 3_600_000;

/** The fields of a job that may change. */
export type JobChange = Partial<Omit<Job, "id" | "repository" | "created" | "updated">>;

/** Jobs, and the deliveries that requested them. Each repository runs one job at a time, oldest first. */
export class Jobs {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns the job for a request: an existing one that has not begun, or a new one.
	 *
	 * @param push what a webhook says about the push
	 */
	enqueue(repository: string, cause: Cause, now: number, push: Announcement = { commit: null, before: null }): string {
		const last = this.last(repository);
		const known = announce(knownOf(last), push);
		if (last?.state === "waiting") {
			this.update(last.id, known, now);
			return last.id;
		}
		// The running job does not have to wait for a replaced commit. The next job will look for the new one.
		if (last && isActive(last)) {
			const expected = known.expected.filter((one) => last.expected.includes(one));
			this.update(last.id, { ...known, expected }, now);
		}
		// The commit before the push only helps to order commits: the host has already shown it.
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

	/** Newest first. */
	list(limit: number): Job[] {
		const rows = this.#sql.exec<{ json: string }>("SELECT json FROM job ORDER BY ordinal DESC LIMIT ?", limit);
		return rows.toArray().map(parseJob);
	}

	/** The newest job of a repository. */
	last(repository: string): Job | undefined {
		return this.#first("repository = ? ORDER BY ordinal DESC", repository);
	}

	/** The repository's running job, otherwise its next one. */
	active(repository: string): Job | undefined {
		return this.#first("repository = ? AND due IS NOT NULL ORDER BY ordinal", repository);
	}

	/** The jobs that are due, at most one per repository. */
	due(now: number): Job[] {
		return this.#all(`${IS_FIRST} AND due <= ? ORDER BY due, ordinal`, now);
	}

	/**
	 * When the next job is due; null if there is none. A job whose last update is in the future is due now, because the
	 * clock was set back.
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

	/** The job that a delivery requested; undefined if the delivery is unknown. */
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
 * The commits that a repository's newest job expects, and those that it knows were replaced. After a finished job, only
 * the commit that it saw is expected.
 */
function knownOf(last: Job | undefined): Pick<Job, "expected" | "replaced"> {
	if (!last) return { expected: [], replaced: [] };
	if (isActive(last)) return last;
	return { expected: last.commit === null ? [] : [last.commit], replaced: last.replaced };
}

/** The oldest active job of each repository. */
const IS_FIRST = `due IS NOT NULL AND NOT EXISTS
	(SELECT 1 FROM job o WHERE o.due IS NOT NULL AND o.repository = job.repository AND o.ordinal < job.ordinal)`;

/** The repository's last commit status links to the job's page. */
const IS_LINKED = "EXISTS (SELECT 1 FROM followed WHERE told ->> 'job' = job.id)";

/**
 * Parses a column that only this file writes. Jobs of earlier releases expect one commit or null, and lack some fields.
 */
function parseJob({ json }: { json: string }): Job {
	const job = { replaced: [], polls: 0, unsent: 0, stored: 0, ...JSON.parse(json) };
	return { ...job, expected: [job.expected ?? []].flat() };
}

/** A push as announced by a webhook: the newest commit of the branch, and the one it replaced. Null if unknown. */
interface Announcement {
	commit: string | null;
	before: string | null;
}

/** Maximum number of commits of each kind to remember. */
const MAX_COMMITS = 50;

/**
 * Adds a push to the commits that a job knows. Webhooks may arrive late, twice and in any order, so their order says
 * nothing. What counts is that a commit replaced by a push is older than that push.
 */
function announce(
	{ expected, replaced }: Pick<Job, "expected" | "replaced">,
	{ commit, before }: Announcement,
): Pick<Job, "expected" | "replaced"> {
	const others = expected.filter((one) => one !== before && one !== commit);
	// The branch was reset to an older commit, which replaces the only expected one.
	const goesBack = before !== null && expected.includes(before) && others.length === 0;
	const isNewest = commit !== null && (goesBack || !replaced.includes(commit));
	const known = new Set([...replaced, ...(before === null ? [] : [before])]);
	if (isNewest) known.delete(commit);
	const newest = isNewest ? [...others, commit] : others;
	return { expected: newest.slice(-MAX_COMMITS), replaced: [...known].slice(-MAX_COMMITS) };
}
