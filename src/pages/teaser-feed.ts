import { type RenditionMetadata, renditionKey } from "../publisher/keys.ts";
import type { TeaserFeed } from "../renditions/json.ts";

/** What pages show of a stored feed: one read of KV. Null if there is no such feed. */
export async function readTeasers(kv: KVNamespace, name: string): Promise<TeaserFeed | null> {
	const { value, metadata } = await kv.getWithMetadata<RenditionMetadata>(renditionKey(name, "json"), "arrayBuffer");
	if (value === null || metadata === null) return null;
	// An earlier release wrote the feed alone, which has all of it, too.
	return unzip(new Uint8Array(value, metadata.length ?? 0));
}

/** What is in gzipped JSON. */
export function unzip(json: Uint8Array): Promise<TeaserFeed> {
	return new Response(new Response(json).body?.pipeThrough(new DecompressionStream("gzip"))).json();
}
