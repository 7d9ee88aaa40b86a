import { DurableObject } from "cloudflare:workers";
import { reviveAlarm } from "../alarm.ts";
import { log } from "../log.ts";
import { migrate } from "../migrations.ts";
import type { Page, Position } from "../publisher/backup/records.ts";
import { hasOwnHub, readSettings } from "../settings.ts";
import { admit, conclude, enter, intend } from "./admission.ts";
import { type BackedUp, countSubscriptions, restore, subscriptionsAfter } from "./backup.ts";
import { PAUSE } from "./clock.ts";
import { type Desk, openDesk } from "./desk.ts";
import { askSome, lookAtSome, passOverSome } from "./distribution.ts";
import { giveUp, type Load, type Remainder, type Report, settle, take } from "./handover.ts";
import type { Intent, Verdict } from "./intents.ts";
import type { Numbers } from "./numbers.ts";
import { hostOf, type Refusal, type Request } from "./request.ts";
import { TABLES } from "./schema.ts";

/** What is over is looked for no more often than this, in milliseconds. */
const SWEEP = 60_000;

/**
 * The WebSub hub: who subscribes to what, and what each still has to get. All of that is in its tables; the queue only
 * carries messages that name the work. Killed at any moment, it goes on from there.
 */
export class Hub extends DurableObject<Cloudflare.Env> {
	readonly #desk: Desk;
	#swept = 0;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#desk = openDesk(ctx.storage, env, settings.site, settings.webSub.delay * 1000);
		ctx.blockConcurrencyWhile(() => this.#resume());
	}

	/** Takes up what a subscriber asks for: it is committed when this returns, and the callback is asked soon. */
	async request(request: Request): Promise<Refusal | null> {
		const refusal = await admit(this.#desk, request);
		if (!refusal) await this.#commit((now) => intend(this.#desk, request, now));
		return refusal;
	}

	/** Whether a callback may be asked about a request, by a caller who does that at once; else why not. */
	async admits(request: Request): Promise<Refusal | null> {
		return admit(this.#desk, request);
	}

	/** Notes that such a callback did not confirm what it was asked. */
	async unconfirmed(callback: string): Promise<void> {
		this.#desk.hosts.failed(hostOf(callback), Date.now());
	}

	/** Puts a subscription in force at once, whose callback has confirmed it already. */
	async subscribe(request: Request): Promise<Refusal | null> {
		const refusal = await admit(this.#desk, request);
		if (!refusal) await this.#commit((now) => enter(this.#desk, request, now));
		return refusal;
	}

	/** Notes that these stored feeds have changed. It is committed when this returns. */
	async changed(feeds: string[]): Promise<void> {
		await this.#commit((now) => this.#desk.topics.changed(feeds, now, this.#desk.delay));
	}

	/** What callbacks are to be asked about now: by the caller. */
	async intents(): Promise<Intent[]> {
		return this.#desk.intents.take(Date.now());
	}

	/** Notes what a callback made of an intent. */
	async conclude(intent: number, verdict: Verdict): Promise<void> {
		await this.#commit((now) => conclude(this.#desk, intent, verdict, now));
	}

	/** Hands over what a message names, as far as it still has to be delivered: by the caller. */
	async take(topic: number, ids: number[], retryOf: number | null): Promise<Load | null> {
		return take(this.#desk, topic, ids, retryOf, Date.now());
	}

	/** Notes what came of deliveries. */
	async settle(report: Report): Promise<Remainder> {
		return this.#commit((now) => settle(this.#desk, report, now));
	}

	/** Notes that a version was tried often enough with these subscriptions. */
	async gaveUp(topic: number, ids: number[], version: number): Promise<void> {
		await this.#commit((now) => giveUp(this.#desk, topic, ids, version, now));
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
		return this.#commit((now) => restore(this.#desk, subscriptions, now));
	}

	async numbers(): Promise<Numbers> {
		await reviveAlarm(this.ctx.storage, this.#next());
		return this.#desk.tally.numbers(Date.now());
	}

	/** Sets the alarm, should it ever have been lost. */
	async wake(): Promise<void> {
		await this.#schedule();
	}

	/** Does a bounded part of what is due. */
	override async alarm(): Promise<void> {
		if (!hasOwnHub(this.#desk.site)) return;
		let pause = 0;
		try {
			this.#sweep(Date.now());
			await askSome(this.#desk);
			await lookAtSome(this.#desk);
			await passOverSome(this.#desk);
		} catch (error) {
			log("hub", { task: "alarm", error });
			pause = PAUSE;
		}
		await this.#schedule(pause);
	}

	/** Messages that another life of this object sent may be lost. */
	async #resume(): Promise<void> {
		this.#desk.topics.resume(Date.now());
		await this.#schedule();
	}

	#sweep(now: number): void {
		if (now < this.#swept + SWEEP) return;
		this.#swept = now;
		const { subscriptions, topics, hosts, tally, transact } = this.#desk;
		transact(() => {
			subscriptions.expire(now);
			topics.removeDeserted();
			hosts.sweep(now);
			tally.sweep();
		});
	}

	async #commit<T>(change: (now: number) => T): Promise<T> {
		const outcome = this.#desk.transact(() => change(Date.now()));
		await this.#schedule();
		return outcome;
	}

	/** Sets the alarm for the next thing to do, not before a pause. */
	async #schedule(pause = 0): Promise<void> {
		const next = this.#next();
		if (next === null) return;
		await reviveAlarm(this.ctx.storage, next);
		const due = Math.max(next, Date.now() + pause);
		const set = await this.ctx.storage.getAlarm();
		if (set === null || due < set) await this.ctx.storage.setAlarm(due);
	}

	/** When there is something to do next; null if there is nothing. */
	#next(): number | null {
		const { intents, topics, subscriptions } = this.#desk;
		const end = topics.hasDeserted() ? 0 : subscriptions.nextEnd();
		const times = [intents.next(), topics.next(), end === null ? null : Math.max(end, this.#swept + SWEEP)];
		return times.filter((time) => time !== null).sort((a, b) => a - b)[0] ?? null;
	}
}
