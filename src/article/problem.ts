/**
 * The reason why an article, or one of its fields, could not be published. `error`: the article is blocked; if it is
 * already published, its last published version stays online. `warning`: the article is published without the field.
 * `guess`: a value was inferred from the text, and the author should confirm it.
 *
 * Messages are for the author, but everyone with a publishing token can see them. They mention fields and lines, but
 * never quote an article, because it may be unpublished.
 */
export interface Problem {
	severity: "error" | "warning" | "guess";
	path: string;
	/** Line in the source, counted from 1; null if the problem does not concern a particular line. */
	line: number | null;
	message: string;
	/** How to fix it; empty for a guess, which may be correct. */
	hint: string;
}

/** The reason why a file cannot be read as a source. */
export type Fault = Pick<Problem, "line" | "message" | "hint">;
