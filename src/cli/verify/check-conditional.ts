import type { Answer, Ask } from "./ask.ts";
import { error, type Fault } from "./finding.ts";
import { headerOf, opaque } from "./headers.ts";
import type { Subject } from "./subject.ts";

const LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT";

/** A question with what a reader has kept, and the status that is the right answer. */
interface Case {
	headers: Record<string, string>;
	status: 200 | 304;
	/** In which case, as the end of a sentence. */
	when: string;
}

/**
 * What goes wrong when a reader asks whether a feed is new (RFC 9110, section 13).
 *
 * @param most requests at most; there are nine cases, the most frequent first
 */
export async function conditionalFaults({ url, answer }: Subject, ask: Ask, most: number): Promise<Fault[]> {
	const faults: Fault[] = [];
	for (const [index, { headers, status, when }] of casesOf(answer).slice(0, most).entries()) {
		const asked = await ask(url, { headers });
		if (asked.status === status) {
			const lacks = index === 0 ? differing(answer, asked, "A 304") : [];
			faults.push(...lacks.map((what) => error(what, "Send with it what comes with the feed itself.")));
			continue;
		}
		const name = Object.keys(headers).join(" and ");
		const what = `The answer is ${asked.status}, and should be ${status}, ${when}.`;
		const cost = "Each reader fetches the whole feed each time: compare with the ETag weakly, then with Last-Modified.";
		const loss = "Readers miss what is new: answer 304 only to what is known to be yours.";
		faults.push(error(what, `${status === 304 ? cost : loss} It was asked with ${name}.`));
	}
	return faults;
}

function casesOf({ headers }: Answer): Case[] {
	const tag = headerOf(headers, "etag");
	const modified = headerOf(headers, "last-modified");
	const cases: Case[] = [];
	if (tag !== "") {
		const other = tag.startsWith("W/") ? opaque(tag) : `W/${tag}`;
		cases.push(
			{ headers: { "If-None-Match": tag }, status: 304, when: "when a reader sends the ETag back" },
			{ headers: { "If-None-Match": other }, status: 304, when: `when the ETag comes back as ${other}` },
			{ headers: { "If-None-Match": `"other", ${tag}` }, status: 304, when: "when the ETag is one of a list" },
			{ headers: { "If-None-Match": "*" }, status: 304, when: "when a reader sends If-None-Match: *" },
			{
				headers: { "If-None-Match": tag, "If-Modified-Since": LONG_AGO },
				status: 304,
				when: "when the ETag is the same and the date an old one",
			},
		);
	}
	if (Number.isNaN(Date.parse(modified))) return cases;
	const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
	return [
		...cases,
		{ headers: { "If-Modified-Since": modified }, status: 304, when: "when a reader sends Last-Modified back" },
		{
			headers: { "If-None-Match": '"other"', "If-Modified-Since": modified },
			status: 200,
			when: "when the ETag is another, whatever the date is",
		},
		{ headers: { "If-Modified-Since": LONG_AGO }, status: 200, when: "when the date is an old one" },
		{
			headers: { "If-Modified-Since": tomorrow },
			status: 200,
			when: "when the date is still to come, and so not the site's",
		},
	];
}

/** What a reader goes by, and a cache keeps: it has to come with each 304 (RFC 9110, section 15.4.5). */
const KEPT = ["etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin"];

/** The headers that an answer has otherwise than the feed itself, each as a sentence. */
export function differing(feed: Answer, other: Answer, name: string): string[] {
	return KEPT.filter((header) => {
		const [first, second] = [headerOf(feed.headers, header), headerOf(other.headers, header)];
		return first !== "" && (header === "etag" ? opaque(first) !== opaque(second) : first !== second);
	}).map((header) => {
		const value = headerOf(other.headers, header);
		return `${name} ${value === "" ? `lacks ${header}` : `has another ${header}: ${value}`}.`;
	});
}
