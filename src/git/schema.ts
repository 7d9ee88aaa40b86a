/**
 * The tables of the Reconciler. Times are milliseconds since 1970.
 *
 * `job`: what was and is to be done, as in `Job`. `delivery`: the webhooks that asked for it. `staged`: what the running
 * job of a repository is going to hand to the Publisher. `reconciled`: the commit that the site is equal to.
 */
export const TABLES = [
	`CREATE TABLE job (
		ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
		id TEXT NOT NULL UNIQUE,
		repository TEXT NOT NULL,
		cause TEXT NOT NULL,
		state TEXT NOT NULL,
		created INTEGER NOT NULL,
		updated INTEGER NOT NULL,
		due INTEGER,
		tries INTEGER NOT NULL DEFAULT 0,
		head TEXT,
		added INTEGER NOT NULL DEFAULT 0,
		changed INTEGER NOT NULL DEFAULT 0,
		removed INTEGER NOT NULL DEFAULT 0,
		fetched INTEGER NOT NULL DEFAULT 0,
		problems TEXT NOT NULL DEFAULT '[]',
		reason TEXT
	);
	CREATE INDEX job_due ON job (due) WHERE due IS NOT NULL;

	CREATE TABLE delivery (id TEXT PRIMARY KEY, job TEXT NOT NULL, received INTEGER NOT NULL) WITHOUT ROWID;
	CREATE INDEX delivery_received ON delivery (received);

	CREATE TABLE staged (
		repository TEXT NOT NULL,
		path TEXT NOT NULL,
		file TEXT NOT NULL,
		hash TEXT,
		text TEXT,
		dated INTEGER,
		fault TEXT,
		PRIMARY KEY (repository, path)
	);

	CREATE TABLE reconciled (repository TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;`,
];
