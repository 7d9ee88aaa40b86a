import { DAY, dayOf } from "../publisher/timing.ts";
import type { DayTotal, Part, ReadCounts } from "./readings.ts";

/** Days of the plot, of a trend, and those of which the most counts. */
const PLOT_DAYS = 90;
export const TREND_DAYS = 28;
const LATELY = 7;

/** Feeds and readers that are told one by one. */
const MAX_TRENDS = 12;

/** How many were counted of a feed or a reader lately. */
export interface Trend {
	name: string;
	/** The most on one of the last seven days. */
	subscribers: number;
	/** On each of the last 28 days, the oldest first. */
	counts: number[];
}

/** Those with the most, and how many there are. */
export interface Trends {
	total: number;
	listed: Trend[];
}

/** Who was seen reading, as subscriptions to feeds: a lower bound. */
export interface ReadershipReport {
	/** The most on one of the last seven days. */
	subscribers: number;
	/** Of the last ninety days those on which somebody was seen, the oldest first. */
	days: DayTotal[];
	feeds: Trends;
	readers: Trends;
}

/** What was counted on each day from one to another, today so far included: the oldest first. */
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
