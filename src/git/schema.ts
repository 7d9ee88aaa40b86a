/**
 * The tables of the Reconciler. Times are milliseconds since 1970.
 *
 * - `job`: past and pending jobs, as `Job`.
 * - `delivery`: the webhook deliveries that requested the jobs.
 * - `staged`: changes that a repository's running job is about to apply.
 * - `staged_file`: files stored alongside articles that will be announced to the Publisher (`new`) or fetched
 *   (`wanted`), or that must wait until tomorrow because of KV's daily limit (`waiting`).
 * - `followed`: the last known settings of each repository, the commit that the site was last synced to, when a job
 *   last confirmed that, and the last commit status, as `Told`.
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

	// `told` used to be a digest. It now includes the commit of the last status. For existing rows, we assume that this
	// is the recorded head of the branch, which is nearly always correct.
	`UPDATE followed SET told = CASE WHEN head IS NULL THEN NULL
		ELSE json_object('commit', head, 'succeeded', NULL, 'description', '', 'job', '') END WHERE told IS NOT NULL;
	ALTER TABLE staged ADD COLUMN copy_of TEXT;`,
	// Also sets `turn` for the rows that are already staged, to the value of `turnOf`.
	`ALTER TABLE staged ADD COLUMN turn INTEGER NOT NULL DEFAULT 2;
	UPDATE staged SET turn = CASE WHEN path LIKE '%\\_defaults.y%ml' ESCAPE '\\'
	THEN CASE WHEN hash IS NULL THEN 3 ELSE 0 END ELSE CASE WHEN hash IS NULL THEN 1 ELSE 2 END END;`,
	`CREATE TABLE staged_file (
		repository TEXT NOT NULL,
		path TEXT NOT NULL,
		file TEXT NOT NULL,
		hash TEXT,
		bytes INTEGER NOT NULL,
		state TEXT NOT NULL,
		PRIMARY KEY (repository, path)
	) WITHOUT ROWID;
	CREATE INDEX staged_file_state ON staged_file (repository, state);`,
];
