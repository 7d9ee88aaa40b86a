import type { IsOwnHost } from "../feeds/own-hosts.ts";
import { dateOf, type FeedItem } from "../feeds/whole-feed.ts";

/** What a feed item can match: an article, or a file that is not currently published. */
export interface Candidate {
	path: string;
	/** The file's name without date and extension, such as `spring-tide`. */
	name: string;
	title: string;
	/** In milliseconds since 1970. */
	published: number | undefined;
	/** The path of the article's page, percent-encoded. */
	address?: string;
	link?: string;
	/** The id by which feed readers recognize the article. */
	guid?: string;
	/** Former addresses, as paths. */
	formerly?: readonly string[] | undefined;
	/** Why the file is not published, as the end of a sentence ("[it is] a draft"); undefined if it is published. */
	because?: string | undefined;
}

/** The property by which an item was matched. */
type Criterion = "guid" | "address" | "old address" | "link" | "title and date" | "name" | "title";

export interface Match {
	item: FeedItem;
	candidate: Candidate;
	by: Criterion;
}

/** An item for which no article was found, and a sentence that says why. */
interface Unmatched {
	item: FeedItem;
	why: string;
}

export interface Matches {
	matched: Match[];
	unmatched: Unmatched[];
}

/**
 * Maximum difference, in milliseconds, between dates that count as equal: up to a day because of time zones, plus a few
 * hours that may pass between writing the date and publishing the article.
 */
const SAME_DATE = 36 * 3_600_000;

/**
 * Maximum difference, in milliseconds, between the dates of an item and an article with the same title or name. If the
 * dates are further apart, the item does not match the article.
 */
const NEAR_DATE = 60 * 24 * 3_600_000;

/**
 * Finds the article for each item, trying the most reliable criterion first. Each article is matched at most once. An
 * item that fits several articles equally well stays unmatched.
 */
export function matchItems(
	items: readonly FeedItem[],
	candidates: readonly Candidate[],
	isOwnHost: IsOwnHost,
): Matches {
	const ownPath = ({ link }: FeedItem) => {
		const url = URL.parse(link);
		return url !== null && isOwnHost(url) ? url.pathname + url.search : undefined;
	};
	const matched = new Map<FeedItem, Match>();
	const taken = new Set<Candidate>();
	const match = (
		by: Criterion,
		keysOfItem: (item: FeedItem) => (string | undefined)[],
		keysOfCandidate: (candidate: Candidate) => (string | undefined)[],
		isMeant: (item: FeedItem, candidate: Candidate) => boolean = () => true,
	): void => {
		const byKey = new Map<string, Candidate[]>();
		for (const candidate of candidates) {
			if (taken.has(candidate)) continue;
			for (const key of new Set(keysOfCandidate(candidate))) {
				if (key) byKey.set(key, [...(byKey.get(key) ?? []), candidate]);
			}
		}
		const found: Match[] = [];
		for (const item of items) {
			if (matched.has(item)) continue;
			const fitting = keysOfItem(item)
				.flatMap((key) => (key ? (byKey.get(key) ?? []) : []))
				.filter((candidate) => isMeant(item, candidate));
			const published = fitting.filter(({ because }) => because === undefined);
			const [candidate, ...others] = new Set(published.length > 0 ? published : fitting);
			if (candidate && others.length === 0) found.push({ item, candidate, by });
		}
		for (const one of found) {
			// If two items match the same article, neither match is reliable.
			if (found.some((other) => other !== one && other.candidate === one.candidate) && !SURE.has(by)) continue;
			if (taken.has(one.candidate)) continue;
			matched.set(one.item, one);
			taken.add(one.candidate);
		}
	};
	match(
		"guid",
		({ id }) => [id],
		({ guid }) => [guid],
	);
	match(
		"address",
		(item) => [pathKey(ownPath(item))],
		({ address }) => [pathKey(address)],
	);
	match(
		"old address",
		(item) => [pathKey(ownPath(item))],
		({ formerly = [] }) => formerly.map(pathKey),
	);
	match(
		"link",
		({ link }) => [link],
		({ link }) => [link],
	);
	match(
		"title and date",
		({ title }) => [textKey(title)],
		({ title }) => [textKey(title)],
		(item, candidate) => distance(item, candidate) <= SAME_DATE,
	);
	match(
		"name",
		(item) => [nameOf(ownPath(item))],
		({ name }) => [textKey(name)],
		(item, candidate) => !isLongApart(item, candidate),
	);
	match(
		"title",
		({ title }) => [textKey(title)],
		({ title }) => [textKey(title)],
		(item, candidate) => !isLongApart(item, candidate),
	);
	const rest = items.filter((item) => !matched.has(item));
	return {
		matched: items.flatMap((item) => matched.get(item) ?? []),
		unmatched: rest.map((item) => ({ item, why: whyUnmatched(item, candidates, taken, nameOf(ownPath(item))) })),
	};
}

/**
 * Criteria that leave no doubt. If several items match the same article by one of these criteria, the feed repeats the
 * article, and the first of these items is used.
 */
const SURE: ReadonlySet<Criterion> = new Set(["guid", "address"]);

/** Returns the milliseconds between the two dates; NaN if one is missing. */
function distance(item: FeedItem, { published }: Candidate): number {
	return Math.abs((dateOf(item) ?? Number.NaN) - (published ?? Number.NaN));
}

/** Whether the item's and the candidate's dates are too far apart for them to be the same article. */
function isLongApart(item: FeedItem, candidate: Candidate): boolean {
	return item.published !== undefined && distance(item, candidate) > NEAR_DATE;
}

/** Decodes a path and removes its trailing slash, because programs differ in how they encode and end paths. */
function pathKey(path: string | undefined): string | undefined {
	if (path === undefined) return undefined;
	return unescaped(path).normalize("NFC").replace(/\/$/, "");
}

function unescaped(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** Reduces a title to its letters and digits, because feeds often alter its quotes, dashes, entities and markup. */
function textKey(text: string): string {
	const plain = text.replace(/<[^>]*>/g, " ").replace(/&#?\w+;/g, " ");
	return plain
		.normalize("NFKC")
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
		.trim();
}

/** Returns the last part of a path, without its extension. */
function nameOf(path: string | undefined): string | undefined {
	const segments =
		pathKey(path)
			?.replace(/\/index\.\w+$/, "")
			.split("/") ?? [];
	return textKey((segments.at(-1) ?? "").replace(/\.(?:html?|php|aspx?)$/i, ""));
}

function whyUnmatched(
	item: FeedItem,
	candidates: readonly Candidate[],
	taken: ReadonlySet<Candidate>,
	name: string | undefined,
): string {
	const sameTitle = candidates.filter(({ title }) => title !== "" && textKey(title) === textKey(item.title));
	const [other] = sameTitle.filter((candidate) => taken.has(candidate));
	if (other !== undefined && sameTitle.length === 1) return `Another item in the feed already matches ${other.path}.`;
	if (sameTitle.length > 1) return `Several files have this title: ${sameTitle.map(({ path }) => path).join(", ")}.`;
	const [late] = sameTitle;
	if (late !== undefined) return `${late.path} has this title, but a different date.`;
	const free = candidates.filter((candidate) => !taken.has(candidate));
	const [renamed] = free.filter((candidate) => name !== "" && textKey(candidate.name) === name);
	if (renamed !== undefined) return `${renamed.path} has this name, but a different date.`;
	const [sameDay] = free.filter((candidate) => distance(item, candidate) <= SAME_DATE / 2);
	if (sameDay !== undefined) return `${sameDay.path} has this date, but a different title.`;
	return "No file has this title, name or date.";
}
