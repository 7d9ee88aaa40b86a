/**
 * The tables of the Hub. Times are milliseconds since 1970.
 *
 * - `topic`: feeds with subscriptions. `version` is the number of distributed versions; `etag` and `since` describe the
 *   latest version. `host` is the callback host that first subscribed to a selection, and null for a stored feed.
 *   `changed`, `due` and `mark` are the time of the first change that has not been fetched yet, when to fetch it, and
 *   the number of changes. `pass`, `position` and `passes` describe the scans for subscriptions without the latest
 *   version: when the next scan runs, where it continues, and how many scans have run. `pass` is null once all
 *   subscriptions have that version.
 * - `dependency`: the stored feeds that each topic depends on.
 * - `body`: the latest content of each topic, gzipped and split into parts.
 * - `subscription`: `version` is the latest version that was delivered or given up, `tried` the latest version that
 *   failed, `failures` the number of failures since the last success or the last abandoned version, and
 *   `failing_since` the time of the first failure since the last success. `lease_taken` is the end of the lease when a
 *   delivery began. Until `queued_until`, a message is expected to trigger another try; until `locked_until`, a worker
 *   is delivering. `asked` is when the callback was last verified.
 * - `intent`: pending verifications and denials. An `intent` must not be sent before `locked_until`. `version` is the
 *   topic's version at the time of the request.
 * - `host`: callback hosts.
 * - `request_day`: the number of requests accepted today.
 * - `day`, `sample`: the number of deliveries, and how long after the change each of them was made.
 */
export const TABLES = [
	`CREATE TABLE topic (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		url TEXT NOT NULL UNIQUE,
		host TEXT,
		etag TEXT,
		content_type TEXT NOT NULL DEFAULT '',
		version INTEGER NOT NULL DEFAULT 0,
		since INTEGER NOT NULL DEFAULT 0,
		subscriptions INTEGER NOT NULL DEFAULT 0,
		changed INTEGER,
		due INTEGER,
		mark INTEGER NOT NULL DEFAULT 0,
		pass INTEGER,
		position INTEGER NOT NULL DEFAULT 0,
		passes INTEGER NOT NULL DEFAULT 0
	);
	CREATE INDEX topic_due ON topic (due) WHERE due IS NOT NULL AND subscriptions > 0 AND host IS NULL;
	CREATE INDEX topic_selection_due ON topic (due) WHERE due IS NOT NULL AND subscriptions > 0 AND host IS NOT NULL;
	CREATE INDEX topic_host ON topic (host) WHERE host IS NOT NULL;
	CREATE INDEX topic_deserted ON topic (subscriptions, url) WHERE subscriptions = 0;
	CREATE INDEX topic_pass ON topic (pass) WHERE pass IS NOT NULL;

	CREATE TABLE dependency (feed TEXT NOT NULL, topic INTEGER NOT NULL, PRIMARY KEY (feed, topic)) WITHOUT ROWID;
	CREATE INDEX dependency_topic ON dependency (topic);

	CREATE TABLE body (topic INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (topic, part));

	CREATE TABLE subscription (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		topic INTEGER NOT NULL,
		callback TEXT NOT NULL,
		host TEXT NOT NULL,
		protocol TEXT NOT NULL,
		secret TEXT,
		lease_ends INTEGER NOT NULL,
		lease_taken INTEGER,
		version INTEGER NOT NULL,
		tried INTEGER NOT NULL DEFAULT 0,
		failures INTEGER NOT NULL DEFAULT 0,
		failing_since INTEGER,
		queued_until INTEGER NOT NULL DEFAULT 0,
		locked_until INTEGER NOT NULL DEFAULT 0,
		last_error TEXT,
		UNIQUE (topic, callback, protocol)
	);
	CREATE INDEX subscription_topic ON subscription (topic);
	CREATE INDEX subscription_lease ON subscription (lease_ends);
	CREATE INDEX subscription_failing ON subscription (host) WHERE failing_since IS NOT NULL;

	CREATE TABLE intent (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		mode TEXT NOT NULL,
		topic TEXT NOT NULL,
		callback TEXT NOT NULL,
		host TEXT NOT NULL,
		secret TEXT,
		lease INTEGER NOT NULL,
		challenge TEXT NOT NULL,
		reason TEXT,
		version INTEGER NOT NULL,
		tries INTEGER NOT NULL DEFAULT 0,
		queued_until INTEGER NOT NULL DEFAULT 0,
		locked_until INTEGER NOT NULL DEFAULT 0
	);
	CREATE INDEX intent_queued ON intent (queued_until);
	CREATE INDEX intent_host ON intent (host, callback);
	CREATE INDEX intent_topic ON intent (topic);

	CREATE TABLE host (
		name TEXT PRIMARY KEY,
		subscriptions INTEGER NOT NULL DEFAULT 0,
		checked INTEGER NOT NULL DEFAULT 0,
		failed INTEGER NOT NULL DEFAULT 0,
		failed_since INTEGER NOT NULL DEFAULT 0
	) WITHOUT ROWID;

	-- Keep counts in columns, because counting rows would read all of them for each request.
	CREATE TRIGGER subscription_begins AFTER INSERT ON subscription BEGIN
		-- A selection counts for the first host that confirms, not for the one that made the request.
		UPDATE topic SET subscriptions = subscriptions + 1,
			host = iif(host IS NOT NULL AND subscriptions = 0, new.host, host) WHERE id = new.topic;
		INSERT INTO host (name, subscriptions) VALUES (new.host, 1)
			ON CONFLICT (name) DO UPDATE SET subscriptions = subscriptions + 1;
	END;
	CREATE TRIGGER subscription_ends AFTER DELETE ON subscription BEGIN
		UPDATE topic SET subscriptions = subscriptions - 1 WHERE id = old.topic;
		UPDATE host SET subscriptions = subscriptions - 1 WHERE name = old.host;
	END;

	CREATE TABLE day (
		day TEXT PRIMARY KEY, deliveries INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0
	) WITHOUT ROWID;
	CREATE TABLE sample (id INTEGER PRIMARY KEY AUTOINCREMENT, ages TEXT NOT NULL);`,
	`CREATE TABLE request_day (day TEXT PRIMARY KEY, requests INTEGER NOT NULL) WITHOUT ROWID;
	ALTER TABLE subscription ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;`,
];
