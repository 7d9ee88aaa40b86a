import { error, type Fault } from "./finding.ts";
import type { HttpResponse } from "./http-client.ts";
import { readAtom } from "./parse-atom.ts";
import { readJson } from "./parse-json.ts";
import { readRss } from "./parse-rss.ts";
import { parseXml } from "./xml.ts";

export type Format = "rss" | "atom" | "json";
export const FORMATS: readonly Format[] = ["rss", "atom", "json"];

export const NAMES: Record<Format, string> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** RFC 4287 section 7, the RSS Advisory Board's profile, JSON Feed 1.1. */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};

/** A feed as a reader understands it, of whatever format. Texts are as they are in the document; empty if not there. */
export interface FeedDocument {
	format: Format;
	title: string;
	language: string;
	/** The addresses that it says are its own. */
	selfs: string[];
	hubs: string[];
	/** Minutes that a reader shall wait, in RSS. */
	ttl: string | undefined;
	/** When it changed last, in RSS and Atom. */
	updated: string | undefined;
	/** Where its older and newer articles are (RFC 5005, section 4). */
	previous: string | undefined;
	next: string | undefined;
	current: string | undefined;
	isArchive: boolean;
	entries: Entry[];
	/** What is wrong in a way that only its format knows. */
	faults: Fault[];
}

/** An article of a feed. */
export interface Entry {
	id: string;
	title: string;
	link: string;
	published: string | undefined;
	updated: string | undefined;
	/** Whether the feed says that the id is the link. */
	isPermaLink: boolean;
	/** Its body and its excerpt, as HTML. */
	html: string[];
	enclosures: Enclosure[];
}

interface Enclosure {
	url: string;
	type: string;
	/** In bytes; null where the format asks for none. */
	length: string | null;
}

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
