import type { Article } from "../../article/article.ts";
import { isPublic, resolveDuplicates } from "../../feed/duplicates.ts";
import { FORESIGHT } from "../../feed/rhythm.ts";
import type { Reason } from "../catalog/update-time.ts";
import { markNaming } from "../files/check-files.ts";
import { expectArticle, feedsOf } from "../read/schedule.ts";
import type { PublisherStore } from "../store.ts";

/**
 * Publishes a scheduled article that has become due, or unpublishes an expired one. Updates the article's duplicates.
 */
export function publishDue(store: PublisherStore, path: string, now: number): void {
	publishOrUnpublish(store, [path], "edit", now);
}

/**
 * Publishes the articles from these sources and their duplicates, to everybody or to members. Before that, unpublishes
 * the articles that must not be published any more.
 */
export function publishOrUnpublish(store: PublisherStore, paths: Iterable<string>, reason: Reason, now: number): void {
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
	// The oldest article is published first: if several articles link to the same page, the oldest of them uses the link
	// as its guid.
	for (const article of shown.sort((a, b) => a.published - b.published))
		catalogs.get(article.path)?.publish(article, reason, now);
	for (const path of group) {
		store.files.checkNamedBy(path, now);
		if (store.catalog.addressOf(path) !== addresses.get(path)) markNaming(store, path);
	}
}

/**
 * Whether an unpublished article must not be made public yet, because its folder may now be restricted to members. The
 * article is published after it has been parsed again.
 */
function mayBeClosed({ sources, catalog }: PublisherStore, { path, audience }: Article): boolean {
	return audience === undefined && sources.isOutdated(path) && !catalog.holds(path);
}

/** Returns these sources and all others that are connected with them through shared unique keys. */
function withDuplicates(store: PublisherStore, paths: Iterable<string>): Set<string> {
	const group = new Set(paths);
	// Iterating a set includes elements added during the iteration.
	for (const path of group) {
		for (const url of store.parsedArticles.uniqueKeys(path))
			for (const rival of store.parsedArticles.holdersOf(url)) group.add(rival);
	}
	return group;
}
