/**
 * Why an article, or one field of it, could not be published. `error`: the article is set aside (what was published
 * of it before stays); `warning`: it is published without the field; `guess`: what was made out of a text that does not
 * say it itself, for the author to confirm.
 *
 * The texts are for the author and are shown to whoever holds the publishing token. They name fields and lines, and
 * never quote what an article says: it may be unpublished.
 */
export interface Problem {
	severity: "error" | "warning" | "guess";
	path: string;
	/** 1-based line in the source; null where no line can be named. */
	line: number | null;
	message: string;
	/** How to mend it; empty for a guess, which may be right. */
	hint: string;
}

/** Why a file cannot be a source. */
export type Fault = Pick<Problem, "line" | "message" | "hint">;
