import { RpcTarget } from "cloudflare:workers";
import { digestOf } from "../digest.ts";
import { Meta } from "../meta.ts";
import { type Page, type Position, pageOf } from "./records.ts";
import { SUBJECTS } from "./subjects.ts";

/** What there is to be exported. */
export interface Holdings {
	/** How many records each subject has, in the order in which they are put back. */
	counts: Record<string, number>;
	/** Another one as soon as anything has changed. */
	edition: string;
	/** Up to when dated articles have been made public and taken back, in milliseconds since 1970. */
	released: number;
}

/** Gives out, a page at a time, all that the Publisher could not make anew. */
export class Export extends RpcTarget {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		super();
		this.#sql = sql;
	}

	holdings(): Holdings {
		const counts = Object.fromEntries(
			Object.entries(SUBJECTS).map(([name, { table, where = "true" }]) => [
				name,
				this.#number(`SELECT count(*) AS number FROM ${table} WHERE ${where}`),
			]),
		);
		const sums = CHANGING.map((sum) => this.#number(`SELECT coalesce(${sum}, 0) AS number`));
		return {
			counts,
			edition: digestOf(JSON.stringify([counts, sums])),
			released: new Meta(this.#sql).number("released"),
		};
	}

	/** @param subject one of `SUBJECTS` */
	page(subject: string, after: Position | null): Page {
		const known = SUBJECTS[subject];
		return known ? pageOf(this.#sql, known, after) : { records: [], next: null };
	}

	#number(query: string): number {
		return this.#sql.exec<{ number: number }>(query).one().number;
	}
}

/** What changes with every publication, with what is published of it, and with the subscribers of private feeds. */
const CHANGING = [
	"(SELECT sum(added + changed + removed) FROM publication_day)",
	"(SELECT sum(time) FROM touched)",
	"(SELECT sum(updated) FROM members_article)",
	"(SELECT sum(modified) FROM rendition)",
	"(SELECT sum(created + coalesce(revoked, 0)) FROM subscriber)",
];
