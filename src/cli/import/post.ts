import { canonicalPath } from "../../article/article-path.ts";

/** Front matter that hides an article, such as `{ status: "draft" }`; empty for a public article. */
export type Hidden = Record<string, string | boolean>;

/** An article exported by another program. */
export interface ImportedPost {
	/** The key that identifies the post in every export of its site, such as `post 12`. */
	key: string;
	/** How messages refer to the post. */
	place: string;
	/** The kind under which the report counts the post: `published`, `draft`, `private`, … */
	status: string;
	hidden: Hidden;
	title: string;
	body: { markup: "html" | "markdown"; text: string };
	/** The last part of the post's address, used as the file name. */
	slug: string;
	/** The address of the post's old page; undefined if it had none. */
	url?: string | undefined;
	/** The address of the page that the post is about, if the post links to a page on another site. */
	externalUrl?: string | undefined;
	guid?: string | undefined;
	/** In ISO 8601; without a time zone if the export does not contain one. */
	published?: string | undefined;
	updated?: string | undefined;
	excerpt?: string | undefined;
	image?: string | undefined;
	/** The authors, each as an id in the authors file or as a name. */
	authors: readonly string[];
	categories: readonly string[];
	tags: readonly string[];
	language?: string | undefined;
	/** Former addresses of the post, as paths. */
	formerPaths?: readonly string[];
	/** Sentences about what was left out. */
	notes: readonly string[];
}

/** An author in the authors file. */
export interface ImportedAuthor {
	id: string;
	name: string;
	url?: string | undefined;
	picture?: string | undefined;
}

/** A category or a tag. */
export interface ImportedTerm {
	name: string;
	/** The slug in the address of the term's page. */
	slug: string;
	parent?: string | undefined;
	description?: string | undefined;
	/** Old paths of the term's page. */
	pages: readonly string[];
	/** Old paths of the term's feed. */
	feeds: readonly string[];
}

/** The data about the whole site in an export. */
export interface ImportedSite {
	title: string;
	/** The site's old address; empty if the export does not contain it. */
	url: string;
	language?: string | undefined;
	authors: readonly ImportedAuthor[];
	terms: readonly ImportedTerm[];
}

/** An export, open for reading. */
export interface Export {
	/** Identifies the site; the same in all of its exports. */
	id: string;
	site: ImportedSite;
	/** The number of posts that `posts` will yield. */
	count: number;
	posts(): AsyncGenerator<ImportedPost>;
	/** The number of items that are left out, by kind (`attachments`, for example). */
	leftOut: ReadonlyMap<string, number>;
	/** Errors in the export file. The list is complete once all posts have been read. */
	faults: readonly string[];
}

/** The key under which `leftOut` counts pages. */
export const PAGES = "pages";

/** Returns a key that identifies a site by its URL. Ignores the scheme, because sites move to https. */
export function siteKey(url: string): string {
	return url.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
}

/** Thrown if an export cannot be read at all. */
export class ExportError extends Error {}

/**
 * Converts a date and time to ISO 8601; undefined if the value, for example `0000-00-00 00:00:00`, is not a valid date.
 */
export function isoTime(text: string | number | null | undefined, zone: "Z" | "" = "Z"): string | undefined {
	if (typeof text === "number") return Number.isFinite(text) ? toIso(new Date(text)) : undefined;
	const trimmed = text?.trim() ?? "";
	const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(trimmed);
	if (match) {
		const written = `${match[1]}T${match[2]}`;
		// JavaScript reads 30 February as 1 March (or 2 March).
		return toIso(new Date(`${written}Z`)) === `${written}Z` ? written + zone : undefined;
	}
	return trimmed === "" ? undefined : toIso(new Date(trimmed));
}

function toIso(date: Date): string | undefined {
	const year = date.getUTCFullYear();
	if (Number.isNaN(date.getTime()) || year < 1900 || year > 2999) return undefined;
	return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Query parameters that track readers and do not identify a page. */
const TRACKING = /^(utm_.*|source|ref|fbclid)$/;

/**
 * Returns the path of an address, decoded where possible; undefined if the path alone does not identify the page, as in
 * `/?p=12`.
 */
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
