import { type RenditionMetadata, renditionKey } from "../publisher/keys.ts";
import type { JsonFeed } from "../renditions/json.ts";

/** A stored feed as its JSON rendition has it, which pages are made from: one read of KV. Null if there is none. */
export async function readFeed(kv: KVNamespace, name: string): Promise<JsonFeed | null> {
	const stored = await kv.getWithMetadata<RenditionMetadata>(renditionKey(name, "json"), "stream");
	return stored.value === null || stored.metadata === null ? null : unzip(stored.value);
}

/** The feed in a gzipped JSON rendition. */
export function unzip(body: ReadableStream | Uint8Array): Promise<JsonFeed> {
	const stream = body instanceof Uint8Array ? new Response(body).body : body;
	return new Response(stream?.pipeThrough(new DecompressionStream("gzip"))).json();
}
