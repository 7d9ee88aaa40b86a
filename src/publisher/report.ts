import type { Problem } from "../article/problem.ts";
import { SITE_FEED } from "../feed/feed.ts";
import { type Exposure, exposuresOf } from "./exposures.ts";
import type { Outbox } from "./flush/outbox.ts";
import type { WaitingPurges } from "./flush/purges.ts";
import type { PublisherStore } from "./store.ts";
import { allProblems } from "./write/parsed-articles.ts";
import type { Publication, PublicationDay, Usage } from "./write/publications.ts";
import type { Unpublishing } from "./write/unpublishings.ts";

/** Problems that are told one by one. */
const MAX_LISTED_PROBLEMS = 200;

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
	exposures: Exposure[];
	/** Articles that this release would not publish, and that stay until their files are published again. */
	unpublishing: UnpublishingReport;
	counts: Counts;
	/** Of the Publisher's database, in bytes. */
	databaseSize: number;
}

export interface UnpublishingReport {
	count: number;
	/** In the order of paths, 200 at most. */
	listed: Unpublishing[];
}

/** What is wrong with sources, in numbers and one by one. */
export interface ProblemReport {
	errors: number;
	warnings: number;
	guesses: number;
	/** The worst first, 200 at most, each with the owner of its source. */
	listed: (Problem & { owner: string | null })[];
}

export function reportOf(store: PublisherStore, health: Health, now: number): Report {
	const { sql, meta, purges, publications, unpublishings } = store;
	const backlog = backlogOf(sql);
	const quietSince = meta.number(LAST_FAILURE) || meta.number("created");
	return {
		...health,
		since: backlog.failures[0]?.since ?? quietSince,
		backlog,
		purges: purges.waiting(),
		usage: publications.usage(now),
		publications: publications.list(),
		days: publications.days(now),
		problems: problemReport(store),
		exposures: exposuresOf(store),
		unpublishing: { count: unpublishings.count(), listed: unpublishings.list(MAX_LISTED_PROBLEMS) },
		counts: countsOf(sql, now),
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

/** Where it is kept when a value could not be written to KV last. */
export const LAST_FAILURE = "last_failure";

/** Entries of the outbox that fail, as many as are told of. */
const MAX_LISTED = 20;

/** What is still to be written to KV. Times are milliseconds since 1970. */
interface Backlog {
	feeds: number;
	/** Pages of articles. */
	articles: number;
	/** The list of feeds, and that of what has moved. */
	lists: number;
	/** Since when the oldest of it waits; null if nothing does. */
	oldest: number | null;
	/** How much of it was tried in vain. */
	failing: number;
	/** Of that what has failed for longest; twenty at most. */
	failures: Failure[];
}

type Failure = {
	/** `feed:topics/ai`, `article:/articles/tide`, `index` or `moves`. */
	entry: string;
	tries: number;
	since: number;
	/** Why it failed last. */
	error: string;
};

/** What waits in the outbox, and why it does. */
export function backlogOf(sql: SqlStorage): Backlog {
	const counts = sql
		.exec<Omit<Backlog, "failures">>(
			`SELECT coalesce(sum(entry LIKE 'feed:%'), 0) AS feeds, coalesce(sum(entry LIKE 'article:%'), 0) AS articles,
			coalesce(sum(entry IN ('index', 'moves')), 0) AS lists, min(since) AS oldest,
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

/** How much there is. */
type Counts = {
	/** What was handed over, read or not. */
	sources: number;
	/** Articles that are public now. */
	articles: number;
	/** Articles for members. */
	membersArticles: number;
	/** Feeds of topics and of providers that have articles. */
	topics: number;
	providers: number;
	/** Tokens for private feeds that open something now. */
	subscribers: number;
};

/** Reads a row for each source, each article for members, each feed, and each subscriber. */
function countsOf(sql: SqlStorage, now: number): Counts {
	return sql
		.exec<Counts>(
			`SELECT (SELECT count(*) FROM source) AS sources,
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

/** Values that the free plan lets be written to KV on a day. */
export const FREE_WRITES = 1000;

export interface Health {
	/** `delayed`: writing fails at the moment and is tried again. */
	status: "ok" | "delayed";
	/** Feeds whose renditions are not yet what they should be. */
	pending: number;
}

/** @param isBusy whether anything is to be read again or written */
export function healthOf(outbox: Outbox, isBusy: boolean): Health {
	const feeds = outbox.dirtyFeeds();
	// What is not a feed (a page, the list of feeds) counts as one as long as it is all that is left.
	const pending = feeds || (isBusy ? 1 : 0);
	return { status: outbox.hasFailures() ? "delayed" : "ok", pending };
}
