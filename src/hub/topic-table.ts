import { passInterval } from "./clock.ts";

/** SQLite in a Durable Object takes values of up to 2 MB. In bytes. */
const PART = 1_000_000;

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
	/** How many changes were told of. */
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
	 * @param feeds whose changes may change it
	 */
	add(url: string, etag: string | null, feeds: readonly string[], due: number): void {
		this.#sql.exec("INSERT OR IGNORE INTO topic (url, etag, due) VALUES (?, ?, ?)", url, etag, due);
		this.#sql.exec(
			"INSERT OR IGNORE INTO dependency SELECT value, topic.id FROM topic, json_each(?) WHERE url = ?",
			...[JSON.stringify(feeds), url],
		);
	}

	/** Notes that feeds have changed: the topics that depend on them are due a while after the first change. */
	changed(feeds: readonly string[], now: number, delay: number): void {
		this.#sql.exec(
			`UPDATE topic SET mark = mark + 1, changed = coalesce(changed, ?1), due = coalesce(due, ?1 + ?2)
			WHERE id IN (SELECT topic FROM dependency WHERE feed IN (SELECT value FROM json_each(?3)))`,
			...[now, delay, JSON.stringify(feeds)],
		);
	}

	/** Those that are to be looked at now. */
	due(now: number, limit: number): TopicRow[] {
		return this.#sql
			.exec<TopicRow>(`SELECT ${SHOWN} FROM topic WHERE due <= ? ORDER BY due LIMIT ?`, now, limit)
			.toArray();
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
		this.#sql.exec(
			"UPDATE topic SET pass = ?, position = 0, passes = passes + 1 WHERE id = ? AND version = ?",
			...[isNeeded ? now + passInterval(passes, subscriptions) : null, id, version],
		);
	}

	/** Has the subscriptions gone through at once: one came for which there is something already, or messages got lost. */
	passAgain(now: number, id: number | null = null): void {
		if (id !== null) this.#sql.exec("UPDATE topic SET pass = ?, position = 0 WHERE id = ?", now, id);
		else this.#sql.exec("UPDATE topic SET pass = min(pass, ?), position = 0 WHERE pass IS NOT NULL", now);
	}

	/** When there is something to be done for a topic; null if there is nothing. */
	next(): number | null {
		const { due, pass } = this.#sql
			.exec<{ due: number | null; pass: number | null }>(
				`SELECT (SELECT min(due) FROM topic WHERE due IS NOT NULL) AS due,
				(SELECT min(pass) FROM topic WHERE pass IS NOT NULL) AS pass`,
			)
			.one();
		return due === null || pass === null ? (due ?? pass) : Math.min(due, pass);
	}

	/** Forgets a topic, with its subscriptions. */
	remove(id: number): void {
		for (const table of ["dependency", "body", "subscription"]) {
			this.#sql.exec(`DELETE FROM ${table} WHERE topic = ?`, id);
		}
		this.#sql.exec("DELETE FROM topic WHERE id = ?", id);
	}

	/** Forgets those that nobody subscribes to, or asks for. */
	removeDeserted(): void {
		const rows = this.#sql.exec<{ id: number }>(
			"SELECT id FROM topic WHERE subscriptions = 0 AND NOT EXISTS (SELECT 1 FROM intent WHERE topic = url)",
		);
		for (const { id } of rows.toArray()) this.remove(id);
	}
}
