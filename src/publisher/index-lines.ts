import { SITE_FEED } from "../feed/feed.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import { activityOf } from "./months.ts";
import type { Press } from "./stored-feed.ts";

type Row = { name: string; size: number; line: string | null };

/**
 * The list of all feeds that have articles, as JSON (`Index`). The line of each is kept until the feed changes: with
 * thousands of feeds, only those are looked at of which something is new.
 */
export function writeIndex(press: Press): string {
	const rows = press.sql.exec<Row>(
		"SELECT name, size, json AS line FROM feed LEFT JOIN index_line ON feed = name ORDER BY name",
	);
	const lines = rows.toArray().map(({ name, size, line }) => line ?? keptLine(press, name, size));
	return `{"feeds":[${lines.join(",")}]}`;
}

function keptLine(press: Press, name: string, size: number): string {
	const line = JSON.stringify(indexedFeed(press, name, size));
	press.sql.exec("INSERT INTO index_line VALUES (?, ?)", name, line);
	return line;
}

function indexedFeed({ sql, site, descriptions, catalog }: Press, name: string, size: number): IndexedFeed {
	const described = descriptions.of(name);
	return {
		name,
		title: name === SITE_FEED ? site.title : (described?.name ?? catalog.label(name) ?? name),
		description: described?.description,
		count: size,
		newest: catalog.newest(name),
		activity: activityOf(sql, name),
	};
}
