import type { Article, Description } from "../article/article.ts";
import { foldersAbove } from "../article/context.ts";
import type { Problem } from "../article/problem.ts";
import { isDefaults, type ReadSource, readSource } from "../article/read-source.ts";
import { descriptionProblem, rivalProblem, spellingProblem } from "../feed/conflicts.ts";
import { Directory } from "../feed/directory.ts";
import { membershipsOf } from "../feed/membership.ts";
import { givingWay, isPublic } from "../feed/rivalry.ts";

/** A source to be looked at, as it is in its folder. */
export interface Draft {
	path: string;
	text: string;
	/** When the file was last changed, for texts that do not say, in milliseconds. */
	dated?: number | undefined;
}

/** What a folder would become, and all that is wrong with it: what the Publisher would say, without one. */
export interface Survey {
	files: number;
	/** Articles that are public now. */
	published: number;
	/** Articles whose time is still to come, or is over. */
	waiting: number;
	/** Drafts and whatever else its author keeps back. */
	hidden: number;
	/** In the order of paths; what was guessed among them. */
	problems: Problem[];
}

/** Where no site is known: only the links of posts without one depend on it. */
const SITE_URL = "https://newsstand.invalid";

/**
 * Reads sources as the Publisher would.
 *
 * @param site what time it is there, in milliseconds since 1970, and the time zone of dates that name none
 * @param progress hears how many have been read
 */
export function survey(
	drafts: readonly Draft[],
	{ now, timeZone }: { now: number; timeZone: string },
	progress: (done: number) => void,
): Survey {
	const defaults = new Map<string, Record<string, unknown>>();
	const readings: (ReadSource & { path: string })[] = [];
	const ordered = drafts.toSorted((a, b) => Number(isDefaults(b.path)) - Number(isDefaults(a.path)));
	for (const [index, { path, text, dated }] of ordered.entries()) {
		const given = Object.assign({}, ...foldersAbove(path).map((folder) => defaults.get(folder)));
		const reading = readSource(path, text, { siteUrl: SITE_URL, timeZone, defaults: given, dated });
		if (reading.kind === "defaults") defaults.set(foldersAbove(path).at(-1) ?? "", reading.defaults);
		readings.push({ ...reading, path });
		progress(index + 1);
	}
	const articles = readings.flatMap((reading) => (reading.kind === "article" ? [reading.article] : []));
	const current = articles.filter((article) => isPublic(article, now));
	const rivals = [...givingWay(current, SITE_URL)].map(([path, rival]) => rivalProblem(path, rival));
	const shown = current.filter(({ path }) => !rivals.some((problem) => problem.path === path));
	const described = readings
		.flatMap((reading) => (reading.kind === "description" ? [{ ...reading.description, path: reading.path }] : []))
		.sort(byPath);
	const problems = [
		...readings.flatMap((reading) => reading.problems),
		...rivals,
		...described.flatMap((one, index) =>
			isFirst(one, index, described) ? [] : [descriptionProblem(one.path, one.feed)],
		),
		...spellings(
			shown.filter(({ audience }) => audience === undefined),
			new Directory(described),
		),
	];
	return {
		files: drafts.length,
		published: shown.length,
		waiting: articles.length - current.length,
		hidden: readings.filter(({ kind }) => kind === "hidden").length,
		problems: problems.sort((a, b) => byPath(a, b) || (a.line ?? 0) - (b.line ?? 0)),
	};
}

function spellings(articles: readonly Article[], directory: Directory): Problem[] {
	const uses = new Map<string, Map<string, string[]>>();
	for (const article of articles) {
		for (const { feed, label } of membershipsOf(directory.resolve(article), directory)) {
			if (!feed.startsWith("topics/")) continue;
			const labels = uses.get(feed) ?? new Map<string, string[]>();
			uses.set(feed, labels.set(label, [...(labels.get(label) ?? []), article.path]));
		}
	}
	return [...uses].flatMap(([feed, labels]) => {
		const [, ...others] = [...labels].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
		return others.map(([label, paths]) => spellingProblem(paths.sort()[0] ?? "", feed, label));
	});
}

function isFirst(one: Description, index: number, all: readonly Description[]): boolean {
	return all.findIndex((other) => other.feed === one.feed) === index;
}

function byPath(a: { path: string }, b: { path: string }): number {
	return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
