import { type Page, type Position, pageOf } from "../publisher/backup/export.ts";
import type { BackupTable } from "../publisher/backup/tables.ts";
import { hostOf, type Request } from "./http-client.ts";
import type { HubStore } from "./store.ts";
import { feedsBehind, topicOf } from "./topic.ts";

/** A subscription in a backup. */
export type BackedUp = Pick<Request, "topic" | "callback" | "protocol" | "secret"> & {
	/**
	 * ETag of the last distributed version; null if there is none. Empty if any subscriber has not received that version
	 * yet, in which case all subscribers get the current version after a restore.
	 */
	etag: string | null;
	/** In ISO 8601. */
	ends: string;
};

/**
 * The backup's table of subscriptions, with the callbacks and secrets that are needed to continue each subscription.
 */
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
 * Restores subscriptions that were confirmed on the exported site. Skips subscriptions that have expired or that are
 * for another site's feeds, and does not change subscriptions that already exist here. Returns how many of the
 * subscriptions in the backup are active now.
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
