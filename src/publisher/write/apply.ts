import type { Article } from "../../article/article.ts";
import type { Work } from "../../article/body/work.ts";
import { inTurn } from "../../article/folder-defaults.ts";
import type { Problem } from "../../article/problem.ts";
import { type ReadSource, readFault, readSource } from "../../article/read-source.ts";
import { MAX_SOURCE_BYTES, TOO_LARGE } from "../../article/source.ts";
import { isPublic, resolveDuplicates } from "../../feed/duplicates.ts";
import { FORESIGHT } from "../../feed/rhythm.ts";
import type { Reason } from "../catalog/update-time.ts";
import { markArticle, markNaming } from "../files/check-files.ts";
import { restoring } from "../meta.ts";
import { expectArticle, feedsOf } from "../read/schedule.ts";
import type { PublisherStore } from "../store.ts";
import { problemsOf } from "./parsed-articles.ts";
import type { Applied } from "./publications.ts";
import { nameOfOwner, type Outdated, type Source, sourceHash, type Unreadable } from "./sources.ts";

/** The new state of a source, or that it was deleted. */
export type Change = Source | Unreadable | { path: string; deleted: true };

/**
 * Applies changes within one transaction, in the order of `inTurn`. If several have the same path, the last one wins.
 *
 * @param owner who uploads the sources and owns them from now on
 * @param until when to stop waiting for the rest of the batch, in milliseconds since 1970; 0 if it is complete
 * @param coming paths of files that will be announced after the batch
 */
export function applyChanges(
	store: PublisherStore,
	changes: readonly Change[],
	owner: string,
	now: number,
	until = 0,
	coming: readonly string[] = [],
): Applied {
	const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
	const affected = new Set<string>();
	const latest = [...new Map(changes.map((change) => [change.path, change])).values()];
	const refused = latest.flatMap(({ path }) => refusal(store, path, owner));
	const refusedPaths = new Set(refused.map(({ path }) => path));
	const accepted = latest.filter(({ path }) => !refusedPaths.has(path));
	if (until === 0) store.sources.resume(owner);
	for (const change of inTurn(accepted, (one) => ({ path: one.path, deleted: "deleted" in one }))) {
		const old = store.sources.hash(change.path);
		store.fileKinds.touch(change.path);
		if ("deleted" in change) {
			if (old === undefined) continue;
			store.sources.remove(change.path);
			store.sources.outdateTextsBeside(change.path);
			keep(store, change.path, { kind: "hidden", problems: [] }, affected, now);
			store.fileKinds.remove(change.path);
			keepReferences(store, change.path, { kind: "hidden", problems: [] }, now);
			counts.removed++;
			continue;
		}
		const source = bounded(change);
		if (old === sourceHash(source)) {
			store.sources.setOwner(source.path, owner);
			counts.unchanged++;
			continue;
		}
		if (old === undefined) store.sources.outdateTextsBeside(change.path);
		read(store, source, owner, affected, now, until === 0);
		counts[old === undefined ? "added" : "changed"]++;
	}
	publishOrUnpublish(store, affected, "edit", now);
	const paths = new Set([...affected, ...accepted.map((change) => change.path)]);
	const applied = { ...counts, problems: problemsOf(store, paths, coming), refused };
	store.publications.note(owner, applied, now, until);
	return applied;
}

/** Parses a source again because settings, defaults or the parser changed. */
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

/** Why a public article would be unpublished when parsed like this; null if it would not. */
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

/** Publishes an article of a backup as it was, even if this release would parse it as unpublished. */
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

/** Publishes a scheduled article or unpublishes an expired one, and updates its duplicates. */
export function publishDue(store: PublisherStore, path: string, now: number): void {
	publishOrUnpublish(store, [path], "edit", now);
}

/**
 * Why an owner may not change a source or file: another owner has exclusive rights, or a backup is being imported.
 *
 * @param holder the current owner
 */
export function refusal(
	store: PublisherStore,
	path: string,
	owner: string,
	holder = store.sources.owner(path),
): Problem[] {
	if (restoring(store.meta)) return [{ severity: "error", path, line: null, ...BEING_RESTORED }];
	if (holder === undefined || holder === owner || !store.exclusive.has(holder)) return [];
	const message = `This file belongs to the repository ${nameOfOwner(holder)}.`;
	const hint = store.exclusive.has(owner)
		? "Use `into` to give one of the two repositories its own folder."
		: "Change it in the repository, or use another path.";
	return [{ severity: "error", path, line: null, message, hint }];
}

const BEING_RESTORED = {
	message: "A backup is being imported into this site.",
	hint: "Try again when `newsstand restore` has finished, or cancel it: `newsstand restore --give-up --to URL`.",
};

/** A source too large to parse would not fit into a row either, so only its hash is stored. */
function bounded(source: Source | Unreadable): Source | Unreadable {
	if ("fault" in source || source.text.length <= MAX_SOURCE_BYTES) return source;
	return { path: source.path, hash: sourceHash(source), fault: TOO_LARGE };
}

function read(
	store: PublisherStore,
	handed: Source | Unreadable,
	owner: string,
	affected: Set<string>,
	now: number,
	mayOpen = true,
	work?: Work,
): void {
	const source = store.sources.put(handed, owner);
	keep(store, source.path, parseSource(store, source, { work }), affected, now, { mayOpen, isEdited: true });
}

function parseSource(
	store: PublisherStore,
	source: Source | Unreadable,
	{ work, isPublished = false }: { work?: Work | undefined; isPublished?: boolean } = {},
): ReadSource {
	const { path } = source;
	if ("fault" in source) return readFault(path, source.fault);
	const hasFeed = (feed: string) => store.feeds.lastChange([feed]) > 0;
	const hasSource = (other: string) => store.sources.hash(other) !== undefined;
	const defaults = store.descriptions.defaultsFor(path);
	const context = { ...store.context, defaults, dated: source.dated, hasFeed, hasSource, isPublished };
	return readSource(path, source.text, context, work);
}

/** Stores a parsed source, and collects the sources whose publication it may affect. */
function keep(
	store: PublisherStore,
	path: string,
	reading: ReadSource,
	affected: Set<string>,
	now: number,
	how = { mayOpen: true, isEdited: true },
): void {
	affected.add(path);
	store.unpublishings.forget(path);
	store.fileKinds.keep(path, reading);
	keepReferences(store, path, reading, now);
	for (const url of store.parsedArticles.keep(path, reading)) {
		for (const claimant of store.parsedArticles.holdersOf(url)) affected.add(claimant);
	}
	for (const feed of store.descriptions.keep(path, reading, now, how)) {
		if (!store.catalog.has(feed) && !store.catalog.isWritten(feed)) continue;
		store.outbox.mark({ kind: "feed", name: feed });
	}
}

/** Stores what a source refers to in the content folder, and updates the references that mean this source. */
function keepReferences(store: PublisherStore, path: string, reading: ReadSource, now: number): void {
	const { references, files } = store;
	if (reading.kind !== "rejected" && reading.kind !== "unreadable defaults") {
		files.checkNamedBy(path, now);
		if (reading.kind === "article") references.keep(path, reading.article.locals ?? [], now);
		else if (reading.kind === "description") references.keep(path, reading.description.locals ?? [], now);
		else references.forget(path);
		files.checkNamedBy(path, now);
	}
	for (const article of references.findAgain(path, now)) markArticle(store, article);
}

/** Publishes these sources and their duplicates, to everybody or to members. Unpublishes first. */
function publishOrUnpublish(store: PublisherStore, paths: Iterable<string>, reason: Reason, now: number): void {
	const group = withDuplicates(store, paths);
	const articles = [...group].sort().flatMap((path) => store.parsedArticles.article(path) ?? []);
	const current = articles.filter((article) => isPublic(article, now) && !mayBeClosed(store, article));
	const scheduled = articles.filter(({ published }) => published > now && published <= now + FORESIGHT);
	expectArticle(
		store,
		scheduled.flatMap((article) => feedsOf(store, article)),
	);
	const yielding = resolveDuplicates(current, store.context.siteUrl);
	const shown = current.filter(({ path }) => !yielding.has(path));
	const catalogs = new Map(shown.map(({ path, audience }) => [path, audience ? store.members : store.catalog]));
	const addresses = new Map([...group].map((path) => [path, store.catalog.addressOf(path)]));
	for (const path of group) {
		store.fileKinds.touch(path);
		for (const catalog of [store.catalog, store.members])
			if (catalogs.get(path) !== catalog) catalog.unpublish(path, now);
	}
	for (const { path } of articles) store.parsedArticles.setDuplicate(path, yielding.get(path) ?? null);
	// If several articles link to one page, the oldest uses the link as its guid.
	for (const article of shown.sort((a, b) => a.published - b.published))
		catalogs.get(article.path)?.publish(article, reason, now);
	for (const path of group) {
		store.files.checkNamedBy(path, now);
		if (store.catalog.addressOf(path) !== addresses.get(path)) markNaming(store, path);
	}
}

/**
 * Whether to wait before making an unpublished article public, because its folder may be for members now. It is
 * published after it is parsed again.
 */
function mayBeClosed({ sources, catalog }: PublisherStore, { path, audience }: Article): boolean {
	return audience === undefined && sources.isOutdated(path) && !catalog.holds(path);
}

/** These sources, and all that are connected with them through shared unique keys. */
function withDuplicates(store: PublisherStore, paths: Iterable<string>): Set<string> {
	const group = new Set(paths);
	// Iterating a set includes elements added during the iteration.
	for (const path of group) {
		for (const url of store.parsedArticles.uniqueKeys(path))
			for (const rival of store.parsedArticles.holdersOf(url)) group.add(rival);
	}
	return group;
}
