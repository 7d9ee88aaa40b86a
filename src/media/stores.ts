import { KvStore } from "./kv-store.ts";
import { MAX_KV_BYTES, MAX_R2_BYTES } from "./limits.ts";
import { R2Store } from "./r2-store.ts";
import type { FileStore, StoreName } from "./store.ts";

type Bindings = Pick<Cloudflare.Env, "KV" | "MEDIA">;

/** Returns the store for new files: R2 if the operator has configured a bucket, otherwise KV. */
export function storeName({ MEDIA }: Bindings): StoreName {
	return MEDIA ? "r2" : "kv";
}

/** Returns the maximum size of a file, in bytes. */
export function maxFileBytes({ MEDIA }: Bindings): number {
	return MEDIA ? MAX_R2_BYTES : MAX_KV_BYTES;
}

/** Returns a store by its name; undefined if its binding no longer exists. */
export function storeCalled({ KV, MEDIA }: Bindings, name: StoreName): FileStore | undefined {
	if (name === "kv") return new KvStore(KV);
	return MEDIA && new R2Store(MEDIA);
}

/** Returns all stores that may contain a file, the most likely store first. */
export function storesOf({ KV, MEDIA }: Bindings): FileStore[] {
	const kv = new KvStore(KV);
	return MEDIA ? [new R2Store(MEDIA), kv] : [kv];
}
