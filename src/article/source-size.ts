import type { Fault } from "./problem.ts";

/** A source may have so many bytes of UTF-8. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

/** What is wrong with one that has more. */
export const TOO_LARGE: Fault = {
	line: null,
	message: "The file is larger than 1 MiB.",
	hint: "Split it into several articles, and link pictures instead of embedding them.",
};
