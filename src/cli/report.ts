import type { Problem } from "../article/problem.ts";
import type { Counts, FeedEntry } from "./api-client.ts";
import type { Published } from "./publication.ts";
import { printable } from "./screen.ts";

/** `12 added, 1 changed, 0 removed, 489 unchanged` */
export function countsLine({ added, changed, removed, unchanged }: Counts): string {
	return `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged`;
}

/** A table of the feeds: name, articles, address. */
export function feedTable(feeds: FeedEntry[]): string[] {
	const rows = feeds.map(({ name, count, rss }) => ({
		name: printable(name),
		count: String(count),
		rss: printable(rss),
	}));
	const table = [{ name: "Feed", count: "Articles", rss: "RSS" }, ...rows];
	const nameWidth = Math.max(...table.map(({ name }) => widthOf(name)));
	const countWidth = Math.max(...table.map(({ count }) => count.length));
	return table.map(({ name, count, rss }) => {
		return `${name}${" ".repeat(nameWidth - widthOf(name))}  ${count.padStart(countWidth)}  ${rss}`;
	});
}

const LABELS = { error: "", warning: "Warning: ", guess: "Guessed: " };

/** `path:line  message`, and the hint below it. */
export function problemLines(problems: Problem[]): string[] {
	return problems.flatMap(({ severity, path, line, message, hint }) => {
		const place = printable(path) + (line === null ? "" : `:${line}`);
		const first = `${place}  ${LABELS[severity]}${printable(message)}`;
		return hint === "" ? [first] : [first, `    ${printable(hint)}`];
	});
}

/**
 * What a run has changed, in one line: `14:03:07  1 changed: articles/x.md`; null if that is nothing.
 *
 * @param problems those that are worth telling
 */
export function changeLine(time: Date, run: Published, problems: Problem[]): string | null {
	const parts = (["added", "changed", "removed"] as const).map((key) => (run[key] === 0 ? "" : `${run[key]} ${key}`));
	if (problems.length > 0) parts.push(problems.length === 1 ? "1 problem" : `${problems.length} problems`);
	const what = parts.filter((part) => part !== "").join(", ");
	if (what === "") return null;
	const paths = run.paths.length > 0 ? run.paths : [...new Set(problems.map(({ path }) => path))];
	const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
	return `${clock(time)}  ${what}: ${paths.slice(0, 3).map(printable).join(", ")}${more}`;
}

/** `14:03:07`, local time. */
export function clock(time: Date): string {
	return time.toTimeString().slice(0, 8);
}

const graphemes = new Intl.Segmenter();
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\p{Script=Han}\p{Emoji_Presentation}]/u;

/** The columns that a text takes in a terminal: two for what East Asian writing and emoji show wide, else one. */
export function widthOf(text: string): number {
	return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}
