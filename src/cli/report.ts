import type { Problem } from "../article/problem.ts";
import type { Counts, FeedEntry, Job } from "./api/client.ts";
import type { Published } from "./content/upload.ts";
import { localTime, printable, tableOf } from "./terminal.ts";

/** `12 added, 1 changed, 0 removed, 489 unchanged` */
export function countsLine({ added, changed, removed, unchanged }: Counts): string {
	return `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged`;
}

/** A table of the feeds: name, articles, address. */
export function feedTable(feeds: FeedEntry[]): string[] {
	const rows = feeds.map(({ name, count, rss }) => [name, String(count), rss]);
	return tableOf([["Feed", "Articles", "RSS"], ...rows], [1]);
}

/** `[##########----------] 250 of 501` */
export function progressBar(done: number, total: number): string {
	const filled = Math.round((done / total) * 20);
	return `[${"#".repeat(filled)}${"-".repeat(20 - filled)}] ${done} of ${total}`;
}

const LABELS = { error: "", warning: "Warning: ", guess: "Guessed: " };

/** `path:line  message`, with the hint below. */
export function problemLines(problems: Problem[]): string[] {
	return problems.flatMap(({ severity, path, line, message, hint }) => {
		const place = printable(path) + (line === null ? "" : `:${line}`);
		const first = `${place}  ${LABELS[severity]}${printable(message)}`;
		return hint === "" ? [first] : [first, `    ${printable(hint)}`];
	});
}

/**
 * What a run has changed, in one line: `14:03:07  1 changed: articles/x.md`; null if that is nothing.
 *
 * @param problems those that are worth telling
 */
export function changeLine(time: Date, run: Published, problems: Problem[]): string | null {
	const parts = (["added", "changed", "removed"] as const).map((key) => (run[key] === 0 ? "" : `${run[key]} ${key}`));
	if (problems.length > 0) parts.push(problems.length === 1 ? "1 problem" : `${problems.length} problems`);
	const what = parts.filter((part) => part !== "").join(", ");
	if (what === "") return null;
	const paths = run.paths.length > 0 ? run.paths : [...new Set(problems.map(({ path }) => path))];
	const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
	return `${clock(time)}  ${what}: ${paths.slice(0, 3).map(printable).join(", ")}${more}`;
}

/** `14:03:07`, local time. */
export function clock(time: Date): string {
	return time.toTimeString().slice(0, 8);
}

/** The first characters of a job's id, enough to name it. */
export function shortId({ id }: Pick<Job, "id">): string {
	return id.slice(0, 8);
}

/** A table of jobs: when each last ran, and its result. */
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

/** The details of a job, and the problems of its sources below. */
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
