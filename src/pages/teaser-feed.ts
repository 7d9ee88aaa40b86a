import { type RenditionMetadata, renditionKey } from "../publisher/keys.ts";
import type { TeaserFeed } from "../renditions/teasers.ts";

/** What pages show of a stored feed: one read of KV. Null if there is no such feed. */
export async function readTeasers(kv: KVNamespace, name: string): Promise<TeaserFeed | null> {
	const { value, metadata } = await kv.getWithMetadata<RenditionMetadata>(renditionKey(name, "json"), "arrayBuffer");
	if (value === null || metadata?.length === undefined) return null;
	return parseTeasers(new Uint8Array(value, metadata.length));
}

/** What the Publisher hands over of a feed for a page. */
export function parseTeasers(json: Uint8Array): TeaserFeed {
	return JSON.parse(new TextDecoder().decode(json));
}
