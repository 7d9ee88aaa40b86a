import type { Problem } from "../article/problem.ts";
import { articlesInWords, counted, othersInWords, type Totals } from "../article/totals.ts";
import type { Counts, FeedEntry, Full, Job } from "./api/client.ts";
import type { Published } from "./content/upload.ts";
import type { FileRun } from "./files/sync.ts";
import { localTime, printable, tableOf } from "./terminal.ts";

/**
 * Summarizes how many files of each kind there are, and what was uploaded. If the site runs a release too old to return
 * totals, summarizes only the upload.
 */
export function totalsLines(totals: Totals | undefined, counts: Counts): string[] {
	if (totals === undefined) return [uploadLine(counts)];
	if (totals.files === 0) return [NO_FILES, ...(counts.removed > 0 ? [uploadLine(counts)] : [])];
	const others = othersInWords(totals);
	return [
		`${counted(totals.files, "file")}: ${articlesInWords(totals)}`,
		...(others.length > 0 ? [`Not articles: ${others.join(", ")}`] : []),
		uploadLine(counts),
	];
}

/** Printed for a folder without articles. */
export const NO_FILES =
	"There are no articles yet. Write one, such as hello.md, with a title and a date (docs/content.md shows how).";

/** Summarizes an upload in a line such as `3 files uploaded, 1 removed, 489 unchanged`. */
function uploadLine({ added, changed, removed, unchanged }: Counts): string {
	if (added + changed + removed === 0) return "Nothing to upload";
	const uploaded = `${counted(added + changed, "file")} uploaded`;
	const others = [removed > 0 ? `${removed} removed` : "", unchanged > 0 ? `${unchanged} unchanged` : ""];
	return [uploaded, ...others.filter((words) => words !== "")].join(", ");
}

/** Summarizes the sync of pictures and other files stored alongside articles. Empty if there are none. */
export function fileLines(run: FileRun | undefined): string[] {
	if (run === undefined) return [];
	const { sent, removed, stored, waiting, stripped } = run;
	const unchanged = stored - sent.length;
	const parts = [
		...(sent.length > 0 ? [`${sent.length} uploaded`] : []),
		...(removed.length > 0 ? [`${removed.length} removed`] : []),
		...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
		...(waiting > 0 ? [`${waiting} waiting`] : []),
	];
	return [
		...(parts.length > 0 ? [`Pictures and other files: ${parts.join(", ")}`] : []),
		...(stripped > 0 ? [`Location data was removed from ${counted(stripped, "picture")}.`] : []),
		...(waiting > 0
			? [
					"The site cannot store more files today. Run the same command again after 00:00 UTC to upload the waiting files.",
				]
			: []),
	];
}

/** Formats feeds as a table with name, number of articles and address. */
export function feedTable(feeds: FeedEntry[]): string[] {
	const rows = feeds.map(({ name, count, rss }) => [name, String(count), rss]);
	return tableOf([["Feed", "Articles", "RSS"], ...rows], [1]);
}

/** Formats a progress bar such as `[##########----------] 250 of 501`. */
export function progressBar(done: number, total: number): string {
	const filled = Math.round((done / total) * 20);
	return `[${"#".repeat(filled)}${"-".repeat(20 - filled)}] ${done} of ${total}`;
}

const LABELS = { error: "", warning: "Warning: ", guess: "Guessed: " };

/** Maximum number of places listed for a problem. */
const MAX_PLACES = 3;

/**
 * Formats problems as `path:line message`, with the hint below. Lists a repeated problem once, with the places where it
 * occurs.
 */
export function problemLines(problems: readonly Problem[]): string[] {
	const groups = groupProblems(problems);
	const lines = groups.flatMap(groupLines);
	return groups.some(isShortened) ? [...lines, "", SEE_ALL] : lines;
}

/** Says how to see the places that `groupLines` leaves out. */
export const SEE_ALL = "To list every occurrence: npm run newsstand -- check --all FOLDER";

/** A problem and the places where it occurs. */
export interface ProblemGroup {
	problem: Problem;
	places: string[];
}

/** Whether `groupLines` leaves out some of the places. */
export function isShortened({ places }: ProblemGroup): boolean {
	return places.length > MAX_PLACES;
}

/**
 * Groups identical problems. Sorts the groups by severity, errors first, and then by frequency, most frequent first.
 */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
	const groups = Map.groupBy(problems, ({ severity, message, hint }) => JSON.stringify([severity, message, hint]));
	return [...groups.values()]
		.flatMap((same) => (same[0] ? [{ problem: same[0], places: same.map(placeOf) }] : []))
		.sort((a, b) => rank(a) - rank(b) || b.places.length - a.places.length);
}

function rank({ problem }: ProblemGroup): number {
	return ["error", "warning", "guess"].indexOf(problem.severity);
}

function placeOf({ path, line }: Problem): string {
	return printable(path) + (line === null ? "" : `:${line}`);
}

/** Formats a problem as lines that say where it is, what is wrong, and how to fix it. */
export function groupLines({ problem: { severity, message, hint }, places }: ProblemGroup): string[] {
	const what = LABELS[severity] + printable(message);
	const lines = hint === "" ? [] : [`    ${printable(hint)}`];
	if (places.length === 1) return [`${places[0]}  ${what}`, ...lines];
	const more = places.length > MAX_PLACES ? ` and ${(places.length - MAX_PLACES).toLocaleString("en")} more` : "";
	const where = `    In ${places.slice(0, MAX_PLACES).join(", ")}${more}`;
	return [`${what} (${places.length.toLocaleString("en")} times)`, where, ...lines];
}

/**
 * Summarizes what a run changed in a line such as `14:03:07  1 changed: articles/x.md`. Null if nothing changed.
 *
 * @param problems problems to mention
 * @param fixed the number of problems that were fixed
 */
export function changeLine(time: Date, run: Published, problems: Problem[], fixed = 0): string | null {
	const parts = (["added", "changed", "removed"] as const).map((key) => (run[key] === 0 ? "" : `${run[key]} ${key}`));
	if (run.files && run.files.sent.length > 0) parts.push(`${counted(run.files.sent.length, "file")} uploaded`);
	if (run.files && run.files.removed.length > 0) parts.push(`${counted(run.files.removed.length, "file")} removed`);
	if (problems.length > 0) parts.push(counted(problems.length, "problem"));
	if (fixed > 0) parts.push(`${counted(fixed, "problem")} fixed`);
	const what = parts.filter((part) => part !== "").join(", ");
	if (what === "") return null;
	const changed = [...run.paths, ...(run.files?.sent ?? []), ...(run.files?.removed ?? [])];
	const paths = changed.length > 0 ? changed : [...new Set(problems.map(({ path }) => path))];
	const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
	return `${clock(time)}  ${what}: ${paths.slice(0, 3).map(printable).join(", ")}${more}`;
}

/** Formats a time in the local time zone, for example as `14:03:07`. */
export function clock(time: Date): string {
	return time.toTimeString().slice(0, 8);
}

/** Shortens a job's id to its first characters, which are enough to identify the job. */
export function shortId({ id }: Pick<Job, "id">): string {
	return id.slice(0, 8);
}

/** Formats jobs as a table with the time and result of each job's last run. */
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
	return tableOf([["When", "Job", "Repository", "State", "Commit", "Changes", "Reason"], ...rows]);
}

/** Formats the details of a job, followed by the problems of its sources. */
export function jobLines(job: Job): string[] {
	const rows = [
		["Job", job.id],
		["Repository", job.repository],
		["State", job.state],
		["Created", `${localTime(job.created)}, by ${job.cause}`],
		["Updated", localTime(job.updated)],
		["Next attempt", job.due === null ? "" : localTime(job.due)],
		["Failures", job.tries === 0 ? "" : String(job.tries)],
		["Commit", job.commit ?? ""],
		["Changes", whatOf(job)],
		["Reason", job.reason ?? ""],
	];
	const lines = tableOf(rows.filter(([, value]) => value !== ""));
	return job.problems.length === 0 ? lines : [...lines, "", ...problemLines(job.problems)];
}

/**
 * Summarizes a job's changes, for example as `2 added, 1 removed`. While the job is fetching files, returns the number
 * of fetched files instead.
 */
function whatOf({ state, commit, added, changed, removed, fetched }: Job): string {
	if (state === "fetching") return `${fetched} of ${added + changed} fetched`;
	const counts = { added, changed, removed };
	const parts = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
	if (parts.length > 0) return parts.join(", ");
	return state === "done" && commit !== null ? "nothing changed" : "";
}

/** Explains that some KV writes have to wait until tomorrow, but that readers already get all content. */
export function fullLine({ waiting, until }: Full): string {
	const what = counted(waiting, "feed, page or list", "feeds, pages and lists");
	const time = `${until.slice(11, 16)} UTC`;
	return `Today's KV writes are used up. Readers already get everything; ${what} will be written to KV after ${time}.`;
}
