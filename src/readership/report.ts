import type { Budget } from "../budget.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import type { DayTotal, Part, ReadCounts } from "./readings.ts";
import type { Requests } from "./tally.ts";

/** Number of days in the chart, in a trend, and in the period whose maximum is shown. */
const PLOT_DAYS = 90;
export const TREND_DAYS = 28;
const LATELY = 7;

/** Maximum number of feeds to list, and maximum number of readers to list. */
const MAX_TRENDS = 12;

/** Recent counts of a feed or reader. */
export interface Trend {
	name: string;
	/** The maximum of the last seven days. */
	subscribers: number;
	/** The counts of the last 28 days, oldest first. */
	counts: number[];
}

/** The largest feeds or readers, and the total number of feeds or readers. */
export interface Trends {
	total: number;
	listed: Trend[];
}

/** The readers that were seen. What is counted are feed subscriptions, and the numbers are lower bounds. */
export interface ReadershipReport {
	/** Maximum over the last seven days. */
	subscribers: number;
	/** Daily totals of the last ninety days, oldest first. Days without readers are omitted. */
	days: DayTotal[];
	feeds: Trends;
	readers: Trends;
	/** Number of requests that the Worker has answered today. */
	requests: Requests;
}

/**
 * Share of the daily limit at which to warn. It is low because the requests that Cloudflare's cache answers count
 * towards the limit too, and there are at least as many of them as requests that the Worker answers.
 */
const NEAR = 0.5;

/** Whether today's requests are close to the daily limit. */
export function areRequestsShort({ all }: Requests, { isLimit, requests }: Budget): boolean {
	return isLimit && all >= requests * NEAR;
}

/**
 * Returns a warning if today's requests are close to the daily limit; null if they are not, or if the plan does not
 * have a limit.
 */
export function requestsWarningOf(made: Requests, budget: Budget): string | null {
	if (!areRequestsShort(made, budget)) return null;
	const [used, limit] = [made.all, budget.requests].map((count) => count.toLocaleString("en"));
	return `The Worker has answered ${used} requests today, and Cloudflare's cache has answered more. Once the total exceeds ${limit}, Cloudflare responds with errors until 00:00 UTC. See docs/costs.md for what to do. The paid plan has no such limit.`;
}

/** Returns a function that returns the totals of a range of days, oldest first, including today's totals so far. */
export function historyOf(readings: ReadCounts, to: string, now: number): (part: Part, from: string) => DayTotal[] {
	const { day } = readings.today(now);
	const soFar = day <= to ? readings.soFar(now) : [];
	soFar.sort((a, b) => b.subscribers - a.subscribers);
	return (part, from) => {
		const today = from <= day ? soFar.filter((total) => total.part === part) : [];
		return [...readings.totals(part, from, to), ...today.map(({ name, subscribers }) => ({ day, name, subscribers }))];
	};
}

export function reportOf(readings: ReadCounts, now: number): ReadershipReport {
	const since = (days: number) => dayOf(now - (days - 1) * DAY);
	const of = historyOf(readings, dayOf(now), now);
	const days = of("site", since(PLOT_DAYS));
	return {
		subscribers: trendsOf(days, now).listed[0]?.subscribers ?? 0,
		days,
		feeds: trendsOf(of("feed", since(TREND_DAYS)), now),
		readers: trendsOf(of("reader", since(TREND_DAYS)), now),
		requests: readings.requests(now),
	};
}

function trendsOf(totals: readonly DayTotal[], now: number): Trends {
	const days = Array.from({ length: TREND_DAYS }, (_, index) => dayOf(now - (TREND_DAYS - 1 - index) * DAY));
	const trends = [...Map.groupBy(totals, ({ name }) => name)].flatMap(([name, own]): Trend[] => {
		const byDay = new Map(own.map(({ day, subscribers }) => [day, subscribers]));
		const counts = days.map((day) => byDay.get(day) ?? 0);
		const subscribers = Math.max(...counts.slice(-LATELY));
		return subscribers === 0 ? [] : [{ name, subscribers, counts }];
	});
	trends.sort((a, b) => b.subscribers - a.subscribers || (a.name < b.name ? -1 : 1));
	return { total: trends.length, listed: trends.slice(0, MAX_TRENDS) };
}
