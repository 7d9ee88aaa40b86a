import type { Problem } from "../article/problem.ts";
import type { Totals } from "../article/totals.ts";
import type { Budget } from "../budget.ts";
import { SITE_FEED } from "../feed/feed.ts";
import { type Exposure, exposuresOf } from "./exposures.ts";
import type { FileReport } from "./files/files.ts";
import type { StoreLimits } from "./files/store-limits.ts";
import type { WaitingPurges } from "./flush/purges.ts";
import type { PublisherStore } from "./store.ts";
import { allProblems } from "./write/parsed-articles.ts";
import type { Publication, PublicationDay, Usage } from "./write/publications.ts";
import type { Unpublishing } from "./write/unpublishings.ts";

/** Maximum number of problems in a report. */
const MAX_LISTED_PROBLEMS = 200;

/** The state of the site, for its operator. Times are in milliseconds since 1970. */
export interface Report extends Health {
	/** When the current status began. */
	since: number;
	backlog: Backlog;
	purges: WaitingPurges;
	usage: Usage;
	/** Limits of the site's plan. */
	budget: Budget;
	/** The latest publications, newest first; at most 200. */
	publications: Publication[];
	/** Days with publications within the last ninety days, oldest first. */
	days: PublicationDay[];
	problems: ProblemReport;
	exposures: Exposure[];
	/** Published articles that this release would unpublish. They remain public until their files are uploaded again. */
	unpublishing: UnpublishingReport;
	counts: Counts;
	/** Number of files of each kind. */
	totals: Totals;
	/** Counts of the files stored alongside articles. */
	files: FileReport;
	/** Size of the Publisher's database in bytes. */
	databaseSize: number;
}

export interface UnpublishingReport {
	count: number;
	/** These articles, ordered by path; at most 200. */
	listed: Unpublishing[];
}

/** Problems, as counts and as a list. */
export interface ProblemReport {
	errors: number;
	warnings: number;
	guesses: number;
	/** The problems, most severe first, each with the owner of its source; at most 200. */
	listed: (Problem & { owner: string | null })[];
}

export function reportOf(store: PublisherStore, health: Health, limits: StoreLimits, now: number): Report {
	const { sql, meta, purges, publications, unpublishings } = store;
	const backlog = backlogOf(sql);
	const quietSince = meta.number(LAST_FAILURE) || meta.number("created");
	return {
		...health,
		since: backlog.failures[0]?.since ?? quietSince,
		backlog,
		purges: purges.waiting(),
		usage: publications.usage(now),
		budget: store.budget,
		publications: publications.list(),
		days: publications.days(now),
		problems: problemReport(store),
		exposures: exposuresOf(store),
		unpublishing: { count: unpublishings.count(), listed: unpublishings.list(MAX_LISTED_PROBLEMS) },
		counts: countsOf(sql, now),
		totals: store.fileKinds.totals(now),
		files: store.files.report(limits, publications.usage(now).writes, now),
		databaseSize: sql.databaseSize,
	};
}

const SEVERITIES = ["error", "warning", "guess"] as const;

function problemReport(store: PublisherStore): ProblemReport {
	const bySeverity = Map.groupBy(allProblems(store), ({ severity }) => severity);
	const [errors = [], warnings = [], guesses = []] = SEVERITIES.map((severity) => bySeverity.get(severity) ?? []);
	const listed = [...errors, ...warnings, ...guesses]
		.slice(0, MAX_LISTED_PROBLEMS)
		.map((problem) => ({ ...problem, owner: store.sources.owner(problem.path) ?? null }));
	return { errors: errors.length, warnings: warnings.length, guesses: guesses.length, listed };
}

/** Meta key: the time of the last failed KV write. */
export const LAST_FAILURE = "last_failure";

/** Maximum number of failing outbox entries in a report. */
const MAX_LISTED = 20;

/** The entries waiting to be written to KV. Times are in milliseconds since 1970. */
interface Backlog {
	feeds: number;
	/** Number of article pages. */
	articles: number;
	/** Number of lists: the list of feeds, the redirects, and the menu. */
	lists: number;
	/** When the oldest entry that is not deferred was added; null if there is no such entry. */
	oldest: number | null;
	/** Number of entries that have failed. */
	failing: number;
	/** The entries that have been failing longest; at most twenty. */
	failures: Failure[];
}

type Failure = {
	/** The outbox key, such as `feed:topics/ai`, `article:/articles/tide`, `index` or `moves`. */
	entry: string;
	tries: number;
	since: number;
	/** The last error. */
	error: string;
};

/** Summarizes the entries waiting in the outbox, and the failures among them. */
export function backlogOf(sql: SqlStorage): Backlog {
	const counts = sql
		.exec<Omit<Backlog, "failures">>(
			`SELECT coalesce(sum(entry LIKE 'feed:%'), 0) AS feeds, coalesce(sum(entry LIKE 'article:%'), 0) AS articles,
			coalesce(sum(entry IN ('index', 'moves', 'menu')), 0) AS lists, min(iif(deferred = mark, NULL, since)) AS oldest,
			coalesce(sum(tries > 0), 0) AS failing FROM outbox`,
		)
		.one();
	const failures = sql
		.exec<Failure>(
			`SELECT entry, tries, coalesce(failing, since) AS since, coalesce(error, '') AS error
			FROM outbox WHERE tries > 0 ORDER BY 3, entry LIMIT ?`,
			MAX_LISTED,
		)
		.toArray();
	return { ...counts, failures };
}

/** Counts of the site's content. */
type Counts = {
	/** Uploaded sources, whether valid or not. */
	sources: number;
	/** Public articles. */
	articles: number;
	/** Members' articles. */
	membersArticles: number;
	/** Topic and provider feeds with articles. */
	topics: number;
	providers: number;
	/** Valid tokens for private feeds. */
	subscribers: number;
};

/** Counts the site's content. Reads one row per members' article, feed and subscriber. */
function countsOf(sql: SqlStorage, now: number): Counts {
	return sql
		.exec<Counts>(
			`SELECT (SELECT coalesce(sum(size), 0) FROM file_total) AS sources,
			(SELECT size FROM feed WHERE name = ?1) AS articles,
			(SELECT count(*) FROM members_article) AS membersArticles,
			(SELECT count(*) FROM feed WHERE name LIKE 'topics/%' AND size > 0) AS topics,
			(SELECT count(*) FROM feed WHERE name LIKE 'providers/%' AND size > 0) AS providers,
			(SELECT count(*) FROM subscriber WHERE revoked IS NULL AND coalesce(expires > ?2, true)) AS subscribers`,
			SITE_FEED,
			now,
		)
		.one();
}

export interface Health {
	/** `delayed`: writing to KV is currently failing and being retried. */
	status: "ok" | "delayed";
	/** Number of feeds that are not up to date. */
	pending: number;
	/**
	 * Number of feeds, pages and lists deferred until tomorrow because today's KV writes are used up, and when KV will
	 * accept them, in milliseconds since 1970. Until then, the Publisher serves readers itself. Absent if nothing is
	 * deferred.
	 */
	deferred?: { count: number; until: number };
}

/** @param isBusy whether anything still needs to be parsed again or written */
export function healthOf({ outbox, dailyWrites }: PublisherStore, isBusy: boolean, now: number): Health {
	const feeds = outbox.dirtyFeeds();
	// Other entries (a page, the list of feeds) count as one if no feed is pending.
	const pending = feeds || (isBusy ? 1 : 0);
	const { pages, others } = outbox.deferred();
	const count = pages + others;
	const deferred = count === 0 ? {} : { deferred: { count, until: dailyWrites.renewal(now) } };
	return { status: outbox.hasFailures() ? "delayed" : "ok", pending, ...deferred };
}
