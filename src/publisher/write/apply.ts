import type { Work } from "../../article/body/work.ts";
import { inTurn } from "../../article/folder-defaults.ts";
import { type ReadSource, readFault, readSource } from "../../article/read-source.ts";
import { MAX_SOURCE_BYTES, TOO_LARGE } from "../../article/source.ts";
import { markArticle } from "../files/check-files.ts";
import type { PublisherStore } from "../store.ts";
import { problemsOf } from "./parsed-articles.ts";
import type { Applied } from "./publications.ts";
import { publishOrUnpublish } from "./publish.ts";
import { refusal } from "./refusal.ts";
import { type Source, sourceHash, type Unreadable } from "./sources.ts";

/** The new state of a source, or the fact that it was deleted. */
export type Change = Source | Unreadable | { path: string; deleted: true };

/**
 * Applies changes within one transaction, in the order of `inTurn`. If several changes have the same path, the last one
 * wins.
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

/** A source that is too large to parse would not fit into a table row either, so only its hash is stored. */
function bounded(source: Source | Unreadable): Source | Unreadable {
	if ("fault" in source || source.text.length <= MAX_SOURCE_BYTES) return source;
	return { path: source.path, hash: sourceHash(source), fault: TOO_LARGE };
}

export function read(
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

export function parseSource(
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
export function keep(
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

/** Stores a source's references to the content folder, and updates other references that lead to this source. */
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
