import { type ArchiveDocument, archiveDocuments, archiveName, monthOf, monthRange } from "../../feed/archive.ts";
import type { Archives } from "../../feed/feed.ts";
import type { Selection } from "../../feed/selection.ts";
import type { Finder, Found, Range } from "../catalog/search.ts";

/** A document of an archive, with the links to its neighbours. */
interface ArchivePage {
	document: ArchiveDocument<Found>;
	archives: Archives;
}

/**
 * A document of the archive of a feed (RFC 5005, section 4). A string: that period is part of another one now, or was
 * taken apart into several, of which this is the newest. Undefined: nothing was published then.
 *
 * @param name of the feed, which its documents' names begin with
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

/** The newest document of an archive, of what was published in a range; undefined if nothing was. */
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
