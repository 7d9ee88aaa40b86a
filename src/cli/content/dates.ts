import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { parseDate } from "../../article/dates.ts";
import { hasFrontMatter } from "../../article/front-matter.ts";

/**
 * Finds the date of a text without front matter, in milliseconds since 1970: when the file was first committed to Git
 * or, if it never was, when the file was last changed. Returns undefined for a text with front matter, because its
 * front matter must contain the date.
 */
export type DateOf = (file: string, text: string, changed: number) => Promise<number | undefined>;

/** Creates a `DateOf`. It reads the history of each repository once, so it does not see later commits. */
export function createDating(): DateOf {
	const placeOf = remembering(placeInGit);
	const commitsOf = remembering(firstCommits);
	return async (file, text, changed) => {
		if (hasFrontMatter(text)) return undefined;
		const place = await placeOf(dirname(file));
		const path = `${place?.prefix}${basename(file)}`.normalize("NFC");
		const committed = place === null ? undefined : (await commitsOf(place.top)).get(path);
		return committed ?? Math.floor(changed / 1000) * 1000;
	};
}

function remembering<T>(ask: (directory: string) => Promise<T>): (directory: string) => Promise<T> {
	const known = new Map<string, Promise<T>>();
	return (directory) => {
		const answer = known.get(directory) ?? ask(directory);
		known.set(directory, answer);
		return answer;
	};
}

const run = promisify(execFile);

/** Timeout for reading the whole history of a large repository, in milliseconds. */
const GIT_TIMEOUT_MS = 60_000;

/**
 * Finds the root of a directory's Git repository, and the path from there to the directory, with a trailing `/`.
 * Returns null if Git is not installed or there is no repository.
 */
async function placeInGit(directory: string): Promise<{ top: string; prefix: string } | null> {
	try {
		const [top = "", prefix = ""] = (await git(directory, "rev-parse", "--show-toplevel", "--show-prefix")).split("\n");
		return { top, prefix };
	} catch {
		return null;
	}
}

/**
 * Returns when each file of a repository was first committed, in milliseconds since 1970, by path in NFC. A moved file
 * keeps its date. The result is empty if the history cannot be read.
 */
async function firstCommits(top: string): Promise<Map<string, number>> {
	const args = ["log", "--topo-order", "--reverse", "-z", "-M", "--diff-filter=AR", "--name-status", "--format=%aI"];
	const tokens = (await git(top, "-c", "log.showRoot=true", ...args).catch(() => "")).normalize("NFC").split("\0");
	const dates = new Map<string, number>();
	let time = Number.NaN;
	for (let at = 0; at < tokens.length; ) {
		const token = tokens[at++]?.trim() ?? "";
		if (token === "A") {
			const path = tokens[at++] ?? "";
			if (!dates.has(path)) dates.set(path, time);
		} else if (/^R\d+$/.test(token)) {
			const [from = "", to = ""] = tokens.slice(at, at + 2);
			at += 2;
			dates.set(to, dates.get(from) ?? time);
			dates.delete(from);
		} else {
			time = Date.parse(token);
		}
	}
	return dates;
}

async function git(directory: string, ...args: string[]): Promise<string> {
	const { stdout } = await run("git", args, {
		cwd: directory,
		timeout: GIT_TIMEOUT_MS,
		maxBuffer: Number.POSITIVE_INFINITY,
	});
	return stdout;
}

/**
 * Languages in which month names are recognized. If a name means different months in different languages, the first of
 * these languages wins.
 */
const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl"];

const MONTHS = new Map<string, number>();
for (const month of ["long", "short"] as const) {
	for (const language of LANGUAGES) {
		// Include the day, because some languages decline the name of a month that follows a day.
		const format = new Intl.DateTimeFormat(language, { day: "numeric", month, timeZone: "UTC" });
		for (let index = 0; index < 12; index++) {
			const parts = format.formatToParts(Date.UTC(2026, index, 1));
			const name = monthKey(parts.find(({ type }) => type === "month")?.value ?? "");
			if (!MONTHS.has(name)) MONTHS.set(name, index + 1);
		}
	}
}

function monthKey(name: string): string {
	return name.toLowerCase().replace(/\.$/, "");
}

/** Reads the date in a line: `Monday, 4 May 2026` → `2026-05-04`. Returns null if it is missing or ambiguous. */
export function readWrittenDate(line: string): string | null {
	const [, iso] = /(\d{4}-\d{2}-\d{2})(?!\d)/.exec(line) ?? [];
	if (iso !== undefined) return checked(iso);
	const east = /(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(line);
	if (east) return dateOf(east[1], east[2], east[3]);
	const dayFirst = /(\d{1,2})(?:\.|er|º|ª|th|st|nd|rd)?\s(?:de\s)?(\p{L}{3,12})\.?,?\s(?:de\s)?(\d{4})(?!\d)/u.exec(
		line,
	);
	if (dayFirst) return dateOf(dayFirst[3], MONTHS.get(monthKey(dayFirst[2] ?? "")), dayFirst[1]);
	const monthFirst = /(\p{L}{3,12})\.?\s(\d{1,2}),\s(\d{4})(?!\d)/u.exec(line);
	if (monthFirst) return dateOf(monthFirst[3], MONTHS.get(monthKey(monthFirst[1] ?? "")), monthFirst[2]);
	const [, one = "", mark, two = "", year] = /(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)/.exec(line) ?? [];
	if (mark === "." || Number(one) > 12 || one === two) return dateOf(year, two, one);
	return Number(two) > 12 ? dateOf(year, one, two) : null;
}

function dateOf(year: string | undefined, month: string | number | undefined, day: string | undefined): string | null {
	if (year === undefined || month === undefined || day === undefined) return null;
	return checked(`${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`);
}

function checked(date: string): string | null {
	return parseDate(date, "UTC") === null ? null : date;
}
