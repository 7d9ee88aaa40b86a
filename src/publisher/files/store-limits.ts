import { isLoopback } from "../../loopback.ts";
import type { StoreName } from "../../media/store.ts";
import { maxFileBytes, storeName } from "../../media/stores.ts";

/** Limits of the site's file store. */
export interface StoreLimits {
	name: StoreName;
	/** Maximum size of a file in bytes. */
	bytes: number;
	/** Number of KV writes per day, for whatever purpose, after which no more files are stored that day. */
	writes: number;
}

/**
 * Returns the limits of the site's file store.
 *
 * @param planned number of file writes that the plan allows; not enforced on a local site
 * @param writes replaces the plan's limit, and is enforced on a local site too
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
