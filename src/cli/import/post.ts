import { canonicalPath } from "../../article/article-path.ts";

/** What keeps an article from everybody, as front matter: `{ status: "draft" }`; empty for a public one. */
export type Hidden = Record<string, string | boolean>;

/** An article as another program exported it. */
export interface ImportedPost {
	/** What names it in every export of its site: `post 12`. */
	key: string;
	/** How messages name it. */
	place: string;
	/** How it is counted: `published`, `draft`, `private`, … */
	status: string;
	hidden: Hidden;
	title: string;
	body: { markup: "html" | "markdown"; text: string };
	/** The last part of its address, for the file's name. */
	slug: string;
	/** Where its page was; undefined if it had none. */
	url?: string | undefined;
	/** The page elsewhere that it is about, if its link leads there. */
	externalUrl?: string | undefined;
	guid?: string | undefined;
	/** With zone, or without one where the export has none. */
	published?: string | undefined;
	updated?: string | undefined;
	excerpt?: string | undefined;
	image?: string | undefined;
	/** Ids of the authors file, or names. */
	authors: readonly string[];
	categories: readonly string[];
	tags: readonly string[];
	language?: string | undefined;
	/** Addresses that led to it before, as paths. */
	formerPaths?: readonly string[];
	/** What was left out of it. */
	notes: readonly string[];
}

/** An author, for the authors file. */
export interface ImportedAuthor {
	id: string;
	name: string;
	url?: string | undefined;
	picture?: string | undefined;
}

/** A category or a tag. */
export interface ImportedTerm {
	name: string;
	/** As in its address. */
	slug: string;
	parent?: string | undefined;
	description?: string | undefined;
	/** Addresses of its page, as paths. */
	pages: readonly string[];
	/** Addresses of its feed, as paths. */
	feeds: readonly string[];
}

/** What an export says about the whole site. */
export interface ImportedSite {
	title: string;
	/** Where it was; empty if the export does not say. */
	url: string;
	language?: string | undefined;
	authors: readonly ImportedAuthor[];
	terms: readonly ImportedTerm[];
}

/** An export, open for reading. */
export interface Export {
	/** What names the site in all its exports. */
	id: string;
	site: ImportedSite;
	/** How many posts `posts` will deliver. */
	count: number;
	posts(): AsyncGenerator<ImportedPost>;
	/** What is left out as a whole, by kind: `attachments`. */
	leftOut: ReadonlyMap<string, number>;
	/** What is wrong with the file; complete once all posts were read. */
	faults: readonly string[];
}

/** How pages are counted that are left out. */
export const PAGES = "pages";

/** What names a site whatever its address begins with: sites move to https. */
export function siteKey(url: string): string {
	return url.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
}

/** Why an export cannot be read at all. */
export class ExportError extends Error {}

/** A time as ISO 8601; undefined if it is none, such as `0000-00-00 00:00:00`. */
export function isoTime(text: string | number | null | undefined, zone: "Z" | "" = "Z"): string | undefined {
	if (typeof text === "number") return Number.isFinite(text) ? toIso(new Date(text)) : undefined;
	const trimmed = text?.trim() ?? "";
	const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(trimmed);
	if (match) {
		const written = `${match[1]}T${match[2]}`;
		// JavaScript takes the 30th of February for the 1st of March.
		return toIso(new Date(`${written}Z`)) === `${written}Z` ? written + zone : undefined;
	}
	return trimmed === "" ? undefined : toIso(new Date(trimmed));
}

function toIso(date: Date): string | undefined {
	const year = date.getUTCFullYear();
	if (Number.isNaN(date.getTime()) || year < 1900 || year > 2999) return undefined;
	return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Parameters that say where a reader comes from, not what the page is. */
const TRACKING = /^(utm_.*|source|ref|fbclid)$/;

/** The path of an address, readable where that is possible; undefined if it does not tell the page: `/?p=12`. */
export function pathOfUrl(url: string): string | undefined {
	if (!URL.canParse(url)) return undefined;
	const { pathname, searchParams } = new URL(url);
	if (pathname === "/" || [...searchParams.keys()].some((name) => !TRACKING.test(name))) return undefined;
	try {
		const readable = decodeURIComponent(pathname);
		return /[\p{C}\s%?#:{}\\"<>]/u.test(readable) ? canonicalPath(pathname) : readable;
	} catch {
		return pathname;
	}
}
