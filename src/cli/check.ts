import { resolve } from "node:path";
import { parseArgs, styleText } from "node:util";
import type { Article, Description } from "../article/article.ts";
import { missingArticles } from "../article/article-addresses.ts";
import type { Problem } from "../article/problem.ts";
import type { ReadSource } from "../article/read-source.ts";
import { oncePerFolder } from "../article/similar-names.ts";
import { isAboutFolder } from "../article/source.ts";
import {
	articlesInWords,
	counted,
	type FileKind,
	kindOfReading,
	othersInWords,
	type Totals,
	totalsOf,
	withBlocked,
} from "../article/totals.ts";
import {
	claimProblems,
	descriptionProblem,
	duplicateProblem,
	isPublic,
	resolveDuplicates,
	spellingProblem,
} from "../feed/duplicates.ts";
import { Directory, membershipsOf } from "../feed/taxonomy.ts";
import { argumentFault, type CommandContext, NetworkError } from "./command.ts";
import { openFolders } from "./content/folders.ts";
import {
	type ParsedSource,
	type ReadFolders,
	readDrafts,
	readFolders,
	type UnreadableDraft,
} from "./content/read-sources.ts";
import { checkFiles, type NamedFiles, namedInWords, type Referring } from "./files/check-files.ts";
import { scanFiles } from "./files/scan.ts";
import { sitePictureProblems } from "./files/site-pictures.ts";
import { readProjectSettings, settingProblems } from "./project-settings.ts";
import { groupLines, groupProblems, isShortened, NO_FILES, progressBar, SEE_ALL } from "./report.ts";
import { contentFolders } from "./site/find-site.ts";

/**
 * The `check` command: finds every problem in the folders, without a server. Returns 1 if there are errors, or if a
 * folder cannot be read.
 */
export async function check(args: string[], { root, cwd, terminal }: CommandContext): Promise<number> {
	let given: { values: { json?: boolean; all?: boolean }; positionals: string[] };
	try {
		const options = { json: { type: "boolean" }, all: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		terminal.error(argumentFault(error, "check"));
		return 1;
	}
	const named = given.positionals.map((name) => resolve(cwd, name));
	const folders = await openFolders(named.length > 0 ? named : contentFolders(root));
	const settings = await readProjectSettings(root);
	if ("failure" in folders || "failure" in settings) {
		for (const one of [folders, settings]) if ("failure" in one) terminal.error(one.failure);
		return 1;
	}
	try {
		const { scan, drafts, others } = await readFolders(folders);
		const paths = new Set(scan.files.map(({ path }) => path));
		const { referring, ...found } = checkSources(drafts, { now: Date.now(), timeZone: settings.timeZone }, (done) =>
			terminal.progress(progressBar(done, drafts.length)),
		);
		const files = await scanFiles(folders);
		const own = await checkFiles(referring, [...paths], files, settings.stripLocation);
		const ofSettings = [...settingProblems(settings), ...(await sitePictureProblems(files, settings))];
		const unread = others.filter(({ path }) => !isAboutFolder(path));
		const result = {
			...found,
			files: scan.files.length,
			totals: withBlocked(found.totals, scan.twins),
			named: own.named,
			problems: [...ofSettings, ...unread, ...[...found.problems, ...own.problems].sort(inOrder)],
		};
		if (given.values.json) terminal.line(JSON.stringify(result, null, 2));
		else for (const line of report(result, given.values.all ?? false)) terminal.line(line);
		return result.problems.some(({ severity }) => severity === "error") ? 1 : 0;
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		terminal.error(`${error.message}.`);
		return 1;
	}
}

const COLOURS = { error: "red", warning: "yellow", guess: "cyan" } as const;

function report({ totals, named, problems }: CheckResult & { named: NamedFiles }, isAll: boolean): string[] {
	if (totals.files === 0 && problems.length === 0) return [NO_FILES];
	const groups = isAll ? problems.flatMap((problem) => groupProblems([problem])) : groupProblems(problems);
	const lines = groups.flatMap((group) => {
		const [first = "", ...rest] = groupLines(group);
		return [styleText(COLOURS[group.problem.severity], first), ...rest];
	});
	const count = (severity: Problem["severity"]) => problems.filter((problem) => problem.severity === severity).length;
	const found = (["error", "warning", "guess"] as const).map((severity) =>
		counted(count(severity), severity, severity === "guess" ? "guesses" : undefined),
	);
	if (groups.some(isShortened)) lines.push("", SEE_ALL);
	if (count("guess") > 0) lines.push("", GUESSES);
	const others = othersInWords(totals);
	const files = namedInWords(named);
	const summary = [
		`${counted(totals.files, "file")}: ${articlesInWords(totals, "ready")} · ${found.join(", ")}`,
		...(files === "" ? [] : [`Used in articles: ${files}`]),
		...(others.length > 0 ? [`Not articles: ${others.join(", ")}`] : []),
	];
	const colour = count("error") > 0 ? "red" : "green";
	return [...lines, ...(lines.length > 0 ? [""] : []), ...summary.map((line) => styleText(colour, line))];
}

/** Printed if there are guesses. */
const GUESSES =
	"To correct a wrong guess, set the field in the front matter. `npm run newsstand -- draft FILE` writes the guesses there.";

/** The result of a check: how many articles would be published, and all problems. */
export interface CheckResult {
	files: number;
	/** Articles that are public now. */
	published: number;
	/** Scheduled and expired articles. */
	waiting: number;
	/** Drafts and other articles that are deliberately not published. */
	hidden: number;
	/** The number of files of each kind. */
	totals: Totals;
	/** Errors, warnings and guesses, sorted by path. */
	problems: Problem[];
}

/** A placeholder for the site's address. It only affects the links of articles that do not set their own link. */
const SITE_URL = "https://newsstand.invalid";

/**
 * Reads sources the way the Publisher would, and finds their problems. Also returns the articles and descriptions, so
 * that their references to files and other articles can be checked.
 *
 * @param site the current time in milliseconds since 1970, and the time zone for dates that do not include one
 * @param progress called with the number of sources read so far
 */
export function checkSources(
	drafts: readonly (ParsedSource | UnreadableDraft)[],
	{ now, timeZone }: { now: number; timeZone: string },
	progress: (done: number) => void,
): CheckResult & { referring: Referring[] } {
	return assess(readDrafts(drafts, { siteUrl: SITE_URL, timeZone }, progress), SITE_URL, now);
}

/** Checks sources that have already been read. */
export function assess(
	{ readings, defaults }: ReadFolders,
	siteUrl: string,
	now: number,
): CheckResult & { referring: Referring[] } {
	const articles = readings.flatMap((reading) => (reading.kind === "article" ? [reading.article] : []));
	const current = articles.filter((article) => isPublic(article, now));
	const rivals = [...resolveDuplicates(current, siteUrl)].map(([path, rival]) => duplicateProblem(path, rival));
	const shown = current.filter(({ path }) => !rivals.some((problem) => problem.path === path));
	const described = readings
		.flatMap((reading) => (reading.kind === "description" ? [{ ...reading.description, path: reading.path }] : []))
		.sort(byPath);
	const paths = new Set(readings.map(({ path }) => path));
	const problems = [
		...readings.flatMap((reading) => reading.problems),
		...readings.flatMap((one) => (one.kind === "defaults" ? missingArticles(one.path, one.defaults, paths) : [])),
		...rivals,
		...claimProblems(shown),
		...defaults.duplicates(),
		...described.flatMap((one, index) =>
			isFirst(one, index, described) ? [] : [descriptionProblem(one.path, one.feed)],
		),
		...spellings(
			shown.filter(({ audience }) => audience === undefined),
			new Directory(described),
		),
	];
	const kindOf = (path: string, reading: ReadSource): FileKind => {
		const kind = kindOfReading(path, reading);
		if (kind !== "article" || reading.kind !== "article") return kind === "article" ? "blocked" : kind;
		const { article } = reading;
		if (!isPublic(article, now)) return article.published > now ? "scheduled" : "expired";
		if (rivals.some((problem) => problem.path === path)) return "duplicate";
		return article.audience ?? "published";
	};
	return {
		files: readings.length,
		published: shown.length,
		waiting: articles.length - current.length,
		hidden: readings.filter(({ kind }) => kind === "hidden").length,
		totals: totalsOf(readings.map((reading) => ({ path: reading.path, kind: kindOf(reading.path, reading) }))),
		problems: oncePerFolder(problems).sort(inOrder),
		referring: [...articles, ...described],
	};
}

function spellings(articles: readonly Article[], directory: Directory): Problem[] {
	const uses = new Map<string, Map<string, string[]>>();
	for (const article of articles) {
		for (const { feed, label } of membershipsOf(directory.resolve(article), directory)) {
			if (!feed.startsWith("topics/")) continue;
			const labels = uses.get(feed) ?? new Map<string, string[]>();
			const paths = labels.get(label) ?? [];
			paths.push(article.path);
			uses.set(feed, labels.set(label, paths));
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

function inOrder(a: Problem, b: Problem): number {
	return byPath(a, b) || (a.line ?? 0) - (b.line ?? 0);
}

function byPath(a: { path: string }, b: { path: string }): number {
	return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
