import type { Fault } from "./finding.ts";

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
