import { DurableObject } from "cloudflare:workers";
import { migrate, reviveAlarm } from "../durable-object.ts";
import { log } from "../log.ts";
import type { Page, Position } from "../publisher/backup/export.ts";
import { hasOwnHub, readSettings } from "../settings.ts";
import { type BackedUp, countSubscriptions, restore, subscriptionsAfter } from "./backup.ts";
import { type Batch, claimBatch, type DeliveryReport, giveUp, type Remaining, recordResults } from "./deliver.ts";
import { queueDeliveries, queueVerifications, refreshTopics } from "./distribute.ts";
import { hostOf, type Rejection, type Request } from "./http-client.ts";
import { TABLES } from "./schema.ts";
import type { HubStats } from "./stats.ts";
import { type HubStore, openStore } from "./store.ts";
import { addSubscription, applyVerdict, authorize, isDue, requestVerification } from "./subscribe.ts";
import { DISTRIBUTION_DELAY_MS } from "./timing.ts";
import type { Verdict, Verification } from "./verifications.ts";

/** Minimum time between two cleanups, in milliseconds. */
const SWEEP = 60_000;

/**
 * The WebSub hub. It stores all subscriptions, and the version that each of them has last received. All state is in the
 * Hub's tables, to which queue messages only refer. After a crash, work resumes from the tables.
 */
export class Hub extends DurableObject<Cloudflare.Env> {
	readonly #store: HubStore;
	#swept = 0;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#store = openStore(ctx.storage, env, settings.site, settings.webSub.delay * 1000);
		ctx.blockConcurrencyWhile(() => this.#resume());
	}

	/** Accepts a subscription request, and stores it before returning. The callback is verified soon after. */
	async request(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, request);
		if (!refusal) await this.#commit((now) => requestVerification(this.#store, request, now));
		return refusal;
	}

	/** Decides whether the caller may verify a callback now. If not, returns the reason; otherwise null. */
	async authorize(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, request);
		const now = Date.now();
		if (!refusal && !isDue(request, this.#store.subscriptions, now)) this.#store.quota.note(request, now);
		return refusal;
	}

	/** Counts a request whose callback failed the caller's verification. */
	async unconfirmed({ callback, client }: Pick<Request, "callback" | "client">): Promise<void> {
		const now = Date.now();
		this.#store.hosts.failed(hostOf(callback), now);
		if (client !== null) this.#store.quota.unconfirmed(client, now);
	}

	/** Activates a subscription that the caller has verified. `authorize` has already counted the request. */
	async subscribe(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, { ...request, client: null });
		if (!refusal) await this.#commit((now) => addSubscription(this.#store, request, now));
		return refusal;
	}

	/** Records that these stored feeds have changed. The record is stored before this method returns. */
	async changed(feeds: string[]): Promise<void> {
		await this.#commit((now) => this.#store.topics.changed(feeds, now, this.#store.delay));
	}

	/** Claims the verifications that are due, for the caller to perform. */
	async claimVerifications(): Promise<Verification[]> {
		return this.#store.verifications.take(Date.now());
	}

	/** Records the result of a verification. */
	async applyVerdict(intent: number, verdict: Verdict): Promise<void> {
		await this.#commit((now) => applyVerdict(this.#store, intent, verdict, now));
	}

	/** Claims those deliveries in a message that are still needed, for the caller to perform. */
	async claimBatch(topic: number, ids: number[], retryOf: number | null): Promise<Batch | null> {
		return claimBatch(this.#store, topic, ids, retryOf, Date.now());
	}

	/** Records the results of deliveries. */
	async recordResults(report: DeliveryReport): Promise<Remaining> {
		return this.#commit((now) => recordResults(this.#store, report, now));
	}

	/** Records that this version will not be delivered to these subscriptions, because all retries have failed. */
	async gaveUp(topic: number, ids: number[], version: number): Promise<void> {
		await this.#commit((now) => giveUp(this.#store, topic, ids, version, now));
	}

	/** Returns a page of subscriptions for an export. */
	async backup(after: Position | null): Promise<Page> {
		return subscriptionsAfter(this.ctx.storage.sql, after);
	}

	/** Counts the subscriptions for an export. */
	async count(): Promise<number> {
		return countSubscriptions(this.ctx.storage.sql);
	}

	/** Imports subscriptions from a backup. Returns how many are active. */
	async restore(subscriptions: BackedUp[]): Promise<number> {
		return this.#commit((now) => restore(this.#store, subscriptions, now));
	}

	async stats(): Promise<HubStats> {
		await reviveAlarm(this.ctx.storage, this.#next(), DISTRIBUTION_DELAY_MS);
		return this.#store.stats.numbers(Date.now());
	}

	/** Sets the alarm again in case it was lost. */
	async wake(): Promise<void> {
		await this.#schedule();
	}

	/** Does part of the work that is due, within the limits of a run. */
	override async alarm(): Promise<void> {
		if (!hasOwnHub(this.#store.site)) return;
		let pause = 0;
		try {
			this.#sweep(Date.now());
			await queueVerifications(this.#store);
			await refreshTopics(this.#store);
			await queueDeliveries(this.#store);
		} catch (error) {
			log("hub", { task: "alarm", error });
			pause = DISTRIBUTION_DELAY_MS;
		}
		await this.#schedule(pause);
	}

	/** Resumes work after a restart. Messages that were sent before the restart may be lost. */
	async #resume(): Promise<void> {
		this.#store.topics.resume(Date.now());
		await this.#schedule();
	}

	#sweep(now: number): void {
		if (now >= this.#swept && now < this.#swept + SWEEP) return;
		this.#swept = now;
		const { subscriptions, topics, hosts, stats, transact } = this.#store;
		transact(() => {
			subscriptions.expire(now);
			topics.removeDeserted();
			hosts.sweep(now);
			stats.sweep();
		});
	}

	async #commit<T>(change: (now: number) => T): Promise<T> {
		const outcome = this.#store.transact(() => change(Date.now()));
		await this.#schedule();
		return outcome;
	}

	/** Sets the alarm for when the next work is due, but not before a minimum pause. */
	async #schedule(pause = 0): Promise<void> {
		const next = this.#next();
		if (next === null) return;
		await reviveAlarm(this.ctx.storage, next, DISTRIBUTION_DELAY_MS);
		const due = Math.max(next, Date.now() + pause);
		const set = await this.ctx.storage.getAlarm();
		if (set === null || due < set) await this.ctx.storage.setAlarm(due);
	}

	/** Returns when the next work is due; null if there is none. */
	#next(): number | null {
		const { verifications, topics, subscriptions, delay } = this.#store;
		const now = Date.now();
		const end = topics.hasDeserted() ? 0 : subscriptions.nextEnd();
		const sweep = end === null ? null : Math.max(end, Math.min(this.#swept, now) + SWEEP);
		verifications.endImpossibleWaits(now);
		topics.endImpossibleWaits(now, delay);
		const times = [verifications.next(), topics.next(), sweep];
		return times.filter((time) => time !== null).sort((a, b) => a - b)[0] ?? null;
	}
}
