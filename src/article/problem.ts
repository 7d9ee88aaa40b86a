/**
 * Why an article, or one of its fields, could not be published. `error`: the article is blocked (its last published
 * version stays); `warning`: it is published without the field; `guess`: a value inferred from the text, for the author
 * to confirm.
 *
 * The messages are for the author, and everyone with the publishing token can see them. They name fields and lines, and
 * never quote an article: it may be unpublished.
 */
export interface Problem {
	severity: "error" | "warning" | "guess";
	path: string;
	/** 1-based line in the source; null if no line can be named. */
	line: number | null;
	message: string;
	/** How to fix it; empty for a guess, which may be right. */
	hint: string;
}

/** Why a file cannot be a source. */
export type Fault = Pick<Problem, "line" | "message" | "hint">;
