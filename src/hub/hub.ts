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

/** What is over is looked for no more often than this, in milliseconds. */
const SWEEP = 60_000;

/**
 * The WebSub hub: who subscribes to what, and what each still has to get. All of that is in its tables; the queue only
 * carries messages that name the work. Killed at any moment, it goes on from there.
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

	/** Takes up what a subscriber asks for: it is committed when this returns, and the callback is asked soon. */
	async request(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, request);
		if (!refusal) await this.#commit((now) => requestVerification(this.#store, request, now));
		return refusal;
	}

	/** Whether a callback may be asked about a request, by a caller who does that at once; else why not. */
	async authorize(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, request);
		const now = Date.now();
		if (!refusal && !isDue(request, this.#store.subscriptions, now)) this.#store.quota.note(request, now);
		return refusal;
	}

	/** Notes that such a callback did not confirm what it was asked. */
	async unconfirmed({ callback, client }: Pick<Request, "callback" | "client">): Promise<void> {
		const now = Date.now();
		this.#store.hosts.failed(hostOf(callback), now);
		if (client !== null) this.#store.quota.unconfirmed(client, now);
	}

	/** Puts a subscription in force at once, whose callback has confirmed it already, and which was counted then. */
	async subscribe(request: Request): Promise<Rejection | null> {
		const refusal = await authorize(this.#store, { ...request, client: null });
		if (!refusal) await this.#commit((now) => addSubscription(this.#store, request, now));
		return refusal;
	}

	/** Notes that these stored feeds have changed. It is committed when this returns. */
	async changed(feeds: string[]): Promise<void> {
		await this.#commit((now) => this.#store.topics.changed(feeds, now, this.#store.delay));
	}

	/** What callbacks are to be asked about now: by the caller. */
	async claimVerifications(): Promise<Verification[]> {
		return this.#store.verifications.take(Date.now());
	}

	/** Notes what a callback made of an intent. */
	async applyVerdict(intent: number, verdict: Verdict): Promise<void> {
		await this.#commit((now) => applyVerdict(this.#store, intent, verdict, now));
	}

	/** Hands over what a message names, as far as it still has to be delivered: by the caller. */
	async claimBatch(topic: number, ids: number[], retryOf: number | null): Promise<Batch | null> {
		return claimBatch(this.#store, topic, ids, retryOf, Date.now());
	}

	/** Notes what came of deliveries. */
	async recordResults(report: DeliveryReport): Promise<Remaining> {
		return this.#commit((now) => recordResults(this.#store, report, now));
	}

	/** Notes that a version was tried often enough with these subscriptions. */
	async gaveUp(topic: number, ids: number[], version: number): Promise<void> {
		await this.#commit((now) => giveUp(this.#store, topic, ids, version, now));
	}

	/** A page of the subscriptions, to be exported. */
	async backup(after: Position | null): Promise<Page> {
		return subscriptionsAfter(this.ctx.storage.sql, after);
	}

	/** How many subscriptions there are to be exported. */
	async count(): Promise<number> {
		return countSubscriptions(this.ctx.storage.sql);
	}

	/** Takes subscriptions over from a backup. Gives how many of them are in force. */
	async restore(subscriptions: BackedUp[]): Promise<number> {
		return this.#commit((now) => restore(this.#store, subscriptions, now));
	}

	async stats(): Promise<HubStats> {
		await reviveAlarm(this.ctx.storage, this.#next(), DISTRIBUTION_DELAY_MS);
		return this.#store.stats.numbers(Date.now());
	}

	/** Sets the alarm, should it ever have been lost. */
	async wake(): Promise<void> {
		await this.#schedule();
	}

	/** Does a bounded part of what is due. */
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

	/** Messages that another life of this object sent may be lost. */
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

	/** Sets the alarm for the next thing to do, not before a pause. */
	async #schedule(pause = 0): Promise<void> {
		const next = this.#next();
		if (next === null) return;
		await reviveAlarm(this.ctx.storage, next, DISTRIBUTION_DELAY_MS);
		const due = Math.max(next, Date.now() + pause);
		const set = await this.ctx.storage.getAlarm();
		if (set === null || due < set) await this.ctx.storage.setAlarm(due);
	}

	/** When there is something to do next; null if there is nothing. */
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
