import { isUtf8 } from "node:buffer";
import { type Entry, type FeedDocument, type Format, NAMES } from "./feed-document.ts";
import { among, error, type Fault, warning } from "./finding.ts";
import { cacheSeconds } from "./headers.ts";
import type { Subject } from "./subject.ts";
import { htmlTags } from "./xml.ts";

/** Readers give a feed up that is larger, in bytes. */
const MAX = 15_000_000;

/** What is wrong with a feed as a whole; its articles are looked at by themselves. */
export function documentFaults(subject: Subject): Fault[] {
	const { document, broken } = subject;
	return [...bytesFaults(subject), ...broken, ...(document === null ? [] : wholeFaults(subject, document))];
}

function bytesFaults({ answer, text }: Subject): Fault[] {
	const faults: Fault[] = [];
	if (answer.isCut || answer.body.length > MAX) {
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

/** What is wrong with the articles of a feed. Each kind of fault is told once, with the articles that have it. */
export function entryFaults({ format, entries }: FeedDocument): Fault[] {
	const faults: Fault[] = [];
	const when = (isWrong: (entry: Entry, index: number) => boolean, fault: (which: string) => Fault) => {
		faults.push(...among(entries, isWrong).map(fault));
	};
	const id = format === "rss" ? "guid" : "id";
	const ids = entries.map((entry) => entry.id);
	when(
		(entry) => entry.id === "",
		(which) => error(`There is no ${id} in ${which}.`, `Readers know an article again by its ${id}: give each one.`),
	);
	when(
		(entry, index) => entry.id !== "" && ids.indexOf(entry.id) !== index,
		(which) =>
			error(`The ${id} is that of another article in ${which}.`, "Readers show one of the two: give each its own."),
	);
	when(
		(entry) => entry.id !== "" && !URL.canParse(entry.id),
		(which) =>
			error(`The ${id} is no absolute address in ${which}.`, "Write one with its scheme: https:, urn: or tag:."),
	);
	when(
		(entry) => entry.isPermaLink && entry.link !== "" && entry.id !== entry.link,
		(which) => error(`The guid is said to be the link, and is not, in ${which}.`, 'Write <guid isPermaLink="false">.'),
	);
	when(
		({ title }) => title === "",
		(which) => error(`There is no title in ${which}.`, "Some readers fail on that: write one, or the first words."),
	);
	when(
		({ link, enclosures }) =>
			link === "" ? enclosures.length === 0 : !/^https?:$/.test(URL.parse(link)?.protocol ?? ""),
		(which) =>
			error(`There is no link that could be followed in ${which}.`, "Write the address of the page, with https://."),
	);
	const datesOf = ({ published, updated }: Entry) => [published, updated].filter((date) => date !== undefined);
	when(
		(entry) => datesOf(entry).length === 0,
		(which) => error(`There is no date in ${which}.`, dateHint(format)),
	);
	when(
		(entry) => datesOf(entry).some((date) => !isDate(date, format)),
		(which) => error(`The date is not one that all readers of ${NAMES[format]} know in ${which}.`, dateHint(format)),
	);
	when(
		(entry) => datesOf(entry).some((date) => isDate(date, format) && isFuture(date)),
		(which) =>
			error(`The date is in the future in ${which}.`, "Readers keep it on top until then: publish it on its day."),
	);
	when(
		({ enclosures }) => enclosures.some(({ url, type }) => !URL.canParse(url) || !/^[\w.+-]+\/[\w.+-]+/.test(type)),
		(which) =>
			error(
				`A file has no address or no media type in ${which}.`,
				"Write both, such as audio/mpeg, for each enclosure.",
			),
	);
	when(
		({ enclosures }) => enclosures.some(({ length }) => length !== null && !/^\d+$/.test(length)),
		(which) =>
			error(
				`An enclosure has no length in ${which}.`,
				'RSS asks for its bytes; write length="0" if they are not known.',
			),
	);
	return [...faults, ...bodyFaults(entries)];
}

/** Attributes that lead somewhere, or fetch something. */
const ADDRESSES = ["href", "src", "poster"];

function bodyFaults(entries: Entry[]): Fault[] {
	const bodies = entries.map(({ title, html }) => ({ title, tags: html.flatMap(htmlTags) }));
	const relative = among(bodies, ({ tags }) =>
		tags.some(({ attributes }) =>
			ADDRESSES.some((name) => !URL.canParse(attributes.get(name) ?? "https://there.is/none")),
		),
	);
	const framed = among(bodies, ({ tags }) => tags.some(({ name }) => /^(iframe|script|object|embed)$/.test(name)));
	return [
		...relative.map((which) =>
			error(
				`The body has a relative link in ${which}.`,
				"In a reader it leads nowhere: write whole addresses, with https://.",
			),
		),
		...framed.map((which) =>
			warning(`The body has a frame or a script in ${which}.`, "Readers drop them: write a link beside, or a picture."),
		),
	];
}

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

/** RFC 822 with years of four digits; the zone as GMT or in numbers, since readers know few of the others. */
const RFC_822 =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|[+-]\d{4})$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Clocks differ: what is dated so much later than now, in milliseconds, is of the future. */
const LEEWAY = 3_600_000;

/** Whether a date is one, in the form that the format asks for. */
function isDate(text: string, format: Format): boolean {
	return (format === "rss" ? RFC_822 : RFC_3339).test(text) && !Number.isNaN(Date.parse(text));
}

/** Whether a date is still to come. */
function isFuture(text: string): boolean {
	return Date.parse(text) > Date.now() + LEEWAY;
}

function dateHint(format: Format): string {
	const example = format === "rss" ? "Mon, 04 May 2026 09:30:00 GMT" : "2026-05-04T09:30:00Z";
	return `Write dates like this: ${example}`;
}

/** What is wrong with a date of a feed, if anything is. */
function dateFault(name: string, text: string, format: Format): Fault[] {
	if (!isDate(text, format)) return [error(`${name} is not one that readers know: ${text}.`, dateHint(format))];
	return isFuture(text) ? [error(`${name} is in the future: ${text}.`, "Write when it happened.")] : [];
}
