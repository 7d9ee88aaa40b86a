import type { FeedDocument, Format } from "./feed-document.ts";
import { error, type Fault } from "./finding.ts";
import type { HttpResponse } from "./http-client.ts";
import { readAtom } from "./parse-atom.ts";
import { readJson } from "./parse-json.ts";
import { readRss } from "./parse-rss.ts";
import { parseXml } from "./xml.ts";

/** Guesses the format of a document from its beginning. Returns null if it is not a feed. */
export function formatOf(text: string): Format | null {
	const start = text.slice(0, 2000);
	if (/^\uFEFF?\s*\{/.test(start)) return /"version"\s*:\s*"https:\/\/jsonfeed\.org\//.test(start) ? "json" : null;
	if (/^\uFEFF?\s*<(!doctype\s+)?html/i.test(start)) return null;
	return /<rss[\s>]/.test(start) ? "rss" : /<feed[\s>]/.test(start) ? "atom" : null;
}

/** Parses a feed. */
export function readFeed(text: string, format: Format): FeedDocument | { broken: Fault } {
	if (format === "json") return readJson(text);
	const root = parseXml(text.replace(/^\uFEFF/, ""));
	if (!("malformed" in root)) return format === "rss" ? readRss(root) : readAtom(root);
	const hint = "Most readers show nothing. Check that line: text between tags must be escaped.";
	return { broken: error(`The feed is not well-formed XML: ${root.malformed}.`, hint) };
}

/** A feed under test: the response, and its parsed content. */
export interface Subject {
	/** The address at which readers request the feed. */
	url: string;
	format: Format;
	answer: HttpResponse;
	/** The body as text, including any byte order mark. */
	text: string;
	/** null if the text cannot be parsed; `broken` contains the reason. */
	document: FeedDocument | null;
	broken: Fault[];
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Parses a response as a feed. Returns null if it is not a feed. */
export function subjectOf(answer: HttpResponse): Subject | null {
	const text = utf8.decode(answer.body);
	const format = formatOf(text);
	if (answer.status !== 200 || format === null) return null;
	const read = readFeed(text, format);
	const isBroken = "broken" in read;
	return {
		...{ url: answer.url, format, answer, text },
		document: isBroken ? null : read,
		broken: isBroken ? [read.broken] : [],
	};
}
