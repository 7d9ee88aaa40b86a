import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { digestOf, etagOf } from "../../digest.ts";
import { FORMATS, SITE_FEED } from "../../feed/feed.ts";
import { homeSummaryOf, type IndexedFeed } from "../../feed/feed-index.ts";
import { type Redirect, writeRedirects } from "../../feed/redirects.ts";
import type { Rhythm } from "../../feed/rhythm.ts";
import { type Rendering, render } from "../../renditions/render.ts";
import { type Catalog, HAS_ARTICLES } from "../catalog/catalog.ts";
import { activityOf } from "../catalog/feed-counts.ts";
import { articleKey, type Gone, keysOf, REDIRECTS_KEY, type RenditionMetadata, renditionKey } from "../kv-keys.ts";
import { rhythmOf } from "../read/schedule.ts";
import { feedOf, type RenderContext } from "../read/stored-feed.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import type { Entry } from "./outbox.ts";
import type { KvWrite, WriteResult } from "./written-values.ts";

/** Maximum KV operations per entry. */
export const OPERATIONS: Record<Entry["kind"], number> = { feed: FORMATS.length, article: 1, index: 1, moves: 1 };

/**
 * The KV operations that bring one outbox entry up to date. None if KV has the same already: asking twice does no
 * harm.
 *
 * @param written the last writes of the entry's keys
 */
export function writesOf(
	context: RenderContext,
	entry: Entry,
	written: ReadonlyMap<string, WriteResult>,
	now: number,
): KvWrite[] {
	return draftsOf(context, entry, now).flatMap((draft) => writeOf(draft, written.get(draft.key)) ?? []);
}

/** The intended content of a KV value. */
interface Draft {
	key: string;
	/** Null: delete it. */
	text: string | null;
	/** Latest change of anything in it, in milliseconds since 1970. */
	updated: number;
	isCompressed?: boolean;
	/** Data stored after it in the same value. */
	after?: string | undefined;
	/** For the list of feeds: number of pages, if there are several. */
	pages?: number;
	/** For a feed: how its news come. */
	rhythm?: Rhythm | undefined;
}

function draftsOf(context: RenderContext, entry: Entry, now: number): Draft[] {
	if (entry.kind === "feed") return feedDrafts(context, entry.name, now);
	if (entry.kind === "article") return [articleDraft(context, entry.name, now)];
	if (entry.kind === "index") return indexDrafts(context, now);
	const { descriptions, catalog } = context;
	const moves = writeRedirects(allRedirects(descriptions, catalog));
	return [{ key: REDIRECTS_KEY, text: moves === "" ? null : moves, updated: now }];
}

function allRedirects(descriptions: Descriptions, catalog: Catalog): Redirect[] {
	const retired = descriptions.retirements.ended().map((feed) => ({ feed, movedTo: descriptions.of(feed)?.movedTo }));
	const { tombstones } = catalog;
	return descriptions.redirects.all(descriptions.directory(), retired, [
		...tombstones.formerly(),
		...tombstones.redirects(),
	]);
}

/** The list of feeds, its first page followed by the home summary. Surplus pages are deleted. */
function indexDrafts(context: RenderContext, now: number): Draft[] {
	const pages = writeIndex(context);
	const feeds = pages.flatMap((page): IndexedFeed[] => JSON.parse(page).feeds);
	const count = pages.length > 1 ? { pages: pages.length } : {};
	return keysOf({ kind: "index" }).map((key, index) => ({
		...{ key, text: pages[index] ?? null, updated: now },
		...(index === 0 ? { ...count, after: JSON.stringify(homeSummaryOf(feeds)) } : {}),
	}));
}

function feedDrafts(context: RenderContext, name: string, now: number): Draft[] {
	const feed = feedOf(context, name, now);
	const rhythm = feed && rhythmOf(context, feed.articles, [name], now);
	return FORMATS.map((format) => ({
		key: renditionKey(name, format),
		text: feed ? render(feed, format, context.site) : null,
		updated: feed?.updated ?? now,
		isCompressed: true,
		rhythm,
		after: feed && format === "json" ? render(feed, "summary", context.site) : undefined,
	}));
}

function articleDraft({ catalog }: RenderContext, address: string, now: number): Draft {
	const key = articleKey(address);
	const article = catalog.articleAt(address);
	if (article) return { key, text: JSON.stringify(article), updated: article.updated };
	const gone: Gone = { gone: true };
	return { key, text: catalog.tombstones.isGone(address) ? JSON.stringify(gone) : null, updated: now };
}

/**
 * A value's modification time is that of its latest change, but always later than the previous one: readers without
 * ETag support must notice removed articles.
 */
function writeOf(draft: Draft, last: WriteResult | undefined): KvWrite | undefined {
	const { key, text, updated, isCompressed = false, after, pages, rhythm } = draft;
	if (text === null) return last && { kind: "delete", key };
	const document = new TextEncoder().encode(text);
	const plain = after === undefined ? [document] : [document, new TextEncoder().encode(after)];
	const content = digestOf(Buffer.concat(plain));
	// A scheduled article changes nothing but the metadata: readers keep the same ETag.
	const digest = rhythm?.next === undefined ? content : `${content} ${rhythm.next}`;
	if (last?.digest === digest && last.written > 0) return undefined;
	const isSame = last?.digest.split(" ")[0] === content;
	const stored = isCompressed ? gzip(document) : document;
	const later = Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
	const metadata: RenditionMetadata = {
		etag: etagOf(digestOf(document)),
		modified: isSame ? last.modified : later,
		...(after === undefined ? {} : { length: stored.byteLength }),
		...(pages === undefined ? {} : { pages }),
		...rhythm,
	};
	const isNews = !isSame || last.written === 0;
	return { kind: "put", key, value: Buffer.concat([stored, ...plain.slice(1)]), digest, metadata, isNews };
}

/** Throws if KV does. */
export async function applyWrite(kv: KVNamespace, operation: KvWrite): Promise<void> {
	if (operation.kind === "delete") return kv.delete(operation.key);
	await kv.put(operation.key, operation.value, { metadata: operation.metadata });
}

/** Level 6 compresses little better and takes three times as long. */
const LEVEL = 5;

/** A document as stored and sent. */
function gzip(document: Uint8Array): Uint8Array {
	return gzipSync(document, { level: LEVEL });
}

/** A document as delivered: gzipped for readers, plain for pages; with its ETag (quoted, weak). */
export function encode(text: string, rendering: Rendering): { body: Uint8Array; etag: string } {
	const document = new TextEncoder().encode(text);
	const body = rendering === "summary" ? document : gzip(document);
	return { body, etag: etagOf(digestOf(document)) };
}

type Row = { name: string; size: number; line: string | null };

/** Maximum size of a list page in bytes; with the home summary, it must fit into KV's 25 MiB. */
const MAX_PAGE_BYTES = 20 * 1024 * 1024;

/**
 * The list of all feeds with articles, as JSON (`Index`), on as many pages as KV needs; nearly always one. Each feed's
 * line is cached until the feed changes, so that of thousands of feeds only changed ones are processed.
 */
function writeIndex(context: RenderContext): string[] {
	const rows = context.sql.exec<Row>(`SELECT name, size, line FROM feed WHERE ${HAS_ARTICLES} ORDER BY name`);
	const lines = rows.toArray().map(({ name, size, line }) => line ?? keptLine(context, name, size));
	return pagesOf(lines, MAX_PAGE_BYTES).map((page) => `{"feeds":[${page.join(",")}]}`);
}

/** Distributes lines over pages of limited size in bytes; at least one page. */
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
