import { DurableObject } from "cloudflare:workers";
import { migrate } from "../migrations.ts";
import type { Repository } from "../repositories.ts";
import { readSettings } from "../settings.ts";
import { isActive, type Job } from "./job.ts";
import { Jobs } from "./jobs.ts";
import { TABLES } from "./schema.ts";

/**
 * Makes the site hold what the repositories hold. A webhook only says that there may be something new: a job then
 * compares the newest commit with what the Publisher holds, fetches what differs and hands it over. So it does not
 * matter which webhooks come, in which order, and how often. Killed anywhere in between, it goes on where it was.
 */
export class Reconciler extends DurableObject<Cloudflare.Env> {
	readonly #jobs: Jobs;
	readonly #repositories: Repository[];

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#repositories = settings.repositories;
		this.#jobs = new Jobs(ctx.storage.sql);
		ctx.blockConcurrencyWhile(() => this.#schedule());
	}

	/**
	 * Takes a delivery that says that a repository was pushed to. It is committed when this returns.
	 *
	 * @param delivery its id, with its sender's name
	 * @param repository as `Repository.name`
	 * @returns the id of the job, and whether the delivery came for the first time
	 */
	async push(delivery: string, repository: string): Promise<{ job: string; isNew: boolean }> {
		const now = Date.now();
		const outcome = this.ctx.storage.transactionSync(() => {
			const known = this.#jobs.jobOf(delivery);
			if (known !== undefined) return { job: known, isNew: false };
			const job = this.#jobs.enqueue(repository, "push", now);
			this.#jobs.remember(delivery, job, now);
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
			if (last?.state === "parked") this.#jobs.update(last.id, { state: "waiting", due: now, cause: "schedule" }, now);
			else if (!last || !isActive(last)) this.#jobs.enqueue(name, "schedule", now);
		}
		await this.#schedule();
	}

	/** The newest jobs, newest first. */
	async jobs(limit: number): Promise<Job[]> {
		return this.#jobs.list(limit);
	}

	async job(id: string): Promise<Job | null> {
		return this.#jobs.get(id) ?? null;
	}

	/** Has a parked job tried again from its beginning. `active`: it is being worked on anyway; `done`: it was. */
	async retry(id: string): Promise<Job | "unknown" | "active" | "done"> {
		const now = Date.now();
		const job = this.#jobs.get(id);
		if (!job) return "unknown";
		if (job.state === "done") return "done";
		if (job.state !== "parked") return "active";
		this.#jobs.update(id, { state: "waiting", due: now, tries: 0, cause: "retry", reason: null }, now);
		await this.#schedule();
		return this.#jobs.get(id) ?? "unknown";
	}

	async #schedule(): Promise<void> {
		const due = this.#jobs.nextDue();
		if (due !== null) await this.ctx.storage.setAlarm(due);
	}
}
