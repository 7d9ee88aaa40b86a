import { type Entry, type FeedDocument, NAMES } from "./feed-document.ts";
import { error, type Fault } from "./finding.ts";
import { among } from "./titled.ts";

const LATER = "If something was published within the last minutes, try again; else it is the program that writes them.";

/** What differs between two formats of the same feed, whose readers are to have the same. */
export function differences(one: FeedDocument, other: FeedDocument): Fault[] {
	const names = `${NAMES[one.format]} and ${NAMES[other.format]}`;
	const of = new Map(other.entries.map((entry) => [entry.id, entry]));
	const faults: Fault[] = [];
	if (one.entries.map(({ id }) => id).join("\n") !== other.entries.map(({ id }) => id).join("\n")) {
		const hint = "Whoever changes from one format to the other has articles twice, or never.";
		faults.push(error(`${names} do not have the same articles in the same order, by their guids.`, `${hint} ${LATER}`));
	}
	if (one.title !== other.title) faults.push(error(`${names} have different titles of the feed.`, LATER));
	const differing = (isOther: (entry: Entry, counterpart: Entry) => boolean) =>
		among(one.entries, (entry) => {
			const counterpart = of.get(entry.id);
			return counterpart !== undefined && isOther(entry, counterpart);
		});
	for (const which of differing((a, b) => a.title !== b.title)) {
		const hint = "Titles are plain text, escaped once: twice, readers show &amp; in them.";
		faults.push(error(`${names} have different titles of ${which}.`, `${hint} ${LATER}`));
	}
	for (const which of differing((a, b) => seconds(a.published) !== seconds(b.published))) {
		faults.push(error(`${names} have different dates of ${which}.`, LATER));
	}
	for (const which of differing((a, b) => a.link !== b.link)) {
		faults.push(error(`${names} have different links of ${which}.`, LATER));
	}
	return faults;
}

/** A date in whole seconds, which is what RSS has. */
function seconds(date = ""): number {
	return Math.floor(Date.parse(date) / 1000) || 0;
}
