import { RpcTarget } from "cloudflare:workers";
import { digestOf } from "../../digest.ts";
import type { Meta } from "../meta.ts";
import { unpack } from "../packed.ts";
import type { PublisherStore } from "../store.ts";
import { BACKUP_TABLES, type BackupTable, type Kind } from "./tables.ts";

/** The contents of an export. */
interface Holdings {
	/** Number of records in each table. The tables are listed in import order. */
	counts: Record<string, number>;
	/** A hash that changes with every change to the site. */
	edition: string;
	/** When due articles (scheduled or expiring) were last processed, in milliseconds since 1970. */
	released: number;
}

/** Exports, page by page, everything that the Publisher cannot rebuild. */
export class Export extends RpcTarget {
	readonly #sql: SqlStorage;
	readonly #meta: Meta;

	constructor({ sql, meta }: Pick<PublisherStore, "sql" | "meta">) {
		super();
		this.#sql = sql;
		this.#meta = meta;
	}

	holdings(): Holdings {
		const counts = Object.fromEntries(
			Object.entries(BACKUP_TABLES).map(([name, { table, where = "true" }]) => [
				name,
				this.#number(`SELECT count(*) AS number FROM ${table} WHERE ${where}`),
			]),
		);
		const sums = CHANGING.map((sum) => this.#number(`SELECT coalesce(${sum}, 0) AS number`));
		return {
			counts,
			edition: digestOf(JSON.stringify([counts, sums])),
			released: this.#meta.number("released"),
		};
	}

	/** @param subject a key of `BACKUP_TABLES` */
	page(subject: string, after: Position | null): Page {
		const known = BACKUP_TABLES[subject];
		return known ? pageOf(this.#sql, known, after) : { records: [], next: null };
	}

	#number(query: string): number {
		return this.#sql.exec<{ number: number }>(query).one().number;
	}
}

/**
 * SQL expressions for sums. At least one of the sums changes whenever the site's content or a private-feed subscriber
 * changes.
 */
const CHANGING = [
	"(SELECT sum(added + changed + removed) FROM publication_day)",
	"(SELECT sum(changed) FROM feed)",
	"(SELECT sum(updated) FROM members_article)",
	"(SELECT sum(modified) FROM rendition)",
	"(SELECT sum(bytes) FROM file)",
	"(SELECT sum(created + coalesce(revoked, 0)) FROM subscriber)",
];

/** A record in a backup: one table row. */
export type BackupRecord = Record<string, unknown>;

/** The key of the last record on a page. */
export type Position = (string | number)[];

/** A page of records. */
export interface Page {
	records: BackupRecord[];
	/** The position to continue from; null on the last page. */
	next: Position | null;
}

/**
 * Maximum number of records per page, and maximum number of characters per page. A single record that exceeds the
 * character limit gets a page to itself.
 */
const ROOM = { records: 5000, characters: 1_000_000 };

/** Returns the page of records after a position, ordered by key. */
export function pageOf(sql: SqlStorage, subject: BackupTable, after: Position | null): Page {
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

/** Inserts records into their table. */
export function putRecords(sql: SqlStorage, subject: BackupTable, records: readonly BackupRecord[]): void {
	const { table, initially = {}, counter, isWorkedOn = false } = subject;
	const fields = fieldsOf(subject);
	const columns = [...fields.map(([, column]) => column), ...Object.keys(initially)];
	const update = `ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`;
	const counted = counter === undefined ? [] : [counter];
	const insert = `INSERT ${isWorkedOn ? "OR IGNORE" : ""} INTO ${table} (${[...columns, ...counted].join(", ")})
		VALUES (${[...columns.map(() => "?"), ...counted.map(() => "0")].join(", ")}) ${isWorkedOn ? "" : update}`;
	for (const record of records) {
		const values = fields.map(([name, , kind]) => stored(record[name], kind));
		sql.exec(insert, ...values, ...Object.values(initially));
	}
}

/** Returns the fields of a table's records, each with its type and the column that it is read from. */
function fieldsOf({ fields }: BackupTable): [name: string, column: string, kind: Kind][] {
	return Object.entries(fields).map(([name, field]) =>
		typeof field === "string" ? [name, name, field] : [name, field.column, field.kind],
	);
}

function recordOf(subject: BackupTable, row: Record<string, SqlStorageValue>): BackupRecord {
	return Object.fromEntries(fieldsOf(subject).map(([name, column, kind]) => [name, told(row[column], kind)]));
}

function told(value: SqlStorageValue | undefined, kind: Kind): unknown {
	if (typeof value === "number" && kind.startsWith("time")) return new Date(value).toISOString();
	const text = value instanceof ArrayBuffer ? unpack(value) : value;
	return typeof text === "string" && kind.startsWith("json") ? JSON.parse(text) : text;
}

function stored(value: unknown, kind: Kind): SqlStorageValue {
	if (value === null || value === undefined) return null;
	if (kind.startsWith("json")) return JSON.stringify(value);
	if (typeof value === "number") return value;
	return kind.startsWith("time") ? Date.parse(String(value)) : String(value);
}

/** Converts a key column's value. Keys contain only strings and numbers. */
function keyOf(value: SqlStorageValue | undefined): string | number {
	return typeof value === "number" ? value : String(value);
}
