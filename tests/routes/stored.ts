import { env } from "cloudflare:workers";
import { homeSummaryOf, type Index, type IndexedFeed } from "../../src/feed/feed-index.ts";
import { type FeedMetadata, feedKey, INDEX_KEY, type RenditionMetadata } from "../../src/publisher/kv-keys.ts";
import type { ArticleSummary } from "../../src/renditions/summary.ts";
import { readSummary } from "../../src/routes/stored-feeds.ts";

/** The list of feeds in KV. */
export async function storedFeeds(): Promise<IndexedFeed[]> {
	const { value, metadata } = await env.KV.getWithMetadata<RenditionMetadata>(INDEX_KEY, "arrayBuffer");
	const { feeds }: Index = JSON.parse(new TextDecoder().decode(value?.slice(0, metadata?.length)));
	return feeds;
}

/** Replaces the list of feeds, as the Publisher writes it. */
export async function storeFeeds(feeds: readonly IndexedFeed[]): Promise<void> {
	const { metadata } = await env.KV.getWithMetadata<RenditionMetadata>(INDEX_KEY);
	const list = JSON.stringify({ feeds });
	const { length } = new TextEncoder().encode(list);
	await env.KV.put(INDEX_KEY, list + JSON.stringify(homeSummaryOf(feeds)), { metadata: { ...metadata, length } });
}

/** Replaces the summary of a stored feed. */
export async function storeTeasers(name: string, items: ArticleSummary[]): Promise<void> {
	const feed = await readSummary(env.KV, name);
	const key = feedKey(name);
	const { metadata } = await env.KV.getWithMetadata<FeedMetadata>(key);
	const summary = new TextEncoder().encode(JSON.stringify({ ...feed, items }));
	const parts = { ...metadata?.parts, summary: { offset: 0, length: summary.byteLength } };
	await env.KV.put(key, summary, { metadata: { ...metadata, parts } });
}
