import { FILE_WRITES } from "../../media/limits.ts";
import type { StoreName } from "../../media/store.ts";
import { maxFileBytes, storeName } from "../../media/stores.ts";
import { isLoopback } from "../../settings.ts";

/** What the site's store accepts. */
export interface StoreLimits {
	name: StoreName;
	/** The largest file, in bytes. */
	bytes: number;
	/** How many values of KV may have been written on a day, by whatever, for files to be stored as well. */
	writes: number;
}

/** @param writes as in `StoreLimits`; absent: the plan's, and on one's own machine any number */
export function storeLimits(
	bindings: Parameters<typeof storeName>[0],
	siteUrl: string,
	writes = isLoopback(new URL(siteUrl).hostname) ? Number.POSITIVE_INFINITY : FILE_WRITES,
): StoreLimits {
	const name = storeName(bindings);
	return { name, bytes: maxFileBytes(bindings), writes: name === "kv" ? writes : Number.POSITIVE_INFINITY };
}
