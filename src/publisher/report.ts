import type { Problem } from "../article/problem.ts";
import { type Backlog, backlogOf, LAST_FAILURE } from "./backlog.ts";
import { type Counts, countsOf } from "./counts.ts";
import type { Desk } from "./desk.ts";
import type { Health } from "./health.ts";
import { Meta } from "./meta.ts";
import { allProblems } from "./problems.ts";
import type { Publication, PublicationDay } from "./publications.ts";
import type { Purges, WaitingPurges } from "./purges.ts";
import { type Usage, usageOf } from "./usage.ts";

/** Problems that are told one by one. */
const TOLD_PROBLEMS = 200;

/** How things stand, for whoever runs the site. Times are milliseconds since 1970. */
export interface Report extends Health {
	/** Since when the status is what it is. */
	since: number;
	backlog: Backlog;
	purges: WaitingPurges;
	usage: Usage;
	/** The newest first; 200 at most. */
	publications: Publication[];
	/** Of the last ninety days those on which something was published, the oldest first. */
	days: PublicationDay[];
	problems: ProblemReport;
	counts: Counts;
	/** Of the Publisher's database, in bytes. */
	databaseSize: number;
}

/** What is wrong with sources, in numbers and one by one. */
export interface ProblemReport {
	errors: number;
	warnings: number;
	guesses: number;
	/** The worst first, 200 at most, each with the owner of its source. */
	listed: (Problem & { owner: string | null })[];
}

export function reportOf(desk: Desk, purges: Purges, health: Health, now: number): Report {
	const { sql, publications } = desk;
	const meta = new Meta(sql);
	const backlog = backlogOf(sql);
	const quietSince = meta.number(LAST_FAILURE) || meta.number("created");
	return {
		...health,
		since: backlog.failures[0]?.since ?? quietSince,
		backlog,
		purges: purges.waiting(),
		usage: usageOf(sql, now),
		publications: publications.list(),
		days: publications.days(now),
		problems: problemReport(desk),
		counts: countsOf(sql, now),
		databaseSize: sql.databaseSize,
	};
}

const SEVERITIES = ["error", "warning", "guess"] as const;

function problemReport({ sql, sources }: Desk): ProblemReport {
	const bySeverity = Map.groupBy(allProblems(sql), ({ severity }) => severity);
	const [errors = [], warnings = [], guesses = []] = SEVERITIES.map((severity) => bySeverity.get(severity) ?? []);
	const listed = [...errors, ...warnings, ...guesses]
		.slice(0, TOLD_PROBLEMS)
		.map((problem) => ({ ...problem, owner: sources.owner(problem.path) ?? null }));
	return { errors: errors.length, warnings: warnings.length, guesses: guesses.length, listed };
}
