import type { FeedDocument, Format } from "./feed-document.ts";
import { error, type Fault } from "./finding.ts";
import type { HttpResponse } from "./http-client.ts";
import { readAtom } from "./parse-atom.ts";
import { readJson } from "./parse-json.ts";
import { readRss } from "./parse-rss.ts";
import { parseXml } from "./xml.ts";

/** The format of a document, told by how it begins; null if it is no feed. */
function formatOf(text: string): Format | null {
	const start = text.slice(0, 2000);
	if (/^\uFEFF?\s*\{/.test(start)) return /"version"\s*:\s*"https:\/\/jsonfeed\.org\//.test(start) ? "json" : null;
	if (/^\uFEFF?\s*<(!doctype\s+)?html/i.test(start)) return null;
	return /<rss[\s>]/.test(start) ? "rss" : /<feed[\s>]/.test(start) ? "atom" : null;
}

/** Reads a feed; what cannot be read at all is a fault. */
function readFeed(text: string, format: Format): FeedDocument | { broken: Fault } {
	if (format === "json") return readJson(text);
	const root = parseXml(text.replace(/^\uFEFF/, ""));
	if (!("malformed" in root)) return format === "rss" ? readRss(root) : readAtom(root);
	const hint = "Most readers will not show anything of it. Look at that line; what is between tags has to be escaped.";
	return { broken: error(`This is not well-formed XML: ${root.malformed}.`, hint) };
}

/** A feed that is looked at: how it came, and what it holds. */
export interface Subject {
	/** The address at which readers have it. */
	url: string;
	format: Format;
	answer: HttpResponse;
	/** With its byte order mark, if it has one. */
	text: string;
	/** Null if it cannot be read; `broken` says why. */
	document: FeedDocument | null;
	broken: Fault[];
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What came as an answer, if it is a feed; else null. */
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
