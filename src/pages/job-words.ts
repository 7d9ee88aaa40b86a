import type { State } from "../git/job.ts";

/** What a job is doing, for people. */
export const JOB_WORDS: Record<State, string> = {
	waiting: "Waiting for its turn",
	looking: "Comparing the repository with the site",
	fetching: "Fetching what is new",
	applying: "Taking it over",
	publishing: "Writing the feeds",
	reporting: "Telling the author",
	done: "Done",
	parked: "Stopped",
};
