import { isLoopback } from "../../loopback.ts";
import type { StoreName } from "../../media/store.ts";
import { maxFileBytes, storeName } from "../../media/stores.ts";

/** What the site's store accepts. */
export interface StoreLimits {
	name: StoreName;
	/** The largest file, in bytes. */
	bytes: number;
	/** How many values of KV may have been written on a day, by whatever, for files to be stored as well. */
	writes: number;
}

/**
 * @param planned the plan's writes for files; on one's own machine there is no such limit
 * @param writes overrides both
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
