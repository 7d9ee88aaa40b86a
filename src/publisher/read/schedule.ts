import type { Article } from "../../article/article.ts";
import { FORESIGHT, pollInterval, type Rhythm } from "../../feed/rhythm.ts";
import { membershipsOf } from "../../feed/taxonomy.ts";
import { type Packed, unpackArticle } from "../packed.ts";
import type { RenderContext } from "./stored-feed.ts";

/**
 * Maximum number of scheduled articles to consider at a time. Later articles are considered once earlier ones have been
 * published.
 */
const MAX_SCHEDULED = 50;

/** Returns when to poll these feeds: at the usual interval, and at the time of the next scheduled article. */
export function rhythmOf(
	context: Pick<RenderContext, "sql" | "descriptions">,
	articles: readonly { published: number }[],
	feeds: readonly string[],
	now: number,
): Rhythm {
	const next = scheduledIn(context, now, now + FORESIGHT).find((one) => one.feeds.some((feed) => feeds.includes(feed)));
	return { poll: pollInterval(articles), ...(next && { next: next.published }) };
}

/**
 * Returns the articles scheduled between two times, soonest first. For each, returns its time and the public feeds in
 * which it will appear.
 *
 * @param from exclusive
 * @param to inclusive
 */
function scheduledIn(
	{ sql, descriptions }: Pick<RenderContext, "sql" | "descriptions">,
	from: number,
	to: number,
): { published: number; feeds: string[] }[] {
	const rows = sql
		.exec<{ json: Packed }>(
			"SELECT json FROM reading WHERE published > ? AND published <= ? ORDER BY published LIMIT ?",
			...[from, to, MAX_SCHEDULED],
		)
		.toArray();
	return rows.map(({ json }) => {
		const article = unpackArticle(json);
		return { published: article.published, feeds: feedsOf({ descriptions }, article) };
	});
}

/** Returns the public feeds that an article will appear in. */
export function feedsOf({ descriptions }: Pick<RenderContext, "descriptions">, article: Article): string[] {
	if (article.audience !== undefined) return [];
	const directory = descriptions.directory();
	return membershipsOf(directory.resolve(article), directory).map(({ feed }) => feed);
}

/** Marks the feeds that articles due after `from`, and no later than `to`, will appear in. */
export function expectScheduled(context: Expecting, from: number, to: number): void {
	for (const { feeds } of scheduledIn(context, from, to)) expectArticle(context, feeds);
}

/** Marks those of the feeds that already exist, so that readers poll again when the next article is published. */
export function expectArticle(
	{ catalog, outbox }: Pick<Expecting, "catalog" | "outbox">,
	feeds: readonly string[],
): void {
	for (const feed of new Set(feeds)) if (catalog.isWritten(feed)) outbox.expect(feed);
}

type Expecting = Pick<RenderContext, "sql" | "descriptions" | "catalog" | "outbox">;
