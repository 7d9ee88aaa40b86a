import { FIRST_TABLES } from "./first-tables.ts";

/**
 * The tables of the Publisher, as a list of migrations. Times are milliseconds since 1970.
 *
 * - `source`, `reading`, `claim`, `description`, `defaults`: uploaded sources with their problems, and the data parsed
 * from them. Long strings are deflated (`pack`).
 * - `article`, `membership`: the catalog of all currently public articles.
 * - `identity`: guids, kept forever, with the properties by which their articles are recognized. `past_guid`: guids
 * that are no longer in use.
 * - `feed`: every feed that has ever had articles, kept forever, with its article counts (in total and per UTC month),
 * the time of its last change, and its line in the list of feeds (null if the line must be generated again).
 * - `label`: the topic and provider names that articles use, and how many articles use each name. A name that cannot be
 * derived from the feed's URL has a `key` (the text that people search for) and is kept forever.
 * - `members_…`: the tables for members' articles that correspond to those for public articles.
 * - `subscriber`: holders of tokens for private feeds.
 * - `shown`: a view of all published articles, both public and members'.
 * - `listing`: public articles by category and topic, articles with a page on this site, and site pages.
 * - `facet`, `word`: the search index, which selections use. Row ids follow the order of publication (`SearchOrder`).
 * `vocabulary`: the terms in `word`.
 * - `byline`: articles by author. `author`: every author who has ever had a public article, kept forever, with the
 * current number of public articles.
 * - `tombstone`, `past_address`, `former_name`, `redirect`, `retirement`: removed articles, former addresses and names,
 * redirects, retired topics.
 * - `outbox`, `rendition`, `purge`: what to write to KV, what was last written, what to purge from Cloudflare's cache.
 * - `announcement`: feeds whose changes have not been announced to the hub yet.
 * - `delivery`, `event`: accepted webhook deliveries, and the time of the latest event reported for each source.
 * - `unpublishing`: articles that an earlier release of Newsstand published but this release would not accept. They
 *   stay public until their files change.
 * - `file_kind`: the kind of each source. `file_total`: number of sources per owner and outcome.
 * - `file`: files stored alongside articles, by path. A version that was replaced is kept for a week.
 * - `blob`: stored files by hash, each with the time of the next check whether articles still refer to it.
 * - `reference`: the references in articles and descriptions, each with the path of the file or source that it resolves
 * to (empty if it is broken). A reference that was removed is kept for a week.
 * - `upload`, `upload_part`: unfinished uploads of large files.
 * - `publication`, `publication_day`: the log of publications, and the number of KV writes per day (UTC).
 */
export const TABLES = [
	FIRST_TABLES,

	`ALTER TABLE source ADD COLUMN owner TEXT NOT NULL DEFAULT 'token:publish';
	ALTER TABLE source ADD COLUMN fault TEXT;
	CREATE INDEX source_owner ON source (owner, path);

	CREATE TABLE hold (owner TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;

	CREATE TABLE delivery (id TEXT PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID;
	CREATE INDEX delivery_received ON delivery (received);

	CREATE TABLE event (
		path TEXT PRIMARY KEY, occurred INTEGER NOT NULL, received INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX event_received ON event (received);`,

	`CREATE TABLE members_article (
		path TEXT PRIMARY KEY,
		guid TEXT NOT NULL UNIQUE,
		address TEXT NOT NULL,
		published INTEGER NOT NULL,
		updated INTEGER NOT NULL,
		declared INTEGER,
		digest TEXT NOT NULL
	);
	CREATE INDEX members_article_address ON members_article (address);

	CREATE TABLE members_membership (
		feed TEXT NOT NULL, published INTEGER NOT NULL, guid TEXT NOT NULL,
		path TEXT NOT NULL, label TEXT NOT NULL,
		PRIMARY KEY (feed, published DESC, guid)
	) WITHOUT ROWID;
	CREATE INDEX members_membership_path ON members_membership (path);

	CREATE VIEW shown AS SELECT guid, path FROM article UNION ALL SELECT guid, path FROM members_article;

	CREATE TABLE subscriber (
		id TEXT PRIMARY KEY,
		name TEXT NOT NULL,
		feeds TEXT,
		created INTEGER NOT NULL,
		expires INTEGER,
		revoked INTEGER
	) WITHOUT ROWID;`,

	`CREATE TABLE listing (
		list TEXT NOT NULL, published INTEGER NOT NULL, guid TEXT NOT NULL, path TEXT NOT NULL,
		PRIMARY KEY (list, published DESC, guid)
	) WITHOUT ROWID;
	CREATE INDEX listing_path ON listing (path);

	-- Parse and publish existing articles again to fill the new table.
	UPDATE article SET digest = '' WHERE digest <> '';
	UPDATE source SET read_with = '' WHERE read_with <> '';`,

	`CREATE TABLE facet (
		id INTEGER PRIMARY KEY,
		path TEXT NOT NULL UNIQUE,
		type TEXT NOT NULL,
		language TEXT,
		quality REAL NOT NULL,
		size INTEGER NOT NULL
	);
	CREATE VIRTUAL TABLE word USING fts5 (
		title, excerpt, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
	);

	CREATE TABLE touched (feed TEXT PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
	INSERT INTO touched SELECT name, unixepoch() * 1000 FROM feed;

	-- Again, to fill the search index.
	UPDATE article SET digest = '' WHERE digest <> '';
	UPDATE source SET read_with = '' WHERE read_with <> '';`,

	`CREATE TABLE tombstone (
		feed TEXT NOT NULL, guid TEXT NOT NULL, time INTEGER NOT NULL,
		PRIMARY KEY (feed, guid)
	) WITHOUT ROWID;
	CREATE INDEX tombstone_guid ON tombstone (guid);
	CREATE INDEX tombstone_feed ON tombstone (feed, time);
	CREATE INDEX tombstone_time ON tombstone (time);

	CREATE TABLE past_address (address TEXT PRIMARY KEY, guid TEXT NOT NULL, time INTEGER NOT NULL) WITHOUT ROWID;
	CREATE INDEX past_address_guid ON past_address (guid);

	CREATE TABLE redirect (
		path TEXT NOT NULL, origin TEXT NOT NULL, target TEXT NOT NULL,
		PRIMARY KEY (path, origin)
	) WITHOUT ROWID;

	CREATE TABLE former_name (name TEXT PRIMARY KEY, feed TEXT NOT NULL) WITHOUT ROWID;

	CREATE TABLE retirement (
		feed TEXT PRIMARY KEY, since INTEGER NOT NULL, ends INTEGER NOT NULL, state TEXT NOT NULL
	) WITHOUT ROWID;

	INSERT INTO outbox VALUES ('moves', 0, 0);`,

	`CREATE TABLE members_facet (
		id INTEGER PRIMARY KEY,
		path TEXT NOT NULL UNIQUE,
		type TEXT NOT NULL,
		language TEXT,
		quality REAL NOT NULL,
		size INTEGER NOT NULL
	);
	CREATE VIRTUAL TABLE members_word USING fts5 (
		title, excerpt, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
	);`,

	`CREATE TABLE month (
		feed TEXT NOT NULL, month TEXT NOT NULL, size INTEGER NOT NULL,
		PRIMARY KEY (feed, month)
	) WITHOUT ROWID;
	INSERT INTO month
	SELECT feed, strftime('%Y-%m', published / 1000.0, 'unixepoch') AS month, count(*) FROM membership GROUP BY feed, month;`,

	`CREATE INDEX facet_language ON facet (language);
	CREATE INDEX facet_type ON facet (type);`,

	`CREATE TABLE publication (
		id INTEGER PRIMARY KEY,
		time INTEGER NOT NULL,
		owner TEXT NOT NULL,
		added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL,
		problems INTEGER NOT NULL,
		until INTEGER NOT NULL
	);
	CREATE INDEX publication_open ON publication (owner) WHERE until > 0;

	CREATE TABLE publication_day (
		day TEXT PRIMARY KEY, publications INTEGER NOT NULL,
		added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL
	) WITHOUT ROWID;

	CREATE TABLE usage (day TEXT PRIMARY KEY, writes INTEGER NOT NULL) WITHOUT ROWID;
	INSERT INTO usage SELECT substr(value, 1, 10), CAST(substr(value, 12) AS INTEGER) FROM meta WHERE key = 'usage';
	DELETE FROM meta WHERE key = 'usage';

	-- When an entry was first marked, since when it has been failing, and the error.
	ALTER TABLE outbox ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN failing INTEGER;
	ALTER TABLE outbox ADD COLUMN error TEXT;
	UPDATE outbox SET since = unixepoch() * 1000;`,
	`CREATE TABLE announcement (
		feed TEXT PRIMARY KEY, is_written INTEGER NOT NULL, due INTEGER NOT NULL
	) WITHOUT ROWID;`,

	`CREATE TABLE title (
		key TEXT NOT NULL, feed TEXT NOT NULL, label TEXT NOT NULL,
		PRIMARY KEY (key, feed, label)
	) WITHOUT ROWID;
	DROP INDEX publication_open;`,

	`CREATE TABLE index_line (feed TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
	CREATE INDEX outbox_order ON outbox (tries, substr(entry, 1, 5) <> 'feed:', entry);
	CREATE INDEX facet_quality ON facet (quality);`,

	// As of this migration, a folder whose defaults file cannot be parsed is closed (see `FolderDefaults`).
	`INSERT INTO defaults
	SELECT path, rtrim(rtrim(path, replace(path, '/', '')), '/'), '{"audience":"unreadable"}' FROM source
	WHERE (path LIKE '%/\\_defaults.y%ml' ESCAPE '\\' OR path LIKE '\\_defaults.y%ml' ESCAPE '\\')
	AND path NOT IN (SELECT path FROM defaults) AND path IN (SELECT path FROM problem WHERE json ->> 'severity' = 'error');`,
	`CREATE TABLE unpublishing (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;`,

	`-- Merge tables, so that each feed, name, source and day is one row.
	ALTER TABLE feed ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE feed ADD COLUMN line TEXT;
	UPDATE feed SET line = (SELECT json FROM index_line WHERE feed = name);
	INSERT INTO feed (name, size, changed) SELECT feed, 0, time FROM touched WHERE true
	ON CONFLICT DO UPDATE SET changed = excluded.changed;
	DROP TABLE index_line;
	DROP TABLE touched;

	ALTER TABLE label ADD COLUMN key TEXT;
	INSERT INTO label SELECT feed, label, 0, key FROM title WHERE true ON CONFLICT DO UPDATE SET key = excluded.key;
	CREATE INDEX label_key ON label (key) WHERE key IS NOT NULL;
	DROP TABLE title;

	ALTER TABLE source ADD COLUMN problems TEXT;
	UPDATE source SET problems = (
		SELECT json_group_array(json(json)) FROM (SELECT json FROM problem WHERE path = source.path ORDER BY ordinal)
	) WHERE path IN (SELECT path FROM problem);
	CREATE INDEX source_problems ON source (path) WHERE problems IS NOT NULL;
	DROP TABLE problem;

	ALTER TABLE publication_day ADD COLUMN writes INTEGER NOT NULL DEFAULT 0;
	INSERT INTO publication_day SELECT day, 0, 0, 0, 0, writes FROM usage WHERE true
	ON CONFLICT DO UPDATE SET writes = excluded.writes;
	DROP TABLE usage;`,
	// When an article was first published. This determines the order of articles with the same date. Null for articles
	// published before this migration.
	["article", "members_article", "membership", "members_membership", "listing"]
		.map((table) => `ALTER TABLE ${table} ADD COLUMN appeared INTEGER;`)
		.join("\n"),

	// The kinds are an initial guess, to be corrected when all sources are parsed again.
	`CREATE TABLE file_kind (path TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
	INSERT INTO file_kind
	SELECT path, CASE
		WHEN EXISTS (SELECT 1 FROM json_each(problems) WHERE value ->> 'severity' = 'error') THEN 'blocked'
		WHEN path IN (SELECT path FROM reading) THEN 'article'
		WHEN path IN (SELECT path FROM description) THEN 'description'
		WHEN path IN (SELECT path FROM defaults) THEN 'defaults'
		WHEN path IN (SELECT origin FROM redirect) THEN 'redirects'
		ELSE 'draft' END
	FROM source;`,

	`CREATE TABLE file (
		path TEXT NOT NULL, hash TEXT NOT NULL, owner TEXT NOT NULL, bytes INTEGER NOT NULL,
		key TEXT NOT NULL, fault TEXT, replaced INTEGER,
		PRIMARY KEY (path, hash)
	) WITHOUT ROWID;
	CREATE INDEX file_key ON file (key);
	CREATE INDEX file_hash ON file (hash);
	CREATE INDEX file_replaced ON file (replaced) WHERE replaced IS NOT NULL;

	CREATE TABLE blob (
		hash TEXT PRIMARY KEY, store TEXT NOT NULL, bytes INTEGER NOT NULL, type TEXT NOT NULL, extension TEXT NOT NULL,
		width INTEGER, height INTEGER, duration REAL,
		stored INTEGER NOT NULL, is_public INTEGER NOT NULL, is_new INTEGER NOT NULL, unnamed INTEGER, due INTEGER
	) WITHOUT ROWID;
	CREATE INDEX blob_due ON blob (due) WHERE due IS NOT NULL;

	CREATE TABLE reference (
		article TEXT NOT NULL, path TEXT NOT NULL, target TEXT NOT NULL,
		key TEXT NOT NULL, json TEXT NOT NULL, dropped INTEGER,
		PRIMARY KEY (article, path, target)
	) WITHOUT ROWID;
	CREATE INDEX reference_key ON reference (key);
	CREATE INDEX reference_target ON reference (target);
	CREATE INDEX reference_dropped ON reference (dropped) WHERE dropped IS NOT NULL;

	CREATE TABLE upload (
		hash TEXT PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, json TEXT NOT NULL, began INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE upload_part (
		hash TEXT NOT NULL, part INTEGER NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (hash, part)
	) WITHOUT ROWID;

	ALTER TABLE file_kind ADD COLUMN key TEXT;
	CREATE INDEX file_kind_key ON file_kind (key);`,
	// Former addresses, and guids produced by a rule, that articles claim. Two articles with the same claim are not
	// duplicates. The tables are filled when all sources are parsed again.
	`CREATE TABLE former_address (address TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (path, address)) WITHOUT ROWID;
	CREATE INDEX former_address_claim ON former_address (address, path);
	CREATE TABLE first_guid (path TEXT PRIMARY KEY, guid TEXT NOT NULL) WITHOUT ROWID;
	CREATE INDEX first_guid_claim ON first_guid (guid, path);`,
	`CREATE TABLE byline (
		author TEXT NOT NULL, published INTEGER NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL,
		PRIMARY KEY (author, published DESC, path)
	) WITHOUT ROWID;
	CREATE INDEX byline_path ON byline (path);
	CREATE TABLE members_byline (
		author TEXT NOT NULL, published INTEGER NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL,
		PRIMARY KEY (author, published DESC, path)
	) WITHOUT ROWID;
	CREATE INDEX members_byline_path ON members_byline (path);
	CREATE TABLE author (key TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL) WITHOUT ROWID;

	ALTER TABLE facet ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE members_facet ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
	CREATE INDEX facet_corrected ON facet (corrected);

	-- Parse and publish existing articles again to fill the new tables.
	UPDATE article SET digest = '' WHERE digest <> '';
	UPDATE members_article SET digest = '' WHERE digest <> '';
	UPDATE source SET read_with = '' WHERE read_with <> '';`,
	// The guids of podcasts. They never change, even if a feed is renamed or removed.
	"CREATE TABLE show_guid (feed TEXT PRIMARY KEY, guid TEXT NOT NULL) WITHOUT ROWID;",
	// The terms in `word`, for correcting the spelling of searches.
	"CREATE VIRTUAL TABLE vocabulary USING fts5vocab('word', 'instance')",
	// The value that `mark` had when the entry was deferred to the next day because the day's KV writes were used up.
	"ALTER TABLE outbox ADD COLUMN deferred INTEGER;",

	// With these tables, fewer rows are written per article: one row per counter per batch, and one row per purge call or
	// announcement call. Migrating 100,000 articles takes less than a second.
	`CREATE TABLE article_by_path (
		path TEXT PRIMARY KEY, guid TEXT NOT NULL, address TEXT NOT NULL,
		published INTEGER NOT NULL, updated INTEGER NOT NULL, declared INTEGER, digest TEXT NOT NULL, appeared INTEGER,
		feeds TEXT NOT NULL DEFAULT '[]'
	) WITHOUT ROWID;
	INSERT INTO article_by_path SELECT path, guid, address, published, updated, declared, digest, appeared,
		(SELECT json_group_array(feed) FROM membership m WHERE m.path = a.path) FROM article a ORDER BY path;
	DROP VIEW shown;
	DROP TABLE article;
	ALTER TABLE article_by_path RENAME TO article;
	CREATE UNIQUE INDEX article_guid ON article (guid);
	CREATE INDEX article_address ON article (address);
	CREATE VIEW shown AS SELECT guid, path FROM article UNION ALL SELECT guid, path FROM members_article;
	DROP INDEX membership_path;

	ALTER TABLE feed ADD COLUMN months TEXT;
	UPDATE feed SET months = (SELECT json_group_object(month, size) FROM month WHERE feed = name);
	DROP TABLE month;

	ALTER TABLE reading ADD COLUMN claims TEXT;
	DROP INDEX claim_path;

	CREATE TABLE past_guid (guid TEXT PRIMARY KEY) WITHOUT ROWID;
	INSERT OR IGNORE INTO past_guid SELECT guid FROM identity WHERE guid NOT IN (SELECT guid FROM shown);
	DROP INDEX identity_guid;

	CREATE TABLE file_total (
		owner TEXT NOT NULL, outcome TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (owner, outcome)
	) WITHOUT ROWID;
	INSERT INTO file_total
	SELECT owner, CASE WHEN kind <> 'article' THEN kind
		WHEN path IN (SELECT path FROM article) THEN 'published'
		WHEN path IN (SELECT path FROM members_article) THEN 'members' ELSE 'article' END AS outcome, count(*)
	FROM source JOIN file_kind USING (path) GROUP BY owner, outcome;
	CREATE INDEX file_kind_unread ON file_kind (path) WHERE kind = 'unread';

	DROP INDEX facet_corrected;
	CREATE INDEX facet_corrected ON facet (id) WHERE corrected = 1;

	DROP INDEX outbox_order;
	CREATE INDEX outbox_failing ON outbox (tries, substr(entry, 1, 5) <> 'feed:', entry) WHERE tries > 0;
	CREATE INDEX outbox_deferred ON outbox (entry) WHERE deferred IS NOT NULL;

	CREATE TABLE purge_call (id INTEGER PRIMARY KEY, tags TEXT NOT NULL, due INTEGER NOT NULL, again INTEGER NOT NULL);
	INSERT INTO purge_call (tags, due, again)
	SELECT json_array('site'), coalesce(min(due), 0), max(again) FROM purge HAVING count(*) > 0;
	DROP TABLE purge;
	ALTER TABLE purge_call RENAME TO purge;

	CREATE TABLE announcement_call (id INTEGER PRIMARY KEY, feeds TEXT NOT NULL, due INTEGER NOT NULL);
	INSERT INTO announcement_call (feeds, due)
	SELECT json_array(json_object('feed', feed, 'isWritten', json(iif(is_written, 'true', 'false')))), due FROM announcement;
	DROP TABLE announcement;
	ALTER TABLE announcement_call RENAME TO announcement;`,
];
