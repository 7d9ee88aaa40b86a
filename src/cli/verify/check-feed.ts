import { currentFaults, documentFaults, entryFaults } from "./check-document.ts";
import { conditionalFaults, headerFaults, repeatFaults, requestFaults } from "./check-http.ts";
import { type Format, NAMES } from "./feed-document.ts";
import { at, error, type Finding, type Notes, warning } from "./finding.ts";
import { type Ask, follow } from "./http-client.ts";
import { type Subject, subjectOf } from "./subject.ts";

const ADDRESSES = "Addresses";

/** The feed at an address of a list of feeds; null if there is none of that format, which is noted. */
export async function fetchFeed(url: string, format: Format, ask: Ask, notes: Notes): Promise<Subject | null> {
	let subject: Subject | null = null;
	await notes.look(ADDRESSES, url, async () => {
		const reached = await follow(url, ask);
		if ("failure" in reached) return [error(reached.failure, "Mend where it leads to.")];
		const found = subjectOf(reached.answer);
		if (found !== null && found.format !== format) {
			const hint = "Give each format an address of its own, and serve nothing else there.";
			return [error(`At the address of ${NAMES[format]} there is ${NAMES[found.format]}.`, hint)];
		}
		subject = found;
		const [redirect] = reached.redirects;
		if (redirect !== undefined) {
			const what = `The list of feeds names an address that leads elsewhere (${redirect.status}): ${redirect.to}.`;
			return [error(what, "Name the address at which the feed is.")];
		}
		if (subject !== null) return [];
		const { status, body } = reached.answer;
		const what = status === 200 && body.length === 0 ? "empty" : `answered ${status}, and is no feed`;
		return [
			error(`The address of a feed is ${what}.`, "Whoever subscribes there has nothing. Look at the site's log."),
		];
	});
	return subject;
}

/** How closely a feed is looked at: in each way of asking, or only so far as it is another than the rest. */
interface Depth {
	isThorough: boolean;
	/** Documents of its archive. */
	archives: number;
}

/** Looks at a feed by itself. */
export async function checkFeed(feed: Subject, { isThorough, archives }: Depth, ask: Ask, notes: Notes): Promise<void> {
	const { url, document } = feed;
	await notes.look("Headers of the feeds", url, () => headerFaults(feed));
	await notes.look("Asking whether a feed is new", url, () => conditionalFaults(feed, ask, isThorough ? 9 : 1));
	if (isThorough) {
		await notes.look("Other ways to ask for a feed", url, async () => [
			...(await repeatFaults(feed, ask)),
			...(await requestFaults(feed, ask)),
		]);
	}
	await notes.look("Feeds as documents", url, () => [
		...documentFaults(feed),
		...(document === null ? [] : currentFaults(document)),
	]);
	await notes.look("Articles in the feeds", url, () => (document === null ? [] : entryFaults(document)));
	if (archives > 0) await notes.look("Archives of older articles", url, () => archiveFindings(feed, ask, archives));
}

/**
 * Whether older articles can be reached from a feed (RFC 5005, section 4), and the documents lead back.
 *
 * @param depth how many documents are looked at
 */
async function archiveFindings(feed: Subject, ask: Ask, depth: number): Promise<Finding[]> {
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
			"failure" in reached ? reached : subjectOf(reached.answer),
		);
		if (older === null || "failure" in older || older.format !== feed.format) {
			const what = `The older articles that the feed leads to are not there: ${previous}.`;
			const why = older !== null && "failure" in older ? `${older.failure} ` : "";
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
