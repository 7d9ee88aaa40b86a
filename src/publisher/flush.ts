import { gzipSync } from "node:zlib";
import { FEED_BYTES, type Feed, FORMATS, fitting, pageUrl, SITE_FEED } from "../feed/feed.ts";
import type { Index } from "../feed/index-of-feeds.ts";
import { render } from "../renditions/render.ts";
import type { Site } from "../settings.ts";
import type { Catalog } from "./catalog.ts";
import type { Descriptions } from "./descriptions.ts";
import { digestOf } from "./digest.ts";
import { articleKey, INDEX_KEY, type RenditionMetadata, renditionKey } from "./keys.ts";
import { Meta } from "./meta.ts";
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
export const OPERATIONS: Record<Entry["kind"], number> = { feed: FORMATS.length, article: 1, index: 1 };

/**
 * Brings KV up to date for one entry of the outbox. Bytes that are there already are not written again, so doing it
 * twice does no harm. Gives whether anything was written. Throws if KV does; what was written until then stays noted.
 */
export async function flush(press: Press, entry: Entry, now: number): Promise<boolean> {
	if (entry.kind === "feed") return flushFeed(press, entry.name, now);
	if (entry.kind === "article") return flushArticle(press, entry.name, now);
	return write(press, INDEX_KEY, JSON.stringify(indexOf(press)), now, now);
}

async function flushFeed(press: Press, name: string, now: number): Promise<boolean> {
	const feed = feedOf(press, name);
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
	return article ? write(press, key, JSON.stringify(article), article.updated, now) : erase(press, key);
}

/** What a feed holds now; undefined if it is no more. */
function feedOf(press: Press, name: string): Feed | undefined {
	const { catalog, descriptions, site } = press;
	if (!catalog.has(name)) return undefined;
	const articles = fitting(catalog.articles(name, site.feedSize, FEED_BYTES));
	const described = descriptions.of(name);
	const title = described?.name ?? catalog.label(name) ?? "";
	return {
		name,
		title: name === SITE_FEED ? site.title : `${title} – ${site.title}`,
		description: (name === SITE_FEED ? site.description : described?.description) ?? "",
		url: pageUrl(site, name),
		image: described?.image === undefined ? undefined : { url: described.image },
		updated:
			articles.length > 0
				? Math.max(...articles.map((article) => article.updated))
				: new Meta(press.sql).number("created"),
		articles,
	};
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
		};
	});
	return { feeds };
}

/**
 * Writes a value, if it is not what was written last. Its time of modification is that of the newest change in it,
 * but always later than the last one: a reader that knows no ETag must see that an article has gone.
 */
async function write(
	press: Press,
	key: string,
	text: string,
	updated: number,
	now: number,
	encode: (text: string) => string | Uint8Array = (plain) => plain,
): Promise<boolean> {
	const digest = digestOf(text);
	const last = press.sql
		.exec<{ digest: string; modified: number }>("SELECT digest, modified FROM rendition WHERE key = ?", key)
		.toArray()[0];
	if (last?.digest === digest) return false;
	const modified = Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
	const metadata: RenditionMetadata = { etag: `W/"${digest}"`, modified };
	countWrite(new Meta(press.sql), now);
	await press.kv.put(key, encode(text), { metadata });
	press.sql.exec("INSERT OR REPLACE INTO rendition VALUES (?, ?, ?, ?)", key, digest, modified, now);
	return true;
}

async function erase(press: Press, key: string): Promise<boolean> {
	if (press.sql.exec("SELECT 1 FROM rendition WHERE key = ?", key).toArray().length === 0) return false;
	await press.kv.delete(key);
	press.sql.exec("DELETE FROM rendition WHERE key = ?", key);
	return true;
}
