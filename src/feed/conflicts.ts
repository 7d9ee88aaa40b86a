import type { Problem } from "../article/problem.ts";

/** What is wrong not with one source but between two: the words that the Publisher and the command line use. */

export function rivalProblem(path: string, rival: string): Problem {
	return {
		severity: "error",
		path,
		line: null,
		message: `The article has the same URL or guid as ${rival}, which is published in its place.`,
		hint: "Keep one of them, or give this one another link. The one of higher `quality`, then the older, is published.",
	};
}

/** @param feed such as `topics/ai` */
export function spellingProblem(path: string, feed: string, label: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The topic "${label}" is another spelling of what most articles in /${feed} call it.`,
		hint: "Spell it in one way. If it is another topic, give it a name that differs in more than case, space or hyphen.",
	};
}

/** @param feed such as `topics/ai` */
export function descriptionProblem(path: string, feed: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `/${feed} is described in another file already.`,
		hint: "Keep one description of each topic and provider.",
	};
}
