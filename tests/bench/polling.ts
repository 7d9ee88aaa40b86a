import { lifetimesOf, pollInterval } from "../../src/feed/rhythm.ts";
import { chance } from "./chance.ts";

/** In seconds, like all times in this file. */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** The values in a response that tell a reader when to poll again, in seconds. */
interface Answer {
	maxAge: number;
	/** The `Age` header: how long the response was in Cloudflare's cache. */
	age: number;
	ttl: number;
	/** `sy:updatePeriod` divided by `sy:updateFrequency`, if the feed has both. */
	period: number | null;
}

/** A program, and the seconds until it polls again with default settings, according to its authors. */
interface Program {
	name: string;
	/** The assumed share of direct readers who use this program. */
	share: number;
	next(answer: Answer): number;
}

/**
 * Miniflux polls every hour, or after `max-age` or `ttl` if either is longer, up to a day (miniflux/v2, pull requests
 * 2147 and 3272). FreshRSS polls every hour, but not before `max-age` minus `Age` has passed (FreshRSS, pull request
 * 6812). NetNewsWire always polls every hour (NetNewsWire, issues 4478 and 4560). CommaFeed polls every five minutes,
 * or after `Cache-Control` (commafeed, issue 1677). Liferea polls after the mean of `ttl`, `sy:` and `max-age` minus
 * `Age`, at least five minutes (liferea, pull request 580).
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

/**
 * Polls per day by an aggregator. Feedly polls about once an hour for all its subscribers together
 * (feedly.com/fetcher.html).
 */
export const AGGREGATOR_POLLS = 24;

/** A kind of feed, characterized by how often its articles appear. */
export interface Kind {
	name: string;
	/** Seconds between the feed's articles. */
	interval: number;
	/** Seconds since the last article at the start of the day, for a feed that gets no new articles. */
	asleep?: number;
}

export const FEEDS = {
	minutes: { name: "every two minutes", interval: 2 * MINUTE },
	ten: { name: "every ten minutes", interval: 10 * MINUTE },
	newsroom: { name: "60 a day", interval: 24 * MINUTE },
	daily: { name: "one a day", interval: DAY },
	asleep: { name: "none for a month", interval: DAY, asleep: 30 * DAY },
} satisfies Record<string, Kind>;

/** Which headers to simulate: the current headers, or an interval of five minutes for every feed, as in version 0.1. */
export type Headers = "now" | "five minutes";

/**
 * Simulates a day, and returns how many requests the readers with this program send for a feed. Each reader starts at a
 * different time, which the seed makes repeatable.
 */
export function requestsOf({ next }: Program, readers: number, feed: Kind, headers: Headers, seed = 1): number {
	const random = chance(seed);
	let requests = 0;
	for (let reader = 0; reader < readers; reader++) {
		// Start with the last poll of the day before.
		let time = -random() * next(answerAt(0, feed, headers, random()));
		while (time < DAY) {
			if (time >= 0) requests++;
			time += next(answerAt(Math.max(0, time), feed, headers, random()));
		}
	}
	return requests;
}

/** Returns the number of requests that readers send in total if each program is used by its share of the readers. */
export function requestsOfMix(readers: number, feed: Kind, headers: Headers): number {
	return PROGRAMS.reduce((sum, program) => {
		return sum + requestsOf(program, Math.round(readers * program.share), feed, headers);
	}, 0);
}

/** @param part how long the response has been in the cache, as a share of the longest possible time */
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
