import { env } from "cloudflare:workers";
import { homeSummaryOf, type Index, type IndexedFeed } from "../../src/feed/feed-index.ts";
import { INDEX_KEY, type RenditionMetadata, renditionKey } from "../../src/publisher/kv-keys.ts";
import type { ArticleSummary } from "../../src/renditions/summary.ts";
import { readSummary } from "../../src/routes/stored-summary.ts";

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
	const key = renditionKey(name, "json");
	const { metadata } = await env.KV.getWithMetadata<RenditionMetadata>(key);
	await env.KV.put(key, JSON.stringify({ ...feed, items }), { metadata: { ...metadata, length: 0 } });
}
