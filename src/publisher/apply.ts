import type { Problem } from "../article/problem.ts";
import { isDefaults, type ReadSource, readSource } from "../article/read-source.ts";
import { MAX_SOURCE_BYTES, TOO_LARGE } from "../article/source-size.ts";
import { givingWay, isPublic } from "../feed/rivalry.ts";
import { restoring } from "./backup/restoring.ts";
import type { Desk } from "./desk.ts";
import { repositoryOf } from "./owners.ts";
import { problemsOf } from "./problems.ts";
import { type Source, sourceHash, type Unreadable } from "./sources.ts";
import type { Reason } from "./update.ts";

/** A source as it is now, or the word that it is gone. */
export type Change = Source | Unreadable | { path: string; deleted: true };

/** What became of a list of changes. The counts are of sources. */
export interface Applied {
	added: number;
	changed: number;
	unchanged: number;
	removed: number;
	/** All that is wrong with these sources now. */
	problems: Problem[];
	/**
	 * Sources that were left as they are, since a repository owns them (changed here, they would change back there), or a
	 * backup is being put into the site.
	 */
	refused: Problem[];
}

/**
 * Applies changes, of several for one path the last; deletions first (so that a moved file is known again). Runs within
 * one transaction.
 *
 * @param owner who hands them over: from then on the sources are theirs
 * @param until until when more may come that belong to them, in milliseconds since 1970; 0: these are all
 */
export function applyChanges(desk: Desk, changes: readonly Change[], owner: string, now: number, until = 0): Applied {
	const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
	const affected = new Set<string>();
	const latest = [...new Map(changes.map((change) => [change.path, change])).values()];
	const refused = latest.flatMap(({ path }) => refusal(desk, path, owner));
	const refusedPaths = new Set(refused.map(({ path }) => path));
	const taken = latest.filter(({ path }) => !refusedPaths.has(path));
	for (const change of taken) {
		if (!("deleted" in change) || desk.sources.hash(change.path) === undefined) continue;
		desk.sources.remove(change.path);
		keep(desk, change.path, { kind: "hidden", problems: [] }, affected, now);
		counts.removed++;
	}
	const sources = taken.flatMap((change) => ("deleted" in change ? [] : [bounded(change)]));
	// What a folder gives to its articles is known before they are read.
	for (const source of sources.toSorted((a, b) => Number(isDefaults(b.path)) - Number(isDefaults(a.path)))) {
		const old = desk.sources.hash(source.path);
		if (old === sourceHash(source)) {
			desk.sources.setOwner(source.path, owner);
			counts.unchanged++;
			continue;
		}
		read(desk, source, owner, affected, now);
		counts[old === undefined ? "added" : "changed"]++;
	}
	showOrHide(desk, affected, "edit", now);
	const paths = new Set([...affected, ...taken.map((change) => change.path)]);
	const applied = { ...counts, problems: problemsOf(desk.sql, paths), refused };
	desk.publications.note(owner, applied, now, until);
	return applied;
}

/** Reads a source again whose reading may come out differently now: other settings, other defaults, a newer reader. */
export function reread(desk: Desk, source: Source | Unreadable, owner: string, now: number): void {
	const affected = new Set<string>();
	read(desk, source, owner, affected, now);
	showOrHide(desk, affected, "reread", now);
}

/** Reads a source of a backup. What it shows is told when all of them are read: before, its rivals are not known. */
export function takeIn(desk: Desk, source: Source | Unreadable, owner: string, now: number): void {
	read(desk, source, owner, new Set(), now);
}

/** Shows, or hides, what is to be shown of a source of a backup. */
export function showAgain(desk: Desk, path: string, now: number): void {
	showOrHide(desk, [path], "reread", now);
}

/** Shows an article whose time has come, or hides it since its time is over, and minds its rivals. */
export function release(desk: Desk, path: string, now: number): void {
	showOrHide(desk, [path], "edit", now);
}

/**
 * What stands in the way of an owner who wants to change a source: another one that lets nobody else, or a backup that is
 * being put into the site.
 */
export function refusal(desk: Desk, path: string, owner: string): Problem[] {
	if (restoring(desk.sql)) return [{ severity: "error", path, line: null, ...BEING_RESTORED }];
	const holder = desk.sources.owner(path);
	if (holder === undefined || holder === owner || !desk.jealous.has(holder)) return [];
	const message = `This source belongs to the repository ${repositoryOf(holder)}.`;
	const hint = desk.jealous.has(owner)
		? "Give one of the two repositories a folder of its own with `into`."
		: "Change it there, or take another path.";
	return [{ severity: "error", path, line: null, message, hint }];
}

const BEING_RESTORED = {
	message: "A back-up is being put into this site.",
	hint: "Publish it again when `newsstand import` has ended, or was given up: `newsstand import --give-up --to URL`.",
};

/** What is too large to be read would not fit into a row either, and is known by its hash alone. */
function bounded(source: Source | Unreadable): Source | Unreadable {
	if ("fault" in source || source.text.length <= MAX_SOURCE_BYTES) return source;
	return { path: source.path, hash: sourceHash(source), fault: TOO_LARGE };
}

function read(desk: Desk, handed: Source | Unreadable, owner: string, affected: Set<string>, now: number): void {
	const source = desk.sources.put(handed, owner);
	keep(desk, source.path, readingOf(desk, source), affected, now);
}

function readingOf(desk: Desk, source: Source | Unreadable): ReadSource {
	const { path } = source;
	if ("fault" in source) return { kind: "rejected", problems: [{ severity: "error", path, ...source.fault }] };
	const context = { ...desk.context, defaults: desk.descriptions.defaultsFor(path), dated: source.dated };
	return readSource(path, source.text, context);
}

/** Takes over a reading, and adds the sources whose articles it may show or hide. */
function keep(desk: Desk, path: string, reading: ReadSource, affected: Set<string>, now: number): void {
	affected.add(path);
	for (const url of desk.readings.keep(path, reading)) {
		for (const claimant of desk.readings.claimants(url)) affected.add(claimant);
	}
	for (const feed of desk.descriptions.keep(path, reading, now)) {
		if (!desk.catalog.has(feed) && !desk.catalog.isWritten(feed)) continue;
		desk.outbox.mark({ kind: "feed", name: feed });
	}
}

/** Shows to everybody, or to members, what is to be shown of these sources and their rivals; what goes does so first. */
function showOrHide(desk: Desk, paths: Iterable<string>, reason: Reason, now: number): void {
	const group = withRivals(desk, paths);
	const articles = [...group].sort().flatMap((path) => desk.readings.article(path) ?? []);
	const current = articles.filter((article) => isPublic(article, now));
	const yielding = givingWay(current, desk.context.siteUrl);
	const shown = current.filter(({ path }) => !yielding.has(path));
	const catalogs = new Map(shown.map(({ path, audience }) => [path, audience ? desk.members : desk.catalog]));
	for (const path of group) {
		for (const catalog of [desk.catalog, desk.members]) if (catalogs.get(path) !== catalog) catalog.hide(path, now);
	}
	for (const { path } of articles) desk.readings.setRival(path, yielding.get(path) ?? null);
	for (const article of shown) catalogs.get(article.path)?.show(article, reason, now);
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
