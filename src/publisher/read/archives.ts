import { type ArchiveDocument, archiveDocuments, archiveName, monthOf, monthRange } from "../../feed/archive.ts";
import type { Archives } from "../../feed/feed.ts";
import type { Selection } from "../../feed/selection.ts";
import type { Found } from "../catalog/newest-first.ts";
import type { Finder, Range } from "../catalog/search.ts";

/** An archive document, with links to the previous and next archive documents. */
interface ArchivePage {
	document: ArchiveDocument<Found>;
	archives: Archives;
}

/**
 * Returns an archive document of a feed (RFC 5005, section 4). If the period has since been merged with others or
 * split, returns a string instead: the name of the newest document that now covers the period. If nothing was published
 * in the period, returns undefined.
 *
 * @param name the feed's name; the names of its archive documents start with it
 */
export function archivePageOf(
	search: Finder,
	selection: Selection,
	name: string,
	period: string,
): ArchivePage | string | undefined {
	const range = monthRange(period);
	const documents = range ? documentsIn(search, selection, range) : [];
	const index = documents.findIndex((document) => document.period === period);
	const document = documents[index];
	if (!range || !document) {
		return documents.find((other) => other.period.startsWith(period) || period.startsWith(`${other.period}-`))?.period;
	}
	const before = documents[index + 1]?.period ?? newestPeriod(search, selection, { to: range.from });
	const later = search.oldest(selection, { from: range.to });
	const after =
		documents[index - 1]?.period ??
		(later === undefined ? undefined : documentsOfMonth(search, selection, later).at(-1)?.period);
	const named = (other: string | undefined) => (other === undefined ? undefined : archiveName(name, other));
	return { document, archives: { current: name, previous: named(before), next: named(after) } };
}

/** Returns the name of the newest archive document for a range; undefined if nothing was published in that range. */
function newestPeriod(search: Finder, selection: Selection, range: Range): string | undefined {
	const newest = search.newest(selection, range).next();
	return newest.done ? undefined : documentsOfMonth(search, selection, newest.value.published)[0]?.period;
}

function documentsOfMonth(search: Finder, selection: Selection, time: number): ArchiveDocument<Found>[] {
	return documentsIn(search, selection, monthRange(monthOf(time)) ?? { to: 0 });
}

function documentsIn(search: Finder, selection: Selection, range: Range): ArchiveDocument<Found>[] {
	return archiveDocuments([...search.newest(selection, range)]);
}
