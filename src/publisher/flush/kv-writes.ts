import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { digestOf, etagOf } from "../../digest.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import { type IndexedFeed, type Navigation, navigationOf } from "../../feed/feed-index.ts";
import { primaryLanguages } from "../../feed/language-feed.ts";
import { menuOf } from "../../feed/menu.ts";
import { type Redirect, writeRedirects } from "../../feed/redirects.ts";
import { type Rendering, render } from "../../renditions/render.ts";
import { Bylines } from "../catalog/bylines.ts";
import { type Catalog, HAS_ARTICLES } from "../catalog/catalog.ts";
import { activityOf, SITE_PAGES } from "../catalog/feed-counts.ts";
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
import { rhythmOf } from "../read/schedule.ts";
import { feedOf, type RenderContext } from "../read/stored-feed.ts";
import { parseArticle } from "../write/parsed-articles.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import type { Entry } from "./outbox.ts";
import type { KvWrite, WriteResult } from "./written-values.ts";

/** Number of KV operations for an entry. Only deleting a feed takes several: one for each key it has or had. */
export function operationsFor({ catalog }: RenderContext, entry: Entry): number {
	return entry.kind === "feed" && !catalog.has(entry.name) ? keysOf(entry).length : 1;
}

/**
 * The KV operations that bring an outbox entry up to date; none if KV is already up to date, so calling twice is
 * harmless.
 *
 * @param written the last writes of the entry's keys
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
	/** When anything in it last changed, in milliseconds since 1970. */
	updated: number;
	/** More data to store in the same value, after the text. */
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

/** All redirects, in the form that `findRedirect` searches. */
export function writeMoves({ descriptions, catalog }: RenderContext): string {
	return writeRedirects(allRedirects(descriptions, catalog));
}

function menuDraft({ sql, site }: RenderContext, now: number): Draft {
	const pages = sql
		.exec<{ json: string }>("SELECT r.json FROM listing l JOIN reading r USING (path) WHERE l.list = ?", SITE_PAGES)
		.toArray()
		.map(({ json }) => parseArticle(json));
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

/** The list of feeds, and its summary for the pages' navigation. Surplus pages are deleted. */
function indexDrafts(context: RenderContext, now: number): Draft[] {
	const pages = writeIndex(context);
	const feeds = pages.flatMap((page): IndexedFeed[] => JSON.parse(page).feeds);
	const count = pages.length > 1 ? { pages: pages.length } : {};
	return [
		{ key: NAVIGATION_KEY, text: JSON.stringify({ ...navigationOf(feeds), ...languagesOf(context) }), updated: now },
		...indexKeys().map((key, index) => ({
			...{ key, text: pages[index] ?? null, updated: now },
			...(index === 0 ? count : {}),
		})),
	];
}

/** The languages of a site that publishes in several. */
function languagesOf({ sql, site }: RenderContext): Pick<Navigation, "languages"> {
	const languages = primaryLanguages(articleLanguages(sql, site.language));
	return languages.length > 1 ? { languages } : {};
}

/** Writes a feed in all formats with one operation, so that they change in the same instant. */
function feedWrites(
	context: RenderContext,
	name: string,
	written: ReadonlyMap<string, WriteResult>,
	now: number,
): KvWrite[] {
	const feed = feedOf(context, name, now);
	if (!feed) return keysOf({ kind: "feed", name }).flatMap((key) => (written.has(key) ? { kind: "delete", key } : []));
	const key = feedKey(name);
	const documents = PARTS.map((part) => new TextEncoder().encode(render(feed, part, context.site)));
	const rhythm = rhythmOf(context, feed.articles, [name], now);
	const content = digestOf(Buffer.concat(documents));
	// A newly scheduled article changes only the metadata, so readers keep their ETags.
	const digest = rhythm.next === undefined ? content : `${content} ${rhythm.next}`;
	const last = written.get(key) ?? formerWrite(name, written);
	if (last?.digest === digest && last.written > 0) return [];
	const stored = documents.map((document, index) => (PARTS[index] === "summary" ? document : gzip(document)));
	const metadata: FeedMetadata = {
		modified: modifiedOf(feed.updated, content, last),
		parts: partsOf(documents, stored),
		...rhythm,
	};
	return [{ kind: "put", key, value: Buffer.concat(stored), digest, metadata, isNews: isNews(content, last) }];
}

/** The last write of a feed by an earlier release. */
function formerWrite(name: string, written: ReadonlyMap<string, WriteResult>): WriteResult | undefined {
	const former = formerKeys(name).flatMap((key) => written.get(key) ?? []);
	return former.sort((a, b) => b.modified - a.modified)[0];
}

/** The position and ETag of each part. The ETag is that of the uncompressed document. */
function partsOf(documents: readonly Uint8Array[], stored: readonly Uint8Array[]): FeedMetadata["parts"] {
	let end = 0;
	const place = (part: Rendering): FeedPart => {
		const index = PARTS.indexOf(part);
		const length = stored[index]?.byteLength ?? 0;
		end += length;
		const etag = part === "summary" ? {} : { etag: etagOf(digestOf(documents[index] ?? new Uint8Array())) };
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
 * The modification time of a value: its latest change, but always later than before. Readers without ETag support must
 * notice removed articles.
 */
function modifiedOf(updated: number, content: string, last: WriteResult | undefined): number {
	if (last && isSame(content, last)) return last.modified;
	return Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
}

/**
 * Whether more than the metadata differs from the last write. The hub does not know what a backup contained, so the
 * first write after a restore counts as different.
 */
function isNews(content: string, last: WriteResult | undefined): boolean {
	return last === undefined || last.written === 0 || !isSame(content, last);
}

/** Whether the last write had the same content. After a space, digests also contain what affects only the metadata. */
function isSame(content: string, { digest }: WriteResult): boolean {
	return digest.split(" ")[0] === content;
}

/** Runs a KV operation. Throws if KV does. */
export async function applyWrite(kv: KVNamespace, operation: KvWrite): Promise<void> {
	if (operation.kind === "withdraw" && !operation.isStored) return;
	if (operation.kind !== "put") return kv.delete(operation.key);
	await kv.put(operation.key, operation.value, { metadata: operation.metadata });
}

/** Level 6 compresses little better and takes three times as long. */
const LEVEL = 5;

/** A document in the form that is stored and sent. */
function gzip(document: Uint8Array): Uint8Array {
	return gzipSync(document, { level: LEVEL });
}

/** A document as delivered (gzipped for readers, plain for pages), with its ETag (quoted, weak). */
export function encode(text: string, rendering: Rendering): { body: Uint8Array; etag: string } {
	const document = new TextEncoder().encode(text);
	const body = rendering === "summary" ? document : gzip(document);
	return { body, etag: etagOf(digestOf(document)) };
}

type Row = { name: string; size: number; line: string | null };

/** Maximum size of a list page in bytes; with the home summary, it must fit into KV's 25 MiB. */
const MAX_PAGE_BYTES = 20 * 1024 * 1024;

/**
 * The list of all feeds with articles as JSON (`Index`), on as many pages as KV needs; nearly always one. Each feed's
 * line is cached until the feed changes, so only the lines of changed feeds are generated.
 */
export function writeIndex(context: RenderContext): string[] {
	const rows = context.sql.exec<Row>(`SELECT name, size, line FROM feed WHERE ${HAS_ARTICLES} ORDER BY name`);
	const lines = rows.toArray().map(({ name, size, line }) => line ?? keptLine(context, name, size));
	const authors = new Bylines(context.sql, "").all();
	const more = authors.length === 0 ? "" : `,"authors":${JSON.stringify(authors)}`;
	return pagesOf(lines, MAX_PAGE_BYTES).map((page, index) => `{"feeds":[${page.join(",")}]${index === 0 ? more : ""}}`);
}

/** Distributes lines over pages of at most `most` bytes; returns at least one page. */
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

function keptLine(context: RenderContext, name: string, size: number): string {
	const line = JSON.stringify(indexedFeed(context, name, size));
	context.sql.exec("UPDATE feed SET line = ? WHERE name = ?", line, name);
	return line;
}

function indexedFeed({ sql, site, descriptions, catalog }: RenderContext, name: string, size: number): IndexedFeed {
	const described = descriptions.of(name);
	return {
		name,
		title: name === SITE_FEED ? site.title : (described?.name ?? catalog.label(name) ?? name),
		description: described?.description,
		count: size,
		newest: catalog.newest(name),
		activity: activityOf(sql, name),
	};
}
