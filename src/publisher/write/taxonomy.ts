import type { Description } from "../../article/article.ts";
import { FolderDefaults, folderOf, lastGood, strictness } from "../../article/folder-defaults.ts";
import type { ReadSource } from "../../article/read-source.ts";
import type { RetirementNotice } from "../../feed/retired-feed.ts";
import { Directory, namesOf } from "../../feed/taxonomy.ts";
import type { Outbox } from "../flush/outbox.ts";
import { Redirects } from "./redirects.ts";
import type { Sources } from "./sources.ts";

/** What the site says of topics and providers, and what folders give to their articles. */
export class Descriptions {
	readonly #sql: SqlStorage;
	readonly #sources: Sources;
	readonly #outbox: Outbox;
	readonly redirects: Redirects;
	readonly retirements: Retirements;
	#directory: Directory | undefined;
	#defaults: FolderDefaults | undefined;

	constructor(sql: SqlStorage, sources: Sources, outbox: Outbox) {
		this.#sql = sql;
		this.#sources = sources;
		this.#outbox = outbox;
		this.redirects = new Redirects(sql, outbox);
		this.retirements = new Retirements(sql);
	}

	/**
	 * Takes over a reading. What it says in another way than before makes the articles that it touches outdated. Gives
	 * the feeds of which something may have changed: title, text, picture, or the name.
	 *
	 * @param how mayOpen false: a folder that is for members stays so for now, and the file is read again later;
	 * isEdited false: no author changed it, the same text is read by another release
	 */
	keep(path: string, read: ReadSource, now: number, how: { mayOpen: boolean; isEdited: boolean }): string[] {
		if (read.kind === "rejected") return [];
		this.#keepDefaults(path, read, how);
		this.redirects.keep(path, read);
		return this.#keepDescription(path, read.kind === "description" ? read.description : undefined, now);
	}

	/** Forgets what it has in mind: a transaction was rolled back. */
	forget(): void {
		this.#directory = undefined;
		this.#defaults = undefined;
	}

	/** The names of all topics and providers, and how they belong together. */
	directory(): Directory {
		if (!this.#directory) {
			const rows = this.#sql.exec<{ json: string }>("SELECT json FROM description ORDER BY path").toArray();
			const descriptions = rows.map((row) => parseDescription(row.json));
			this.#directory = new Directory(descriptions, this.retirements.closings());
		}
		return this.#directory;
	}

	/** What is said of a feed, if anything. Of several files the first counts. */
	of(feed: string): Description | undefined {
		const rows = this.#sql.exec<{ json: string }>(
			"SELECT json FROM description WHERE feed = ? ORDER BY path LIMIT 1",
			feed,
		);
		const row = rows.toArray()[0];
		return row && parseDescription(row.json);
	}

	/** What the folders above a source give to it, the nearest winning. */
	defaultsFor(path: string): Record<string, unknown> {
		return this.folderDefaults().above(path);
	}

	/** What folders give to their articles. */
	folderDefaults(): FolderDefaults {
		if (!this.#defaults) {
			this.#defaults = new FolderDefaults();
			const rows = this.#sql.exec<{ path: string; json: string }>("SELECT path, json FROM defaults");
			for (const { path, json } of rows.toArray()) this.#defaults.put({ path, defaults: parseDefaults(json) });
		}
		return this.#defaults;
	}

	#keepDefaults(path: string, read: ReadSource, { mayOpen, isEdited }: { mayOpen: boolean; isEdited: boolean }): void {
		const old = this.#sql.exec<{ json: string }>("SELECT json FROM defaults WHERE path = ?", path).toArray()[0]?.json;
		const before = old === undefined ? undefined : parseDefaults(old);
		const defaults = this.#defaultsOf(path, read, before, mayOpen);
		const json = defaults && JSON.stringify(defaults);
		if (json === old) return;
		const folder = folderOf(path);
		this.#sql.exec("DELETE FROM defaults WHERE path = ?", path);
		this.folderDefaults().remove(path);
		if (defaults && json) {
			this.#sql.exec("INSERT INTO defaults VALUES (?, ?, ?)", path, folder, json);
			this.folderDefaults().put({ path, defaults });
		}
		this.#sources.outdateFolder(folder, isEdited, before?.["audience"] !== defaults?.["audience"]);
	}

	#defaultsOf(
		path: string,
		read: ReadSource,
		before: Record<string, unknown> | undefined,
		mayOpen: boolean,
	): Record<string, unknown> | undefined {
		if (read.kind === "unreadable defaults") return lastGood(before, read);
		const defaults = read.kind === "defaults" ? read.defaults : undefined;
		if (mayOpen || !defaults || !before) return defaults;
		if (strictness(defaults["audience"]) >= strictness(before["audience"])) return defaults;
		this.#sources.postpone(path);
		return { ...defaults, audience: before["audience"] };
	}

	#keepDescription(path: string, description: Description | undefined, now: number): string[] {
		const rows = this.#sql.exec<{ json: string }>("SELECT json FROM description WHERE path = ?", path).toArray();
		const old = rows[0] && parseDescription(rows[0].json);
		if (!old && !description) return [];
		this.#directory = undefined;
		this.#sql.exec("DELETE FROM description WHERE path = ?", path);
		if (description) {
			const { feed } = description;
			this.#sql.exec("INSERT INTO description VALUES (?, ?, ?)", feed, path, JSON.stringify(description));
		}
		if (JSON.stringify(old) !== JSON.stringify(description)) this.redirects.rename(old, description);
		const both = [old, description].filter((one) => one !== undefined);
		const names = [...new Set(both.flatMap(namesOf))];
		if (meaningOf(old) !== meaningOf(description)) for (const name of names) this.#sources.outdateFeed(name);
		for (const feed of new Set(both.map((one) => one.feed))) this.#keepRetirement(feed, now);
		return names;
	}

	#keepRetirement(feed: string, now: number): void {
		const effect = this.retirements.keep(feed, this.of(feed)?.retired, now);
		if (effect === null) return;
		this.#outbox.mark({ kind: "feed", name: feed });
		if (effect === "closed") this.#sources.outdateFeed(feed);
		// It has articles back, and it is not known which they were.
		else this.#sources.outdateFolder("");
	}
}

/** The part of a description that decides in which feeds articles are, and under which name. */
function meaningOf(description: Description | undefined): string {
	return JSON.stringify(description && [description.feed, description.name, description.aliases, description.parent]);
}

/** The tables hold nothing but what this file wrote. */
function parseDescription(json: string): Description {
	return JSON.parse(json);
}

function parseDefaults(json: string): Record<string, unknown> {
	return JSON.parse(json);
}

/** A feed whose topic is retired says so for as long, and is no more after that. In milliseconds. */
const FAREWELL = 30 * 24 * 3_600_000;

/** Its time is still to come; it says that it ends; it has ended. */
type State = "announced" | "closing" | "ended";

/** The topics that are retired: since when, and how far that is. */
class Retirements {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Takes over what is said of a topic. One that is new here says farewell from now on, however long ago it ended.
	 * Gives what that does to its feed: it has articles to lose, or takes articles that it did not.
	 */
	keep(feed: string, retired: Description["retired"], now: number): "closed" | "opened" | null {
		const old = this.#row(feed);
		const since = retired === true ? (old?.since ?? now) : retired;
		if (since === old?.since) return null;
		this.#sql.exec("DELETE FROM retirement WHERE feed = ?", feed);
		if (since !== undefined) {
			const ends = Math.max(since, now) + FAREWELL;
			const state: State = since <= now ? "closing" : "announced";
			this.#sql.exec("INSERT INTO retirement VALUES (?, ?, ?, ?)", feed, since, ends, state);
		}
		return old && old.state !== "announced" ? "opened" : "closed";
	}

	/** Lets time pass. Gives the feeds that say farewell now, or have ended. */
	advance(now: number): { feed: string; state: State }[] {
		return this.#sql
			.exec<{ feed: string; state: State }>(
				`UPDATE retirement SET state = iif(ends <= ?1, 'ended', 'closing')
				WHERE (state = 'announced' AND since <= ?1) OR (state = 'closing' AND ends <= ?1) RETURNING feed, state`,
				now,
			)
			.toArray();
	}

	/** When the next feed is to say farewell, or to end; null if none is. */
	next(): number | null {
		return this.#sql
			.exec<{ due: number | null }>(
				"SELECT min(iif(state = 'announced', since, ends)) AS due FROM retirement WHERE state <> 'ended'",
			)
			.one().due;
	}

	/** The feeds that have ended. */
	ended(): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM retirement WHERE state = 'ended' ORDER BY feed");
		return rows.toArray().map(({ feed }) => feed);
	}

	/** Up to when what was published is in the feeds that are closed; in those that have ended nothing is. */
	closings(): Map<string, number> {
		const rows = this.#sql.exec<{ feed: string; since: number; state: State }>(
			"SELECT feed, since, state FROM retirement WHERE state <> 'announced'",
		);
		return new Map(
			rows.toArray().map(({ feed, since, state }) => [feed, state === "ended" ? Number.NEGATIVE_INFINITY : since]),
		);
	}

	/** Since when a feed that says farewell has nothing new; undefined if it does not. */
	closingSince(feed: string): number | undefined {
		const row = this.#row(feed);
		return row?.state === "closing" ? row.since : undefined;
	}

	#row(feed: string): { since: number; state: State } | undefined {
		return this.#sql
			.exec<{ since: number; state: State }>("SELECT since, state FROM retirement WHERE feed = ?", feed)
			.toArray()[0];
	}
}

/** What a feed says whose topic is retired; undefined if it is not, not yet, or no more. */
export function retirementNoticeOf(descriptions: Descriptions, feed: string): RetirementNotice | undefined {
	const since = descriptions.retirements.closingSince(feed);
	if (since === undefined) return undefined;
	const successor = descriptions.of(feed)?.movedTo;
	const next = successor === undefined ? feed : descriptions.directory().topicFeed(successor);
	return { feed, since, successor: next === feed ? undefined : { feed: next, name: successor ?? next } };
}
