import type { Archives } from "../feed/feed.ts";

/** The namespace of feed history (RFC 5005, section 2). */
export const HISTORY = "http://purl.org/syndication/history/1.0";

/** The links of a feed that has archives, or is one: relation and name of the feed. */
export function archiveLinks({ current, previous, next }: Archives): [rel: string, name: string][] {
	const links = [
		["current", current],
		["prev-archive", previous],
		["next-archive", next],
	] as const;
	return links.flatMap(([rel, name]) => (name === undefined ? [] : [[rel, name]]));
}
