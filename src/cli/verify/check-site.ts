import type { Answer, Ask } from "./ask.ts";
import { checkFeed, fetchFeed } from "./check-feed.ts";
import { differences } from "./check-formats.ts";
import { addressFindings, listFaults, opmlFindings } from "./check-lists.ts";
import { healthFaults, homeFaults, missingFaults } from "./check-pages.ts";
import { FORMATS } from "./feed-document.ts";
import { type ListedFeed, largest } from "./feed-list.ts";
import { error } from "./finding.ts";
import type { Notes } from "./notes.ts";
import type { Subject } from "./subject.ts";

/** Of so many further feeds it is only asked whether they answer. */
const FURTHER = 10;

/** A Newsstand: its first page, its list of feeds as it came, and what that holds. */
export interface NewsstandSite {
	origin: string;
	home: Answer;
	list: Answer;
	feeds: ListedFeed[];
	/** The feed of the whole site. */
	main: ListedFeed;
}

/** Looks at a site: its main feed thoroughly, the largest topic and provider, and all that leads to feeds. */
export async function checkSite(
	{ origin, home, list, feeds, main }: NewsstandSite,
	ask: Ask,
	notes: Notes,
): Promise<void> {
	const elsewhere = new URL(main.rss).origin;
	if (elsewhere !== origin) {
		const what = `The site is at ${origin}, and sends its readers to ${elsewhere}.`;
		const hint = `Set SITE_URL to the address that readers shall have, deploy, and verify that. Nothing else was looked at.`;
		return notes.look("Addresses", origin, () => [error(what, hint)]);
	}
	const sample = largest(feeds);
	for (const feed of [main, ...sample]) {
		const isMain = feed === main;
		const subjects: Subject[] = [];
		for (const format of FORMATS) {
			const subject = await fetchFeed(feed[format], format, ask, notes);
			if (subject === null) continue;
			subjects.push(subject);
			await checkFeed(subject, { isThorough: isMain, archives: isMain ? (format === "rss" ? 2 : 1) : 0 }, ask, notes);
		}
		await compare(subjects, notes);
	}
	const others = feeds.filter((feed) => feed !== main && !sample.includes(feed)).map(({ rss }) => rss);
	const LISTS = "Lists of feeds";
	await notes.look(LISTS, list.url, () => listFaults(list, feeds));
	await notes.look(LISTS, list.url, () => addressFindings(others.slice(0, FURTHER), ask));
	await notes.look(LISTS, `${origin}/feeds.opml`, () => opmlFindings(`${origin}/feeds.opml`, feeds, ask));
	await notes.look("First page", home.url, () => homeFaults(home, main));
	const nowhere = `${origin}/newsstand-verify.rss`;
	await notes.look("Where nothing is", nowhere, () => missingFaults(nowhere, ask));
	await notes.look("Health", `${origin}/health`, () => healthFaults(`${origin}/health`, ask));
}

/** The formats with the first of them. */
async function compare([first, ...others]: Subject[], notes: Notes): Promise<void> {
	for (const { url, document } of others) {
		await notes.look("The same in all formats", url, () => {
			return first?.document && document ? differences(first.document, document) : [];
		});
	}
}
