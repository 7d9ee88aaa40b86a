import type { Article } from "../../article/article.ts";
import type { Meta } from "../meta.ts";

/**
 * Why an article is published again: its author changed it, or the site did (settings, reader), which readers should
 * not notice.
 */
export type Reason = "edit" | "reread";

/**
 * When an article last changed for readers, and the update time that its author declares; in milliseconds since 1970.
 */
export interface Update {
	updated: number;
	/** Null if the author declares none. */
	declared: number | null;
}

/**
 * The update time of an article that is published for the first time, or again.
 *
 * @param old stored at the last publication
 */
export function updateOf(meta: Meta, article: Article, old: Update | undefined, reason: Reason, now: number): Update {
	// A declared time in the future was replaced when it was stored: parsing it again later must not count as an update.
	if (reason === "reread" && old && old.declared !== null) return { updated: old.updated, declared: old.declared };
	const declared = article.updated === undefined ? null : Math.min(article.updated, now);
	if (old === undefined || (declared !== null && declared !== old.declared)) {
		return { updated: declared ?? article.published, declared };
	}
	return { updated: reason === "edit" ? stamp(meta, now) : old.updated, declared };
}

/** The time of a change, at least a millisecond from any other: validators warn about equal `updated` values. */
function stamp(meta: Meta, now: number): number {
	const time = Math.max(now, meta.number("stamp") + 1);
	meta.set("stamp", time);
	return time;
}
