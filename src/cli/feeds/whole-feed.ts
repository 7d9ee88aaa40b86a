import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseDate } from "../../article/dates.ts";
import { type CliError, NetworkError } from "../command.ts";
import { reasonOf } from "../content/folders.ts";
import type { Entry, FeedDocument } from "../verify/feed-document.ts";
import { headerOf } from "../verify/headers.ts";
import { type Ask, createAsk, follow } from "../verify/http-client.ts";
import type { OldShow } from "../verify/parse-show.ts";
import { parseFeed } from "./feed-page.ts";

/** A feed, including the older items on its other pages. RFC 5005 calls this a logical feed. */
export interface WholeFeed {
	/** The address or file, as the user typed it. */
	source: string;
	title: string;
	/** The address of the site; empty if the feed does not contain it. */
	site: string;
	/** The language of the feed; empty if the feed does not specify it. */
	language: string;
	/** The number of documents that were read. */
	pages: number;
	/** In the order in which they appear in the feed. */
	items: FeedItem[];
	/** The number of items in the first document, which feed readers poll. */
	polled: number;
	/** The podcast's guid, owner, categories and so on, if the feed is a podcast. */
	show?: OldShow | undefined;
	/** Reasons why items may be missing, as sentences. */
	warnings: string[];
}

/** An item as a feed reader would store it. Missing strings are empty. */
export interface FeedItem extends Omit<Entry, "link" | "originalLink" | "published" | "updated" | "isPermaLink"> {
	/** An absolute URL if the feed has a base address. */
	link: string;
	/** In milliseconds since 1970. May be missing in Atom, which requires only the date of the last change. */
	published: number | undefined;
	updated: number | undefined;
}

/** Returns the date by which feed readers sort an item. */
export function dateOf({ published, updated }: Pick<FeedItem, "published" | "updated">): number | undefined {
	return published ?? updated;
}

/** Limits for one feed: the number of documents, their total size in bytes, and the total time in milliseconds. */
interface Limits {
	pages: number;
	bytes: number;
	ms: number;
}

const LIMITS: Limits = { pages: 500, bytes: 200_000_000, ms: 300_000 };

/** Limits for one document. Redirects count as requests. */
const REQUESTS = { requests: 1000, timeoutMs: 30_000, bytes: 50_000_000 };

interface ReadingContext {
	/** The directory that files are relative to. */
	cwd: string;
	/** Called before each request. */
	progress: (text: string) => void;
	/** Whether the ids read so far are enough, so that older pages do not have to be read. */
	isEnough?: (ids: ReadonlySet<string>) => boolean;
	/** Maps a page's address to the address to request, because the site may not be at its final address yet. */
	placeOf?: (url: string) => string;
}

/**
 * Reads a feed with all its pages. Follows archives (RFC 5005) and JSON Feed's `next_url`, and guesses the page
 * addresses of WordPress and Blogger.
 *
 * @param source a URL or a file name
 */
export async function readWholeFeed(
	source: string,
	{ cwd, progress, isEnough = () => false, placeOf = (url) => url }: ReadingContext,
	limits: Limits = LIMITS,
): Promise<WholeFeed | CliError> {
	const url = /^https?:/i.test(source.trim()) ? URL.parse(source.trim()) : null;
	if (url === null) return readFeedFile(source, resolve(cwd, source));
	const ask = createAsk(url.origin, (_, asked) => progress(`Reading ${asked}`), REQUESTS);
	const first = await readPage(url.href, ask);
	if ("failure" in first) return first;
	const feed = { source: url.href, ...beginning(first.document), pages: 1, warnings: [] };
	return wholeFeed(await readFurtherPages(feed, first, { ask, limits, isEnough, placeOf }), first.document);
}

/** Reads several documents of one site as a single feed, such as saved copies of its pages. Drops repeated items. */
export async function readWholeFeeds(
	sources: readonly string[],
	context: ReadingContext,
): Promise<WholeFeed | CliError> {
	const feeds: WholeFeed[] = [];
	for (const source of sources) {
		const feed = await readWholeFeed(source, context);
		if ("failure" in feed) return feed;
		feeds.push(feed);
	}
	const [first, ...others] = feeds;
	if (first === undefined) return { failure: "Specify a feed." };
	const items = [...first.items];
	for (const feed of others) {
		const known = new Set(items.map(keyOf));
		items.push(...feed.items.filter((item) => !known.has(keyOf(item))));
	}
	return {
		...first,
		pages: feeds.reduce((sum, { pages }) => sum + pages, 0),
		items,
		warnings: feeds.flatMap(({ warnings }) => warnings),
	};
}

async function readFeedFile(source: string, file: string): Promise<WholeFeed | CliError> {
	let bytes: Uint8Array;
	try {
		bytes = await readFile(file);
	} catch (error) {
		return {
			failure: `${source} cannot be read: ${reasonOf(error)}. Use a file name, or an address that begins with https://.`,
		};
	}
	const document = parseFeed(source, bytes, "");
	if ("failure" in document) return document;
	const further = document.previous ?? document.nextPage;
	const warnings = further === undefined ? [] : [`Older items are at ${further}. Add that feed as well.`];
	return wholeFeed({ source, ...beginning(document), pages: 1, warnings }, document);
}

/** The state of a feed while its documents are being read. */
interface Reading extends Omit<WholeFeed, "items" | "polled"> {
	entries: Entry[];
}

function beginning(document: FeedDocument): Pick<Reading, "title" | "site" | "language" | "entries" | "show"> {
	const { title, site, language, entries, show } = document;
	return { title, site, language, entries: [...entries], ...(show ? { show } : {}) };
}

function wholeFeed({ entries, ...feed }: Reading, { selfs, entries: polled }: FeedDocument): WholeFeed | CliError {
	if (entries.length === 0) return { failure: `${feed.source} has no items.` };
	const base = [feed.site, feed.source, ...selfs].find((one) => /^https?:/i.test(one) && URL.canParse(one));
	return { ...feed, polled: polled.length, items: entries.map((entry) => itemOf(entry, base)) };
}

function itemOf(entry: Entry, base: string | undefined): FeedItem {
	const { originalLink, isPermaLink, ...item } = entry;
	const named = originalLink ?? (entry.link === "" && isPermaLink ? entry.id : entry.link);
	const link = named === "" ? "" : (URL.parse(named, base)?.href ?? named);
	const time = (text: string | undefined) => (text === undefined ? undefined : (parseDate(text, "UTC") ?? undefined));
	const [published, updated] = [time(entry.published), time(entry.updated)];
	return { ...item, link, published, updated };
}

/** A document of a feed, and its address. */
interface Page {
	url: string;
	bytes: number;
	document: FeedDocument;
}

async function readPage(address: string, ask: Ask): Promise<Page | (CliError & { status?: number })> {
	try {
		const reached = await follow(address, ask);
		if ("failure" in reached) return reached;
		const { url, status, headers, body, isCut } = reached.answer;
		if (status !== 200) return { failure: `${url} returns status ${status}. Check the address.`, status };
		if (isCut)
			return { failure: `${url} is larger than ${REQUESTS.bytes / 1e6} MB. Save a smaller copy, and use that.` };
		const document = parseFeed(url, body, headerOf(headers, "content-type"));
		return "failure" in document ? document : { url, bytes: body.length, document };
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		return { failure: `${error.message}. Check the address, or use a saved copy of the feed.` };
	}
}

async function readFurtherPages(
	feed: Reading,
	first: Page,
	{
		ask,
		limits,
		isEnough,
		placeOf,
	}: { ask: Ask; limits: Limits } & Required<Pick<ReadingContext, "isEnough" | "placeOf">>,
): Promise<Reading> {
	const end = Date.now() + limits.ms;
	const read = new Set([first.url]);
	const known = new Set(feed.entries.map(keyOf));
	const stop = (why: string): Reading => ({
		...feed,
		warnings: [...feed.warnings, `${why} Older items were not read.`],
	});
	let bytes = first.bytes;
	for (let page = first; ; ) {
		const next = nextAddress(page, feed.pages + 1, feed.entries.length);
		if (next === null || isEnough(new Set(feed.entries.map(({ id }) => id)))) return feed;
		if (read.has(next.url)) return stop(`${page.url} leads back to ${next.url}.`);
		if (feed.pages >= limits.pages) return stop(`The feed has more than ${limits.pages} pages.`);
		if (bytes > limits.bytes) return stop(`The feed is larger than ${limits.bytes} bytes.`);
		if (Date.now() >= end) return stop(`Reading the feed took longer than ${limits.ms / 1000} seconds.`);
		const answer = await readPage(placeOf(next.url), ask);
		if ("failure" in answer) return next.isGuess && answer.status === 404 ? feed : stop(answer.failure);
		page = answer;
		const added = page.document.entries.filter((entry) => !known.has(keyOf(entry)));
		// At a guessed address, the site may return the first page again, or a page without items.
		if (next.isGuess && added.length === 0) return feed;
		for (const url of [next.url, page.url]) read.add(url);
		for (const entry of added) known.add(keyOf(entry));
		feed.entries.push(...added);
		feed.pages += 1;
		bytes += page.bytes;
	}
}

/**
 * Returns a key for detecting repeated items. An item that moves to the next page while the feed is being read appears
 * on both pages.
 */
function keyOf({ id, link, title }: Pick<Entry, "id" | "link" | "title">): string {
	return JSON.stringify([id, link, title]);
}

/** Returns the address of the next older page, or null. `isGuess` means that the feed does not link to it. */
function nextAddress({ url, document }: Page, page: number, items: number): { url: string; isGuess: boolean } | null {
	const named = document.previous ?? document.nextPage;
	if (named !== undefined) return { url: URL.parse(named, url)?.href ?? named, isGuess: false };
	const guess = new URL(url);
	if (/wordpress/i.test(document.generator)) guess.searchParams.set("paged", String(page));
	else if (/^blogger$/i.test(document.generator)) guess.searchParams.set("start-index", String(items + 1));
	else return null;
	return { url: guess.href, isGuess: true };
}
