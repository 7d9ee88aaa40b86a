import { isUtf8 } from "node:buffer";
import { dateFault } from "./dates.ts";
import type { FeedDocument } from "./feed-document.ts";
import { error, type Fault, warning } from "./finding.ts";
import { cacheSeconds } from "./headers.ts";
import type { Subject } from "./subject.ts";

/** Readers give a feed up that is larger, in bytes. */
const LARGEST = 15_000_000;

/** What is wrong with a feed as a whole; its articles are looked at by themselves. */
export function documentFaults(subject: Subject): Fault[] {
	const { document, broken } = subject;
	return [...bytesFaults(subject), ...broken, ...(document === null ? [] : wholeFaults(subject, document))];
}

function bytesFaults({ answer, text }: Subject): Fault[] {
	const faults: Fault[] = [];
	if (answer.isCut || answer.body.length > LARGEST) {
		faults.push(error("The feed is larger than 15 MB.", "Readers give such a feed up: put fewer articles into it."));
	}
	if (text.startsWith("\uFEFF")) {
		faults.push(
			error("The document begins with a byte order mark.", "JSON parsers fail on it: write UTF-8 without one."),
		);
	}
	if (!isUtf8(answer.body) && !answer.isCut) {
		faults.push(error("The document is not in UTF-8.", "Write it in UTF-8, and say so in the Content-Type."));
	}
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
	if (/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(text)) {
		faults.push(
			error("There is a control character in the document.", "Many parsers reject the whole feed: remove it."),
		);
	}
	return faults;
}

function wholeFaults({ url, answer }: Subject, document: FeedDocument): Fault[] {
	const { selfs, language, ttl, updated, format } = document;
	const faults = [...document.faults];
	const [self, ...others] = selfs;
	if (self === undefined) {
		faults.push(
			error("The feed does not name its own address.", `Add a link with rel="self" (feed_url in JSON) to ${url}.`),
		);
	} else if (others.length > 0 || self !== url) {
		const what = `The feed calls itself ${selfs.join(", ")}, and is at another address.`;
		const hint =
			"Readers change over to that address. The two must be equal, letter by letter; in a Newsstand SITE_URL sets it.";
		faults.push(error(what, hint));
	}
	if (language === "") faults.push(error("The feed does not say its language.", "Name it, such as en or pt-BR."));
	const longest = cacheSeconds(answer.headers);
	const wait = Number(ttl ?? 0);
	if (ttl !== undefined && !/^\d+$/.test(ttl)) {
		faults.push(error(`The ttl is ${ttl}.`, "Write a whole number of minutes."));
	} else if (longest !== null && wait * 60 > longest) {
		const what = `Readers shall wait ${wait} minutes (ttl), and the answer may be kept for ${longest} seconds (max-age).`;
		faults.push(error(what, "Write a ttl that is not above max-age: some readers go by the one, some by the other."));
	}
	if (updated !== undefined) faults.push(...dateFault("The date of the feed", updated, format));
	else if (format === "rss") faults.push(error("The feed does not say when it changed.", "Add a <lastBuildDate>."));
	return faults;
}

/** What a feed that is read again and again could do better; archives are read once. */
export function currentFaults({ hubs, entries, isArchive }: FeedDocument): Fault[] {
	const faults: Fault[] = [];
	if (isArchive) return faults;
	if (hubs.length === 0) {
		faults.push(warning("The feed names no hub.", "With a WebSub hub readers have what is new within seconds."));
	}
	if (entries.length === 0) {
		faults.push(warning("There are no articles in the feed.", "Publish one; readers show nothing until then."));
	}
	return faults;
}
