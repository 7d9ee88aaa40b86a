import { isUtf8 } from "node:buffer";
import { counted } from "../../article/totals.ts";
import { type Entry, type FeedDocument, type Format, NAMES } from "./feed-document.ts";
import { among, error, type Fault, warning } from "./finding.ts";
import { cacheSeconds } from "./headers.ts";
import type { Subject } from "./subject.ts";
import { htmlTags } from "./xml.ts";

/** Maximum size of a feed in bytes. Feed readers reject larger feeds. */
const MAX = 15_000_000;

/** Reports problems with a feed as a whole. `entryFaults` checks the articles in it. */
export function documentFaults(subject: Subject): Fault[] {
	const { document, broken } = subject;
	return [...bytesFaults(subject), ...broken, ...(document === null ? [] : wholeFaults(subject, document))];
}

function bytesFaults({ answer, text }: Subject): Fault[] {
	const faults: Fault[] = [];
	if (answer.isCut || answer.body.length > MAX) {
		faults.push(error("The feed is larger than 15 MB.", "Feed readers reject it. Put fewer articles in it."));
	}
	if (text.startsWith("\uFEFF")) {
		faults.push(
			error("The document begins with a byte order mark.", "JSON parsers fail on it. Write UTF-8 without one."),
		);
	}
	if (!isUtf8(answer.body) && !answer.isCut) {
		faults.push(error("The document is not UTF-8.", "Encode it in UTF-8, and declare that in the Content-Type."));
	}
	// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
	if (/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(text)) {
		faults.push(
			error(
				"The document contains a control character.",
				"Many parsers reject the whole feed because of it. Remove the character.",
			),
		);
	}
	return faults;
}

/** How often feed readers usually poll a feed, in seconds. A `ttl` no longer than this does not delay new articles. */
const USUAL_POLL = 3600;

function wholeFaults({ url, answer }: Subject, document: FeedDocument): Fault[] {
	const { selfs, language, ttl, updated, format } = document;
	const faults = [...document.faults];
	const [self, ...others] = selfs;
	if (self === undefined) {
		faults.push(
			error("The feed does not contain its own address.", `Add a link with rel="self" (feed_url in JSON) to ${url}.`),
		);
	} else if (others.length > 0 || self !== url) {
		const what = `The feed declares ${selfs.join(", ")} as its address, which differs from the address requested.`;
		const hint = "Readers switch to the declared address. Make the two identical. On a Newsstand site, set SITE_URL.";
		faults.push(error(what, hint));
	}
	if (language === "") faults.push(error("The feed has no language.", "Add one, such as en or pt-BR."));
	const longest = cacheSeconds(answer.headers);
	const wait = Number(ttl ?? 0);
	if (ttl !== undefined && !/^\d+$/.test(ttl)) {
		faults.push(error(`The ttl is ${ttl}.`, "Use a whole number of minutes."));
	} else if (longest !== null && wait * 60 > Math.max(longest, USUAL_POLL)) {
		const what = `The ttl is ${counted(wait, "minute")}, but max-age is only ${counted(longest, "second")}.`;
		faults.push(
			error(
				what,
				"Use a ttl no longer than an hour or max-age, whichever is longer. Some readers obey the ttl, and others obey max-age.",
			),
		);
	}
	if (updated !== undefined) faults.push(...dateFault("The date of the feed", updated, format));
	else if (format === "rss")
		faults.push(error("The feed does not specify when it last changed.", "Add a <lastBuildDate>."));
	return faults;
}

/**
 * Returns recommendations for a feed that readers poll. Archives get no recommendations, because readers fetch them
 * only once.
 */
export function currentFaults({ hubs, entries, isArchive }: FeedDocument): Fault[] {
	const faults: Fault[] = [];
	if (isArchive) return faults;
	if (hubs.length === 0) {
		faults.push(warning("The feed has no hub.", "With a WebSub hub, readers get new articles within seconds."));
	}
	if (entries.length === 0) {
		faults.push(warning("The feed has no articles.", "Publish one. Readers show nothing until then."));
	}
	return faults;
}

/**
 * Reports problems with a feed's articles. Each kind of problem is reported once, with the articles that it affects.
 */
export function entryFaults({ format, entries }: FeedDocument): Fault[] {
	const faults: Fault[] = [];
	const when = (isWrong: (entry: Entry, index: number) => boolean, fault: (which: string) => Fault) => {
		faults.push(...among(entries, isWrong).map(fault));
	};
	const id = format === "rss" ? "guid" : "id";
	const ids = entries.map((entry) => entry.id);
	when(
		(entry) => entry.id === "",
		(which) => error(`There is no ${id} in ${which}.`, `Readers recognize an article by its ${id}. Add one.`),
	);
	when(
		(entry, index) => entry.id !== "" && ids.indexOf(entry.id) !== index,
		(which) =>
			error(
				`The ${id} of ${which} also belongs to another article.`,
				`Readers show only one of the two articles. Use a different ${id} for each article.`,
			),
	);
	when(
		(entry) => entry.id !== "" && !URL.canParse(entry.id),
		(which) =>
			error(`The ${id} of ${which} is not an absolute URI.`, "Use one with a scheme such as https:, urn: or tag:."),
	);
	when(
		(entry) => entry.isPermaLink && entry.link !== "" && entry.id !== entry.link,
		(which) =>
			error(
				`The guid of ${which} is marked as a permalink, but differs from the article's link.`,
				'Use <guid isPermaLink="false">.',
			),
	);
	when(
		({ title }) => title === "",
		(which) =>
			error(
				`There is no title in ${which}.`,
				"Some readers need a title. Add one, such as the first words of the article.",
			),
	);
	when(
		({ link, enclosures }) =>
			link === "" ? enclosures.length === 0 : !/^https?:$/.test(URL.parse(link)?.protocol ?? ""),
		(which) => error(`There is no working link in ${which}.`, "Use the full address of the page, with https://."),
	);
	const datesOf = ({ published, updated }: Entry) => [published, updated].filter((date) => date !== undefined);
	when(
		(entry) => datesOf(entry).length === 0,
		(which) => error(`There is no date in ${which}.`, dateHint(format)),
	);
	when(
		(entry) => datesOf(entry).some((date) => !isDate(date, format)),
		(which) => error(`The date of ${which} is not in the format of ${NAMES[format]}.`, dateHint(format)),
	);
	when(
		(entry) => datesOf(entry).some((date) => isDate(date, format) && isFuture(date)),
		(which) =>
			error(
				`The date of ${which} is in the future.`,
				"Readers keep the article on top until then. Publish it on that date.",
			),
	);
	when(
		({ enclosures }) => enclosures.some(({ url, type }) => !URL.canParse(url) || !/^[\w.+-]+\/[\w.+-]+/.test(type)),
		(which) =>
			error(
				`An enclosure in ${which} has no address or no media type.`,
				"Add both to each enclosure. An example of a media type is audio/mpeg.",
			),
	);
	when(
		({ enclosures }) => enclosures.some(({ length }) => length !== null && !/^\d+$/.test(length)),
		(which) =>
			error(
				`An enclosure in ${which} has no length.`,
				'RSS requires the size in bytes. Use length="0" if it is unknown.',
			),
	);
	return [...faults, ...bodyFaults(entries)];
}

/** Attributes that contain an address. */
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
				`The body of ${which} contains a relative link.`,
				"It does not work in feed readers. Use full addresses, with https://.",
			),
		),
		...framed.map((which) =>
			warning(
				`The body of ${which} contains a frame or a script.`,
				"Readers remove frames and scripts. Add a link or a picture as well.",
			),
		),
	];
}

const LATER = "If something was published in the last few minutes, try again. Otherwise the feed generator has a bug.";

/** Reports differences between two formats of the same feed, which should have the same content. */
export function differences(one: FeedDocument, other: FeedDocument): Fault[] {
	const names = `${NAMES[one.format]} and ${NAMES[other.format]}`;
	const of = new Map(other.entries.map((entry) => [entry.id, entry]));
	const faults: Fault[] = [];
	if (one.entries.map(({ id }) => id).join("\n") !== other.entries.map(({ id }) => id).join("\n")) {
		const hint = "Readers who switch formats get articles twice, or miss some.";
		faults.push(error(`${names} do not have the same articles (by guid) in the same order.`, `${hint} ${LATER}`));
	}
	if (one.title !== other.title) faults.push(error(`${names} have different feed titles.`, LATER));
	const differing = (isOther: (entry: Entry, counterpart: Entry) => boolean) =>
		among(one.entries, (entry) => {
			const counterpart = of.get(entry.id);
			return counterpart !== undefined && isOther(entry, counterpart);
		});
	for (const which of differing((a, b) => a.title !== b.title)) {
		const hint = "Titles are plain text, escaped once. If a title is escaped twice, readers show &amp;.";
		faults.push(error(`${names} have different titles for ${which}.`, `${hint} ${LATER}`));
	}
	for (const which of differing((a, b) => seconds(a.published) !== seconds(b.published))) {
		faults.push(error(`${names} have different dates for ${which}.`, LATER));
	}
	for (const which of differing((a, b) => a.link !== b.link)) {
		faults.push(error(`${names} have different links for ${which}.`, LATER));
	}
	return faults;
}

/** Returns a date in whole seconds, the precision of RSS. */
function seconds(date = ""): number {
	return Math.floor(Date.parse(date) / 1000) || 0;
}

/** RFC 822 with four-digit years, and GMT or a numeric time zone, because few readers support other zone names. */
const RFC_822 =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|[+-]\d{4})$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Tolerance for differing clocks, in milliseconds. Only dates that are further ahead count as future dates. */
const LEEWAY = 3_600_000;

/** Whether a date is in the form that the feed's format requires. */
function isDate(text: string, format: Format): boolean {
	return (format === "rss" ? RFC_822 : RFC_3339).test(text) && !Number.isNaN(Date.parse(text));
}

/** Whether a date is in the future. */
function isFuture(text: string): boolean {
	return Date.parse(text) > Date.now() + LEEWAY;
}

function dateHint(format: Format): string {
	const example = format === "rss" ? "Mon, 04 May 2026 09:30:00 GMT" : "2026-05-04T09:30:00Z";
	return `Use this format: ${example}`;
}

/** Checks the feed's own date. */
function dateFault(name: string, text: string, format: Format): Fault[] {
	if (!isDate(text, format)) return [error(`${name} is invalid: ${text}.`, dateHint(format))];
	return isFuture(text) ? [error(`${name} is in the future: ${text}.`, "Use the time of the last change.")] : [];
}
