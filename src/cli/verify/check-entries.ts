import { dateHint, isDate, isFuture } from "./dates.ts";
import { type Entry, type FeedDocument, NAMES } from "./feed-document.ts";
import { error, type Fault, warning } from "./finding.ts";
import { htmlTags } from "./html.ts";
import { among } from "./titled.ts";

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
