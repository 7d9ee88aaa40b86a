import { RpcTarget } from "cloudflare:workers";
import { migrate } from "../../durable-object.ts";
import { type Backup, beginRestoring, endRestoring, restored, restoring } from "../meta.ts";
import { TABLES } from "../schema.ts";
import type { PublisherStore } from "../store.ts";
import type { Maintenance } from "../write/maintenance.ts";
import { type Republished, republish, storeSource } from "../write/reparse.ts";
import { type BackupRecord, putRecords } from "./export.ts";
import { BACKUP_TABLES } from "./tables.ts";

/** Number of articles to republish per step. */
const SHOWN_PER_STEP = 200;

/** Meta key: the path up to which articles have been republished. */
const POSITION = "restored_to";

/**
 * Imports a backup into an empty site. The records come first, in the order of `BACKUP_TABLES`; then, step by step, all
 * other tables are rebuilt from them. Until the import finishes, nothing is rendered and all other changes are
 * rejected. Every step can be repeated safely.
 */
export class Restoration extends RpcTarget {
	readonly #ctx: DurableObjectState;
	readonly #store: PublisherStore;
	readonly #maintenance: Maintenance;
	readonly #wake: () => Promise<void>;

	/** @param wake schedules the KV writes that the import requires */
	constructor(ctx: DurableObjectState, store: PublisherStore, maintenance: Maintenance, wake: () => Promise<void>) {
		super();
		this.#ctx = ctx;
		this.#store = store;
		this.#maintenance = maintenance;
		this.#wake = wake;
	}

	/**
	 * Starts an import. `done`: this backup has already been imported. `another`: a different backup is being imported.
	 */
	async begin({ id, released }: Backup): Promise<"begun" | "done" | "another" | "not empty"> {
		const { sql, meta } = this.#store;
		const present = restoring(meta);
		if (present) return present.id === id ? "begun" : "another";
		if (restored(meta) === id) return "done";
		if (!isEmpty(sql)) return "not empty";
		// Articles dated in the future stay unpublished, even if the backup lists them as published.
		beginRestoring(meta, { id, released: Math.min(released, Date.now()) });
		return "begun";
	}

	/** Deletes the imported data and reopens the site. Returns false if no import is in progress. */
	async giveUp(): Promise<boolean> {
		const { sql, meta } = this.#store;
		if (!restoring(meta)) return false;
		await this.#ctx.blockConcurrencyWhile(() => this.#clear());
		sql.exec(MARK_ALL, Date.now());
		await this.#wake();
		return true;
	}

	/** Whether a backup is being imported or has been imported. */
	async isBegun(): Promise<boolean> {
		return restoring(this.#store.meta) !== undefined || restored(this.#store.meta) !== undefined;
	}

	/** Stores records in a table and commits them before returning. Returns false if no import is in progress. */
	put(subject: string, records: BackupRecord[]): boolean {
		const { sql, meta, descriptions, files } = this.#store;
		const known = BACKUP_TABLES[subject];
		if (!known || !restoring(meta)) return false;
		this.#ctx.storage.transactionSync(() => {
			putRecords(sql, known, records);
			files.setKeys();
		});
		descriptions.forget();
		return true;
	}

	/** Processes some of the imported records. Returns how many it processed, or 0 when none are left. */
	advance(): number {
		const backup = restoring(this.#store.meta);
		if (!backup) return 0;
		return this.#maintenance.reparseSome(Date.now(), storeSource) || this.#publishSome(backup);
	}

	/**
	 * Finishes the import and schedules the rendering of the whole site. Returns false if no import is in progress or
	 * some records have not been processed yet.
	 */
	async finish(): Promise<boolean> {
		const { sql, meta, fileKinds, feedList } = this.#store;
		const backup = restoring(meta);
		if (!backup || this.advance() > 0) return false;
		this.#ctx.storage.transactionSync(() => {
			sql.exec(MARK_ALL, Date.now());
			sql.exec(PAST_GUIDS);
			fileKinds.countAgain();
			feedList.forget();
			// Articles that have become due since the export will be published after the import.
			meta.set("released", backup.released);
			endRestoring(meta, backup.id);
		});
		await this.#wake();
		return true;
	}

	async #clear(): Promise<void> {
		await this.#ctx.storage.deleteAll();
		migrate(this.#ctx.storage, TABLES);
		this.#store.descriptions.forget();
		this.#store.feedList.forget();
	}

	/**
	 * Publishes articles that were public at the time of the export, even if they have expired since. Runs after all
	 * sources have been parsed.
	 */
	#publishSome({ released }: Backup): number {
		const store = this.#store;
		const { meta } = store;
		const rows = store.sql.exec<Row>(UNPUBLISHED, meta.get(POSITION) ?? "", SHOWN_PER_STEP).toArray();
		for (const { path, published, audience } of rows) {
			const article: Republished = { path, published, audience: audience ?? undefined };
			const isShown = this.#maintenance.attempt("restore", path, () => republish(store, article, released));
			// An article that cannot be published must not hold up the other articles.
			if (!isShown)
				for (const table of ARTICLE_TABLES) store.sql.exec(`UPDATE ${table} SET digest = '-' WHERE path = ?`, path);
		}
		const last = rows.at(-1);
		if (last === undefined) meta.forget(POSITION);
		else meta.set(POSITION, last.path);
		return rows.length;
	}
}

const ARTICLE_TABLES = ["article", "members_article"];

/**
 * Records the guids of articles that are no longer published. In a backup, these guids occur only in the records of
 * identities.
 */
const PAST_GUIDS = `INSERT OR IGNORE INTO past_guid (guid)
	SELECT guid FROM identity WHERE guid NOT IN (SELECT guid FROM shown)`;

type Row = { path: string; published: number; audience: "members" | null };

const UNPUBLISHED = `SELECT path, published, NULL AS audience FROM article WHERE digest = '' AND path > ?1
	UNION ALL SELECT path, published, 'members' FROM members_article WHERE digest = '' AND path > ?1
	ORDER BY path LIMIT ?2`;

/** Marks every entry to be written to KV again, including empty feeds and the pages of removed articles. */
const MARK_ALL = `INSERT OR IGNORE INTO outbox (entry, mark, tries, since)
	SELECT entry, 0, 0, ? FROM (SELECT 'feed:' || name AS entry FROM feed
	UNION SELECT 'article:' || address FROM article UNION SELECT 'article:' || address FROM past_address
	UNION SELECT 'index' UNION SELECT 'moves')`;

function isEmpty(sql: SqlStorage): boolean {
	const tables = ["source", "article", "members_article", "identity", "past_address", "former_name", "subscriber"];
	return tables.every((table) => sql.exec(`SELECT 1 FROM ${table} LIMIT 1`).toArray().length === 0);
}
