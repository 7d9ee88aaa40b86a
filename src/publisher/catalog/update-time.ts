import type { Article } from "../../article/article.ts";
import type { Meta } from "../meta.ts";

/** Why an article is shown anew: its author changed it, or the site did (settings, reader) and no reader should care. */
export type Reason = "edit" | "reread";

/** When an article last changed for readers, and when its author says that it did; in milliseconds since 1970. */
export interface Update {
	updated: number;
	/** Null if the author says nothing. */
	declared: number | null;
}

/**
 * The update of an article that is published for the first time, or again.
 *
 * @param old what was noted when it was last published
 */
export function updateOf(meta: Meta, article: Article, old: Update | undefined, reason: Reason, now: number): Update {
	// Of an update in the future that was noted which counted then: reading it again later makes none of it.
	if (reason === "reread" && old && old.declared !== null) return { updated: old.updated, declared: old.declared };
	const declared = article.updated === undefined ? null : Math.min(article.updated, now);
	if (old === undefined || (declared !== null && declared !== old.declared)) {
		return { updated: declared ?? article.published, declared };
	}
	return { updated: reason === "edit" ? stamp(meta, now) : old.updated, declared };
}

/** The time of a change, a millisecond apart from every other: validators warn of entries with one `updated`. */
function stamp(meta: Meta, now: number): number {
	const time = Math.max(now, meta.number("stamp") + 1);
	meta.set("stamp", time);
	return time;
}
