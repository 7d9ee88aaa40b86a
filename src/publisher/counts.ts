import { SITE_FEED } from "../feed/feed.ts";

/** How much there is. */
export type Counts = {
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
export function countsOf(sql: SqlStorage, now: number): Counts {
	return sql
		.exec<Counts>(
			`SELECT (SELECT count(*) FROM source) AS sources,
			(SELECT size FROM feed WHERE name = ?1) AS articles,
			(SELECT count(*) FROM members_article) AS membersArticles,
			(SELECT count(*) FROM feed WHERE name LIKE 'topics/%') AS topics,
			(SELECT count(*) FROM feed WHERE name LIKE 'providers/%') AS providers,
			(SELECT count(*) FROM subscriber WHERE revoked IS NULL AND coalesce(expires > ?2, true)) AS subscribers`,
			SITE_FEED,
			now,
		)
		.one();
}
