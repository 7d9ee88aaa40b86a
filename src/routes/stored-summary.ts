import { type RenditionMetadata, renditionKey } from "../publisher/kv-keys.ts";
import type { FeedSummary } from "../renditions/summary.ts";

/** The summary of a stored feed: one KV read. Null if there is no such feed. */
export async function readSummary(kv: KVNamespace, name: string): Promise<FeedSummary | null> {
	const { value, metadata } = await kv.getWithMetadata<RenditionMetadata>(renditionKey(name, "json"), "arrayBuffer");
	if (value === null || metadata?.length === undefined) return null;
	return parseSummary(new Uint8Array(value, metadata.length));
}

/** Parses a summary from KV. */
export function parseSummary(json: Uint8Array): FeedSummary {
	return JSON.parse(new TextDecoder().decode(json));
}
