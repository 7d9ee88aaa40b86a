import { currentFaults, documentFaults, entryFaults } from "./check-document.ts";
import { conditionalFaults, encodingFaults, headerFaults, repeatFaults, requestFaults } from "./check-http.ts";
import { type Format, NAMES } from "./feed-document.ts";
import { at, error, type Finding, type Notes, warning } from "./finding.ts";
import { type Ask, follow } from "./http-client.ts";
import { type Subject, subjectOf } from "./subject.ts";

const ADDRESSES = "Addresses";

/**
 * Fetches a feed from the list of feeds. If its address does not return a feed in this format, records a finding and
 * returns null.
 */
export async function fetchFeed(url: string, format: Format, ask: Ask, notes: Notes): Promise<Subject | null> {
	let subject: Subject | null = null;
	await notes.look(ADDRESSES, url, async () => {
		const reached = await follow(url, ask);
		if ("failure" in reached) return [error(reached.failure, "Fix the redirect.")];
		const found = subjectOf(reached.answer);
		if (found !== null && found.format !== format) {
			const hint = "Use a separate address for each format.";
			return [error(`The address for ${NAMES[format]} returns ${NAMES[found.format]}.`, hint)];
		}
		subject = found;
		const [redirect] = reached.redirects;
		if (redirect !== undefined) {
			const what = `An address in the list of feeds redirects (${redirect.status}) to ${redirect.to}.`;
			return [error(what, "List the final address.")];
		}
		if (subject !== null) return [];
		const { status, body } = reached.answer;
		const what =
			status === 200 && body.length === 0 ? "returns an empty document" : `returns status ${status}, but not a feed`;
		return [error(`The address of a feed ${what}.`, "Subscribers get nothing. Check the site's log.")];
	});
	return subject;
}

/** How thoroughly to check a feed: with all kinds of requests, or only for problems that may differ between feeds. */
interface Depth {
	isThorough: boolean;
	/** The number of archive documents to check. */
	archives: number;
}

/** Checks a single feed. */
export async function checkFeed(feed: Subject, { isThorough, archives }: Depth, ask: Ask, notes: Notes): Promise<void> {
	const { url, document } = feed;
	await notes.look("Feed headers", url, () => headerFaults(feed));
	await notes.look("Conditional requests", url, () => conditionalFaults(feed, ask, isThorough ? 9 : 1));
	if (isThorough) {
		await notes.look("Other kinds of requests", url, async () => [
			...(await repeatFaults(feed, ask)),
			...(await requestFaults(feed, ask)),
		]);
	}
	if (isThorough) await notes.look("Cloudflare's cache", url, () => encodingFaults(feed, ask));
	await notes.look("Feed documents", url, () => [
		...documentFaults(feed),
		...(document === null ? [] : currentFaults(document)),
	]);
	await notes.look("Articles", url, () => (document === null ? [] : entryFaults(document)));
	if (archives > 0) await notes.look("Archives", url, () => archiveFindings(feed, ask, archives));
}

/**
 * Checks that a feed links to its archives, and that the archives link back (RFC 5005, section 4).
 *
 * @param depth the number of archive documents to check
 */
async function archiveFindings(feed: Subject, ask: Ask, depth: number): Promise<Finding[]> {
	const { document, url } = feed;
	if (document === null || document.entries.length === 0) return [];
	if (document.previous === undefined) {
		const what = "The feed does not link to older articles.";
		return at(url, [
			warning(what, 'Add a link with rel="prev-archive" (next_url in JSON) to an archive of older articles.'),
		]);
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
			const what = `The archive that the feed links to is missing: ${previous}.`;
			const why = older !== null && "failure" in older ? `${older.failure} ` : "";
			findings.push(
				...at(newer.url, [
					error(what, `${why}Keep every archive available at its address, as a feed in the same format.`),
				]),
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
			error("The archive is not marked as an archive.", "Add <fh:archive/>, so that readers fetch it only once."),
		);
	}
	const current = feed.document?.isArchive ? feed.document.current : feed.url;
	if (document.current === undefined || document.current !== current) {
		const hint = `Add a link with rel="current" to ${current}.`;
		faults.push(error(`The archive's link to its feed is ${document.current ?? "missing"}.`, hint));
	}
	// Skip the newest archive: what follows it is not another archive, but the feed itself.
	if (newer.document?.isArchive && document.next !== newer.url) {
		const hint = `Add a link with rel="next-archive" to ${newer.url}.`;
		faults.push(error(`The archive's link to the next newer archive is ${document.next ?? "missing"}.`, hint));
	}
	return at(url, faults);
}
