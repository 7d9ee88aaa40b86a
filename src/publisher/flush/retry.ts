import type { Meta } from "../meta.ts";

/** When a failure began, in milliseconds since 1970, and the last error. */
export interface Fault {
	since: number;
	error: string;
}

/** Maximum delay after failures, in milliseconds. */
export const MAX_BACKOFF_MS = 600_000;

/**
 * Returns the delay after this many consecutive failures, in milliseconds. The delay starts at half a second and
 * doubles with each failure, up to ten minutes.
 */
export function backoff(failures: number): number {
	return Math.min(500 * 2 ** Math.min(failures - 1, 20), MAX_BACKOFF_MS);
}

/** Formats an error as one line of at most 200 characters. */
export function errorLine(error: unknown): string {
	const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
	return line.slice(0, 200).toWellFormed();
}

/** Retries failed calls. Each call processes all rows of a table that are due. */
export class Retries {
	readonly #sql: SqlStorage;
	readonly #meta: Meta;
	readonly #table: "purge" | "announcement";
	readonly #delay: number;

	/** @param delay how long due rows wait after a failed call, in milliseconds */
	constructor(sql: SqlStorage, meta: Meta, table: "purge" | "announcement", delay: number) {
		this.#sql = sql;
		this.#meta = meta;
		this.#table = table;
		this.#delay = delay;
	}

	/**
	 * Makes the call and returns whether it succeeded. If it failed, all due rows are delayed.
	 *
	 * @param onError logs the failure
	 */
	async attempt(call: () => Promise<void>, now: number, onError: (error: unknown) => void): Promise<boolean> {
		try {
			await call();
			this.#meta.forget(this.#faultKey);
			return true;
		} catch (error) {
			onError(error);
			this.#sql.exec(`UPDATE ${this.#table} SET due = ? WHERE due <= ?`, now + this.#delay, now);
			this.#meta.set(this.#faultKey, `${this.fault()?.since ?? now} ${errorLine(error)}`);
			return false;
		}
	}

	/** Returns when the next row is due; null if there is none. */
	next(): number | null {
		return this.#sql.exec<{ due: number | null }>(`SELECT min(due) AS due FROM ${this.#table}`).one().due;
	}

	/** Returns the current failure, or null if the last attempt succeeded. */
	fault(): Fault | null {
		const [since, ...words] = (this.#meta.get(this.#faultKey) ?? "").split(" ");
		return since ? { since: Number(since), error: words.join(" ") } : null;
	}

	get #faultKey(): string {
		return `${this.#table}_fault`;
	}
}
