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
	/** When the site's current status began. */
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
	/**
	 * Published articles that the running release of Newsstand would not publish if they were new. They stay public until
	 * their files are uploaded again.
	 */
	unpublishing: UnpublishingReport;
	counts: Counts;
	/** Number of sources of each kind. */
	totals: Totals;
	/** Counts of the files stored alongside articles. */
	files: FileReport;
	/** Size of the Publisher's database in bytes. */
	databaseSize: number;
}

export interface UnpublishingReport {
	count: number;
	/** These articles, sorted by path; at most 200. */
	listed: Unpublishing[];
}

/** The current problems: how many there are, and a list. */
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

/** Maximum number of failing outbox entries to list in a report. */
const MAX_LISTED = 20;

/** The outbox entries waiting to be written to KV. Times are in milliseconds since 1970. */
interface Backlog {
	feeds: number;
	/** Number of waiting article pages. */
	articles: number;
	/** Number of waiting lists: the list of feeds, the redirects and the menu each count as one. */
	lists: number;
	/** When the oldest waiting entry was added, ignoring deferred entries; null if there is none. */
	oldest: number | null;
	/** Number of entries that could not be written when they were last tried. */
	failing: number;
	/** The entries that have been failing for the longest time; at most twenty. */
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

/** Summarizes the entries waiting in the outbox, and those of them that are failing. */
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
	/** Uploaded sources, including those with errors. */
	sources: number;
	/** Public articles. */
	articles: number;
	/** Members' articles. */
	membersArticles: number;
	/** Topics and providers with articles. */
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
	/** `delayed`: writes to KV are currently failing, and are being retried. */
	status: "ok" | "delayed";
	/** Number of feeds that are not up to date in KV. */
	pending: number;
	/**
	 * Number of feeds, pages and lists that are deferred until tomorrow because today's KV writes are used up, and when
	 * KV will accept writes again (in milliseconds since 1970). Until then, the Publisher itself serves what is deferred.
	 * Absent if nothing is deferred.
	 */
	deferred?: { count: number; until: number };
}

/** @param isBusy whether anything still has to be parsed again or written to KV */
export function healthOf({ outbox, dailyWrites }: PublisherStore, isBusy: boolean, now: number): Health {
	const feeds = outbox.dirtyFeeds();
	// If no feed is pending but other work is (such as writing a page or the list of feeds), all of that work counts as
	// one feed.
	const pending = feeds || (isBusy ? 1 : 0);
	const { pages, others } = outbox.deferred();
	const count = pages + others;
	const deferred = count === 0 ? {} : { deferred: { count, until: dailyWrites.renewal(now) } };
	return { status: outbox.hasFailures() ? "delayed" : "ok", pending, ...deferred };
}
