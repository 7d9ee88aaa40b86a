import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { digestOf, etagOf } from "../../digest.ts";
import { type Navigation, navigationOf } from "../../feed/feed-index.ts";
import { primaryLanguages } from "../../feed/language-feed.ts";
import { menuOf } from "../../feed/menu.ts";
import { type Redirect, writeRedirects } from "../../feed/redirects.ts";
import { type Rendering, render } from "../../renditions/render.ts";
import { SITE_PAGES } from "../catalog/article-lists.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { articleLanguages } from "../catalog/search-index.ts";
import {
	articleKey,
	type FeedMetadata,
	type FeedPart,
	feedKey,
	formerKeys,
	type Gone,
	indexKeys,
	keysOf,
	MENU_KEY,
	NAVIGATION_KEY,
	PARTS,
	REDIRECTS_KEY,
	type RenditionMetadata,
} from "../kv-keys.ts";
import { type Packed, unpackArticle } from "../packed.ts";
import { rhythmOf } from "../read/schedule.ts";
import { feedOf, type RenderContext } from "../read/stored-feed.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import type { Entry } from "./outbox.ts";
import type { KvWrite, WriteResult } from "./written-values.ts";

/**
 * Returns the number of KV operations that an entry needs. This is 1 unless a feed is deleted, which needs one
 * operation for each of its current and former keys.
 */
export function operationsFor({ catalog }: RenderContext, entry: Entry): number {
	return entry.kind === "feed" && !catalog.has(entry.name) ? keysOf(entry).length : 1;
}

/**
 * Returns the KV operations that bring an outbox entry's values up to date. Returns an empty array if they are already
 * up to date, so calling this function twice is harmless.
 *
 * @param written the last writes to the entry's keys
 */
export function writesOf(
	context: RenderContext,
	entry: Entry,
	written: ReadonlyMap<string, WriteResult>,
	now: number,
): KvWrite[] {
	if (entry.kind === "feed") return feedWrites(context, entry.name, written, now);
	return draftsOf(context, entry, now).flatMap((draft) => writeOf(draft, written.get(draft.key)) ?? []);
}

/** The intended content of a KV value. */
interface Draft {
	key: string;
	/** Null to delete the value. */
	text: string | null;
	/** When the content last changed, in milliseconds since 1970. */
	updated: number;
	/** More data to store after the text, in the same value. */
	after?: string | undefined;
	/** Number of pages of the list of feeds, if there are several. */
	pages?: number;
}

function draftsOf(context: RenderContext, entry: Exclude<Entry, { kind: "feed" }>, now: number): Draft[] {
	if (entry.kind === "article") return [articleDraft(context, entry.name, now)];
	if (entry.kind === "index") return indexDrafts(context, now);
	if (entry.kind === "menu") return [menuDraft(context, now)];
	const moves = writeMoves(context);
	return [{ key: REDIRECTS_KEY, text: moves === "" ? null : moves, updated: now }];
}

/** Serializes all redirects in the form that `findRedirect` searches. */
export function writeMoves({ descriptions, catalog }: RenderContext): string {
	return writeRedirects(allRedirects(descriptions, catalog));
}

function menuDraft({ sql, site }: RenderContext, now: number): Draft {
	const pages = sql
		.exec<{ json: Packed }>("SELECT r.json FROM listing l JOIN reading r USING (path) WHERE l.list = ?", SITE_PAGES)
		.toArray()
		.map(({ json }) => unpackArticle(json));
	const menu = menuOf(pages, site.url);
	return { key: MENU_KEY, text: menu && JSON.stringify(menu), updated: now };
}

function allRedirects(descriptions: Descriptions, catalog: Catalog): Redirect[] {
	const retired = descriptions.retirements.ended().map((feed) => ({ feed, movedTo: descriptions.of(feed)?.movedTo }));
	const { tombstones } = catalog;
	return descriptions.redirects.all(descriptions.directory(), retired, [
		...tombstones.formerly(),
		...tombstones.redirects(),
	]);
}

/**
 * Returns drafts of the pages of the list of feeds, and of the list's summary for the navigation. Pages that the list
 * no longer needs are deleted.
 */
function indexDrafts(context: RenderContext, now: number): Draft[] {
	const { pages, feeds } = context.feedList.write(context);
	const count = pages.length > 1 ? { pages: pages.length } : {};
	return [
		{ key: NAVIGATION_KEY, text: JSON.stringify({ ...navigationOf(feeds), ...languagesOf(context) }), updated: now },
		...indexKeys().map((key, index) => ({
			...{ key, text: pages[index] ?? null, updated: now },
			...(index === 0 ? count : {}),
		})),
	];
}

/** Returns the site's languages, if it publishes in more than one language. */
function languagesOf({ sql, site }: RenderContext): Pick<Navigation, "languages"> {
	const languages = primaryLanguages(articleLanguages(sql, site.language));
	return languages.length > 1 ? { languages } : {};
}

/**
 * Returns the operations for a feed. All of its formats are written with one operation, so that they change at the same
 * moment.
 */
function feedWrites(
	context: RenderContext,
	name: string,
	written: ReadonlyMap<string, WriteResult>,
	now: number,
): KvWrite[] {
	const feed = feedOf(context, name, now);
	if (!feed) return keysOf({ kind: "feed", name }).flatMap((key) => (written.has(key) ? { kind: "delete", key } : []));
	const key = feedKey(name);
	const documents = PARTS.map((part) => Buffer.from(render(feed, part, context.site)));
	const digests = documents.map(digestOf);
	const rhythm = rhythmOf(context, feed.articles, [name], now);
	const content = digestOf(digests.join(" "));
	// If only the time of the next scheduled article changes, then only the metadata changes, so the ETags that readers
	// have stay valid.
	const digest = rhythm.next === undefined ? content : `${content} ${rhythm.next}`;
	const last = written.get(key) ?? formerWrite(name, written);
	if (last?.digest === digest && last.written > 0) return [];
	const stored = documents.map((document, index) => (PARTS[index] === "summary" ? document : gzip(document)));
	const metadata: FeedMetadata = {
		modified: modifiedOf(feed.updated, content, last),
		parts: partsOf(digests, stored),
		...rhythm,
	};
	return [{ kind: "put", key, value: Buffer.concat(stored), digest, metadata, isNews: isNews(content, last) }];
}

/** Returns the last write of a feed that release 0.1.0 made, using one key per format. */
function formerWrite(name: string, written: ReadonlyMap<string, WriteResult>): WriteResult | undefined {
	const former = formerKeys(name).flatMap((key) => written.get(key) ?? []);
	return former.sort((a, b) => b.modified - a.modified)[0];
}

/**
 * Returns the position and ETag of each part of a feed's value. A part's ETag is computed from the uncompressed
 * document.
 */
function partsOf(digests: readonly string[], stored: readonly Uint8Array[]): FeedMetadata["parts"] {
	let end = 0;
	const place = (part: Rendering): FeedPart => {
		const index = PARTS.indexOf(part);
		const length = stored[index]?.byteLength ?? 0;
		end += length;
		const etag = part === "summary" ? {} : { etag: etagOf(digests[index] ?? "") };
		return { offset: end - length, length, ...etag };
	};
	return { rss: place("rss"), atom: place("atom"), json: place("json"), summary: place("summary") };
}

function articleDraft({ catalog }: RenderContext, address: string, now: number): Draft {
	const key = articleKey(address);
	const article = catalog.articleAt(address);
	if (article) return { key, text: JSON.stringify(article), updated: article.updated };
	const gone: Gone = { gone: true };
	return { key, text: catalog.tombstones.isGone(address) ? JSON.stringify(gone) : null, updated: now };
}

function writeOf(draft: Draft, last: WriteResult | undefined): KvWrite | undefined {
	const { key, text, updated, after, pages } = draft;
	if (text === null) return last && { kind: "delete", key };
	const document = new TextEncoder().encode(text);
	const value = after === undefined ? document : Buffer.concat([document, new TextEncoder().encode(after)]);
	const digest = digestOf(value);
	if (last?.digest === digest && last.written > 0) return undefined;
	const metadata: RenditionMetadata = {
		etag: etagOf(digestOf(document)),
		modified: modifiedOf(updated, digest, last),
		...(after === undefined ? {} : { length: document.byteLength }),
		...(pages === undefined ? {} : { pages }),
	};
	return { kind: "put", key, value, digest, metadata, isNews: isNews(digest, last) };
}

/**
 * Returns the modification time of a value: the time of its latest change or, if that is not later than the value's
 * previous modification time, one second after the previous one. Otherwise, readers without ETag support would not
 * notice removed articles.
 */
function modifiedOf(updated: number, content: string, last: WriteResult | undefined): number {
	if (last && isSame(content, last)) return last.modified;
	return Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
}

/**
 * Whether more than the metadata has changed since the last write. The first write after a restore always counts as a
 * change, because the hub does not know which version of the feed its subscribers have.
 */
function isNews(content: string, last: WriteResult | undefined): boolean {
	return last === undefined || last.written === 0 || !isSame(content, last);
}

/**
 * Whether the last write had the same content. The part of a digest after the space is ignored: it covers only
 * metadata.
 */
function isSame(content: string, { digest }: WriteResult): boolean {
	return digest.split(" ")[0] === content;
}

/** Runs a KV operation. Throws if it fails. */
export async function applyWrite(kv: KVNamespace, operation: KvWrite): Promise<void> {
	if (operation.kind === "withdraw" && !operation.isStored) return;
	if (operation.kind !== "put") return kv.delete(operation.key);
	await kv.put(operation.key, operation.value, { metadata: operation.metadata });
}

/**
 * The gzip level. Level 5 makes real feeds 2.5 % smaller but takes 40 % longer. Compression is half the cost of writing
 * a feed. It is also half the cost of rendering a selection, which may be rendered for a single reader.
 */
const LEVEL = 4;

/** Compresses a document for storage and delivery. */
function gzip(document: Uint8Array): Uint8Array {
	return gzipSync(document, { level: LEVEL });
}

/**
 * Encodes a document. Feeds are gzipped; summaries for pages are not. Also returns the document's ETag (quoted, weak).
 */
export function encode(text: string, rendering: Rendering): { body: Uint8Array; etag: string } {
	const document = new TextEncoder().encode(text);
	const body = rendering === "summary" ? document : gzip(document);
	return { body, etag: etagOf(digestOf(document)) };
}
