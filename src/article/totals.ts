import { FOLDERS, isGeneratorData, SECTION_PAGE } from "./not-published.ts";
import type { ReadSource } from "./read-source.ts";
import { GENERATOR_FILES, isAboutFolder, isGeneratorFile } from "./source.ts";

/**
 * The kind of a file, as far as it can be determined by reading only that file. Whether an article is published also
 * depends on the time and on other files.
 */
export type ReadingKind = "article" | "draft" | "blocked" | "unread" | NotArticle;

/** The final outcome for a file. Every file in a content folder has exactly one. */
export type FileKind =
	| "published"
	| "members"
	| "scheduled"
	| "expired"
	| "duplicate"
	| Exclude<ReadingKind, "article">;

/** Files that are not articles. `template`: configuration, data, layouts, includes and section pages of a generator. */
type NotArticle = "description" | "defaults" | "redirects" | "readme" | "template";

const KINDS: Record<ReadSource["kind"], ReadingKind> = {
	article: "article",
	hidden: "draft",
	description: "description",
	defaults: "defaults",
	redirects: "redirects",
	rejected: "blocked",
	"unreadable defaults": "blocked",
	unread: "unread",
};

export function kindOfReading(path: string, reading: ReadSource): ReadingKind {
	if (reading.kind === "hidden" && reading.because === undefined) return "readme";
	if (reading.kind === "rejected" && reading.problems.length === 0 && isAboutFolder(path)) return "readme";
	if (GENERATOR_FILES.addresses.test(path) && reading.kind === "defaults") return "defaults";
	if (isGeneratorFile(path) && reading.problems.every(({ severity }) => severity !== "error")) return "template";
	const isTemplate =
		SECTION_PAGE.test(path) || isGeneratorData(path) || (FOLDERS.test(path) && !/(^|\/)_drafts\//i.test(path));
	return reading.kind === "hidden" && isTemplate ? "template" : KINDS[reading.kind];
}

/** The number of files per outcome. `files` is the sum of the other numbers. */
export interface Totals {
	files: number;
	/** Articles that everyone may read. */
	published: number;
	/** Members' articles. */
	members: number;
	drafts: number;
	scheduled: number;
	expired: number;
	/** Articles that share a link or guid with another article, which is published instead. */
	duplicates: number;
	/** Files with errors. Their last published version, if any, stays online. */
	blocked: number;
	notArticles: { descriptions: number; defaults: number; redirects: number; readmes: number; templates: number };
	/** Number of files in unsupported formats, by extension: `{ ".org": 3 }`. */
	notRead: Record<string, number>;
}

/** Counts files per outcome. An entry may stand for several files (`count`). */
export function totalsOf(files: Iterable<{ path: string; kind: FileKind; count?: number }>): Totals {
	const counts = new Map<FileKind, number>();
	const notRead: Record<string, number> = {};
	let total = 0;
	for (const { path, kind, count = 1 } of files) {
		total += count;
		counts.set(kind, (counts.get(kind) ?? 0) + count);
		if (kind !== "unread") continue;
		const extension = extensionOf(path);
		notRead[extension] = (notRead[extension] ?? 0) + count;
	}
	const of = (kind: FileKind): number => counts.get(kind) ?? 0;
	return {
		files: total,
		published: of("published"),
		members: of("members"),
		drafts: of("draft"),
		scheduled: of("scheduled"),
		expired: of("expired"),
		duplicates: of("duplicate"),
		blocked: of("blocked"),
		notArticles: {
			descriptions: of("description"),
			defaults: of("defaults"),
			redirects: of("redirects"),
			readmes: of("readme"),
			templates: of("template"),
		},
		notRead,
	};
}

/** Returns the extension of a file, such as `.org`. */
function extensionOf(path: string): string {
	return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "";
}

/** Adds files that are blocked before they can be stored: for example, two files whose names are the same in NFC. */
export function withBlocked(totals: Totals, files: number): Totals {
	return { ...totals, files: totals.files + files, blocked: totals.blocked + files };
}

/**
 * Describes the numbers of articles: `425 published, 246 drafts, 3 with errors`. Before publishing, `425 ready` takes
 * the place of `425 published`.
 */
export function articlesInWords(totals: Totals, published = "published"): string {
	const { members, drafts, scheduled, expired, duplicates, blocked } = totals;
	const others: [count: number, words: string][] = [
		[members, `${amount(members)} for members`],
		[drafts, counted(drafts, "draft")],
		[scheduled, `${amount(scheduled)} scheduled`],
		[expired, `${amount(expired)} expired`],
		[duplicates, counted(duplicates, "duplicate")],
		[blocked, `${amount(blocked)} with errors`],
	];
	const words = others.flatMap(([count, said]) => (count > 0 ? [said] : []));
	return [`${amount(totals.published)} ${published}`, ...words].join(", ");
}

/**
 * Describes the numbers of other files: `1 topic or provider description`, `9 files in unsupported formats (6 .org, 3
 * .rst)`.
 */
export function othersInWords({ notArticles, notRead }: Totals): string[] {
	const { descriptions, defaults, redirects, readmes, templates } = notArticles;
	const unread = Object.entries(notRead).sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
	const unreadTotal = unread.reduce((sum, [, count]) => sum + count, 0);
	const byExtension = unread.map(([extension, count]) => `${amount(count)} ${extension}`).join(", ");
	const words: [count: number, words: string][] = [
		[descriptions, counted(descriptions, "topic or provider description")],
		[defaults, counted(defaults, "folder defaults file")],
		[redirects, counted(redirects, "redirects file")],
		[readmes, counted(readmes, "README, license or similar file")],
		[templates, counted(templates, "site generator file")],
		[unreadTotal, `${counted(unreadTotal, "file")} in unsupported formats (${byExtension})`],
	];
	return words.flatMap(([count, said]) => (count > 0 ? [said] : []));
}

/** Formats a number with its noun: `1 warning`, `1,204 warnings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${amount(count)} ${count === 1 ? one : many}`;
}

function amount(count: number): string {
	return count.toLocaleString("en");
}
