import { type Page, type Position, pageOf } from "../publisher/backup/export.ts";
import type { BackupTable } from "../publisher/backup/tables.ts";
import { hostOf, type Request } from "./http-client.ts";
import type { HubStore } from "./store.ts";
import { feedsBehind, topicOf } from "./topic.ts";

/** A subscription as it stands in a backup. */
export type BackedUp = Pick<Request, "topic" | "callback" | "protocol" | "secret"> & {
	/** Of what was distributed last; empty if somebody still lacks that, and everybody is to be sent what there is. */
	etag: string | null;
	/** ISO 8601. */
	ends: string;
};

/** The subscriptions that are in force, with what it takes to go on with them: callbacks and secrets. */
export const SUBSCRIPTIONS: BackupTable = {
	table: `(SELECT t.url AS topic, s.callback, s.protocol, s.secret, s.lease_ends AS ends,
		iif(t.etag IS NOT NULL AND EXISTS (SELECT 1 FROM subscription o WHERE o.topic = t.id AND o.version < t.version), '', t.etag) AS etag
		FROM subscription s JOIN topic t ON t.id = s.topic)`,
	key: ["topic", "callback", "protocol"],
	fields: { topic: "text", callback: "text", protocol: "text", secret: "text?", ends: "time", etag: "text?" },
};

export function subscriptionsAfter(sql: SqlStorage, after: Position | null): Page {
	return pageOf(sql, SUBSCRIPTIONS, after);
}

export function countSubscriptions(sql: SqlStorage): number {
	return sql.exec<{ count: number }>("SELECT count(*) AS count FROM subscription").one().count;
}

/**
 * Puts subscriptions in force whose callbacks have confirmed them to the site that the backup is of. Those whose lease is
 * over, and those of feeds of another site, are left out; one that is in force already stays as its subscriber has it now.
 * Gives how many are in force.
 */
export function restore({ topics, subscriptions, site, delay }: HubStore, backups: BackedUp[], now: number): number {
	let count = 0;
	for (const { topic: url, etag, ends, ...request } of backups) {
		const topic = topicOf(url, site);
		const leaseEnds = Date.parse(ends);
		if ("problem" in topic || leaseEnds <= now) continue;
		count++;
		if (subscriptions.has({ topic: url, ...request })) continue;
		const host = topic.kind === "selection" ? hostOf(request.callback) : null;
		topics.add(url, etag, feedsBehind(topic), now + delay, host);
		const row = topics.get(url);
		if (row) subscriptions.put(row.id, request, request.secret, leaseEnds, row.version);
	}
	return count;
}
