import { type FeedMetadata, feedKey, formerKey, type RenditionMetadata } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Rendering } from "../renditions/render.ts";
import type { FeedSummary } from "../renditions/summary.ts";

/** A part of a stored feed. */
export interface StoredPart {
	/** Quoted and weak. */
	etag: string;
	/** In milliseconds since 1970, rounded to whole seconds. */
	modified: number;
	/**
	 * How long readers may cache the feed, in seconds (`Rhythm`). Absent from feeds that were written by release 0.1.0.
	 */
	poll?: number;
	next?: number;
	read(): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens one format, or the summary, of a stored feed with one KV read. Returns null if the feed is not in KV.
 *
 * @param isRead whether the part will be read. If so, the whole value is loaded, which is faster than reading a stream.
 * If not, the value is opened as a stream that is never read. This costs nothing, because the stream ends with the
 * request; cancelling it would take longer.
 */
export async function openFeed(
	kv: KVNamespace,
	name: string,
	part: Rendering,
	isRead = true,
): Promise<StoredPart | null> {
	const { value, metadata } = await storedValue<FeedMetadata>(kv, feedKey(name), isRead);
	if (value === null || metadata === null) return openFormer(kv, name, part, isRead);
	const { parts, ...rest } = metadata;
	const { offset, length, etag = "" } = parts[part];
	return partOf(value, { etag, ...rest }, offset, length);
}

/**
 * Opens a feed that was written by release 0.1.0, which stored one value per format, with the summary after the JSON
 * Feed.
 */
async function openFormer(kv: KVNamespace, name: string, part: Rendering, isRead: boolean): Promise<StoredPart | null> {
	const key = formerKey(name, part === "summary" ? "json" : part);
	const { value, metadata } = await storedValue<RenditionMetadata>(kv, key, isRead);
	if (value === null || metadata === null) return null;
	return part === "summary" ? partOf(value, metadata, metadata.length) : partOf(value, metadata, 0, metadata.length);
}

function storedValue<Metadata>(
	kv: KVNamespace,
	key: string,
	isRead: boolean,
): Promise<KVNamespaceGetWithMetadataResult<ArrayBuffer | ReadableStream, Metadata>> {
	return isRead ? kv.getWithMetadata<Metadata>(key, "arrayBuffer") : kv.getWithMetadata<Metadata>(key, "stream");
}

function partOf(
	value: ArrayBuffer | ReadableStream,
	{ etag, modified, poll, next }: Omit<StoredPart, "read">,
	offset = 0,
	length?: number,
): StoredPart {
	return {
		etag,
		modified,
		...(poll === undefined ? {} : { poll }),
		...(next === undefined ? {} : { next }),
		read: async () => {
			const all = value instanceof ArrayBuffer ? value : await new Response(value).arrayBuffer();
			return new Uint8Array(all, offset, length);
		},
	};
}

/** Asks the Publisher for a feed that has not been written to KV yet. Returns null if there is no such feed. */
export async function askForFeed(env: Cloudflare.Env, name: string, part: Rendering): Promise<StoredPart | null> {
	const feed = answered(await publisherOf(env).unwritten().feed(name, part));
	if (feed === null) return null;
	const { body, ...rest } = feed;
	return { ...rest, read: async () => new Uint8Array(body) };
}

/**
 * Returns the summary of a feed; null if there is no such feed. Takes one KV read. A summary that has not been written
 * to KV yet is requested from the Publisher.
 */
export async function readSummary(env: Cloudflare.Env, name: string): Promise<FeedSummary | null> {
	const stored = (await openFeed(env.KV, name, "summary")) ?? (await askForFeed(env, name, "summary"));
	return stored && parseSummary(await stored.read());
}

/** Parses a summary from KV. */
export function parseSummary(json: Uint8Array): FeedSummary {
	return JSON.parse(new TextDecoder().decode(json));
}
