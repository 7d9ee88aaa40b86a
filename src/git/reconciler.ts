import { DurableObject } from "cloudflare:workers";
import { migrate, reviveAlarm } from "../durable-object.ts";
import { log } from "../log.ts";
import type { Repository } from "../repositories.ts";
import { readSettings } from "../settings.ts";
import { type GitReport, gitReport } from "./commit-status.ts";
import { type Cause, isActive, type Job } from "./job.ts";
import { createContext } from "./job-context.ts";
import { Jobs } from "./jobs.ts";
import { RepositoryState } from "./repository-state.ts";
import { runJob } from "./run-job.ts";
import { TABLES } from "./schema.ts";
import type { TreeListing } from "./tree-listing.ts";

/** Repositories that are worked on side by side: what they fetch has to fit into memory. */
const MAX_RUNNING = 6;

/** An alarm that is set while jobs run, in case the object ends before they do. In milliseconds. */
const WATCH = 30_000;

/**
 * Makes the site hold what the repositories hold. A webhook only says that there may be something new: a job then
 * compares the newest commit with what the Publisher holds, fetches what differs and hands it over. So it does not
 * matter which webhooks come, in which order, and how often. Killed anywhere in between, it goes on where it was.
 */
export class Reconciler extends DurableObject<Cloudflare.Env> {
	readonly #jobs: Jobs;
	readonly #repositories: Repository[];
	readonly #siteUrl: string;
	/** How far the listings are that have begun, by job. */
	readonly #walks = new Map<string, TreeListing>();
	/** The repositories whose jobs are being worked on this very moment. */
	readonly #running = new Set<string>();

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#repositories = settings.repositories;
		this.#siteUrl = settings.site.url;
		this.#jobs = new Jobs(ctx.storage.sql);
		ctx.blockConcurrencyWhile(() => this.#resume());
	}

	/**
	 * Takes a delivery that says that a repository was pushed to. It is committed when this returns. A delivery that comes
	 * again does nothing, unless its job is parked, or no longer kept: then whoever delivers it again wants another try.
	 *
	 * @param delivery its id, with its sender's name
	 * @param repository as `Repository.name`
	 * @param commit the newest commit of the branch, if the delivery names it
	 * @param before the commit that it replaced, likewise
	 * @returns the id of the job, and whether the delivery is a reason to work on it
	 */
	async push(
		delivery: string,
		repository: string,
		commit: string | null,
		before: string | null = null,
	): Promise<{ job: string; isNew: boolean }> {
		const now = Date.now();
		const outcome = this.ctx.storage.transactionSync(() => {
			const known = this.#jobs.get(this.#jobs.jobOf(delivery) ?? "");
			if (known && known.state !== "parked") return { job: known.id, isNew: false };
			const job = known
				? this.#tryAgain(known, "push", now)
				: this.#jobs.enqueue(repository, "push", now, { commit, before });
			this.#jobs.remember(delivery, job, now);
			// One that waits for what another push told of need not: there is something to be seen now.
			const active = this.#jobs.active(repository);
			if (active?.state === "looking" && active.looks > 0) this.#jobs.update(active.id, { due: now }, now);
			return { job, isNew: true };
		});
		await this.#schedule();
		return outcome;
	}

	/** Looks at all repositories, whether a webhook told of something or not. A parked job is tried once more. */
	async look(): Promise<void> {
		const now = Date.now();
		for (const { name } of this.#repositories) {
			const last = this.#jobs.last(name);
			if (last?.state === "parked") this.#restart(last.id, "schedule");
			else if (!last || !isActive(last)) this.#jobs.enqueue(name, "schedule", now);
		}
		await this.#schedule();
	}

	/** The newest jobs, newest first. */
	async jobs(limit: number): Promise<Job[]> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return this.#jobs.list(limit);
	}

	/** How things stand, for whoever runs the site. */
	async report(): Promise<GitReport> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return gitReport(this.ctx.storage.sql, this.#repositories, this.#jobs);
	}

	async job(id: string): Promise<Job | null> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return this.#jobs.get(id) ?? null;
	}

	/**
	 * Has a parked job tried again from its beginning, and one that waits go on at once. Gives the job that does it: of
	 * a repository's jobs that is always the newest. `done`: there is nothing to try again.
	 */
	async retry(id: string): Promise<Job | "unknown" | "done"> {
		const asked = this.#jobs.get(id);
		if (!asked) return "unknown";
		if (asked.state === "done") return "done";
		const job = this.#tryAgain(asked, "retry", Date.now());
		await this.#schedule();
		return this.#jobs.get(job) ?? asked;
	}

	/** Starts a bounded part of each job whose turn it is. A host that does not answer holds up its own repository only. */
	override async alarm(): Promise<void> {
		for (const { id, repository } of this.#jobs.due(Date.now())) {
			if (this.#running.size === MAX_RUNNING) break;
			if (this.#running.has(repository)) continue;
			this.#running.add(repository);
			// Not awaited: the next alarm does not come before this one ends.
			void this.#advanceAlone(id, repository);
		}
		await this.#schedule();
	}

	/** As a call of its own, so that each job has the limits of an invocation (subrequests, connections) to itself. */
	async #advanceAlone(id: string, repository: string): Promise<void> {
		try {
			await this.env.RECONCILER.get(this.ctx.id).advance(id);
		} catch (error) {
			log("job step", { job: id, step: "advance", tries: 0, error });
		}
		this.#running.delete(repository);
		await this.#schedule();
	}

	/** Does a bounded part of a job. For the Reconciler's own use. */
	async advance(id: string): Promise<void> {
		const job = this.#jobs.get(id);
		if (!job || !isActive(job)) return;
		const repository = this.#repositories.find(({ name }) => name === job.repository);
		if (!repository) {
			const reason = "The repository is not in REPOSITORIES any more. What was published of it stays.";
			return this.#jobs.update(job.id, { state: "parked", due: null, reason }, Date.now());
		}
		const context = createContext(repository, this.ctx.storage, this.env, this.#walks.get(job.id));
		await runJob(context, this.#jobs, job, `${this.#siteUrl}/jobs/${job.id}`);
		if (context.listing) this.#walks.set(job.id, context.listing);
		else this.#walks.delete(job.id);
	}

	/** What was begun with other settings of a repository begins anew. */
	async #resume(): Promise<void> {
		for (const repository of this.#repositories) {
			if (!new RepositoryState(this.ctx.storage.sql, repository).hasMoved()) continue;
			const job = this.#jobs.active(repository.name);
			if (job) this.#restart(job.id, job.cause);
			else this.#jobs.enqueue(repository.name, "schedule", Date.now());
		}
		await this.#schedule();
	}

	/** Works on what a job was to do. The newest job of a repository does it, and its id is returned. */
	#tryAgain(asked: Job, cause: Cause, now: number): string {
		const job = this.#jobs.active(asked.repository) ?? this.#jobs.last(asked.repository) ?? asked;
		if (job.state === "done") return this.#jobs.enqueue(job.repository, cause, now);
		if (job.state === "parked") this.#restart(job.id, cause);
		else if (job.due !== null && job.due > now) this.#jobs.update(job.id, { due: now }, now);
		return job.id;
	}

	#restart(id: string, cause: Cause): void {
		this.#walks.delete(id);
		const now = Date.now();
		this.#jobs.update(id, { state: "waiting", cause, due: now, tries: 0, looks: 0, reason: null, problems: [] }, now);
	}

	async #schedule(): Promise<void> {
		const due = this.#running.size < MAX_RUNNING ? this.#nextDue() : null;
		const watch = this.#running.size > 0 ? Date.now() + WATCH : null;
		const [next] = [due, watch].filter((time) => time !== null).sort((a, b) => a - b);
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}

	/** When a job is due that is not being worked on. */
	#nextDue(): number | null {
		return this.#jobs.nextDue(Date.now(), this.#running);
	}
}
