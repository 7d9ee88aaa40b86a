import type { Article } from "../../article/article.ts";
import type { Work } from "../../article/body/work.ts";
import type { ReadSource } from "../../article/read-source.ts";
import { isPublic } from "../../feed/duplicates.ts";
import type { PublisherStore } from "../store.ts";
import { keep, parseSource, read } from "./apply.ts";
import { publishOrUnpublish } from "./publish.ts";
import type { Outdated, Source, Unreadable } from "./sources.ts";

/** Parses a source again because settings, folder defaults or the parser changed. */
export function reparse(
	store: PublisherStore,
	{ source: held, owner, isEdited }: Outdated,
	now: number,
	work: Work,
): void {
	const affected = new Set<string>();
	store.fileKinds.touch(held.path);
	const source = store.sources.put(held, owner);
	const reading = parseSource(store, source, { work });
	const old = store.parsedArticles.article(source.path);
	const reason = old && isPublic(old, now) ? whyUnpublished(reading, old.audience, now, old.page !== undefined) : null;
	if (reason !== null && (!isEdited || reason === store.unpublishings.reason(source.path))) {
		store.unpublishings.note(source.path, reason);
		return;
	}
	keep(store, source.path, reading, affected, now, { mayOpen: true, isEdited });
	publishOrUnpublish(store, affected, "reread", now);
}

/** Returns why this parsing result would unpublish a public article; null if it would not. */
function whyUnpublished(
	reading: ReadSource,
	formerly: Article["audience"],
	now: number,
	wasPage: boolean,
): string | null {
	if (reading.kind === "hidden") return reading.because ?? null;
	if (reading.kind === "description" && reading.description.feed.startsWith("authors/"))
		return "It describes an author.";
	if (reading.kind !== "article") return null;
	const { audience, published, page } = reading.article;
	if (page && !wasPage) return "It is a page of the site.";
	if (audience !== formerly && audience !== undefined) return "It is for members.";
	if (isPublic(reading.article, now)) return null;
	return published > now ? "It is scheduled for a later date." : "It has expired.";
}

/**
 * Parses a source from a backup. Its article is published after all sources are parsed, when its duplicates are known.
 */
export function storeSource(store: PublisherStore, { source, owner }: Outdated, now: number, work: Work): void {
	store.fileKinds.touch(source.path);
	read(store, source, owner, new Set(), now, true, work);
}

/** Publishes an article from a backup as it was, even if this release of Newsstand would not publish it. */
export function republish(store: PublisherStore, { path, published, audience }: Republished, now: number): void {
	store.fileKinds.touch(path);
	const article = store.parsedArticles.article(path);
	const isAsBefore = article !== undefined && isPublic(article, now) && article.audience === audience;
	const source = isAsBefore ? undefined : store.sources.get(path);
	if (source) keepPublished(store, source, { path, published, audience }, now);
	publishOrUnpublish(store, [path], "reread", now);
}

/** An article that was public when its backup was made. */
export interface Republished {
	path: string;
	/** In milliseconds since 1970. */
	published: number;
	audience: Article["audience"];
}

function keepPublished(store: PublisherStore, source: Source | Unreadable, was: Republished, now: number): void {
	const current = parseSource(store, source);
	const reason = whyUnpublished(current, was.audience, now, true);
	const reading = parseSource(store, source, { isPublished: true });
	if (reason === null || reading.kind !== "article") return;
	const { published, audience } = was;
	const article = { ...reading.article, published, audience, expires: undefined };
	keep(store, was.path, { kind: "article", article, problems: current.problems }, new Set(), now);
	store.unpublishings.note(was.path, reason);
}
