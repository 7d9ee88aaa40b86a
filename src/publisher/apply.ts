import type { Context } from "../article/context.ts";
import type { Problem } from "../article/problem.ts";
import { isDefaults, type ReadSource, readSource } from "../article/read-source.ts";
import { givingWay, isPublic } from "../feed/rivalry.ts";
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

/**
 * Applies changes, of several for one path the last; deletions first (so that a moved file is known again). Runs within
 * one transaction.
 */
export function applyChanges(desk: Desk, changes: readonly Change[], now: number): Applied {
	const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
	const affected = new Set<string>();
	const latest = [...new Map(changes.map((change) => [change.path, change])).values()];
	for (const change of latest) {
		if (!("deleted" in change) || desk.sources.hash(change.path) === undefined) continue;
		desk.sources.remove(change.path);
		keep(desk, change.path, { kind: "hidden", problems: [] }, affected);
		counts.removed++;
	}
	const sources = latest.flatMap((change) => ("deleted" in change ? [] : [change]));
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
	const paths = new Set([...affected, ...latest.map((change) => change.path)]);
	return { ...counts, problems: problemsOf(desk.sql, paths) };
}

/** Reads a source again whose reading may come out differently now: other settings, other defaults, a newer reader. */
export function reread(desk: Desk, source: Source, now: number): void {
	const affected = new Set<string>();
	read(desk, source, affected);
	showOrHide(desk, affected, "reread", now);
}

/** Shows an article whose time has come, or hides it since its time is over, and minds its rivals. */
export function release(desk: Desk, path: string, now: number): void {
	showOrHide(desk, [path], "edit", now);
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

/** Makes public what is to be public of these sources and their rivals, and takes out the rest, which goes first. */
function showOrHide(desk: Desk, paths: Iterable<string>, reason: Reason, now: number): void {
	const group = withRivals(desk, paths);
	const articles = [...group].sort().flatMap((path) => desk.readings.article(path) ?? []);
	const current = articles.filter((article) => isPublic(article, now));
	const yielding = givingWay(current, desk.context.siteUrl);
	const shown = current.filter(({ path }) => !yielding.has(path));
	const shownPaths = new Set(shown.map(({ path }) => path));
	for (const path of group) if (!shownPaths.has(path)) desk.catalog.hide(path);
	for (const { path } of articles) desk.readings.setRival(path, yielding.get(path) ?? null);
	for (const article of shown) desk.catalog.show(article, reason, now);
}

/** The sources, those that claim a URL of theirs, those that claim one of these, and so on. */
function withRivals(desk: Desk, paths: Iterable<string>): Set<string> {
	const group = new Set(paths);
	// A set gives what is added to it while it is walked through.
	for (const path of group) {
		for (const url of desk.readings.claims(path)) for (const rival of desk.readings.claimants(url)) group.add(rival);
	}
	return group;
}
