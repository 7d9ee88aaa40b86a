import type { Description } from "../../article/article.ts";
import { FolderDefaults, folderGivenTo, lastGood, strictness } from "../../article/folder-defaults.ts";
import type { ReadSource } from "../../article/read-source.ts";
import { resolveDescription } from "../../article/resolve-locals.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import type { RetirementNotice } from "../../feed/retired-feed.ts";
import { Directory, namesOf } from "../../feed/taxonomy.ts";
import type { References } from "../files/references.ts";
import type { Outbox } from "../flush/outbox.ts";
import { Redirects } from "./redirects.ts";
import { ShowGuids } from "./show-guids.ts";
import type { Sources } from "./sources.ts";

/** Descriptions of topics and providers, and folder defaults. */
export class Descriptions {
	readonly #sql: SqlStorage;
	readonly #sources: Sources;
	readonly #outbox: Outbox;
	readonly #references: References;
	readonly redirects: Redirects;
	readonly retirements: Retirements;
	readonly showGuids: ShowGuids;
	#directory: Directory | undefined;
	#defaults: FolderDefaults | undefined;

	constructor(sql: SqlStorage, sources: Sources, outbox: Outbox, references: References, siteUrl: string) {
		this.#references = references;
		this.#sql = sql;
		this.#sources = sources;
		this.#outbox = outbox;
		this.redirects = new Redirects(sql, outbox);
		this.retirements = new Retirements(sql);
		this.showGuids = new ShowGuids(sql, siteUrl);
	}

	/**
	 * Stores a parsed description or defaults file. If the file's meaning has changed, marks the sources of all affected
	 * articles as outdated. Returns the feeds whose title, text, picture or name may have changed.
	 *
	 * @param how `mayOpen: false` means that a members' folder stays closed for now, and that its defaults file is parsed
	 * again later; `isEdited: false` means that the text has not changed since an earlier release of Newsstand parsed it
	 */
	keep(path: string, read: ReadSource, now: number, how: { mayOpen: boolean; isEdited: boolean }): string[] {
		if (read.kind === "rejected") return [];
		this.#keepDefaults(path, read, how);
		this.redirects.keep(path, read);
		return this.#keepDescription(path, read.kind === "description" ? read.description : undefined, now);
	}

	/** Clears the caches after a rollback. */
	forget(): void {
		this.#directory = undefined;
		this.#defaults = undefined;
	}

	/** Returns the names of all topics and providers, and how they are related. */
	directory(): Directory {
		if (!this.#directory) {
			const rows = this.#sql.exec<DescriptionRow>("SELECT path, json FROM description ORDER BY path").toArray();
			const descriptions = rows.map((row) => this.#resolved(row));
			this.#directory = new Directory(descriptions, this.retirements.closings());
		}
		return this.#directory;
	}

	/** Returns a feed's description. If several files describe the feed, the first one applies. */
	of(feed: string): Description | undefined {
		const rows = this.#sql.exec<DescriptionRow>(
			"SELECT path, json FROM description WHERE feed = ? ORDER BY path LIMIT 1",
			feed,
		);
		const row = rows.toArray()[0];
		return row && this.#resolved(row);
	}

	#resolved({ path, json }: DescriptionRow): Description {
		const description = parseDescription(json);
		return description.locals ? resolveDescription(description, this.#references.targetsOf(path)) : description;
	}

	/** Returns the defaults of all folders above a source. The nearest folder takes precedence. */
	defaultsFor(path: string): Record<string, unknown> {
		return this.folderDefaults().above(path);
	}

	/** Returns all folder defaults. */
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
		const folder = folderGivenTo(path);
		this.#sql.exec("DELETE FROM defaults WHERE path = ?", path);
		this.folderDefaults().remove(path);
		if (defaults && json) {
			this.#sql.exec("INSERT INTO defaults (path, folder, json) VALUES (?, ?, ?)", path, folder, json);
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
			this.#sql.exec(
				"INSERT INTO description (feed, path, json) VALUES (?, ?, ?)",
				feed,
				path,
				JSON.stringify(description),
			);
		}
		if (JSON.stringify(old) !== JSON.stringify(description)) this.redirects.rename(old, description);
		const both = [old, description].filter((one) => one !== undefined);
		const names = [...new Set(both.flatMap(namesOf))];
		if (description?.show) this.showGuids.keep(description.feed, description.show.guid, names);
		// The description of the site itself does not affect articles.
		const isOfSite = both.every(({ feed }) => feed === SITE_FEED);
		if (!isOfSite && meaningOf(old) !== meaningOf(description))
			for (const name of names) this.#sources.outdateFeed(name);
		for (const feed of new Set(both.map((one) => one.feed))) this.#keepRetirement(feed, now);
		return names;
	}

	#keepRetirement(feed: string, now: number): void {
		const effect = this.retirements.keep(feed, this.of(feed)?.retired, now);
		if (effect === null) return;
		this.#outbox.mark({ kind: "feed", name: feed });
		if (effect === "closed") this.#sources.outdateFeed(feed);
		// The feed gets its articles back. Which articles these are is not recorded, so all sources are parsed again.
		else this.#sources.outdateFolder("");
	}
}

/**
 * Returns the parts of a description that affect articles: those that determine in which feeds articles appear, and
 * those that articles show (such as names and pictures).
 */
function meaningOf(description: Description | undefined): string {
	return JSON.stringify(
		description && [
			...[description.feed, description.name, description.aliases, description.parent],
			...(description.feed.startsWith("authors/") ? [description.url] : []),
			...(description.feed.startsWith("topics/") ? [] : [description.image]),
			...(description.license || description.copyright ? [description.license, description.copyright] : []),
		],
	);
}

type DescriptionRow = { path: string; json: string };

/** Parses a column that only this file writes. */
function parseDescription(json: string): Description {
	return JSON.parse(json);
}

function parseDefaults(json: string): Record<string, unknown> {
	return JSON.parse(json);
}

/** For how long a retired topic's feed announces the retirement, in milliseconds. */
const FAREWELL = 30 * 24 * 3_600_000;

/**
 * `announced`: the retirement is planned. `closing`: the feed announces the retirement. `ended`: the feed no longer
 * exists.
 */
type State = "announced" | "closing" | "ended";

/** Retired topics, with the time and state of each retirement. */
class Retirements {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Records whether a topic is retired. The notice period of a newly retired topic begins now at the earliest, even if
	 * the topic's retirement date is in the past. Returns whether the topic's feed loses articles (`closed`) or accepts
	 * articles again (`opened`); null if nothing has changed.
	 */
	keep(feed: string, retired: Description["retired"], now: number): "closed" | "opened" | null {
		const old = this.#row(feed);
		const since = retired === true ? (old?.since ?? now) : retired;
		if (since === old?.since) return null;
		this.#sql.exec("DELETE FROM retirement WHERE feed = ?", feed);
		if (since !== undefined) {
			const ends = Math.max(since, now) + FAREWELL;
			const state: State = since <= now ? "closing" : "announced";
			this.#sql.exec("INSERT INTO retirement (feed, since, ends, state) VALUES (?, ?, ?, ?)", feed, since, ends, state);
		}
		return old && old.state !== "announced" ? "opened" : "closed";
	}

	/** Advances all retirements to the current time. Returns the feeds whose state changed. */
	advance(now: number): { feed: string; state: State }[] {
		return this.#sql
			.exec<{ feed: string; state: State }>(
				`UPDATE retirement SET state = iif(ends <= ?1, 'ended', 'closing')
				WHERE (state = 'announced' AND since <= ?1) OR (state = 'closing' AND ends <= ?1) RETURNING feed, state`,
				now,
			)
			.toArray();
	}

	/** Returns when the next retirement changes state; null if none does. */
	next(): number | null {
		return this.#sql
			.exec<{ due: number | null }>(
				"SELECT min(iif(state = 'announced', since, ends)) AS due FROM retirement WHERE state <> 'ended'",
			)
			.one().due;
	}

	/** Returns the feeds that have ended. */
	ended(): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM retirement WHERE state = 'ended' ORDER BY feed");
		return rows.toArray().map(({ feed }) => feed);
	}

	/**
	 * Returns when each retired topic's feed stops accepting articles. Feeds that have ended do not accept any articles
	 * at all.
	 */
	closings(): Map<string, number> {
		const rows = this.#sql.exec<{ feed: string; since: number; state: State }>(
			"SELECT feed, since, state FROM retirement WHERE state <> 'announced'",
		);
		return new Map(
			rows.toArray().map(({ feed, since, state }) => [feed, state === "ended" ? Number.NEGATIVE_INFINITY : since]),
		);
	}

	/** Returns when a retired topic's feed stopped accepting articles; undefined outside the notice period. */
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

/** Returns the notice to show in a retired topic's feed; undefined outside the notice period. */
export function retirementNoticeOf(descriptions: Descriptions, feed: string): RetirementNotice | undefined {
	const since = descriptions.retirements.closingSince(feed);
	if (since === undefined) return undefined;
	const successor = descriptions.of(feed)?.movedTo;
	const next = successor === undefined ? feed : descriptions.directory().topicFeed(successor);
	return { feed, since, successor: next === feed ? undefined : { feed: next, name: successor ?? next } };
}
