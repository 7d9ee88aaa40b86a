import type { Reading } from "./readings.ts";

/** Of what a total is: the whole site, a feed, a reader. */
export type Part = "site" | "feed" | "reader";

export interface Total {
	part: Part;
	/** The name of the feed or the reader; empty for the site. */
	name: string;
	subscribers: number;
}

/** As a reader in the totals: those who are sent what is new, and were not seen asking. */
export const SENT_TO = "WebSub and rssCloud";

/**
 * What the readings of a day come to. Somebody who follows two feeds is in both, and counts twice for the site.
 *
 * Who subscribes through the hub mostly asks as well: an aggregator once for all its subscribers, a program for itself. So
 * of a feed's subscriptions at the hub those are added that are more than all who were seen asking for it.
 */
export function totalsOf(readings: readonly Omit<Reading, "day">[]): Total[] {
	const readers = new Map<string, number>();
	const feeds = new Map<string, number>();
	for (const [feed, ofFeed] of Map.groupBy(readings, (one) => one.feed)) {
		const asking = ofFeed.filter(({ kind }) => kind !== "hub");
		const askers = asking.reduce((sum, one) => sum + (one.kind === "named" ? one.variants : one.subscribers), 0);
		const sent = ofFeed.reduce((sum, { kind, subscribers }) => sum + (kind === "hub" ? subscribers : 0), 0);
		const unseen = { reader: SENT_TO, subscribers: Math.max(0, sent - askers) };
		for (const { reader, subscribers } of [...asking, unseen]) {
			if (subscribers === 0) continue;
			readers.set(reader, (readers.get(reader) ?? 0) + subscribers);
			feeds.set(feed, (feeds.get(feed) ?? 0) + subscribers);
		}
	}
	const site = [...feeds.values()].reduce((sum, subscribers) => sum + subscribers, 0);
	const totals = (part: Part, counts: Map<string, number>) =>
		[...counts].map(([name, subscribers]): Total => ({ part, name, subscribers }));
	return [
		...(site > 0 ? totals("site", new Map([["", site]])) : []),
		...totals("feed", feeds),
		...totals("reader", readers),
	];
}
