/**
 * SQL that creates the tables as they were in the first release. It is the first migration in `TABLES`, where the
 * tables are documented.
 */
export const FIRST_TABLES = `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source (
	path TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	text TEXT NOT NULL,
	dated INTEGER,
	read_with TEXT NOT NULL
);
CREATE INDEX source_read_with ON source (read_with);

CREATE TABLE reading (
	path TEXT PRIMARY KEY,
	json TEXT NOT NULL,
	published INTEGER NOT NULL,
	expires INTEGER,
	rival TEXT
);
CREATE INDEX reading_published ON reading (published);
CREATE INDEX reading_expires ON reading (expires) WHERE expires IS NOT NULL;
CREATE INDEX reading_rival ON reading (rival) WHERE rival IS NOT NULL;

CREATE TABLE claim (url TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (url, path)) WITHOUT ROWID;
CREATE INDEX claim_path ON claim (path);

CREATE TABLE description (
	feed TEXT NOT NULL, path TEXT NOT NULL UNIQUE, json TEXT NOT NULL,
	PRIMARY KEY (feed, path)
) WITHOUT ROWID;

CREATE TABLE defaults (path TEXT PRIMARY KEY, folder TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX defaults_folder ON defaults (folder);

CREATE TABLE problem (
	path TEXT NOT NULL, ordinal INTEGER NOT NULL, json TEXT NOT NULL,
	PRIMARY KEY (path, ordinal)
) WITHOUT ROWID;

CREATE TABLE article (
	path TEXT PRIMARY KEY,
	guid TEXT NOT NULL UNIQUE,
	address TEXT NOT NULL,
	published INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	declared INTEGER,
	digest TEXT NOT NULL
);

CREATE INDEX article_address ON article (address);

CREATE TABLE membership (
	feed TEXT NOT NULL, published INTEGER NOT NULL, guid TEXT NOT NULL,
	path TEXT NOT NULL, label TEXT NOT NULL,
	PRIMARY KEY (feed, published DESC, guid)
) WITHOUT ROWID;
CREATE INDEX membership_path ON membership (path);

CREATE TABLE feed (name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE label (
	feed TEXT NOT NULL, label TEXT NOT NULL, size INTEGER NOT NULL,
	PRIMARY KEY (feed, label)
) WITHOUT ROWID;

CREATE TABLE identity (key TEXT PRIMARY KEY, guid TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX identity_guid ON identity (guid);

CREATE TABLE outbox (entry TEXT PRIMARY KEY, mark INTEGER NOT NULL, tries INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE rendition (
	key TEXT PRIMARY KEY, digest TEXT NOT NULL, modified INTEGER NOT NULL, written INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE purge (tag TEXT PRIMARY KEY, due INTEGER NOT NULL, again INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX purge_due ON purge (due);

INSERT INTO meta VALUES ('created', unixepoch() * 1000);
INSERT INTO feed VALUES ('feed', 0);
INSERT INTO outbox VALUES ('feed:feed', 0, 0), ('index', 0, 0);`;
