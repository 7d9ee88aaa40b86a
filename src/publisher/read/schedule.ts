import type { Article } from "../../article/article.ts";
import { FORESIGHT, pollInterval, type Rhythm } from "../../feed/rhythm.ts";
import { membershipsOf } from "../../feed/taxonomy.ts";
import { parseArticle } from "../write/parsed-articles.ts";
import type { RenderContext } from "./stored-feed.ts";

/** Scheduled articles that are considered; more appear soon enough one after the other. */
const MAX_SCHEDULED = 50;

/** How the news of some feeds come: when the next scheduled article of any of them appears, and how often to ask. */
export function rhythmOf(
	context: Pick<RenderContext, "sql" | "descriptions">,
	articles: readonly { published: number }[],
	feeds: readonly string[],
	now: number,
): Rhythm {
	const next = scheduledIn(context, now, now + FORESIGHT).find((one) => one.feeds.some((feed) => feeds.includes(feed)));
	return { poll: pollInterval(articles), ...(next && { next: next.published }) };
}

/** The public articles that appear after `from` and up to `to`, soonest first, and the feeds that they will be in. */
function scheduledIn(
	{ sql, descriptions }: Pick<RenderContext, "sql" | "descriptions">,
	from: number,
	to: number,
): { published: number; feeds: string[] }[] {
	const rows = sql
		.exec<{ json: string }>(
			"SELECT json FROM reading WHERE published > ? AND published <= ? ORDER BY published LIMIT ?",
			...[from, to, MAX_SCHEDULED],
		)
		.toArray();
	return rows.map(({ json }) => {
		const article = parseArticle(json);
		return { published: article.published, feeds: feedsOf({ descriptions }, article) };
	});
}

/** The public feeds that an article will be in. */
export function feedsOf({ descriptions }: Pick<RenderContext, "descriptions">, article: Article): string[] {
	if (article.audience !== undefined) return [];
	const directory = descriptions.directory();
	return membershipsOf(directory.resolve(article), directory).map(({ feed }) => feed);
}

/** Marks the feeds of articles that appear after `from` and up to `to`. */
export function expectScheduled(context: Expecting, from: number, to: number): void {
	for (const { feeds } of scheduledIn(context, from, to)) expectArticle(context, feeds);
}

/** Marks the feeds that exist, so that their readers ask again when the next article appears. */
export function expectArticle(
	{ catalog, outbox }: Pick<Expecting, "catalog" | "outbox">,
	feeds: readonly string[],
): void {
	for (const feed of new Set(feeds)) if (catalog.isWritten(feed)) outbox.expect(feed);
}

type Expecting = Pick<RenderContext, "sql" | "descriptions" | "catalog" | "outbox">;
