import type { Problem } from "../article/problem.ts";

/** Why the site checks a repository: a push, the hourly schedule, or a manual retry. */
export type Cause = "push" | "schedule" | "retry";

/** `waiting`: not begun. `parked`: suspended until somebody retries the job. All other states are steps in progress. */
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
	/** The same as `Repository.name`. */
	repository: string;
	cause: Cause;
	state: State;
	created: number;
	updated: number;
	/** When the job continues; null if it is done or suspended. */
	due: number | null;
	/** Number of failures since the last progress. */
	tries: number;
	/**
	 * Commits that webhooks announced as the newest of the branch. The job does not end until it has looked for these
	 * commits.
	 */
	expected: string[];
	/** Commits that webhooks reported as replaced by other commits, oldest first. */
	replaced: string[];
	/** How many times the job queried the host again because an expected commit was missing. */
	looks: number;
	/** How many times the job has checked whether the feeds are up to date. */
	polls: number;
	/** The newest commit of the branch; null until the job has requested it. */
	commit: string | null;
	/** Numbers of sources to add, change and remove, once the job has compared the site with the commit. */
	added: number;
	changed: number;
	removed: number;
	/** Number of files that the site cannot store, because another source has the same path. */
	unsent: number;
	/** Number of added or changed files fetched so far. */
	fetched: number;
	/** Number of pictures and other files that the job has stored alongside articles so far. */
	stored: number;
	/** Current problems with the repository's sources, errors first; at most `MAX_PROBLEMS`. */
	problems: Problem[];
	/** Why the job is waiting or suspended, or what the job could not do; null if there are no problems. */
	reason: string | null;
}

/** Maximum number of problems that a job keeps for the status page. */
export const MAX_PROBLEMS = 50;

/** Whether a job still has work to do. */
export function isActive({ state }: Pick<Job, "state">): boolean {
	return state !== "done" && state !== "parked";
}
