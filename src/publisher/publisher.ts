import { DurableObject } from "cloudflare:workers";
import type { Problem } from "../article/problem.ts";
import { feedPath } from "../feed/feed.ts";
import { readSettings, type Site } from "../settings.ts";
import { type Applied, applyChanges, type Change, type Desk, release, reread } from "./apply.ts";
import { Catalog } from "./catalog.ts";
import { backoff, GATHERING, KEY_INTERVAL, LONGEST_GATHERING, SECOND_PURGE } from "./clock.ts";
import { Descriptions } from "./descriptions.ts";
import { digestOf } from "./digest.ts";
import { flush, OPERATIONS, type Press } from "./flush.ts";
import { Meta } from "./meta.ts";
import { Outbox, type Taken } from "./outbox.ts";
import { allProblems } from "./problems.ts";
import { Purges } from "./purges.ts";
import { Readings } from "./readings.ts";
import { migrate } from "./schema.ts";
import { Sources } from "./sources.ts";

/** Raised when sources would be read differently than before: all of them are then read again. */
const READER_VERSION = 1;

/** Raised when feeds would be rendered differently than before: all of them are then rendered again. */
const RENDERER_VERSION = 1;

/** Operations on KV in one run of the alarm: the free plan allows 50 subrequests. */
const OPERATIONS_PER_RUN = 45;

/** After so many failures in one run KV is taken to be out of order. */
const FAILURES_PER_RUN = 3;

/** Sources read again in one run of the alarm. */
const REREAD_PER_RUN = 200;

export interface Health {
	/** `delayed`: writing fails at the moment and is tried again. */
	status: "ok" | "delayed";
	/** Feeds whose renditions are not yet what they should be. */
	pending: number;
}

/**
 * The single writer. Changes are committed with the list of what they make dirty, then answered; an alarm brings KV
 * and the edge up to date, and clears the list. Killed anywhere in between, it goes on where it was.
 */
export class Publisher extends DurableObject<Cloudflare.Env> {
	readonly #desk: Desk;
	readonly #press: Press;
	readonly #outbox: Outbox;
	readonly #purges: Purges;
	readonly #meta: Meta;
	/** When the first of the changes came that wait for the next run. */
	#gatheringSince: number | undefined;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		const { sql } = ctx.storage;
		migrate(ctx.storage);
		const { site } = settings;
		this.#outbox = new Outbox(sql);
		this.#purges = new Purges(sql);
		this.#meta = new Meta(sql);
		const context = { siteUrl: site.url, timeZone: site.timeZone };
		const sources = new Sources(sql, JSON.stringify([READER_VERSION, context]));
		const readings = new Readings(sql, site.url);
		const descriptions = new Descriptions(sql, sources);
		const catalog = new Catalog(sql, this.#outbox, descriptions, site.url);
		this.#desk = { sql, sources, readings, descriptions, catalog, outbox: this.#outbox, context };
		this.#press = { sql, kv: env.KV, catalog, descriptions, site };
		ctx.blockConcurrencyWhile(() => this.#resume(site));
	}

	/** Applies changes; they are committed, and what they make dirty is noted, when this returns. */
	async apply(changes: Change[]): Promise<Applied> {
		const now = Date.now();
		const applied = this.ctx.storage.transactionSync(() => {
			this.#releaseDue(now);
			return applyChanges(this.#desk, changes, now);
		});
		this.#gatheringSince ??= now;
		await this.#schedule(Math.max(0, Math.min(GATHERING, this.#gatheringSince + LONGEST_GATHERING - now)));
		return applied;
	}

	/** What is held, in the order of paths: path and Git blob hash of the sources after `after`. */
	async sources(after: string, limit: number): Promise<{ path: string; hash: string }[]> {
		return this.#desk.sources.list(after, limit);
	}

	async problems(): Promise<Problem[]> {
		return allProblems(this.#desk.sql);
	}

	async health(): Promise<Health> {
		const pending = this.#outbox.pending();
		const isRereading = !this.#desk.sources.isUpToDate();
		// What is not a feed (a page, the list of feeds) counts as one as long as it is all that is left.
		const count = pending.feeds || (pending.entries > 0 || isRereading ? 1 : 0);
		return { status: this.#meta.number("failures") === 0 ? "ok" : "delayed", pending: count };
	}

	/** Never throws: a failed run is tried again after a while, however often. */
	override async alarm(): Promise<void> {
		const now = Date.now();
		this.#gatheringSince = undefined;
		this.ctx.storage.transactionSync(() => {
			this.#releaseDue(now);
			reread(this.#desk, this.#desk.sources.outdated(REREAD_PER_RUN), now);
		});
		const wait = await this.#flushSome();
		await this.#purgeDue();
		await this.#schedule(wait);
	}

	/** Takes up what another life of this object left, and renders all anew if the settings or the renderers changed. */
	async #resume(site: Site): Promise<void> {
		const rendering = digestOf(JSON.stringify([RENDERER_VERSION, site]));
		this.ctx.storage.transactionSync(() => {
			if (this.#meta.get("rendering") === rendering) return;
			for (const { name } of this.#desk.catalog.feeds()) this.#outbox.mark({ kind: "feed", name });
			this.#outbox.mark({ kind: "index" });
			this.#meta.set("rendering", rendering);
		});
		await this.#schedule(0);
	}

	/** Shows the articles whose time has come since this was last done. */
	#releaseDue(now: number): void {
		release(this.#desk, this.#meta.number("released"), now);
		this.#meta.set("released", now);
	}

	/**
	 * Brings KV up to date for as much of the outbox as one run may. An entry that fails stays and holds up no other.
	 * Gives how long to wait before the next run.
	 */
	async #flushSome(): Promise<number> {
		let operations = 0;
		let wait = 0;
		let failed = 0;
		for (const taken of this.#outbox.take(OPERATIONS_PER_RUN)) {
			operations += OPERATIONS[taken.entry.kind];
			if (operations > OPERATIONS_PER_RUN || failed === FAILURES_PER_RUN) break;
			const now = Date.now();
			const rest = this.#restOf(taken.key, now);
			wait = Math.max(wait, rest);
			if (rest === 0 && !(await this.#flushOne(taken, now))) failed++;
		}
		const failures = failed === 0 ? 0 : this.#meta.number("failures") + 1;
		this.#meta.set("failures", failures);
		return failures === 0 ? wait : backoff(failures);
	}

	async #flushOne(taken: Taken, now: number): Promise<boolean> {
		try {
			const written = await flush(this.#press, taken.entry, now);
			this.ctx.storage.transactionSync(() => {
				if (written) this.#purges.note(tagOf(taken.key), now, now + SECOND_PURGE);
				this.#outbox.clear(taken);
			});
			return true;
		} catch (error) {
			console.error(JSON.stringify({ event: "flush", entry: taken.key, error: String(error) }));
			return false;
		}
	}

	/** Milliseconds until KV takes another write of what belongs to an entry. */
	#restOf(key: string, now: number): number {
		const prefix = key.startsWith("feed:") ? `${key}.` : key;
		const { written } = this.#desk.sql
			.exec<{ written: number | null }>(
				"SELECT max(written) AS written FROM rendition WHERE key >= ? AND key < ?",
				prefix,
				`${prefix}~`,
			)
			.one();
		return written === null ? 0 : Math.max(0, written + KEY_INTERVAL - now);
	}

	async #purgeDue(): Promise<void> {
		const now = Date.now();
		const tags = this.#purges.due(now);
		if (tags.length === 0) return;
		try {
			await this.ctx.exports.default.purge(tags);
			this.#purges.clear(tags, now);
		} catch (error) {
			console.error(JSON.stringify({ event: "purge", tags: tags.length, error: String(error) }));
			this.#purges.postpone(tags, now + 60_000);
		}
	}

	/** Sets the alarm for the next thing to do: the outbox (not before `wait`), a dated article, a purge. */
	async #schedule(wait: number): Promise<void> {
		const now = Date.now();
		const isBusy = this.#outbox.pending().entries > 0 || !this.#desk.sources.isUpToDate();
		const times = [isBusy ? now + wait : null, this.#desk.readings.nextDue(now), this.#purges.next()];
		const next = times.filter((time) => time !== null).sort((a, b) => a - b)[0];
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}
}

/** The cache tag of what an entry writes: printable ASCII without spaces. */
function tagOf(key: string): string {
	const [kind, name] = key.split(/:(.*)/s, 2);
	return kind === "feed" && name ? feedPath(name) : encodeURI(key);
}
