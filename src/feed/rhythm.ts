/** When readers should request a feed again. */
export interface Rhythm {
	/** How long readers may cache the feed, in seconds (`pollInterval`). */
	poll: number;
	/**
	 * When the feed's next scheduled article appears, in milliseconds since 1970. Absent if no article appears within
	 * `FORESIGHT`.
	 */
	next?: number;
}

/** Minimum and maximum time, in seconds, for which readers may cache a feed. */
const MIN_POLL = 300;
const MAX_POLL = 6 * 3600;

/** Poll interval, in seconds, for feeds whose articles were all published at once. */
const UNKNOWN_POLL = 3600;

/**
 * If the usual interval between publications is at most this long, in seconds, readers may poll once per interval.
 * Otherwise, they may poll twice per interval.
 */
const QUICK = 600;

/** Articles published within this many milliseconds of each other count as one publication. */
const AT_ONCE = 120_000;

/** Number of recent publications from which the usual interval is computed. */
const MOMENTS = 20;

/**
 * How far ahead scheduled articles are taken into account, in milliseconds: the maximum time for which readers cache a
 * feed, plus the few minutes that KV needs to propagate the time of the next article.
 */
export const FORESIGHT = (MAX_POLL + 300) * 1000;

/**
 * Returns how long readers may cache a feed, in seconds, rounded down to whole minutes: the usual interval between
 * publications if that is at most ten minutes, otherwise half of it. The usual interval is the median, so nights and
 * weekends do not affect it.
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

/** Returns the intervals between the newest publications, in seconds. */
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

/** Time without changes after which a feed counts as inactive, in milliseconds: longer than a weekend. */
const SLEEP = 3 * 24 * 3_600_000;

/** Readers may cache an inactive feed for the time since its last change, divided by this number. */
const SLEEPING_PART = 24;

/**
 * Minimum and maximum time, in seconds, for which Cloudflare's cache keeps a feed. The cache keeps a feed for only half
 * as long as readers do, although each change purges it: some readers, such as FreshRSS and Liferea, subtract `Age`
 * from `max-age`, and would otherwise poll more often. The short time also limits the harm that a failed purge can do,
 * and ensures that enough requests reach the Worker for it to count readers.
 */
const MIN_EDGE = 300;
const MAX_EDGE = 3600;

/** How long, in seconds, Cloudflare's cache may serve an expired version while it fetches a new one. */
const EDGE_STALE = 3600;

/** Minimum time for which anything is cached, in seconds. */
const MIN_AGE = 60;

/** How long readers, and Cloudflare's cache, may keep a response. All times are in seconds. */
export interface Lifetimes {
	reader: number;
	edge: number;
	/** Whether the response changes at a known time and must not be used after that. */
	isCapped: boolean;
}

/**
 * Returns how long readers and Cloudflare's cache may keep a feed. Cloudflare's cache serves its copy with the same
 * `max-age` until that copy expires, so the two times together must not exceed the time until the next scheduled
 * article.
 *
 * @param modified the time of the feed's latest change, in milliseconds since 1970
 */
export function lifetimesOf({ poll, next }: Rhythm, modified: number, now: number): Lifetimes {
	const quiet = now - modified;
	// The caching time grows in steps of ten minutes, so that responses sent at about the same time are identical.
	const slept = quiet < SLEEP ? 0 : Math.floor(quiet / SLEEPING_PART / 600_000) * 600;
	const reader = Math.min(Math.max(poll, slept), MAX_POLL);
	const left = next === undefined || next <= now ? Number.POSITIVE_INFINITY : Math.ceil((next - now) / 1000);
	const usual = Math.min(Math.max(reader / 2, MIN_EDGE), MAX_EDGE);
	if (left >= reader + usual + EDGE_STALE) return { reader, edge: usual, isCapped: false };
	const edge = Math.max(1, Math.min(300, Math.floor(left / 10)));
	return { reader: Math.max(MIN_AGE, Math.min(reader, left - edge)), edge, isCapped: true };
}
