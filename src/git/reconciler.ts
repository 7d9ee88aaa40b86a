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

/** Maximum number of repositories processed in parallel. Their downloads must fit into memory. */
const MAX_RUNNING = 6;

/**
 * How often the alarm fires while jobs run, in milliseconds. It resumes jobs if the Durable Object was stopped before
 * they finished.
 */
const WATCH = 30_000;

/**
 * Keeps the site in sync with the followed repositories. A webhook only announces that there may be changes. A job then
 * compares the newest commit with the Publisher's sources, fetches the differences and applies them. The order and
 * number of webhooks therefore do not matter. After a crash, jobs resume where they left off.
 */
export class Reconciler extends DurableObject<Cloudflare.Env> {
	readonly #jobs: Jobs;
	readonly #repositories: Repository[];
	readonly #siteUrl: string;
	readonly #stripLocation: boolean;
	/** The progress of listing trees, by job. */
	readonly #listings = new Map<string, TreeListing>();
	/** The repositories with a running job. */
	readonly #running = new Set<string>();

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#repositories = settings.repositories;
		this.#siteUrl = settings.site.url;
		this.#stripLocation = settings.stripLocation;
		this.#jobs = new Jobs(ctx.storage.sql);
		ctx.blockConcurrencyWhile(() => this.#resume());
	}

	/**
	 * Accepts a push, and stores it before returning. A repeated delivery has no effect, unless its job is suspended
	 * (then the job is retried) or has been deleted (then a new job starts).
	 *
	 * @param delivery the delivery's id, prefixed with the sender
	 * @param repository as in `Repository.name`
	 * @param commit the newest commit of the branch, if the delivery contains it
	 * @param before the commit that the push replaced, if the delivery contains it
	 * @returns the id of the job, and whether the delivery triggers any work
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
			// A job that is waiting for the commit of an earlier push can check again now.
			const active = this.#jobs.active(repository);
			if (active?.state === "looking" && active.looks > 0) this.#jobs.update(active.id, { due: now }, now);
			return { job, isNew: true };
		});
		await this.#schedule();
		return outcome;
	}

	/** Checks all repositories, whether or not a webhook announced a push, and retries suspended jobs. */
	async look(): Promise<void> {
		const now = Date.now();
		for (const { name } of this.#repositories) {
			const last = this.#jobs.last(name);
			if (last?.state === "parked") this.#restart(last.id, "schedule");
			else if (!last || !isActive(last)) this.#jobs.enqueue(name, "schedule", now);
		}
		await this.#schedule();
	}

	/** Lists jobs, newest first. */
	async jobs(limit: number): Promise<Job[]> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return this.#jobs.list(limit);
	}

	/** Reports the state of all repositories, for the operator. */
	async report(): Promise<GitReport> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return gitReport(this.ctx.storage.sql, this.#repositories, this.#jobs);
	}

	async job(id: string): Promise<Job | null> {
		await reviveAlarm(this.ctx.storage, this.#nextDue());
		return this.#jobs.get(id) ?? null;
	}

	/**
	 * Retries a suspended job from the beginning, or resumes a waiting job immediately. Returns the job that will run,
	 * which is the repository's active or newest job. Returns `unknown` if there is no such job, and `done` if there is
	 * nothing to retry.
	 */
	async retry(id: string): Promise<Job | "unknown" | "done"> {
		const requested = this.#jobs.get(id);
		if (!requested) return "unknown";
		if (requested.state === "done") return "done";
		const job = this.#tryAgain(requested, "retry", Date.now());
		await this.#schedule();
		return this.#jobs.get(job) ?? requested;
	}

	/** Starts one run of each job that is due. A host that does not respond delays only its own repositories. */
	override async alarm(): Promise<void> {
		for (const { id, repository } of this.#jobs.due(Date.now())) {
			if (this.#running.size === MAX_RUNNING) break;
			if (this.#running.has(repository)) continue;
			this.#running.add(repository);
			// Do not await this: the next alarm cannot fire before this alarm handler returns.
			void this.#advanceAlone(id, repository);
		}
		await this.#schedule();
	}

	/**
	 * Runs a job in a separate call, so that jobs do not share the limits of one invocation (subrequests, connections).
	 */
	async #advanceAlone(id: string, repository: string): Promise<void> {
		try {
			await this.env.RECONCILER.get(this.ctx.id).advance(id);
		} catch (error) {
			log("job step", { job: id, step: "advance", tries: 0, error });
		}
		this.#running.delete(repository);
		await this.#schedule();
	}

	/** Does part of a job, within the limits of a run. Only the Reconciler itself calls this. */
	async advance(id: string): Promise<void> {
		const job = this.#jobs.get(id);
		if (!job || !isActive(job)) return;
		const repository = this.#repositories.find(({ name }) => name === job.repository);
		if (!repository) {
			const reason = "The repository is no longer in REPOSITORIES. Its articles stay published.";
			return this.#jobs.update(job.id, { state: "parked", due: null, reason }, Date.now());
		}
		const context = createContext(
			repository,
			this.ctx.storage,
			this.env,
			this.#stripLocation,
			this.#listings.get(job.id),
		);
		await runJob(context, this.#jobs, job, `${this.#siteUrl}/jobs/${job.id}`);
		if (context.listing) this.#listings.set(job.id, context.listing);
		else this.#listings.delete(job.id);
	}

	/** Restarts jobs that began before their repository's settings changed. */
	async #resume(): Promise<void> {
		for (const repository of this.#repositories) {
			if (!new RepositoryState(this.ctx.storage.sql, repository).hasMoved()) continue;
			const job = this.#jobs.active(repository.name);
			if (job) this.#restart(job.id, job.cause);
			else this.#jobs.enqueue(repository.name, "schedule", Date.now());
		}
		await this.#schedule();
	}

	/**
	 * Retries or resumes the repository's active or newest job, which includes the work of the requested job. If that
	 * job is done, starts a new job. Returns the id of the job that will run.
	 */
	#tryAgain(requested: Job, cause: Cause, now: number): string {
		const job = this.#jobs.active(requested.repository) ?? this.#jobs.last(requested.repository) ?? requested;
		if (job.state === "done") return this.#jobs.enqueue(job.repository, cause, now);
		if (job.state === "parked") this.#restart(job.id, cause);
		else if (job.due !== null && job.due > now) this.#jobs.update(job.id, { due: now }, now);
		return job.id;
	}

	#restart(id: string, cause: Cause): void {
		this.#listings.delete(id);
		const now = Date.now();
		this.#jobs.update(id, { state: "waiting", cause, due: now, tries: 0, looks: 0, reason: null, problems: [] }, now);
	}

	async #schedule(): Promise<void> {
		const due = this.#running.size < MAX_RUNNING ? this.#nextDue() : null;
		const watch = this.#running.size > 0 ? Date.now() + WATCH : null;
		const [next] = [due, watch].filter((time) => time !== null).sort((a, b) => a - b);
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}

	/** Returns when the next job that is not running is due. */
	#nextDue(): number | null {
		return this.#jobs.nextDue(Date.now(), this.#running);
	}
}
