/**
 * The tables of the Readership. Days are in UTC, as `2026-11-22`.
 *
 * `today`: the day that is counted, the salt of its sketches, how many rows and names it has, how often a row was written; one
 * row. `reader`: those names. `reading`: the most that was seen of a reader on a day (`readings.ts`); `registers` is the sketch of
 * direct readers, today's alone. `total`: what that comes to on a day that is over, of the site (whose name is empty), of each
 * feed, of each reader. Without row numbers, so that a row is one row written.
 */
export const TABLES = [
	`CREATE TABLE today (
		day TEXT NOT NULL,
		salt BLOB NOT NULL,
		readings INTEGER NOT NULL DEFAULT 0,
		readers INTEGER NOT NULL DEFAULT 0
	);
	CREATE TABLE reader (name TEXT PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE reading (
		day TEXT NOT NULL,
		feed TEXT NOT NULL,
		reader TEXT NOT NULL,
		kind TEXT NOT NULL,
		variant TEXT NOT NULL,
		subscribers INTEGER NOT NULL,
		registers BLOB,
		PRIMARY KEY (day, feed, reader, kind, variant)
	) WITHOUT ROWID;
	CREATE TABLE total (
		part TEXT NOT NULL,
		day TEXT NOT NULL,
		name TEXT NOT NULL,
		subscribers INTEGER NOT NULL,
		PRIMARY KEY (part, day, name)
	) WITHOUT ROWID;`,
	"ALTER TABLE today ADD COLUMN written INTEGER NOT NULL DEFAULT 0",
];
