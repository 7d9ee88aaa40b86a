import type { Ask } from "./ask.ts";
import { documentFaults } from "./check-document.ts";
import { entryFaults } from "./check-entries.ts";
import { at, error, type Finding, warning } from "./finding.ts";
import { follow } from "./follow.ts";
import { type Subject, subjectOf } from "./subject.ts";

/**
 * Whether older articles can be reached from a feed (RFC 5005, section 4), and the documents lead back.
 *
 * @param depth how many documents are looked at
 */
export async function archiveFindings(feed: Subject, ask: Ask, depth: number): Promise<Finding[]> {
	const { document, url } = feed;
	if (document === null || document.entries.length === 0) return [];
	if (document.previous === undefined) {
		const what = "The feed does not say where older articles are.";
		return at(url, [warning(what, 'Add a link with rel="prev-archive" (next_url in JSON) to an archive of them.')]);
	}
	const findings: Finding[] = [];
	let newer = feed;
	for (let looked = 0; looked < depth; looked++) {
		const previous = newer.document?.previous;
		if (previous === undefined) break;
		const address = URL.parse(previous, newer.url)?.href ?? "";
		const older = await follow(address, ask).then((reached) =>
			"complaint" in reached ? reached : subjectOf(reached.answer),
		);
		if (older === null || "complaint" in older || older.format !== feed.format) {
			const what = `The older articles that the feed leads to are not there: ${previous}.`;
			const why = older !== null && "complaint" in older ? `${older.complaint} ` : "";
			findings.push(
				...at(newer.url, [error(what, `${why}Keep every archive at its address, as a feed of the same format.`)]),
			);
			break;
		}
		findings.push(...linkFindings(older, newer, feed));
		newer = older;
	}
	return findings;
}

function linkFindings(older: Subject, newer: Subject, feed: Subject): Finding[] {
	const { document, url, format } = older;
	const faults = documentFaults(older);
	if (document === null) return at(url, faults);
	faults.push(...entryFaults(document));
	if (format === "json") return at(url, faults);
	if (!document.isArchive) {
		faults.push(
			error("The archive does not say that it is one.", "Add <fh:archive/>: readers keep such a document for ever."),
		);
	}
	const current = feed.document?.isArchive ? feed.document.current : feed.url;
	if (document.current === undefined || document.current !== current) {
		const hint = `Add a link with rel="current" to ${current}.`;
		faults.push(error(`The archive leads to another feed than its own: ${document.current ?? "none"}.`, hint));
	}
	// The feed itself is not what comes after its newest archive.
	if (newer.document?.isArchive && document.next !== newer.url) {
		const hint = `Add a link with rel="next-archive" to ${newer.url}.`;
		faults.push(error(`The archive does not lead back to the newer one: ${document.next ?? "none"}.`, hint));
	}
	return at(url, faults);
}
