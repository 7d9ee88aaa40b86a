import type { Article } from "../../article/article.ts";
import type { Meta } from "../meta.ts";

/**
 * Why an article is published again. `edit`: its author changed it. `reread`: its author did not change it, but the
 * site's settings or parser changed. Readers must not see a `reread` as an update.
 */
export type Reason = "edit" | "reread";

/**
 * When an article last changed in a way that readers can see, and the update time that its author declares. Both are in
 * milliseconds since 1970.
 */
export interface Update {
	updated: number;
	/** Null if the author does not declare an update time. */
	declared: number | null;
}

/**
 * Returns the update time to store for an article that is being published.
 *
 * @param old the values stored at the previous publication
 */
export function updateOf(meta: Meta, article: Article, old: Update | undefined, reason: Reason, now: number): Update {
	// A declared time in the future was capped when it was stored. Parsing it again later must not count as an update.
	if (reason === "reread" && old && old.declared !== null) return { updated: old.updated, declared: old.declared };
	const declared = article.updated === undefined ? null : Math.min(article.updated, now);
	if (old === undefined || (declared !== null && declared !== old.declared)) {
		return { updated: declared ?? article.published, declared };
	}
	return { updated: reason === "edit" ? stamp(meta, now) : old.updated, declared };
}

/**
 * Returns the time to record for a change. It is at least a millisecond later than the time of any earlier change,
 * because validators warn about equal `updated` values.
 */
function stamp(meta: Meta, now: number): number {
	const time = Math.max(now, meta.number("stamp") + 1);
	meta.set("stamp", time);
	return time;
}
