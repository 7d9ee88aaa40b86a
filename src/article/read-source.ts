import type { Description } from "./article.ts";
import { knownAddress, withAddress } from "./article-addresses.ts";
import { markupOf } from "./body/markup.ts";
import { Work } from "./body/work.ts";
import { parseDate } from "./dates.ts";
import { isFileOfBundle } from "./file-kinds.ts";
import { isDefaults, type UnreadableDefaults, unreadableDefaults } from "./folder-defaults.ts";
import { readYaml, splitFrontMatter } from "./front-matter.ts";
import { readGeneratorFile } from "./generator-files.ts";
import { selfDescription } from "./infer-front-matter.ts";
import { repairMojibake } from "./mojibake.ts";
import { isGeneratorData } from "./not-published.ts";
import type { Fault, Problem } from "./problem.ts";
import { type ReadArticle, readArticle } from "./read-article.ts";
import { readDefaults } from "./read-defaults.ts";
import { type ReadRedirects, readRedirects } from "./read-redirects.ts";
import { describedKind, readDescription } from "./read-taxonomy.ts";
import {
	type Context,
	isAboutFolder,
	isGeneratorFile,
	isLfsPointer,
	isUnreadName,
	LFS_POINTER,
	MAX_SOURCE_BYTES,
	TOO_LARGE,
} from "./source.ts";

/** The result of reading a source. */
export type ReadSource =
	| ReadArticle
	| { kind: "description"; description: Description; problems: Problem[] }
	| { kind: "defaults"; defaults: Record<string, unknown>; problems: Problem[] }
	| UnreadableDefaults
	| ReadRedirects
	| { kind: "rejected"; problems: Problem[] }
	| { kind: "unread"; problems: Problem[] };

/**
 * Returns the result for a source whose file could not be read. If it is already published, its last published version
 * stays online.
 */
export function readFault(path: string, fault: Fault): ReadSource {
	if (isUnreadName(path)) return { kind: "unread", problems: [] };
	if (isAboutFolder(path)) return { kind: "rejected", problems: [] };
	const problems: Problem[] = [{ severity: "error", path, ...fault }];
	return isDefaults(path) ? unreadableDefaults(problems) : { kind: "rejected", problems };
}

/**
 * Reads a source: an article, a description (of a topic, provider or author, or of the site's podcast), a folder's
 * defaults, redirects, or a site generator's data file. Pure; never throws.
 *
 * @param path relative to the content folder, with `/`
 */
export function readSource(
	path: string,
	written: string,
	context: Context,
	work = new Work(written.length),
): ReadSource {
	const read = readAny(path, written, context, work);
	if (read.kind !== "rejected" || !isDefaults(path)) return read;
	// In UTF-16, the bytes of ASCII characters are separated by NULs.
	return unreadableDefaults(read.problems, written.replaceAll("\0", ""));
}

function readAny(path: string, written: string, context: Context, work: Work): ReadSource {
	const text = repairMojibake(written);
	const reject = (line: number | null, message: string, hint: string): ReadSource => ({
		kind: "rejected",
		problems: [{ severity: "error", path, line, message, hint }],
	});
	if (isAboutFolder(path) && !FENCE.test(text)) return { kind: "hidden", problems: [] };
	if (isLfsPointer(text)) return reject(LFS_POINTER.line, LFS_POINTER.message, LFS_POINTER.hint);
	if (text.trim() === "") return reject(1, "The file is empty.", "Write an article, or delete the file.");
	if (text.length * 3 > MAX_SOURCE_BYTES && new TextEncoder().encode(text).byteLength > MAX_SOURCE_BYTES) {
		return reject(TOO_LARGE.line, TOO_LARGE.message, TOO_LARGE.hint);
	}
	if (text.includes("\0")) return reject(null, "This is not a text file.", "Save it as text in UTF-8, or delete it.");
	if (isGeneratorFile(path)) return readGeneratorFile(path, text);
	const isYaml = /\.ya?ml$/i.test(path);
	const markup = markupOf(path);
	if (markup === null && !isYaml) {
		return reject(null, "The file type is not supported.", "Use .md, .html, .txt, .yaml or .yml.");
	}
	const matter = isYaml ? readYaml(text) : splitFrontMatter(text);
	if ("message" in matter) {
		return isGeneratorData(path) ? OF_A_GENERATOR : reject(matter.line, matter.message, matter.hint);
	}
	if (isDefaults(path)) return readDefaults(path, matter, context);
	if (/(^|\/)_redirects\.ya?ml$/i.test(path)) return readRedirects(path, matter, context);
	const described = describedKind(path, matter);
	if (described !== null) return readDescription(path, matter, described, context);
	if (markup === null && isGeneratorData(path)) return OF_A_GENERATOR;
	if (markup === null) {
		const hint =
			"To describe a topic or provider, move it to a folder named `topics` or `providers`. Articles must be .md, .html or .txt files.";
		return reject(
			1,
			"This YAML file does not describe a topic or provider, and is not `podcast.yaml`, `_defaults.yaml` or `_redirects.yaml`.",
			hint,
		);
	}
	if (matter.yaml === "" && context.hasSource && isFileOfBundle(path, context.hasSource)) return OF_AN_ARTICLE;
	const self = selfDescription(path, matter, markup, context);
	const known = knownAddress(path, context.defaults);
	const own = known === undefined ? self.matter : withAddress(self.matter, known);
	const read = readArticle(path, own, self.markup, self.context, work);
	const problems = [...read.problems, ...self.guesses];
	const date = known?.date === undefined ? null : parseDate(known.date, context.timeZone);
	if (read.kind !== "article" || date === null) return { ...read, problems };
	const { updated } = read.article;
	const changed = updated === undefined ? {} : { updated: Math.max(updated, date) };
	return { ...read, article: { ...read.article, published: date, ...changed }, problems };
}

const OF_A_GENERATOR: ReadSource = {
	kind: "hidden",
	problems: [],
	because: "It contains configuration or data of a site generator.",
};

const OF_AN_ARTICLE: ReadSource = {
	kind: "hidden",
	problems: [],
	because: "It belongs to the article in the same folder.",
};

/** Matches the beginning of front matter in YAML or TOML. */
const FENCE = /^\uFEFF?(---(?!-)|\+\+\+\s)/;

/** Whether a file is a description (of a topic, for example) rather than an article, regardless of its name. */
export function isDescription(path: string, written: string): boolean {
	const matter = splitFrontMatter(repairMojibake(written));
	return !("message" in matter) && describedKind(path, matter) !== null;
}
