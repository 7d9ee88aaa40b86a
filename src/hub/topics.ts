import { endImpossibleWaits } from "../durable-object.ts";
import { LOCK, MAX_PASS_INTERVAL_LENGTH, NOT_YET, passInterval } from "./timing.ts";

/** Maximum size of each part of a stored body, in bytes. Values in a Durable Object's SQLite are limited to 2 MB. */
const PART = 1_000_000;

/** Maximum number of topics deleted at once. */
const MAX_REMOVED = 500;

/** A topic with subscriptions. Times are milliseconds since 1970. */
export type TopicRow = {
	id: number;
	url: string;
	/**
	 * ETag of the last distributed version. If there is none yet, the ETag of the content at the time of the first
	 * subscription.
	 */
	etag: string | null;
	contentType: string;
	/** Number of distributed versions. */
	version: number;
	/** Time of the first change in the latest version. */
	since: number;
	subscriptions: number;
	/** Number of changes announced since the first subscription. */
	mark: number;
	/** The id of the subscription after which the current pass continues. */
	position: number;
	/** Number of passes for this version. */
	passes: number;
};

const SHOWN = `id, url, etag, content_type AS contentType, version, since, subscriptions, mark, position, passes`;

/** The table of topics, with their last distributed content and the work that is due. */
export class Topics {
	readonly #sql: SqlStorage;
	/** When all locks from before a restart have ended, in milliseconds since 1970. */
	#unlocked = 0;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	get(url: string): TopicRow | undefined {
		return this.#sql.exec<TopicRow>(`SELECT ${SHOWN} FROM topic WHERE url = ?`, url).toArray()[0];
	}

	byId(id: number): TopicRow | undefined {
		return this.#sql.exec<TopicRow>(`SELECT ${SHOWN} FROM topic WHERE id = ?`, id).toArray()[0];
	}

	/**
	 * Adds a topic before its first subscription. The topic is fetched again at `due`, because its content may have
	 * changed during the first fetch.
	 *
	 * @param etag null if it is unknown
	 * @param feeds the stored feeds that the topic depends on
	 * @param host for a selection, the host of the requesting callback
	 */
	add(url: string, etag: string | null, feeds: readonly string[], due: number, host: string | null = null): void {
		this.#sql.exec("INSERT OR IGNORE INTO topic (url, etag, due, host) VALUES (?, ?, ?, ?)", url, etag, due, host);
		this.#sql.exec(
			"INSERT OR IGNORE INTO dependency (feed, topic) SELECT value, topic.id FROM topic, json_each(?) WHERE url = ?",
			...[JSON.stringify(feeds), url],
		);
	}

	/** Records changed feeds. Topics that depend on these feeds become due a while after the first change. */
	changed(feeds: readonly string[], now: number, delay: number): void {
		this.#sql.exec(
			`UPDATE topic SET mark = mark + 1, changed = coalesce(changed, ?1),
			due = min(coalesce(due, ?1 + ?2), max(?1, coalesce(changed, ?1) + ?2))
			WHERE id IN (SELECT topic FROM dependency WHERE feed IN (SELECT value FROM json_each(?3)))`,
			...[now, delay, JSON.stringify(feeds)],
		);
	}

	/** Returns the next topic to fetch, out of those that have subscriptions. Stored feeds come before selections. */
	due(now: number): TopicRow | undefined {
		return this.#due("IS NULL", now) ?? this.#due("IS NOT NULL", now);
	}

	#due(host: "IS NULL" | "IS NOT NULL", now: number): TopicRow | undefined {
		return this.#sql
			.exec<TopicRow>(
				`SELECT ${SHOWN} FROM topic WHERE due <= ? AND subscriptions > 0 AND host ${host} ORDER BY due LIMIT 1`,
				now,
			)
			.toArray()[0];
	}

	/** Counts all selections or, if `host` is set, only those that this host was the first to request. */
	selections(host: string | null = null): number {
		const which = host === null ? "host IS NOT NULL" : "host = ?";
		return this.#sql
			.exec<{ count: number }>(`SELECT count(*) AS count FROM topic WHERE ${which}`, ...(host === null ? [] : [host]))
			.one().count;
	}

	postpone(id: number, due: number): void {
		this.#sql.exec("UPDATE topic SET due = ? WHERE id = ?", due, id);
	}

	/**
	 * Records the result of a fetch. New content becomes the version to distribute. If a change was announced during
	 * the fetch, the topic is fetched again.
	 *
	 * @param topic as it was before the fetch
	 * @param body gzipped
	 */
	settle(
		topic: TopicRow,
		update: { etag: string; contentType: string; body: Uint8Array } | null,
		now: number,
		due: number,
	): void {
		if (update) {
			this.#sql.exec(
				`UPDATE topic SET version = version + 1, etag = ?2, content_type = ?3, since = coalesce(changed, ?4),
				pass = ?4, position = 0, passes = 0 WHERE id = ?1`,
				...[topic.id, update.etag, update.contentType, now],
			);
			this.#sql.exec("DELETE FROM body WHERE topic = ?", topic.id);
			for (let part = 0; part * PART < update.body.byteLength; part++) {
				const bytes = update.body.slice(part * PART, (part + 1) * PART);
				this.#sql.exec("INSERT INTO body (topic, part, bytes) VALUES (?, ?, ?)", topic.id, part, bytes);
			}
		}
		this.#sql.exec(
			"UPDATE topic SET changed = iif(mark = ?2, NULL, ?3), due = iif(mark = ?2, NULL, ?4) WHERE id = ?1",
			...[topic.id, topic.mark, now, due],
		);
	}

	/** Returns the last distributed content, gzipped. */
	body(id: number): Uint8Array {
		const rows = this.#sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM body WHERE topic = ? ORDER BY part", id);
		return new Uint8Array(Buffer.concat(rows.toArray().map(({ bytes }) => new Uint8Array(bytes))));
	}

	/** Lists topics with subscriptions that are due for a pass. */
	passing(now: number, limit: number): TopicRow[] {
		return this.#sql
			.exec<TopicRow>(`SELECT ${SHOWN} FROM topic WHERE pass <= ? ORDER BY pass LIMIT ?`, now, limit)
			.toArray();
	}

	/** Records how far a pass got, unless a newer version has restarted the pass. */
	advance({ id, version }: TopicRow, position: number): void {
		this.#sql.exec("UPDATE topic SET position = ? WHERE id = ? AND version = ?", position, id, version);
	}

	/** Ends a pass. Schedules the next pass with backoff, unless all subscriptions have the version. */
	endPass({ id, version, passes, subscriptions }: TopicRow, isNeeded: boolean, now: number): void {
		const usual = now + passInterval(passes, subscriptions);
		const next = now < this.#unlocked ? Math.min(usual, this.#unlocked) : usual;
		this.#sql.exec(
			"UPDATE topic SET pass = ?, position = 0, passes = passes + 1 WHERE id = ? AND version = ?",
			...[isNeeded ? next : null, id, version],
		);
	}

	/** Starts a new pass now, because a subscription does not have the version yet. */
	passAgain(now: number, id: number): void {
		this.#sql.exec("UPDATE topic SET pass = ?, position = 0 WHERE id = ?", now, id);
	}

	/**
	 * Resumes after a restart. Messages and deliveries may have been lost, so all subscriptions are scanned now, and
	 * again when the locks from before the restart have ended.
	 */
	resume(now: number): void {
		this.#unlocked = now + LOCK;
		this.#sql.exec("UPDATE topic SET pass = min(pass, ?), position = 0 WHERE pass IS NOT NULL", now);
	}

	/** Returns when the next work for a topic is due; null if there is none. */
	next(): number | null {
		const isDue = "SELECT min(due) FROM topic WHERE due IS NOT NULL AND subscriptions > 0 AND host";
		const row = this.#sql
			.exec<{ feed: number | null; selection: number | null; pass: number | null }>(
				`SELECT (${isDue} IS NULL) AS feed, (${isDue} IS NOT NULL) AS selection,
				(SELECT min(pass) FROM topic WHERE pass IS NOT NULL) AS pass`,
			)
			.one();
		const times = Object.values(row).filter((time) => time !== null);
		return times.length === 0 ? null : Math.min(...times);
	}

	/** Shortens waits that are too long because the clock was set back. Call this before `next`. */
	endImpossibleWaits(now: number, delay: number): void {
		for (const host of ["IS NULL", "IS NOT NULL"]) {
			this.#sql.exec(
				`UPDATE topic SET due = ?1, changed = min(changed, ?1) WHERE due > ?2 AND subscriptions > 0 AND host ${host}`,
				...[now, now + Math.max(delay, NOT_YET)],
			);
		}
		endImpossibleWaits(this.#sql, "topic", "pass", MAX_PASS_INTERVAL_LENGTH, now);
	}

	/** Deletes a topic and its subscriptions. */
	remove(id: number): void {
		for (const table of ["dependency", "body", "subscription"]) {
			this.#sql.exec(`DELETE FROM ${table} WHERE topic = ?`, id);
		}
		this.#sql.exec("DELETE FROM topic WHERE id = ?", id);
	}

	/** Whether any topic has no subscriptions yet, or has lost its last subscription. */
	hasDeserted(): boolean {
		return this.#sql.exec("SELECT 1 FROM topic WHERE subscriptions = 0 LIMIT 1").toArray().length > 0;
	}

	/** Deletes topics without subscriptions or pending requests, a limited number at a time. */
	removeDeserted(limit = MAX_REMOVED): void {
		const rows = this.#sql.exec<{ id: number }>(
			`SELECT id FROM topic WHERE subscriptions = 0
			AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.topic = topic.url) LIMIT ?`,
			limit,
		);
		for (const { id } of rows.toArray()) this.remove(id);
	}
}
