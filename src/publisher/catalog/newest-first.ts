import type { Archived } from "../../feed/archive.ts";
import { minuteOf, minuteOfId } from "./search-order.ts";

/** A search result. */
export interface Found extends Archived {
	path: string;
	guid: string;
	/**
	 * When the article was first published, in milliseconds since 1970; null if it was published by a release that did
	 * not record the time.
	 */
	appeared: number | null;
}

/** A search result as a table row. */
export type FoundRow = {
	path: string;
	guid: string;
	published: number;
	appeared: number | null;
	size: number;
	/** Row id in the search index. */
	id: number;
};

/** Merges several iterators, each sorted newest first, into one sorted sequence without duplicates. */
export function* newestOf(sources: Iterator<Found, unknown>[]): Generator<Found, undefined> {
	const heads = sources.map((source) => source.next());
	const seen = new Set<string>();
	for (;;) {
		const index = firstOf(heads);
		const head = heads[index];
		const source = sources[index];
		if (!source || !head || head.done) return;
		if (!seen.has(head.value.path)) yield head.value;
		seen.add(head.value.path);
		heads[index] = source.next();
	}
}

/**
 * Yields those of the first `limit` rows that match the selection.
 *
 * @param limit how many rows to check; if there are more rows, `onLimit` is called
 */
export function* fitting(
	rows: Iterable<FoundRow>,
	fits: (row: FoundRow) => boolean,
	limit: number,
	onLimit: () => void,
): Generator<Found, undefined> {
	let checked = 0;
	for (const row of rows) {
		if (checked++ === limit) {
			onLimit();
			return;
		}
		if (fits(row)) yield row;
	}
}

/**
 * Turns rows sorted by descending id into articles sorted newest first. An id only gives the latest possible minute of
 * publication, so the rows are sorted in small batches.
 */
export function* inOrder(rows: Iterable<FoundRow>): Generator<Found, undefined> {
	let waiting: FoundRow[] = [];
	let minute = Number.POSITIVE_INFINITY;
	for (const row of rows) {
		if (minuteOfId(row.id) < minute) {
			minute = minuteOfId(row.id);
			const until = minute;
			yield* waiting.filter(({ published }) => minuteOf(published) > until).sort(newestFirst);
			waiting = waiting.filter(({ published }) => minuteOf(published) <= until);
		}
		waiting.push(row);
	}
	yield* waiting.sort(newestFirst);
}

function newestFirst(a: Found, b: Found): number {
	return isBefore(a, b) ? -1 : 1;
}

/** A list of ids in descending order, read only as far as needed to tell whether it contains a given id. */
export class DescendingList {
	readonly cursor: SqlStorageCursor<{ id: number }>;
	readonly #passed = new Set<number>();
	#last = Number.POSITIVE_INFINITY;

	constructor(cursor: SqlStorageCursor<{ id: number }>) {
		this.cursor = cursor;
	}

	has(id: number): boolean {
		while (this.#last > id) {
			const next = this.cursor.next();
			this.#last = next.done ? Number.NEGATIVE_INFINITY : next.value.id;
			this.#passed.add(this.#last);
		}
		return this.#passed.has(id);
	}
}

/** Returns the index of the iterator whose next article is newest, or -1 if all iterators are exhausted. */
function firstOf(heads: readonly IteratorResult<Found, unknown>[]): number {
	let first = -1;
	let newest: Found | undefined;
	heads.forEach((head, index) => {
		if (head.done || (newest && !isBefore(head.value, newest))) return;
		first = index;
		newest = head.value;
	});
	return first;
}

function isBefore(a: Found, b: Found): boolean {
	if (a.published !== b.published) return a.published > b.published;
	if (a.appeared !== b.appeared) return (a.appeared ?? 0) > (b.appeared ?? 0);
	return a.guid < b.guid;
}
