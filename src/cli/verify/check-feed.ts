import type { Ask } from "./ask.ts";
import { archiveFindings } from "./check-archives.ts";
import { conditionalFaults } from "./check-conditional.ts";
import { currentFaults, documentFaults } from "./check-document.ts";
import { entryFaults } from "./check-entries.ts";
import { headerFaults } from "./check-headers.ts";
import { repeatFaults, requestFaults } from "./check-requests.ts";
import { type Format, NAMES } from "./feed-document.ts";
import { error } from "./finding.ts";
import { follow } from "./follow.ts";
import type { Notes } from "./notes.ts";
import { type Subject, subjectOf } from "./subject.ts";

const ADDRESSES = "Addresses";

/** The feed at an address of a list of feeds; null if there is none of that format, which is noted. */
export async function fetchFeed(url: string, format: Format, ask: Ask, notes: Notes): Promise<Subject | null> {
	let subject: Subject | null = null;
	await notes.look(ADDRESSES, url, async () => {
		const reached = await follow(url, ask);
		if ("complaint" in reached) return [error(reached.complaint, "Mend where it leads to.")];
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
export interface Depth {
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
