import type { Article } from "../../article/article.ts";
import type { Meta } from "../meta.ts";

/**
 * Why an article is published again. `edit`: its author changed it. `reread`: the site did (settings, parser), which
 * readers should not see as an update.
 */
export type Reason = "edit" | "reread";

/** When an article last changed for readers, and the update time its author declares. In milliseconds since 1970. */
export interface Update {
	updated: number;
	/** Null if the author declares no update time. */
	declared: number | null;
}

/**
 * The update time to store for an article that is being published.
 *
 * @param old as stored at the last publication
 */
export function updateOf(meta: Meta, article: Article, old: Update | undefined, reason: Reason, now: number): Update {
	// A declared time in the future was replaced when it was stored. Parsing it again later must not count as an update.
	if (reason === "reread" && old && old.declared !== null) return { updated: old.updated, declared: old.declared };
	const declared = article.updated === undefined ? null : Math.min(article.updated, now);
	if (old === undefined || (declared !== null && declared !== old.declared)) {
		return { updated: declared ?? article.published, declared };
	}
	return { updated: reason === "edit" ? stamp(meta, now) : old.updated, declared };
}

/** The time of a change, at least a millisecond after any other: validators warn about equal `updated` values. */
function stamp(meta: Meta, now: number): number {
	const time = Math.max(now, meta.number("stamp") + 1);
	meta.set("stamp", time);
	return time;
}
