import { SITE_FEED } from "../../feed/feed.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import type { Site } from "../../settings.ts";
import { Bylines } from "../catalog/bylines.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { type Feeds, HAS_ARTICLES } from "../catalog/feeds.ts";
import type { Descriptions } from "../write/taxonomy.ts";

/** Maximum size of a page of the list in bytes. A KV value can be at most 25 MiB. */
const MAX_PAGE_BYTES = 20 * 1024 * 1024;

/**
 * Maximum size of the list to cache in memory, in characters. Only a list of many thousands of feeds exceeds this size.
 */
const MAX_KEPT = 4_000_000;

/** The data from which the lines of the list are generated. */
interface Context {
	site: Site;
	descriptions: Descriptions;
	catalog: Catalog;
	feeds: Feeds;
}

/** A feed in the list, and its line as JSON. */
interface Line {
	json: string;
	feed: IndexedFeed;
}

type Row = { name: string; size: number; line: string | null };

/**
 * The list of all feeds with articles. Each feed's line is stored until the feed changes, and all lines are cached in
 * memory. After a change, only the lines of changed feeds are generated again, however many feeds there are.
 */
export class FeedList {
	readonly #sql: SqlStorage;
	#lines: Map<string, Line> | undefined;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns the list as JSON (`Index`), split into as many pages as KV's size limit requires (nearly always one). Also
	 * returns the feeds in the list.
	 */
	write(context: Context): { pages: string[]; feeds: IndexedFeed[] } {
		const lines = this.#current(context);
		const authors = new Bylines(this.#sql, "").all();
		const more = authors.length === 0 ? "" : `,"authors":${JSON.stringify(authors)}`;
		const pages = pagesOf(
			lines.map(({ json }) => json),
			MAX_PAGE_BYTES,
		);
		return {
			pages: pages.map((page, index) => `{"feeds":[${page.join(",")}]${index === 0 ? more : ""}}`),
			feeds: lines.map(({ feed }) => feed),
		};
	}

	/** Clears the cache after the table was imported from a backup or emptied. */
	forget(): void {
		this.#lines = undefined;
	}

	/** Returns the current lines, sorted by feed name. */
	#current(context: Context): Line[] {
		const changed = context.feeds.takeChanged();
		const kept = this.#lines;
		// If generating a line fails, the next call reads the lines from the table.
		this.#lines = undefined;
		const rows = kept ? changed.map((name) => [name, this.#row(name)] as const) : [];
		const isNew = rows.some(([name, row]) => row !== undefined && kept?.has(name) === false);
		// A new feed's line must be inserted at its place in the order.
		const lines = kept === undefined || isNew ? this.#all(context) : kept;
		for (const [name, row] of isNew ? [] : rows) {
			if (row) lines.set(name, this.#line(context, row));
			else lines.delete(name);
		}
		const all = [...lines.values()];
		if (all.reduce((sum, { json }) => sum + json.length, 0) <= MAX_KEPT) this.#lines = lines;
		return all;
	}

	#all(context: Context): Map<string, Line> {
		const rows = this.#sql.exec<Row>(`SELECT name, size, line FROM feed WHERE ${HAS_ARTICLES} ORDER BY name`).toArray();
		return new Map(rows.map((row) => [row.name, this.#line(context, row)]));
	}

	#row(name: string): Row | undefined {
		return this.#sql
			.exec<Row>(`SELECT name, size, line FROM feed WHERE name = ? AND ${HAS_ARTICLES}`, name)
			.toArray()[0];
	}

	#line(context: Context, { name, size, line }: Row): Line {
		if (line !== null) return { json: line, feed: JSON.parse(line) };
		const feed = indexedFeed(context, name, size);
		const json = JSON.stringify(feed);
		this.#sql.exec("UPDATE feed SET line = ? WHERE name = ?", json, name);
		return { json, feed };
	}
}

function indexedFeed({ site, descriptions, catalog, feeds }: Context, name: string, size: number): IndexedFeed {
	const described = descriptions.of(name);
	return {
		name,
		title: name === SITE_FEED ? site.title : (described?.name ?? catalog.label(name) ?? name),
		description: described?.description,
		count: size,
		newest: catalog.newest(name),
		activity: feeds.activity(name),
	};
}

/** Distributes lines among pages of at most `most` bytes. Returns at least one page, even if there are no lines. */
export function pagesOf(lines: readonly string[], most: number): string[][] {
	const pages: string[][] = [[]];
	let room = most;
	for (const line of lines) {
		const size = Buffer.byteLength(line) + 1;
		if (size > room && pages.at(-1)?.length !== 0) {
			pages.push([]);
			room = most;
		}
		pages.at(-1)?.push(line);
		room -= size;
	}
	return pages;
}
