import type { Closing } from "../feed/closing.ts";
import type { Descriptions } from "./descriptions.ts";

/** What a feed says whose topic is retired; undefined if it is not, not yet, or no more. */
export function closingOf(descriptions: Descriptions, feed: string): Closing | undefined {
	const since = descriptions.retirements.closingSince(feed);
	if (since === undefined) return undefined;
	const successor = descriptions.of(feed)?.movedTo;
	const next = successor === undefined ? feed : descriptions.directory().topicFeed(successor);
	return { feed, since, successor: next === feed ? undefined : { feed: next, name: successor ?? next } };
}
