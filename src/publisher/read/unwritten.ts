import { RpcTarget } from "cloudflare:workers";
import type { PublishedArticle } from "../../feed/feed.ts";
import type { Rhythm } from "../../feed/rhythm.ts";
import { type Rendering, render } from "../../renditions/render.ts";
import { encode, writeMoves } from "../flush/kv-writes.ts";
import { feedKey, type Gone } from "../kv-keys.ts";
import { restoring } from "../meta.ts";
import type { PublisherStore } from "../store.ts";
import type { Busy, ReaderQueue } from "./reader-queue.ts";
import { rhythmOf } from "./schedule.ts";
import { feedOf } from "./stored-feed.ts";

/** A part of a feed, exactly as it will be written to KV. */
export interface UnwrittenFeed extends Rhythm {
	/** Gzipped, unless this is the summary. */
	body: Uint8Array;
	/** Quoted and weak. */
	etag: string;
	/** In milliseconds since 1970, rounded to whole seconds. */
	modified: number;
}

/**
 * Serves content that has not been written to KV yet, or that KV does not accept until tomorrow. Returns null for
 * everything while a backup is being restored.
 */
export class Unwritten extends RpcTarget {
	readonly #store: PublisherStore;
	readonly #readers: ReaderQueue;

	constructor(store: PublisherStore, readers: ReaderQueue) {
		super();
		this.#store = store;
		this.#readers = readers;
	}

	/**
	 * Returns a feed in one format, or its summary. Returns null if the feed does not exist or an upload is incomplete.
	 */
	async feed(name: string, part: Rendering): Promise<UnwrittenFeed | null | Busy> {
		return this.#readers.run(() => this.#feed(name, part));
	}

	#feed(name: string, part: Rendering): UnwrittenFeed | null {
		const now = Date.now();
		const isIncomplete = this.#store.holds.end(now) > now || restoring(this.#store.meta) !== undefined;
		const feed = isIncomplete ? undefined : feedOf(this.#store, name, now);
		if (!feed) return null;
		return {
			...encode(render(feed, part, this.#store.site), part),
			...rhythmOf(this.#store, feed.articles, [name], now),
			modified: this.#modified(name, feed.updated),
		};
	}

	/** Returns the modification time that `kv-writes.ts` will store. */
	#modified(name: string, updated: number): number {
		const last = this.#store.writtenValues.of([feedKey(name)]).get(feedKey(name));
		if (last && !this.#store.outbox.awaits([name])) return last.modified;
		return Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
	}

	/**
	 * Returns the page at an address and, if the site's redirects have not been written yet, the redirects (for
	 * `findRedirect`).
	 */
	async page(address: string): Promise<{ page: PublishedArticle | Gone | null; moves: string | null } | Busy> {
		return this.#readers.run(() => {
			const { meta, catalog, outbox } = this.#store;
			if (restoring(meta)) return { page: null, moves: null };
			const gone: Gone = { gone: true };
			const page = catalog.articleAt(address) ?? (catalog.tombstones.isGone(address) ? gone : null);
			return { page, moves: page === null && outbox.has("moves") ? writeMoves(this.#store) : null };
		});
	}

	/** Returns the pages of the list of feeds, each as JSON (`Index`), and when the list last changed. */
	async list(): Promise<{ pages: string[]; modified: number } | null | Busy> {
		return this.#readers.run(() => {
			const { meta, feeds, feedList } = this.#store;
			if (restoring(meta)) return null;
			const modified = Math.floor(feeds.lastChange(feeds.all()) / 1000) * 1000;
			return { pages: feedList.write(this.#store).pages, modified };
		});
	}
}
