import type { Kind, Subject } from "./subjects.ts";

/** A row as it stands in a backup. */
export type BackupRecord = Record<string, unknown>;

/** Where a page ends: the key of its last record. */
export type Position = (string | number)[];

/** A part of a subject. */
export interface Page {
	records: BackupRecord[];
	/** Where the next one begins; null if this is the last. */
	next: Position | null;
}

/** A page has so many records and, unless it has only one, so many characters. */
const ROOM = { records: 5000, characters: 1_000_000 };

/** The records after a position, in the order of their keys. */
export function pageOf(sql: SqlStorage, subject: Subject, after: Position | null): Page {
	const { table, key, where = "true" } = subject;
	const from = after === null ? "true" : `(${key.join(", ")}) > (${key.map(() => "?").join(", ")})`;
	const columns = fieldsOf(subject).map(([, column]) => column);
	const rows = sql.exec(
		`SELECT ${[...new Set([...columns, ...key])].join(", ")} FROM ${table}
		WHERE ${where} AND ${from} ORDER BY ${key.join(", ")} LIMIT ?`,
		...[...(after ?? []), ROOM.records + 1],
	);
	const records: BackupRecord[] = [];
	let room = ROOM.characters;
	let position: Position = [];
	for (const row of rows) {
		const record = recordOf(subject, row);
		room -= JSON.stringify(record).length;
		if (records.length === ROOM.records || (room < 0 && records.length > 0)) return { records, next: position };
		records.push(record);
		position = key.map((column) => keyOf(row[column]));
	}
	return { records, next: null };
}

/** Puts records into their table. */
export function putRecords(sql: SqlStorage, subject: Subject, records: readonly BackupRecord[]): void {
	const { table, initially = {}, isWorkedOn = false } = subject;
	const fields = fieldsOf(subject);
	const columns = [...fields.map(([, column]) => column), ...Object.keys(initially)];
	const insert = `INSERT OR ${isWorkedOn ? "IGNORE" : "REPLACE"} INTO ${table} (${columns.join(", ")})
		VALUES (${columns.map(() => "?").join(", ")})`;
	for (const record of records) {
		const values = fields.map(([name, , kind]) => stored(record[name], kind));
		sql.exec(insert, ...values, ...Object.values(initially));
	}
}

/** Each field with its column and its kind. */
function fieldsOf({ fields }: Subject): [name: string, column: string, kind: Kind][] {
	return Object.entries(fields).map(([name, field]) =>
		typeof field === "string" ? [name, name, field] : [name, field.column, field.kind],
	);
}

function recordOf(subject: Subject, row: Record<string, SqlStorageValue>): BackupRecord {
	return Object.fromEntries(fieldsOf(subject).map(([name, column, kind]) => [name, told(row[column], kind)]));
}

function told(value: SqlStorageValue | undefined, kind: Kind): unknown {
	if (typeof value === "number" && kind.startsWith("time")) return new Date(value).toISOString();
	return typeof value === "string" && kind.startsWith("json") ? JSON.parse(value) : value;
}

function stored(value: unknown, kind: Kind): SqlStorageValue {
	if (value === null || value === undefined) return null;
	if (kind.startsWith("json")) return JSON.stringify(value);
	if (typeof value === "number") return value;
	return kind.startsWith("time") ? Date.parse(String(value)) : String(value);
}

/** Keys are texts and numbers alone. */
function keyOf(value: SqlStorageValue | undefined): string | number {
	return typeof value === "number" ? value : String(value);
}
