import { gzipSync } from "node:zlib";
import { newestArchive } from "../feed/archive.ts";
import { closingEntry } from "../feed/closing.ts";
import { FEED_BYTES, type Feed, FORMATS, fitting, SITE_FEED } from "../feed/feed.ts";
import type { Index } from "../feed/index-of-feeds.ts";
import { writeMoves } from "../feed/moves.ts";
import { render } from "../renditions/render.ts";
import type { Site } from "../settings.ts";
import type { Catalog } from "./catalog.ts";
import { closingOf } from "./closing.ts";
import type { Descriptions } from "./descriptions.ts";
import { digestOf } from "./digest.ts";
import { feedHead, newestUpdate } from "./feed-head.ts";
import { articleKey, type Gone, INDEX_KEY, MOVES_KEY, type RenditionMetadata, renditionKey } from "./keys.ts";
import { activityOf, monthsOf } from "./months.ts";
import type { Entry } from "./outbox.ts";
import { countWrite } from "./usage.ts";

/** What flushing needs: where to read from, where to write to. */
export interface Press {
	sql: SqlStorage;
	kv: KVNamespace;
	catalog: Catalog;
	descriptions: Descriptions;
	site: Site;
}

/** How many KV operations an entry costs at most. */
export const OPERATIONS: Record<Entry["kind"], number> = { feed: FORMATS.length, article: 1, index: 1, moves: 1 };

/**
 * Brings KV up to date for one entry of the outbox. Bytes that are there already are not written again, so doing it
 * twice does no harm. Gives whether anything was written. Throws if KV does; what was written until then stays noted.
 */
export async function flush(press: Press, entry: Entry, now: number): Promise<boolean> {
	if (entry.kind === "feed") return flushFeed(press, entry.name, now);
	if (entry.kind === "article") return flushArticle(press, entry.name, now);
	if (entry.kind === "moves") return flushMoves(press, now);
	return write(press, INDEX_KEY, JSON.stringify(indexOf(press)), now, now);
}

async function flushFeed(press: Press, name: string, now: number): Promise<boolean> {
	const feed = feedOf(press, name, now);
	// All are awaited, also if one fails: a write that goes on could end after the next one's.
	const outcomes = await Promise.allSettled(
		FORMATS.map(async (format) => {
			const key = renditionKey(name, format);
			return feed
				? write(press, key, render(feed, format, press.site), feed.updated, now, gzipSync)
				: erase(press, key);
		}),
	);
	return outcomes.map(settled).includes(true);
}

function settled<T>(outcome: PromiseSettledResult<T>): T {
	if (outcome.status === "rejected") throw outcome.reason;
	return outcome.value;
}

async function flushArticle(press: Press, address: string, now: number): Promise<boolean> {
	const article = press.catalog.articleAt(address);
	const key = articleKey(address);
	if (article) return write(press, key, JSON.stringify(article), article.updated, now);
	const gone: Gone = { gone: true };
	return press.catalog.departures.isGone(address)
		? write(press, key, JSON.stringify(gone), now, now)
		: erase(press, key);
}

async function flushMoves({ descriptions, catalog, ...press }: Press, now: number): Promise<boolean> {
	const moves = writeMoves(descriptions.moves.all(descriptions, catalog.departures));
	return moves === "" ? erase(press, MOVES_KEY) : write(press, MOVES_KEY, moves, now, now);
}

/** What a feed holds now; undefined if it is no more. */
export function feedOf(press: Press, name: string, now: number): Feed | undefined {
	const { catalog, descriptions, site } = press;
	const closing = closingOf(descriptions, name);
	if (!catalog.has(name) && !closing && !isKept(press, name)) return undefined;
	const newest = catalog.articles(name, site.feedSize, FEED_BYTES);
	const articles = fitting([...(closing ? [closingEntry(closing, site)] : []), ...newest]);
	return {
		name,
		...feedHead(press, name),
		updated: newestUpdate(press.sql, articles),
		articles,
		archives: newestArchive(name, newest),
		months: monthsOf(press.sql, name),
		deleted: catalog.departures.deleted(name, now),
		hub: site.hub ?? undefined,
	};
}

/** Whether a feed that lost its last article stays, for those who subscribed to it: it has no other name, and no end. */
function isKept({ catalog, descriptions }: Press, name: string): boolean {
	if (!catalog.isWritten(name) || descriptions.retirements.ended().includes(name)) return false;
	return descriptions.directory().feedOf(name) === name && descriptions.moves.targetOf(name) === undefined;
}

function indexOf(press: Press): Index {
	const feeds = press.catalog.feeds().map(({ name, size, newest }) => {
		const described = press.descriptions.of(name);
		return {
			name,
			title: name === SITE_FEED ? press.site.title : (described?.name ?? press.catalog.label(name) ?? name),
			description: described?.description,
			count: size,
			newest,
			activity: activityOf(press.sql, name),
		};
	});
	return { feeds };
}

/** What was written last, and when; `written` is 0 where a backup says so, and it is not here yet. */
type Written = { digest: string; modified: number; written: number };

/**
 * Writes a value, if it is not what was written last. Its time of modification is that of the newest change in it,
 * but always later than the last one: a reader that knows no ETag must see that an article has gone.
 */
async function write(
	press: Pick<Press, "sql" | "kv">,
	key: string,
	text: string,
	updated: number,
	now: number,
	encode: (text: string) => string | Uint8Array = (plain) => plain,
): Promise<boolean> {
	const digest = digestOf(text);
	const last = press.sql
		.exec<Written>("SELECT digest, modified, written FROM rendition WHERE key = ?", key)
		.toArray()[0];
	const isSame = last?.digest === digest;
	if (isSame && last.written > 0) return false;
	const later = Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
	const modified = isSame ? last.modified : later;
	const metadata: RenditionMetadata = { etag: `W/"${digest}"`, modified };
	countWrite(press.sql, now);
	await press.kv.put(key, encode(text), { metadata });
	press.sql.exec("INSERT OR REPLACE INTO rendition VALUES (?, ?, ?, ?)", key, digest, modified, now);
	return true;
}

async function erase(press: Pick<Press, "sql" | "kv">, key: string): Promise<boolean> {
	if (press.sql.exec("SELECT 1 FROM rendition WHERE key = ?", key).toArray().length === 0) return false;
	await press.kv.delete(key);
	press.sql.exec("DELETE FROM rendition WHERE key = ?", key);
	return true;
}
