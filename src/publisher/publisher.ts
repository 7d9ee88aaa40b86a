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
 * The only object that changes the site's content. Each change is committed together with the outbox entries for what
 * must be rendered, and is then acknowledged. An alarm updates KV and Cloudflare's cache and clears the outbox. After a
 * crash, work resumes from the outbox.
 *
 * The methods that parse sources load the parsers with `import()`. The parsers are three quarters of the Publisher's
 * code, and most starts do not need them: the Publisher is usually started by an alarm, a search or a request for
 * `/health`.
 */
export class Publisher extends DurableObject<Cloudflare.Env> {
	readonly #store: PublisherStore;
	readonly #maintenance: Maintenance;
	readonly #readers = new ReaderQueue();
	readonly #keyInterval: number;
	readonly #limits: StoreLimits;
	/** When the first of the changes that wait for the next run arrived, in milliseconds since 1970. */
	#gatheringSince: number | undefined;

	/**
	 * @param keyInterval minimum time between two writes to the same key, in milliseconds; only KV has such a limit
	 * @param fileWrites number of KV writes per day up to which files are stored
	 * @param isLimited whether KV refuses more writes than the plan allows; by default, true on Cloudflare and false
	 * elsewhere
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
	 * Applies changes. When this method returns, they have been committed together with the outbox entries that they
	 * require.
	 *
	 * @param owner who uploads the changes
	 * @param isMore whether more changes follow immediately; if so, nothing is rendered until they have arrived, so that
	 * no feed is only partly updated
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
	 * Applies the change to one source that a webhook delivered. A repeated delivery (`duplicate`), or a delivery about
	 * an event that is older than the latest one (`outdated`), changes nothing. A refused delivery may be sent again.
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
		// A webhook's change is complete in itself, so it does not wait for further changes. Only changes that follow
		// immediately wait for each other.
		return this.#commit(take, 0);
	}

	/** Returns the sources after a path, sorted by path: those of one owner, or all if `owner` is omitted. */
	async sources(after: string, limit: number, owner?: string): Promise<Held[]> {
		return this.#store.sources.list(after, limit, owner);
	}

	/** Returns a source as it was uploaded; null if there is no such source. */
	async source(path: string): Promise<Source | Unreadable | null> {
		return this.#store.sources.get(path) ?? null;
	}

	/**
	 * Returns the first of these sources: as many as fit into `characters`, but at least one. Each is in the form that
	 * `source` returns.
	 */
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

	/** Returns a problem for each of these sources that the owner may not change because a repository owns it. */
	async refusals(paths: string[], owner: string): Promise<Problem[]> {
		return paths.flatMap((path) => refusal(this.#store, path, owner));
	}

	/** Returns all current problems with one owner's sources, or with all sources if `owner` is omitted. */
	async problems(owner?: string): Promise<Problem[]> {
		const problems = allProblems(this.#store);
		return owner === undefined ? problems : problems.filter(({ path }) => this.#store.sources.owner(path) === owner);
	}

	/** Returns the subscribers to private feeds. */
	subscribers(): Subscribers {
		return new Subscribers(this.#store, this.#readers);
	}

	/** Returns the paginated lists of public content. */
	lists(): Lists {
		return new Lists(this.#store.sql, this.#store.descriptions, this.#store.site, this.#readers);
	}

	/** Returns the interface to the files stored alongside articles. */
	async files(): Promise<FileWriter> {
		const { FileWriter } = await import("./files/file-writer.ts");
		return new FileWriter(this.#store, this.#limits, (change) => this.#commit(change));
	}

	/** Returns the icon and logo, if the settings refer to files in the content folder. */
	async sitePictures(): Promise<SitePictures> {
		return sitePicturesOf(this.#store.references, this.#store.site);
	}

	/** Returns the interface that renders selections and archives. */
	library(): Library {
		return new Library(this.#store, publicAudience(this.#store), this.#readers);
	}

	/** Returns the interface to content that KV does not have yet. */
	unwritten(): Unwritten {
		return new Unwritten(this.#store, this.#readers);
	}

	/** Returns the interface that exports a backup. */
	export(): Export {
		return new Export(this.#store);
	}

	/** Returns the interface that imports a backup into an empty site. */
	async restoration(): Promise<Restoration> {
		const { Restoration } = await import("./backup/restore.ts");
		return new Restoration(this.ctx, this.#store, this.#maintenance, () => this.#schedule(0));
	}

	/** Returns the number of files of each kind: those of one owner, or all if `owner` is omitted. */
	async totals(owner?: string): Promise<Totals> {
		return this.#store.fileKinds.totals(Date.now(), owner);
	}

	async health(): Promise<Health> {
		const longestPause = this.#store.outbox.hasFailures() ? MAX_BACKOFF_MS : HOLD;
		if (this.#isBusy()) await reviveAlarm(this.ctx.storage, 0, longestPause);
		else await reviveAlarm(this.ctx.storage, this.#nextDue(Date.now()));
		return healthOf(this.#store, this.#isBusy(), Date.now());
	}

	/** Returns a report on the state of the site for its operator. */
	async report(): Promise<Report> {
		return reportOf(this.#store, await this.health(), this.#limits, Date.now());
	}

	/** @param firstWait how long the first change waits for further changes, in milliseconds */
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
	 * Writes as many of the due entries as one run allows. Returns how long to wait before the next run, in milliseconds.
	 *
	 * @param isHeld whether a batch is incomplete; if so, nothing is written
	 * @param operations number of operations that this run has already performed
	 */
	async #flush(isHeld: boolean, operations: number): Promise<number> {
		try {
			return isHeld ? 0 : await flushSome(this.#store, this.env.KV, this.#keyInterval, operations);
		} finally {
			// If another change arrived in the meantime, the next run writes it, and readers' requests keep waiting until
			// then.
			if (this.#gatheringSince === undefined) this.#readers.resume();
		}
	}

	/** Makes stored files public or private, or deletes them. Returns the number of store operations used. */
	#checkFiles(): Promise<number> {
		const storeOf = (name: StoreName) => storeCalled(this.env, name);
		return checkFiles(this.#store, storeOf, (action) => this.#transact(action), Date.now());
	}

	/** Resumes work after a restart. If the settings or renderers have changed, marks everything to be rendered again. */
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

	/** Whether there is anything left to parse again or to write. */
	#isBusy(): boolean {
		return !this.#store.outbox.isEmpty() || !this.#store.sources.isUpToDate();
	}

	/**
	 * Sets the alarm for whatever is due next: the outbox or scheduled articles (but not before `wait` is over and all
	 * batches are complete), purges or announcements.
	 */
	async #schedule(wait: number): Promise<void> {
		const now = Date.now();
		const busy = this.#isBusy() ? Math.max(now + wait, this.#store.holds.end(now)) : null;
		const times = [busy, this.#nextDue(now)];
		const next = times.filter((time) => time !== null).sort((a, b) => a - b)[0];
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}

	/** Returns when KV will accept the deferred entries; null if there are none. */
	#deferredDue(now: number): number | null {
		const { outbox, dailyWrites } = this.#store;
		const { pages, others } = outbox.deferred();
		if (pages + others === 0) return null;
		const isRoom =
			(pages > 0 && dailyWrites.left("article", now) > 0) || (others > 0 && dailyWrites.left("feed", now) > 0);
		return isRoom ? now : dailyWrites.renewal(now);
	}

	/** Returns when work other than writing the outbox is due; null if there is none. */
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
