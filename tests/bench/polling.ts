import { lifetimesOf, pollInterval } from "../../src/feed/rhythm.ts";
import { chance } from "./chance.ts";

/** Seconds. */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What a reader learns from an answer, in seconds. */
interface Answer {
	maxAge: number;
	/** How long it was in Cloudflare's cache: `Age`. */
	age: number;
	ttl: number;
	/** `sy:updatePeriod` by `sy:updateFrequency`, if the feed has them. */
	period: number | null;
}

/** A program, and after how many seconds it asks again, as its authors document it with the default settings. */
interface Program {
	name: string;
	/** Part of all direct readers: an assumption. */
	share: number;
	next(answer: Answer): number;
}

/**
 * Miniflux: an hour, or `max-age` or `ttl` if they are longer, a day at most (miniflux/v2, pull requests 2147 and 3272).
 * FreshRSS: an hour, and not before `max-age` less `Age` is over (FreshRSS, pull request 6812). NetNewsWire: an hour,
 * whatever the server says (NetNewsWire, issues 4478 and 4560). CommaFeed: five minutes, or `Cache-Control` (commafeed,
 * issue 1677). Liferea: the mean of `ttl`, `sy:` and `max-age` less `Age`, five minutes at least (liferea, pull request 580).
 */
export const PROGRAMS: readonly Program[] = [
	{ name: "Miniflux", share: 0.2, next: ({ maxAge, ttl }) => Math.min(Math.max(HOUR, maxAge, ttl), DAY) },
	{ name: "FreshRSS", share: 0.2, next: ({ maxAge, age }) => Math.max(HOUR, maxAge - age) },
	{ name: "NetNewsWire", share: 0.35, next: () => HOUR },
	{ name: "CommaFeed", share: 0.1, next: ({ maxAge }) => Math.max(5 * MINUTE, maxAge) },
	{
		name: "Liferea",
		share: 0.1,
		next: ({ maxAge, age, ttl, period }) => {
			const said = [ttl, Math.max(0, maxAge - age), ...(period === null ? [] : [period])];
			return Math.max(5 * MINUTE, said.reduce((sum, one) => sum + one, 0) / said.length);
		},
	},
	{ name: "a script, every five minutes", share: 0.05, next: () => 5 * MINUTE },
];

/** Feedly asks about once an hour, once for all its subscribers (feedly.com/fetcher.html). */
export const AGGREGATOR_POLLS = 24;

/** A feed, by its news. */
export interface Kind {
	name: string;
	/** Seconds between its articles. */
	interval: number;
	/** Seconds since the last one at the start of the day; none appears then. */
	asleep?: number;
}

export const FEEDS = {
	minutes: { name: "every two minutes", interval: 2 * MINUTE },
	ten: { name: "every ten minutes", interval: 10 * MINUTE },
	newsroom: { name: "60 a day", interval: 24 * MINUTE },
	daily: { name: "one a day", interval: DAY },
	asleep: { name: "none for a month", interval: DAY, asleep: 30 * DAY },
} satisfies Record<string, Kind>;

/** Requests of readers in a day: with what Newsstand says now, or with five minutes for every feed, as up to 0.1. */
export type Headers = "now" | "five minutes";

/** Requests of one program's readers for a feed in a day. Each begins at another moment; the seed makes that repeatable. */
export function requestsOf({ next }: Program, readers: number, feed: Kind, headers: Headers, seed = 1): number {
	const random = chance(seed);
	let requests = 0;
	for (let reader = 0; reader < readers; reader++) {
		// They run on from the day before.
		let time = -random() * next(answerAt(0, feed, headers, random()));
		while (time < DAY) {
			if (time >= 0) requests++;
			time += next(answerAt(Math.max(0, time), feed, headers, random()));
		}
	}
	return requests;
}

/** Requests of all programs' readers, by their shares. */
export function requestsOfMix(readers: number, feed: Kind, headers: Headers): number {
	return PROGRAMS.reduce((sum, program) => {
		return sum + requestsOf(program, Math.round(readers * program.share), feed, headers);
	}, 0);
}

/** @param part of the time that an answer can be in the cache, for which this one was */
function answerAt(time: number, feed: Kind, headers: Headers, part: number): Answer {
	const quiet = feed.asleep === undefined ? time % feed.interval : feed.asleep + time;
	if (headers === "five minutes") {
		return { maxAge: 300, age: part * Math.min(300, quiet), ttl: 300, period: null };
	}
	const articles = Array.from({ length: 30 }, (_, index) => ({ published: -index * feed.interval * 1000 }));
	const poll = pollInterval(articles);
	const { reader, edge } = lifetimesOf({ poll }, (time - quiet) * 1000, time * 1000);
	return { maxAge: reader, age: part * Math.min(edge, quiet), ttl: Math.min(poll, HOUR), period: poll };
}
