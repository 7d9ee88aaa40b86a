import type { StoreName } from "../../media/store.ts";
import { maxFileBytes, storeName } from "../../media/stores.ts";
import { isLoopback } from "../../settings.ts";

/** Limits of the site's file store. */
export interface StoreLimits {
	name: StoreName;
	/** Maximum size of a file in bytes. */
	bytes: number;
	/** Daily KV writes, for any purpose, above which no more files are stored. */
	writes: number;
}

/**
 * @param planned writes that the plan allows for files; a local site has no limit
 * @param writes overrides the plan's limit and the local one
 */
export function storeLimits(
	bindings: Parameters<typeof storeName>[0],
	siteUrl: string,
	planned: number,
	writes = isLoopback(new URL(siteUrl).hostname) ? Number.POSITIVE_INFINITY : planned,
): StoreLimits {
	const name = storeName(bindings);
	return { name, bytes: maxFileBytes(bindings), writes: name === "kv" ? writes : Number.POSITIVE_INFINITY };
}
