import { newestArchive } from "../feed/archive.ts";
import { closingEntry } from "../feed/closing.ts";
import { FEED_BYTES, type Feed, fitting } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import type { Catalog } from "./catalog.ts";
import { closingOf } from "./closing.ts";
import type { Descriptions } from "./descriptions.ts";
import { feedHead, newestUpdate } from "./feed-head.ts";
import { monthsOf } from "./months.ts";

/** What is rendered, and for which site. */
export interface Press {
	sql: SqlStorage;
	catalog: Catalog;
	descriptions: Descriptions;
	site: Site;
}

/** What a feed holds now; undefined if it is no more. */
export function feedOf(press: Press, name: string, now: number): Feed | undefined {
	const { catalog, descriptions, site } = press;
	const closing = closingOf(descriptions, name);
	if (!catalog.has(name) && !closing && !isKept(press, name)) return undefined;
	const newest = catalog.articles(name, site.feedSize, FEED_BYTES);
	const articles = fitting([...(closing ? [closingEntry(closing, site)] : []), ...newest]);
	return {
		name,
		...feedHead(press, name),
		updated: newestUpdate(press.sql, articles),
		articles,
		archives: newestArchive(name, newest),
		months: monthsOf(press.sql, name),
		deleted: catalog.departures.deleted(name, now),
		hub: site.hub ?? undefined,
	};
}

/** Whether a feed that lost its last article stays, for those who subscribed to it: it has no other name, and no end. */
function isKept({ catalog, descriptions }: Press, name: string): boolean {
	if (!catalog.isWritten(name) || descriptions.retirements.ended().includes(name)) return false;
	return descriptions.directory().feedOf(name) === name && descriptions.moves.targetOf(name) === undefined;
}
