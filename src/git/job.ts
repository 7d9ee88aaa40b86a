import type { Problem } from "../article/problem.ts";

/** Why the site checks a repository: a push, the hourly schedule, or a request for it. */
export type Cause = "push" | "schedule" | "retry";

/** `waiting`: not begun. `parked`: given up, until it is asked for again. The others say what is being done. */
export const STATES = [
	"waiting",
	"looking",
	"fetching",
	"applying",
	"storing",
	"publishing",
	"reporting",
	"done",
	"parked",
] as const;
type State = (typeof STATES)[number];

/** A sync of the site with a repository. Times are milliseconds since 1970. */
export interface Job {
	id: string;
	/** As `Repository.name`. */
	repository: string;
	cause: Cause;
	state: State;
	created: number;
	updated: number;
	/** When it goes on; null if it is done or parked. */
	due: number | null;
	/** Failures since it last got any further. */
	tries: number;
	/** The commits that webhooks announced as the newest. The job must not end before it has looked for them. */
	expected: string[];
	/** Commits that webhooks said were replaced by others, oldest first. */
	replaced: string[];
	/** How often the host was asked again because it did not show an expected commit. */
	looks: number;
	/** How often the Publisher was asked whether the feeds are up to date. */
	polls: number;
	/** The newest commit of the branch, as soon as it is known. */
	commit: string | null;
	/** Sources to be added, changed and removed, as soon as they are known. */
	added: number;
	changed: number;
	removed: number;
	/** Files of the commit that the site cannot store, because another source has their path. */
	unsent: number;
	/** Files that were fetched so far, of those that are added or changed. */
	fetched: number;
	/** Files beside the articles that it stored so far. */
	stored: number;
	/** What is wrong with the repository's sources now; errors first, and not more than `MOST_PROBLEMS`. */
	problems: Problem[];
	/** Why it waits, was parked, or what could not be done; null if all is well. */
	reason: string | null;
}

/** The limit of problems that a job keeps for the status page. */
export const MAX_PROBLEMS = 50;

/** Whether a job is still to be worked on. */
export function isActive({ state }: Pick<Job, "state">): boolean {
	return state !== "done" && state !== "parked";
}
