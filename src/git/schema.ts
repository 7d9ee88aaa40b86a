/**
 * The tables of the Reconciler. Times are milliseconds since 1970.
 *
 * `job`: what was and is to be done, as in `Job`. `delivery`: the webhooks that asked for it. `staged`: what the running
 * job of a repository is going to hand to the Publisher. `followed`: of each repository the settings that it was last
 * followed with, the commit that the site is equal to, when that was seen last, and the status that was last given to a
 * commit, as `Told`.
 */
export const TABLES = [
	`CREATE TABLE job (
		ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
		id TEXT NOT NULL UNIQUE,
		repository TEXT NOT NULL,
		state TEXT NOT NULL,
		due INTEGER,
		json TEXT NOT NULL
	);
	CREATE INDEX job_repository ON job (repository, ordinal);
	CREATE INDEX job_due ON job (due) WHERE due IS NOT NULL;

	CREATE TABLE delivery (id TEXT PRIMARY KEY, job TEXT NOT NULL, received INTEGER NOT NULL) WITHOUT ROWID;
	CREATE INDEX delivery_received ON delivery (received);
	CREATE INDEX delivery_job ON delivery (job);

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

	CREATE TABLE followed (
		repository TEXT PRIMARY KEY,
		settings TEXT NOT NULL,
		head TEXT,
		told TEXT
	) WITHOUT ROWID;`,

	"ALTER TABLE followed ADD COLUMN checked INTEGER;",

	// `told` was a digest. The commit that was told last is nearly always the one that the site is equal to.
	`UPDATE followed SET told = CASE WHEN head IS NULL THEN NULL
		ELSE json_object('commit', head, 'succeeded', NULL, 'description', '', 'job', '') END WHERE told IS NOT NULL;
	ALTER TABLE staged ADD COLUMN copy_of TEXT;`,
	// The turn of `turnOf`, for what is staged already, too.
	`ALTER TABLE staged ADD COLUMN turn INTEGER NOT NULL DEFAULT 2;
	UPDATE staged SET turn = CASE WHEN path LIKE '%\\_defaults.y%ml' ESCAPE '\\'
	THEN CASE WHEN hash IS NULL THEN 3 ELSE 0 END ELSE CASE WHEN hash IS NULL THEN 1 ELSE 2 END END;`,
];
