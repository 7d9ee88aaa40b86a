import { DurableObject } from "cloudflare:workers";
import type { Problem } from "../article/problem.ts";
import type { Totals } from "../article/totals.ts";
import { migrate, reviveAlarm } from "../durable-object.ts";
import type { StoreName } from "../media/store.ts";
import { storeCalled } from "../media/stores.ts";
import { secretsOf } from "../secrets.ts";
import { readSettings } from "../settings.ts";
import { Export } from "./backup/export.ts";
import type { Restoration } from "./backup/restore.ts";
import { checkFiles } from "./files/check-files.ts";
import type { FileWriter } from "./files/file-writer.ts";
import { keepSitePictures, type SitePictures, sitePicturesOf } from "./files/site-pictures.ts";
import { type StoreLimits, storeLimits } from "./files/store-limits.ts";
import { flushSome } from "./flush/flush.ts";
import { MAX_BACKOFF_MS } from "./flush/retry.ts";
import { publicAudience } from "./read/audience.ts";
import { Library } from "./read/library.ts";
import { Lists } from "./read/lists.ts";
import { ReaderQueue } from "./read/reader-queue.ts";
import { Subscribers } from "./read/subscribers.ts";
import { Unwritten } from "./read/unwritten.ts";
import { type Health, healthOf, type Report, reportOf } from "./report.ts";
import { TABLES } from "./schema.ts";
import { openStore, type PublisherStore } from "./store.ts";
import { GATHERING, HOLD, KEY_INTERVAL, MAX_GATHERING_MS } from "./timing.ts";
import { markOutdated } from "./versions.ts";
import type { Change } from "./write/apply.ts";
import { Maintenance } from "./write/maintenance.ts";
import { allProblems } from "./write/parsed-articles.ts";
import type { Applied } from "./write/publications.ts";
import { refusal } from "./write/refusal.ts";
import type { Held, Source, Unreadable } from "./write/sources.ts";
import type { Delivered } from "./write/webhook-deliveries.ts";

/**
 * The only writer. Each change is committed together with an outbox of what to render, and then acknowledged. An alarm
 * updates KV and Cloudflare's cache and clears the outbox. After a crash, work resumes from the outbox.
 *
 * The methods that parse sources load the parsers with `import()`. They are three quarters of the Publisher's code, and
 * most starts need none of them: alarms, searches, `/health`.
 */
export class Publisher extends DurableObject<Cloudflare.Env> {
	readonly #store: PublisherStore;
	readonly #maintenance: Maintenance;
	readonly #readers = new ReaderQueue();
	readonly #keyInterval: number;
	readonly #limits: StoreLimits;
	/** When the first change waiting for the next run arrived, in milliseconds since 1970. */
	#gatheringSince: number | undefined;

	/**
	 * @param keyInterval minimum time between two writes of a key, in milliseconds; only KV has such a limit
	 * @param fileWrites number of KV writes per day up to which files are stored
	 * @param isLimited whether KV refuses more writes than the plan allows; default: on Cloudflare
	 */
	constructor(
		ctx: DurableObjectState,
		env: Cloudflare.Env,
		keyInterval = KEY_INTERVAL,
		fileWrites?: number,
		isLimited?: boolean,
	) {
		super(ctx, env);
		this.#keyInterval = keyInterval;
		const settings = readSettings(env);
		if ("problems" in settings) throw new Error(settings.problems.join(" "));
		migrate(ctx.storage, TABLES);
		this.#store = openStore(ctx.storage.sql, settings, secretsOf(env, "PRIVATE_FEEDS_SECRET").length > 0, isLimited);
		this.#limits = storeLimits(env, settings.site.url, this.#store.budget.fileWrites, fileWrites);
		this.#maintenance = new Maintenance(this.#store, (action) => this.#transact(action));
		ctx.blockConcurrencyWhile(() => this.#resume());
	}

	/**
	 * Applies changes. On return they are committed, together with the outbox entries they require.
	 *
	 * @param owner who uploads them
	 * @param isMore whether more changes follow immediately: nothing is rendered before those, so that no feed is half
	 * updated
	 * @param coming paths of files about to be announced, which articles do not report as missing
	 */
	async apply(changes: Change[], owner: string, isMore = false, coming: string[] = []): Promise<Applied> {
		const { applyChanges } = await import("./write/apply.ts");
		return this.#commit((now) => {
			const until = isMore ? now + HOLD : 0;
			this.#store.holds.set(owner, until);
			return applyChanges(this.#store, changes, owner, now, until, coming);
		});
	}

	/**
	 * Applies a webhook's change to one source. Repeated deliveries (`duplicate`) and deliveries about older events
	 * (`outdated`) change nothing. Refused deliveries may be sent again.
	 *
	 * @param occurred time of the event, in milliseconds since 1970
	 * @param folder the webhook's folder, with a trailing slash
	 */
	async deliver(id: string, occurred: number, change: Change, folder: string): Promise<Delivered> {
		const { applyDelivery } = await import("./write/apply-delivery.ts");
		const delivery = { id, path: change.path, occurred };
		const take = (now: number) =>
			this.#store.deliveries.take(delivery, now, () =>
				applyDelivery(this.#store, this.#store.deliveries, change, folder, now),
			);
		// A webhook's change is complete. Only those that follow immediately wait for each other.
		return this.#commit(take, 0);
	}

	/** Sources after a path, ordered by path, of one owner or of all. */
	async sources(after: string, limit: number, owner?: string): Promise<Held[]> {
		return this.#store.sources.list(after, limit, owner);
	}

	/** A source as uploaded; null if there is none. */
	async source(path: string): Promise<Source | Unreadable | null> {
		return this.#store.sources.get(path) ?? null;
	}

	/** The first of these sources, as many as fit into `characters` but at least one, each as `source` returns it. */
	async firstSources(paths: string[], characters: number): Promise<(Source | Unreadable | null)[]> {
		const found: (Source | Unreadable | null)[] = [];
		let room = characters;
		for (const path of paths) {
			if (room <= 0) break;
			const source = this.#store.sources.get(path) ?? null;
			found.push(source);
			room -= source !== null && "text" in source ? source.text.length : 0;
		}
		return found;
	}

	/** Why an owner may not change these sources: a repository owns them. */
	async refusals(paths: string[], owner: string): Promise<Problem[]> {
		return paths.flatMap((path) => refusal(this.#store, path, owner));
	}

	/** All current problems, of one owner's sources or of all. */
	async problems(owner?: string): Promise<Problem[]> {
		const problems = allProblems(this.#store);
		return owner === undefined ? problems : problems.filter(({ path }) => this.#store.sources.owner(path) === owner);
	}

	/** Subscribers of private feeds. */
	subscribers(): Subscribers {
		return new Subscribers(this.#store, this.#readers);
	}

	/** Paged lists of public content. */
	lists(): Lists {
		return new Lists(this.#store.sql, this.#store.descriptions, this.#store.site, this.#readers);
	}

	/** Files beside articles. */
	async files(): Promise<FileWriter> {
		const { FileWriter } = await import("./files/file-writer.ts");
		return new FileWriter(this.#store, this.#limits, (change) => this.#commit(change));
	}

	/** The icon and logo that the settings name in the content folder. */
	async sitePictures(): Promise<SitePictures> {
		return sitePicturesOf(this.#store.references, this.#store.site);
	}

	/** Selections and archives. */
	library(): Library {
		return new Library(this.#store, publicAudience(this.#store), this.#readers);
	}

	/** Content that KV does not have yet. */
	unwritten(): Unwritten {
		return new Unwritten(this.#store, this.#readers);
	}

	/** The content of a backup. */
	export(): Export {
		return new Export(this.#store);
	}

	/** Imports a backup into an empty site. */
	async restoration(): Promise<Restoration> {
		const { Restoration } = await import("./backup/restore.ts");
		return new Restoration(this.ctx, this.#store, this.#maintenance, () => this.#schedule(0));
	}

	/** Number of files of each kind, of one owner or of all. */
	async totals(owner?: string): Promise<Totals> {
		return this.#store.fileKinds.totals(Date.now(), owner);
	}

	async health(): Promise<Health> {
		const longestPause = this.#store.outbox.hasFailures() ? MAX_BACKOFF_MS : HOLD;
		if (this.#isBusy()) await reviveAlarm(this.ctx.storage, 0, longestPause);
		else await reviveAlarm(this.ctx.storage, this.#nextDue(Date.now()));
		return healthOf(this.#store, this.#isBusy(), Date.now());
	}

	/** The state of the site, for its operator. */
	async report(): Promise<Report> {
		return reportOf(this.#store, await this.health(), this.#limits, Date.now());
	}

	/** @param firstWait how long the first change waits for others, in milliseconds */
	async #commit<T>(change: (now: number) => T, firstWait = GATHERING): Promise<T> {
		const now = Date.now();
		const wait = this.#gatheringSince === undefined ? firstWait : GATHERING;
		if (this.#store.holds.end(now) <= now) this.#maintenance.publishDue(now);
		const outcome = this.#transact(() => change(now));
		if (this.#isBusy()) this.#gatheringSince = Math.min(this.#gatheringSince ?? now, now);
		if (this.#gatheringSince !== undefined && this.#store.holds.end(now) <= now) this.#readers.pause();
		const waited = now - (this.#gatheringSince ?? now);
		const gathering = Math.max(0, Math.min(wait, MAX_GATHERING_MS - waited));
		await this.#schedule(gathering);
		return outcome;
	}

	/** Runs pending work. A failed run is retried with backoff, indefinitely. */
	override async alarm(): Promise<void> {
		this.#gatheringSince = undefined;
		if (this.#maintenance.isSuspended()) return this.#readers.resume();
		const now = Date.now();
		const isHeld = this.#store.holds.end(now) > now;
		if (!isHeld) await this.#maintenance.catchUp(now);
		this.#maintenance.orderSearch();
		const operations = await this.#checkFiles();
		const wait = await this.#flush(isHeld, operations);
		await this.#store.purges.run((tags) => this.ctx.exports.default.purge(tags));
		await this.#store.announcements.run((feeds) => this.ctx.exports.default.announce(feeds));
		await this.#schedule(wait);
	}

	/**
	 * Writes due entries, as many as one run allows. Returns how long to wait before the next run, in milliseconds.
	 *
	 * @param isHeld whether a batch is open; nothing is written then
	 * @param operations number of operations this run has already made
	 */
	async #flush(isHeld: boolean, operations: number): Promise<number> {
		try {
			return isHeld ? 0 : await flushSome(this.#store, this.env.KV, this.#keyInterval, operations);
		} finally {
			// If a change arrived in the meantime, the next run writes it, and readers keep waiting for it.
			if (this.#gatheringSince === undefined) this.#readers.resume();
		}
	}

	/** Makes stored files public or private, or deletes them. Returns the number of store operations used. */
	#checkFiles(): Promise<number> {
		const storeOf = (name: StoreName) => storeCalled(this.env, name);
		return checkFiles(this.#store, storeOf, (action) => this.#transact(action), Date.now());
	}

	/** Resumes after a restart. Renders everything again if the settings or renderers changed. */
	async #resume(): Promise<void> {
		this.#transact(() => {
			this.#store.catalog.labels.fill();
			markOutdated(this.#store);
			if (!this.env.MEDIA) this.#store.files.checkStore("r2", Date.now());
			keepSitePictures(this.#store, Date.now());
		});
		await this.#schedule(0);
	}

	#transact<T>(action: () => T): T {
		const { outbox, feeds, descriptions, catalog, fileKinds } = this.#store;
		try {
			return this.ctx.storage.transactionSync(() => {
				const outcome = action();
				const now = Date.now();
				feeds.note(outbox.note(now), now);
				catalog.labels.note();
				fileKinds.note();
				return outcome;
			});
		} catch (error) {
			for (const one of [outbox, feeds, descriptions, catalog.labels, fileKinds]) one.forget();
			throw error;
		}
	}

	/** Whether anything has to be parsed again or written. */
	#isBusy(): boolean {
		return !this.#store.outbox.isEmpty() || !this.#store.sources.isUpToDate();
	}

	/**
	 * Sets the alarm for the next work: the outbox and scheduled articles (after `wait` and open batches), purges,
	 * announcements.
	 */
	async #schedule(wait: number): Promise<void> {
		const now = Date.now();
		const busy = this.#isBusy() ? Math.max(now + wait, this.#store.holds.end(now)) : null;
		const times = [busy, this.#nextDue(now)];
		const next = times.filter((time) => time !== null).sort((a, b) => a - b)[0];
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}

	/** When KV accepts deferred entries; null if there are none. */
	#deferredDue(now: number): number | null {
		const { outbox, dailyWrites } = this.#store;
		const { pages, others } = outbox.deferred();
		if (pages + others === 0) return null;
		const isRoom =
			(pages > 0 && dailyWrites.left("article", now) > 0) || (others > 0 && dailyWrites.left("feed", now) > 0);
		return isRoom ? now : dailyWrites.renewal(now);
	}

	/** When work other than the outbox is due; null if there is none. */
	#nextDue(now: number): number | null {
		const { purges, announcements, holds, files } = this.#store;
		purges.endImpossibleWaits(now);
		announcements.endImpossibleWaits(now);
		const dated = this.#maintenance.nextDue(now);
		const times = [
			dated === null ? null : Math.max(dated, holds.end(now)),
			purges.next(),
			announcements.next(),
			files.next(),
			this.#deferredDue(now),
			this.#maintenance.isSearchOrdered() ? null : now + GATHERING,
		];
		return times.filter((time) => time !== null).sort((a, b) => a - b)[0] ?? null;
	}
}
