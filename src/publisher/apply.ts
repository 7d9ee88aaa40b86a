import type { Article } from "../article/article.ts";
import type { Context } from "../article/context.ts";
import type { Problem } from "../article/problem.ts";
import { isDefaults, type ReadSource, readSource } from "../article/read-source.ts";
import { compareRivals, isPublic } from "../feed/rivalry.ts";
import type { Catalog, Reason } from "./catalog.ts";
import type { Descriptions } from "./descriptions.ts";
import type { Outbox } from "./outbox.ts";
import { problemsOf } from "./problems.ts";
import type { Readings } from "./readings.ts";
import { hashOf, type Source, type Sources } from "./sources.ts";

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
	readings: Readings;
	descriptions: Descriptions;
	catalog: Catalog;
	outbox: Outbox;
	/** Of every source; its folder's defaults come on top. */
	context: Pick<Context, "siteUrl" | "timeZone">;
}

/** Applies changes, deletions first (so that a moved file is known again). Runs within one transaction. */
export function applyChanges(desk: Desk, changes: readonly Change[], now: number): Applied {
	const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
	const affected = new Set<string>();
	for (const change of changes) {
		if (!("deleted" in change) || desk.sources.hash(change.path) === undefined) continue;
		desk.sources.remove(change.path);
		keep(desk, change.path, { kind: "hidden", problems: [] }, affected);
		counts.removed++;
	}
	const sources = changes.flatMap((change) => ("deleted" in change ? [] : [change]));
	// What a folder gives to its articles is known before they are read.
	for (const source of sources.toSorted((a, b) => Number(isDefaults(b.path)) - Number(isDefaults(a.path)))) {
		const old = desk.sources.hash(source.path);
		if (old === hashOf(source.text)) {
			counts.unchanged++;
			continue;
		}
		read(desk, source, affected);
		counts[old === undefined ? "added" : "changed"]++;
	}
	showOrHide(desk, affected, "edit", now);
	const paths = new Set([...affected, ...changes.map((change) => change.path)]);
	return { ...counts, problems: problemsOf(desk.sql, paths) };
}

/** Reads sources again whose reading may come out differently now: other settings, other defaults, a newer reader. */
export function reread(desk: Desk, sources: readonly Source[], now: number): void {
	const affected = new Set<string>();
	for (const source of sources) read(desk, source, affected);
	showOrHide(desk, affected, "reread", now);
}

/** Shows the articles whose time has come after `then`, hides those whose time is over, and minds their rivals. */
export function release(desk: Desk, then: number, now: number): void {
	const affected = new Set<string>();
	for (const path of desk.readings.dueBetween(then, now)) {
		affected.add(path);
		for (const rival of rivalsOf(desk, path)) affected.add(rival);
	}
	showOrHide(desk, affected, "edit", now);
}

function read(desk: Desk, source: Source, affected: Set<string>): void {
	const { path, text, dated } = desk.sources.put(source);
	const context = { ...desk.context, defaults: desk.descriptions.defaultsFor(path), dated };
	keep(desk, path, readSource(path, text, context), affected);
}

/** Takes over a reading, and adds the sources whose articles it may show or hide. */
function keep(desk: Desk, path: string, reading: ReadSource, affected: Set<string>): void {
	affected.add(path);
	for (const url of desk.readings.keep(path, reading)) {
		for (const claimant of desk.readings.claimants(url)) affected.add(claimant);
	}
	for (const feed of desk.descriptions.keep(path, reading)) {
		if (!desk.catalog.has(feed)) continue;
		desk.outbox.mark({ kind: "feed", name: feed });
		desk.outbox.mark({ kind: "index" });
	}
}

/** Makes public what is to be public of these sources, and takes out the rest, which goes first. */
function showOrHide(desk: Desk, paths: Iterable<string>, reason: Reason, now: number): void {
	const shown: Article[] = [];
	for (const path of paths) {
		const article = desk.readings.article(path);
		const rival = article && betterRival(desk, article, now);
		if (article) desk.readings.setRival(path, rival ?? null);
		if (article && !rival && isPublic(article, now)) shown.push(article);
		else desk.catalog.hide(path);
	}
	for (const article of shown) desk.catalog.show(article, reason, now);
}

/** The source with one of the same URLs that is published in this one's place, if there is one. */
function betterRival(desk: Desk, article: Article, now: number): string | undefined {
	return rivalsOf(desk, article.path).find((path) => {
		const rival = desk.readings.article(path);
		return rival !== undefined && isPublic(rival, now) && compareRivals(rival, article) < 0;
	});
}

/** The other sources that claim a URL which a source claims, in the order of paths. */
function rivalsOf(desk: Desk, path: string): string[] {
	const rivals = new Set(desk.readings.claims(path).flatMap((url) => desk.readings.claimants(url)));
	rivals.delete(path);
	return [...rivals].sort();
}
