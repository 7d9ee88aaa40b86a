/**
 * Why an article, or one of its fields, could not be published. `error`: the article is blocked (its last published
 * version stays); `warning`: it is published without the field; `guess`: a value inferred from the text, for the author
 * to confirm.
 *
 * The messages are for the author, but everyone with a publishing token can see them. They name fields and lines, and
 * never quote an article, because it may be unpublished.
 */
export interface Problem {
	severity: "error" | "warning" | "guess";
	path: string;
	/** Line in the source, counted from 1; null if no line applies. */
	line: number | null;
	message: string;
	/** How to fix it; empty for a guess, which may be right. */
	hint: string;
}

/** Why a file cannot be a source. */
export type Fault = Pick<Problem, "line" | "message" | "hint">;
