import type { Article } from "../article/article.ts";
import type { Problem } from "../article/problem.ts";
import { claimsOf, compareRivals } from "../feed/rivalry.ts";
import type { Catalog, Reason } from "./catalog.ts";
import { blobHash } from "./digest.ts";
import type { Outbox } from "./outbox.ts";
import { problemsOf } from "./problems.ts";
import type { Source, Sources } from "./sources.ts";

/** A source as it is now, or the word that it is gone. */
export type Change = Source | { path: string; deleted: true };

/** What became of a list of changes. The counts are of sources. */
export interface Applied {
	added: number;
	changed: number;
	unchanged: number;
	removed: number;
	/** All that is wrong with these sources now. */
	problems: Problem[];
}

/** The parts of the Publisher that a change goes through. */
export interface Desk {
	sql: SqlStorage;
	sources: Sources;
	catalog: Catalog;
	outbox: Outbox;
	siteUrl: string;
}

/** Applies changes, deletions first (so that a moved file is known again). Runs within one transaction. */
export function applyChanges(desk: Desk, changes: readonly Change[], now: number): Applied {
	const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
	const affected = new Set<string>();
	const touch = (path: string, change: () => { urls: string[]; feeds: string[] }) => {
		const { urls, feeds } = change();
		affected.add(path);
		for (const url of urls) for (const claimant of desk.sources.claimants(url)) affected.add(claimant);
		for (const feed of feeds) markDescribed(desk, feed);
	};
	for (const change of changes) {
		if (!("deleted" in change) || desk.sources.hash(change.path) === undefined) continue;
		touch(change.path, () => desk.sources.remove(change.path));
		counts.removed++;
	}
	for (const change of changes) {
		if ("deleted" in change) continue;
		const old = desk.sources.hash(change.path);
		if (old === blobHash(change.text)) {
			counts.unchanged++;
			continue;
		}
		touch(change.path, () => desk.sources.put(change));
		counts[old === undefined ? "added" : "changed"]++;
	}
	showOrHide(desk, affected, "edit", now);
	const paths = new Set([...affected, ...changes.map((change) => change.path)]);
	return { ...counts, problems: problemsOf(desk.sql, paths) };
}

/** Reads sources again whose reading may come out differently now: other settings, a newer reader. */
export function reread(desk: Desk, sources: readonly Source[], now: number): void {
	const affected = new Set<string>();
	for (const source of sources) {
		const { urls, feeds } = desk.sources.put(source);
		affected.add(source.path);
		for (const url of urls) for (const claimant of desk.sources.claimants(url)) affected.add(claimant);
		for (const feed of feeds) markDescribed(desk, feed);
	}
	showOrHide(desk, affected, "reread", now);
}

/** Makes public what is to be public of these sources, and takes out the rest, which goes first. */
export function showOrHide(desk: Desk, paths: Iterable<string>, reason: Reason, now: number): void {
	const shown: { article: Article; digest: string }[] = [];
	for (const path of paths) {
		const reading = desk.sources.article(path);
		const rival = reading && betterRival(desk, reading.article, now);
		if (reading) desk.sources.setRival(path, rival ?? null);
		if (reading && !rival && reading.article.published <= now) shown.push(reading);
		else desk.catalog.hide(path);
	}
	for (const { article, digest } of shown) desk.catalog.show(article, digest, reason, now);
}

/** The source with one of the same URLs that is published in this one's place, if there is one. */
function betterRival(desk: Desk, article: Article, now: number): string | undefined {
	const rivals = new Set(claimsOf(article, desk.siteUrl).flatMap((url) => desk.sources.claimants(url)));
	rivals.delete(article.path);
	return [...rivals].sort().find((path) => {
		const rival = desk.sources.article(path)?.article;
		return rival !== undefined && rival.published <= now && compareRivals(rival, article) < 0;
	});
}

function markDescribed(desk: Desk, feed: string): void {
	if (!desk.catalog.has(feed)) return;
	desk.outbox.mark({ kind: "feed", name: feed });
	desk.outbox.mark({ kind: "index" });
}
