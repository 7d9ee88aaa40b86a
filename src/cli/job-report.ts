import type { Job } from "./api-answers.ts";
import { problemLines } from "./report.ts";
import { localTime, tableOf } from "./table.ts";

/** So much of an id as is needed to name a job. */
export function shortId({ id }: Pick<Job, "id">): string {
	return id.slice(0, 8);
}

/** A table of jobs: when each was last worked on, and what came of it. */
export function jobTable(jobs: Job[]): string[] {
	const rows = jobs.map((job) => [
		localTime(job.updated),
		shortId(job),
		job.repository,
		job.state,
		job.commit?.slice(0, 8) ?? "",
		whatOf(job),
		job.reason ?? "",
	]);
	return tableOf([["When", "Job", "Repository", "State", "Commit", "What", "Reason"], ...rows]);
}

/** All that is known of a job, and the problems of its sources below. */
export function jobLines(job: Job): string[] {
	const rows = [
		["Job", job.id],
		["Repository", job.repository],
		["State", job.state],
		["Asked for", `${localTime(job.created)}, by ${job.cause}`],
		["Worked on", localTime(job.updated)],
		["Goes on", job.due === null ? "" : localTime(job.due)],
		["Failures", job.tries === 0 ? "" : String(job.tries)],
		["Commit", job.commit ?? ""],
		["What", whatOf(job)],
		["Reason", job.reason ?? ""],
	];
	const lines = tableOf(rows.filter(([, value]) => value !== ""));
	return job.problems.length === 0 ? lines : [...lines, "", ...problemLines(job.problems)];
}

/** `2 added, 1 removed`; while files are fetched, how many of them. */
function whatOf({ state, commit, added, changed, removed, fetched }: Job): string {
	if (state === "fetching") return `${fetched} of ${added + changed} fetched`;
	const counts = { added, changed, removed };
	const parts = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
	if (parts.length > 0) return parts.join(", ");
	return state === "done" && commit !== null ? "nothing changed" : "";
}
