import { type Archives, FEED_BYTES, type Format, parseFeedPath } from "./feed.ts";

/**
 * The data that archive documents need about an article: publication time (milliseconds since 1970) and size in bytes.
 */
export interface Archived {
	published: number;
	size: number;
}

/**
 * An archive document. `period` is a month (UTC), such as `2026-05`. If the month is too large for one document, the
 * period is a day, `2026-05-17`; if the day is also too large, the period is a part of the day, `2026-05-17-2`.
 */
export interface ArchiveDocument<T extends Archived> {
	period: string;
	/** Newest first. */
	articles: T[];
}

/** Returns the name of a document in a feed's archive: `topics/ai/archive/2026-05`. */
export function archiveName(feed: string, period: string): string {
	return `${feed}/archive/${period}`;
}

/**
 * Returns a feed's link to its archive, which leads to the month of the newest article. If that month is split into
 * several documents, the month's address redirects to the newest document.
 */
export function newestArchive(feed: string, articles: readonly { published: number }[]): Archives | undefined {
	const [newest] = articles;
	return newest && { previous: archiveName(feed, monthOf(newest.published)) };
}

const ARCHIVE_PATH = /^(\/.+)\/archive\/(\d[\d-]*)\.(rss|atom|json)$/;

/** Parses the path of a document in a stored feed's archive; null for any other path. */
export function parseArchivePath(pathname: string): { name: string; period: string; format: Format } | null {
	const [, feed = "", period = "", extension] = ARCHIVE_PATH.exec(pathname) ?? [];
	const parsed = parseFeedPath(feed);
	if (!parsed || parsed.format !== undefined) return null;
	const format = extension === "atom" || extension === "json" ? extension : "rss";
	return { name: parsed.name, period, format };
}

/** Returns the month (UTC) that contains a time, in the form `2026-05`. */
export function monthOf(time: number): string {
	return new Date(time).toISOString().slice(0, 7);
}

/**
 * Returns the start and end of the month that contains a period, in milliseconds since 1970; null if the text is not a
 * period.
 */
export function monthRange(period: string): { from: number; to: number } | null {
	const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])(?:-\d{2}(?:-[1-9]\d*)?)?$/.exec(period) ?? [];
	if (year === undefined || month === undefined) return null;
	const from = new Date(`${year}-${month}-01T00:00:00Z`);
	return { from: from.getTime(), to: new Date(from).setUTCMonth(from.getUTCMonth() + 1) };
}

/**
 * Divides the articles of one month into documents, newest first. Each article is in exactly one document. Articles
 * from other months do not affect the result.
 *
 * @param articles all articles of one month, newest first
 */
export function archiveDocuments<T extends Archived>(articles: readonly T[]): ArchiveDocument<T>[] {
	const [newest] = articles;
	if (!newest) return [];
	if (sizeOf(articles) <= FEED_BYTES) return [{ period: monthOf(newest.published), articles: [...articles] }];
	const days = Map.groupBy(articles, ({ published }) => new Date(published).toISOString().slice(0, 10));
	return [...days].flatMap(([day, ofDay]) => {
		if (sizeOf(ofDay) <= FEED_BYTES) return [{ period: day, articles: ofDay }];
		return partsOf(ofDay).map((part, index, { length }) => ({ period: `${day}-${length - index}`, articles: part }));
	});
}

/**
 * Divides articles into parts that each fit in one document. The oldest part is filled first, so that a new article
 * changes only the newest part.
 */
function partsOf<T extends Archived>(articles: readonly T[]): T[][] {
	const parts: T[][] = [];
	let room = 0;
	for (const article of articles.toReversed()) {
		room -= article.size;
		if (room < 0) {
			parts.unshift([]);
			room = FEED_BYTES - article.size;
		}
		parts[0]?.unshift(article);
	}
	return parts;
}

function sizeOf(articles: readonly Archived[]): number {
	return articles.reduce((sum, { size }) => sum + size, 0);
}

/** Converts a month (`2026-05`) to a number of months, so that months can be added and subtracted. */
export function ordinalOf(month: string): number {
	return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}
