/** How a feed's news come, as far as it tells readers when to ask again. */
export interface Rhythm {
	/** How long readers may keep the feed, in seconds (`pollInterval`). */
	poll: number;
	/** When the next scheduled article of the feed appears, in milliseconds since 1970; none in the next `FORESIGHT`. */
	next?: number;
}

/** The shortest and the longest time for which readers may keep a feed, in seconds. */
const MIN_POLL = 300;
const MAX_POLL = 6 * 3600;

/** For feeds with news of one moment only, in seconds. */
const UNKNOWN_POLL = 3600;

/** Up to this interval of news, in seconds, readers may ask as rarely as there is news; with longer ones twice as often. */
const QUICK = 600;

/** Articles that appear within this time are one piece of news, in milliseconds. */
const AT_ONCE = 120_000;

/** Moments of news that are considered. */
const MOMENTS = 20;

/**
 * How far ahead scheduled articles matter, in milliseconds: readers keep nothing for longer. A few minutes more, until KV has
 * the new time everywhere.
 */
export const FORESIGHT = (MAX_POLL + 300) * 1000;

/**
 * How long readers may keep a feed, in seconds, whole minutes. Readers that ask this often get news after half of the
 * usual interval between news: on average where there is news every ten minutes or more often, at the latest elsewhere.
 * The usual interval is the median, so nights and weekends do not count.
 *
 * @param articles newest first
 */
export function pollInterval(articles: readonly { published: number }[]): number {
	const intervals = intervalsOf(articles.map(({ published }) => published)).sort((a, b) => a - b);
	const usual = intervals[(intervals.length - 1) >> 1];
	if (usual === undefined) return UNKNOWN_POLL;
	const seconds = Math.min(usual, Math.max(QUICK, usual / 2));
	return Math.floor(Math.min(Math.max(seconds, MIN_POLL), MAX_POLL) / 60) * 60;
}

/** Seconds between the newest moments with news. */
function intervalsOf(published: readonly number[]): number[] {
	const intervals: number[] = [];
	let [later] = published;
	for (const time of published) {
		if (later === undefined || intervals.length === MOMENTS) break;
		if (later - time < AT_ONCE) continue;
		intervals.push((later - time) / 1000);
		later = time;
	}
	return intervals;
}

/** After this time without news a feed sleeps, in milliseconds: longer than a weekend. */
const SLEEP = 3 * 24 * 3_600_000;

/** The longer a feed has slept, the longer readers may keep it: this part of the time. */
const SLEEPING_PART = 24;

/**
 * The shortest and longest time for which Cloudflare's cache keeps a feed, in seconds. A change purges it. Still it is half
 * of the readers' time: some, such as FreshRSS and Liferea, subtract `Age` from `max-age`, and would ask more often. A
 * failed purge does little harm that way, and readers are counted.
 */
const MIN_EDGE = 300;
const MAX_EDGE = 3600;

/** For how long Cloudflare's cache may serve what it has while it fetches the next version, in seconds. */
const EDGE_STALE = 3600;

/** The shortest time for which anything is kept, in seconds. */
const MIN_AGE = 60;

/** How long readers and Cloudflare's cache may keep a response, in seconds. */
export interface Lifetimes {
	reader: number;
	edge: number;
	/** Whether the response changes at a known time, so that nobody may use it for longer. */
	isCapped: boolean;
}

/**
 * How long a feed may be kept. Cloudflare's cache sends what it keeps with the same `max-age` until the end, so the sum of
 * both does not exceed the time to the next scheduled article.
 *
 * @param modified its latest change, in milliseconds since 1970
 */
export function lifetimesOf({ poll, next }: Rhythm, modified: number, now: number): Lifetimes {
	const quiet = now - modified;
	// In steps of ten minutes, so that responses of the same time are the same.
	const slept = quiet < SLEEP ? 0 : Math.floor(quiet / SLEEPING_PART / 600_000) * 600;
	const reader = Math.min(Math.max(poll, slept), MAX_POLL);
	const left = next === undefined || next <= now ? Number.POSITIVE_INFINITY : Math.ceil((next - now) / 1000);
	const usual = Math.min(Math.max(reader / 2, MIN_EDGE), MAX_EDGE);
	if (left >= reader + usual + EDGE_STALE) return { reader, edge: usual, isCapped: false };
	const edge = Math.max(1, Math.min(300, Math.floor(left / 10)));
	return { reader: Math.max(MIN_AGE, Math.min(reader, left - edge)), edge, isCapped: true };
}
