import type { Description } from "../article/article.ts";
import { foldersAbove } from "../article/context.ts";
import type { ReadSource } from "../article/read-source.ts";
import { Directory, namesOf } from "../feed/directory.ts";
import { Moves } from "./moves.ts";
import type { Outbox } from "./outbox.ts";
import { Retirements } from "./retirements.ts";
import type { Sources } from "./sources.ts";

/** What the site says of topics and providers, and what folders give to their articles. */
export class Descriptions {
	readonly #sql: SqlStorage;
	readonly #sources: Sources;
	readonly #outbox: Outbox;
	readonly moves: Moves;
	readonly retirements: Retirements;
	#directory: Directory | undefined;

	constructor(sql: SqlStorage, sources: Sources, outbox: Outbox) {
		this.#sql = sql;
		this.#sources = sources;
		this.#outbox = outbox;
		this.moves = new Moves(sql, outbox);
		this.retirements = new Retirements(sql);
	}

	/**
	 * Takes over a reading. What it says in another way than before makes the articles that it touches outdated. Gives
	 * the feeds of which something may have changed: title, text, picture, or the name.
	 */
	keep(path: string, read: ReadSource, now: number): string[] {
		if (read.kind === "rejected") return [];
		this.#keepDefaults(path, read.kind === "defaults" ? read.defaults : undefined);
		this.moves.keep(path, read);
		return this.#keepDescription(path, read.kind === "description" ? read.description : undefined, now);
	}

	/** Forgets what it has in mind: a transaction was rolled back. */
	forget(): void {
		this.#directory = undefined;
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
		// A statement takes a hundred parameters; nobody nests folders so deep.
		const folders = foldersAbove(path).slice(0, 90);
		const marks = folders.map(() => "?").join(", ");
		const rows = this.#sql.exec<{ json: string }>(
			`SELECT json FROM defaults WHERE folder IN (${marks}) ORDER BY length(folder), path`,
			...folders,
		);
		return Object.assign({}, ...rows.toArray().map((row) => parseDefaults(row.json)));
	}

	#keepDefaults(path: string, defaults: Record<string, unknown> | undefined): void {
		const old = this.#sql.exec<{ json: string }>("SELECT json FROM defaults WHERE path = ?", path).toArray()[0]?.json;
		const json = defaults && JSON.stringify(defaults);
		if (json === old) return;
		const folder = path.split("/").slice(0, -1).join("/");
		this.#sql.exec("DELETE FROM defaults WHERE path = ?", path);
		if (json) this.#sql.exec("INSERT INTO defaults VALUES (?, ?, ?)", path, folder, json);
		this.#sources.outdateFolder(folder);
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
		if (JSON.stringify(old) !== JSON.stringify(description)) this.moves.rename(old, description);
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
