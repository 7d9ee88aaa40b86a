import { env } from "cloudflare:workers";
import type { Index, IndexedFeed } from "../../src/feed/feed-index.ts";
import { type FeedMetadata, feedKey, INDEX_KEY, type RenditionMetadata } from "../../src/publisher/kv-keys.ts";
import type { ArticleSummary } from "../../src/renditions/summary.ts";
import { readSummary } from "../../src/routes/stored-feeds.ts";

/** Reads the list of feeds from KV. */
export async function storedFeeds(): Promise<IndexedFeed[]> {
	const index = await env.KV.get<Index>(INDEX_KEY, "json");
	return index?.feeds ?? [];
}

/** Replaces the list of feeds in KV, in the format that the Publisher uses. */
export async function storeFeeds(feeds: readonly IndexedFeed[]): Promise<void> {
	const { metadata } = await env.KV.getWithMetadata<RenditionMetadata>(INDEX_KEY);
	await env.KV.put(INDEX_KEY, JSON.stringify({ feeds }), { metadata });
}

/** Replaces the articles in the summary of a stored feed. */
export async function storeTeasers(name: string, items: ArticleSummary[]): Promise<void> {
	const feed = await readSummary(env, name);
	const key = feedKey(name);
	const { metadata } = await env.KV.getWithMetadata<FeedMetadata>(key);
	const summary = new TextEncoder().encode(JSON.stringify({ ...feed, items }));
	const parts = { ...metadata?.parts, summary: { offset: 0, length: summary.byteLength } };
	await env.KV.put(key, summary, { metadata: { ...metadata, parts } });
}
