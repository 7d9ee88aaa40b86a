import { endImpossibleWaits } from "../durable-object.ts";
import { LOCK, MAX_PASS_INTERVAL_LENGTH, NOT_YET, passInterval } from "./timing.ts";

/** SQLite in a Durable Object takes values of up to 2 MB. In bytes. */
const PART = 1_000_000;

/** Topics that are forgotten at once. */
const MAX_REMOVED = 500;

/** A topic that somebody subscribes to. Times are milliseconds since 1970. */
export type TopicRow = {
	id: number;
	url: string;
	/** Of what was distributed last; before that, of what it had when the first subscriber came. */
	etag: string | null;
	contentType: string;
	/** How often something was distributed. */
	version: number;
	/** When the first change came that the newest version brings. */
	since: number;
	subscriptions: number;
	/** How many changes were told of since somebody asked for it first. */
	mark: number;
	/** The last subscription that was looked at in this pass. */
	position: number;
	/** How many passes there were for this version. */
	passes: number;
};

const SHOWN = `id, url, etag, content_type AS contentType, version, since, subscriptions, mark, position, passes`;

/** The topics, what was distributed of each last, and what is to be done for them. */
export class Topics {
	readonly #sql: SqlStorage;
	/** When the locks end that another life of the Hub has left. */
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
	 * Takes up a topic that somebody wants to subscribe to. It is looked at again when it is due, since it may have
	 * changed while it was looked at for the first time.
	 *
	 * @param etag null if it could not be known
	 * @param feeds whose changes may change it
	 * @param host of a selection: that of the callback it is asked for
	 */
	add(url: string, etag: string | null, feeds: readonly string[], due: number, host: string | null = null): void {
		this.#sql.exec("INSERT OR IGNORE INTO topic (url, etag, due, host) VALUES (?, ?, ?, ?)", url, etag, due, host);
		this.#sql.exec(
			"INSERT OR IGNORE INTO dependency SELECT value, topic.id FROM topic, json_each(?) WHERE url = ?",
			...[JSON.stringify(feeds), url],
		);
	}

	/** Notes that feeds have changed: the topics that depend on them are due a while after the first change. */
	changed(feeds: readonly string[], now: number, delay: number): void {
		this.#sql.exec(
			`UPDATE topic SET mark = mark + 1, changed = coalesce(changed, ?1),
			due = min(coalesce(due, ?1 + ?2), max(?1, coalesce(changed, ?1) + ?2))
			WHERE id IN (SELECT topic FROM dependency WHERE feed IN (SELECT value FROM json_each(?3)))`,
			...[now, delay, JSON.stringify(feeds)],
		);
	}

	/** The one that is to be looked at now, if somebody subscribes to it. Selections wait for stored feeds. */
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

	/** How many selections there are: all, or those that a host has brought. */
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
	 * Notes that a topic was looked at, and what it holds if that is new: it is distributed from now on. A change that
	 * was told of meanwhile has it looked at again.
	 *
	 * @param topic as it was before it was looked at
	 * @param body gzipped
	 */
	settle(
		topic: TopicRow,
		news: { etag: string; contentType: string; body: Uint8Array } | null,
		now: number,
		due: number,
	): void {
		if (news) {
			this.#sql.exec(
				`UPDATE topic SET version = version + 1, etag = ?2, content_type = ?3, since = coalesce(changed, ?4),
				pass = ?4, position = 0, passes = 0 WHERE id = ?1`,
				...[topic.id, news.etag, news.contentType, now],
			);
			this.#sql.exec("DELETE FROM body WHERE topic = ?", topic.id);
			for (let part = 0; part * PART < news.body.byteLength; part++) {
				const bytes = news.body.slice(part * PART, (part + 1) * PART);
				this.#sql.exec("INSERT INTO body VALUES (?, ?, ?)", topic.id, part, bytes);
			}
		}
		this.#sql.exec(
			"UPDATE topic SET changed = iif(mark = ?2, NULL, ?3), due = iif(mark = ?2, NULL, ?4) WHERE id = ?1",
			...[topic.id, topic.mark, now, due],
		);
	}

	/** What was distributed last, gzipped. */
	body(id: number): Uint8Array {
		const rows = this.#sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM body WHERE topic = ? ORDER BY part", id);
		return new Uint8Array(Buffer.concat(rows.toArray().map(({ bytes }) => new Uint8Array(bytes))));
	}

	/** Those whose subscriptions are to be gone through now. */
	passing(now: number, limit: number): TopicRow[] {
		return this.#sql
			.exec<TopicRow>(`SELECT ${SHOWN} FROM topic WHERE pass <= ? ORDER BY pass LIMIT ?`, now, limit)
			.toArray();
	}

	/** The pass got that far. A newer version has begun anew meanwhile. */
	advance({ id, version }: TopicRow, position: number): void {
		this.#sql.exec("UPDATE topic SET position = ? WHERE id = ? AND version = ?", position, id, version);
	}

	/** The pass is over. The next one comes later each time, and not at all if everybody has the version. */
	endPass({ id, version, passes, subscriptions }: TopicRow, isNeeded: boolean, now: number): void {
		const usual = now + passInterval(passes, subscriptions);
		const next = now < this.#unlocked ? Math.min(usual, this.#unlocked) : usual;
		this.#sql.exec(
			"UPDATE topic SET pass = ?, position = 0, passes = passes + 1 WHERE id = ? AND version = ?",
			...[isNeeded ? next : null, id, version],
		);
	}

	/** Has the subscriptions gone through at once: there is one for which there is something already. */
	passAgain(now: number, id: number): void {
		this.#sql.exec("UPDATE topic SET pass = ?, position = 0 WHERE id = ?", now, id);
	}

	/**
	 * A new life of the Hub begins: messages and deliveries of the last one may be lost. So those who need something are
	 * looked for at once, and again when the locks are over that were left.
	 */
	resume(now: number): void {
		this.#unlocked = now + LOCK;
		this.#sql.exec("UPDATE topic SET pass = min(pass, ?), position = 0 WHERE pass IS NOT NULL", now);
	}

	/** When there is something to be done for a topic; null if there is nothing. */
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

	/** To be called before `next`, should the clock have gone back. */
	endImpossibleWaits(now: number, delay: number): void {
		for (const host of ["IS NULL", "IS NOT NULL"]) {
			this.#sql.exec(
				`UPDATE topic SET due = ?1, changed = min(changed, ?1) WHERE due > ?2 AND subscriptions > 0 AND host ${host}`,
				...[now, now + Math.max(delay, NOT_YET)],
			);
		}
		endImpossibleWaits(this.#sql, "topic", "pass", MAX_PASS_INTERVAL_LENGTH, now);
	}

	/** Forgets a topic, with its subscriptions. */
	remove(id: number): void {
		for (const table of ["dependency", "body", "subscription"]) {
			this.#sql.exec(`DELETE FROM ${table} WHERE topic = ?`, id);
		}
		this.#sql.exec("DELETE FROM topic WHERE id = ?", id);
	}

	/** Whether there is one that nobody subscribes to (yet, or any more). */
	hasDeserted(): boolean {
		return this.#sql.exec("SELECT 1 FROM topic WHERE subscriptions = 0 LIMIT 1").toArray().length > 0;
	}

	/** Forgets those that nobody subscribes to, or asks for: some at a time. */
	removeDeserted(limit = MAX_REMOVED): void {
		const rows = this.#sql.exec<{ id: number }>(
			`SELECT id FROM topic WHERE subscriptions = 0
			AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.topic = topic.url) LIMIT ?`,
			limit,
		);
		for (const { id } of rows.toArray()) this.remove(id);
	}
}
