import { isPresent, nameKey } from "./field-names.ts";
import { NOT_PUBLISHED_DEFAULTS } from "./not-published.ts";
import type { Problem } from "./problem.ts";
import {
	ADDRESSES,
	AUTHORS,
	folderOfGeneratorFile,
	foldersAbove,
	type GeneratorData,
	isGeneratorFile,
} from "./source.ts";

/**
 * The audience of a folder whose defaults file cannot be read. It is neither public nor members, so the folder's
 * articles are blocked.
 */
export const UNREADABLE = "unreadable";

/** The last valid content of one defaults file. */
interface DefaultsFile {
	path: string;
	defaults: Record<string, unknown>;
}

/** A defaults file that cannot be read. Its folder keeps the previous defaults. */
export interface UnreadableDefaults {
	kind: "unreadable defaults";
	/**
	 * Whether the file could keep the folder's articles from the public, by not publishing them or by restricting them to
	 * members.
	 */
	mayClose: boolean;
	problems: Problem[];
}

/** The fields that can make a folder's articles non-public. */
const CLOSING_NAMES = ["audience", ...NOT_PUBLISHED_DEFAULTS];

/** Whether a file contains the defaults of its folder. */
export function isDefaults(path: string): boolean {
	return /(^|\/)_defaults\.ya?ml$/i.test(path);
}

/**
 * Returns a description of a defaults file that cannot be read.
 *
 * @param text the file's content, if known. If none of `CLOSING_NAMES` occurs in it, the file cannot make articles
 *   non-public
 */
export function unreadableDefaults(problems: Problem[], text?: string): UnreadableDefaults {
	const words = text === undefined ? "" : nameKey(text);
	const mayClose = text === undefined || CLOSING_NAMES.some((name) => words.includes(nameKey(name)));
	return { kind: "unreadable defaults", mayClose, problems };
}

/**
 * Returns the defaults that apply while a file cannot be read: its last valid ones. If there are none, or if the file
 * may have restricted a public folder, the folder's new and changed articles are blocked.
 */
export function lastGood(
	before: Record<string, unknown> | undefined,
	{ mayClose }: UnreadableDefaults,
): Record<string, unknown> {
	if (before && (!mayClose || strictness(before["audience"]) >= MEMBERS)) return before;
	return { ...before, audience: UNREADABLE };
}

/** All defaults files of a site or content folder, grouped by the folder that they apply to. */
export class FolderDefaults {
	readonly #files = new Map<string, DefaultsFile[]>();
	/** Data from files of site generators, also grouped by the folder that the files apply to. */
	readonly #data = new Map<string, DefaultsFile[]>();
	/** Cache of merged defaults, by folder. */
	readonly #known = new Map<string, Record<string, unknown>>();

	put(file: DefaultsFile): void {
		this.remove(file.path);
		const files = [...this.#besides(file.path), file];
		this.#mapOf(file.path).set(
			folderKey(file.path),
			files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
		);
	}

	remove(path: string): void {
		this.#known.clear();
		const rest = this.#besides(path).filter((file) => file.path !== path);
		if (rest.length > 0) this.#mapOf(path).set(folderKey(path), rest);
		else this.#mapOf(path).delete(folderKey(path));
	}

	/**
	 * Returns the defaults for a source from all folders above it; the nearest folder takes precedence. If several files
	 * apply to one folder, the strictest audience applies. Folders whose names differ only in case count as one folder,
	 * because on many machines they are the same.
	 */
	above(path: string): Record<string, unknown> {
		const folder = folderOf(path);
		const known = this.#known.get(folder) ?? this.#merge(foldersAbove(path));
		this.#known.set(folder, known);
		return known;
	}

	#merge(folders: readonly string[]): Record<string, unknown> {
		const merged: Record<string, unknown> = {};
		for (const folder of folders) {
			const inherited = merged["audience"];
			const files = this.#files.get(folder.toLowerCase()) ?? [];
			const own = files.filter((file) => folderOf(file.path) === folder);
			const other = files.filter((file) => !own.includes(file));
			Object.assign(merged, ...own.map(({ defaults }) => defaults));
			const audience = strictest([
				...(own.length === 0 ? [inherited] : own.map((file) => audienceOf(file) ?? inherited)),
				...other.flatMap((file) => audienceOf(file) ?? []),
			]);
			if (audience !== undefined || "audience" in merged) merged["audience"] = audience;
			if (disagree(own)) merged["draft"] = "unclear";
		}
		const data = folders.flatMap((folder) => this.#data.get(folder.toLowerCase()) ?? []);
		return data.length === 0 ? merged : { ...merged, ...mergedGeneratorData(data.map(({ defaults }) => defaults)) };
	}

	/** Returns the defaults files of each folder that has more than one. */
	several(): DefaultsFile[][] {
		return [...this.#files.values()].filter((files) => files.length > 1);
	}

	/**
	 * Returns an error for each defaults file that shares its folder with others. The error names all files of the
	 * folder.
	 */
	duplicates(): Problem[] {
		return this.several().flatMap((files) => files.map(({ path }) => duplicateProblem(path, files)));
	}

	#mapOf(path: string): Map<string, DefaultsFile[]> {
		return isGeneratorFile(path) ? this.#data : this.#files;
	}

	#besides(path: string): DefaultsFile[] {
		return this.#mapOf(path).get(folderKey(path)) ?? [];
	}
}

/** Returns the folder of a file: `a/b/c.md` → `a/b`. */
export function folderOf(path: string): string {
	return foldersAbove(path).at(-1) ?? "";
}

/**
 * Returns the folder that a file applies to. This is the file's own folder, unless a generator uses the file to store
 * data about another folder.
 */
export function folderGivenTo(path: string): string {
	return isGeneratorFile(path) ? folderOfGeneratorFile(path) : folderOf(path);
}

function folderKey(path: string): string {
	return folderGivenTo(path).toLowerCase();
}

/** Whether a file applies to the articles around it, and therefore must be read before them. */
export function isFolderData(path: string): boolean {
	return isDefaults(path) || isGeneratorFile(path);
}

const MEMBERS = 2;

/**
 * Returns the audience that a file sets; undefined if the file does not set any, so that the parent folder's audience
 * applies.
 */
function audienceOf({ defaults: { audience } }: DefaultsFile): unknown {
	return isPresent(audience) ? audience : undefined;
}

/**
 * Returns 1 if the audience is public or unset, 2 if it is members, and 3 if it is anything else. With 3, nobody may
 * read the articles.
 */
export function strictness(audience: unknown): number {
	if (!isPresent(audience)) return 1;
	const word = typeof audience === "string" ? audience.trim().toLowerCase() : "";
	if (word === "public") return 1;
	return word === "members" ? MEMBERS : 3;
}

/**
 * Whether several files for one folder disagree about publishing its articles. If they do, none of its articles are
 * published.
 */
function disagree(files: readonly DefaultsFile[]): boolean {
	return NOT_PUBLISHED_DEFAULTS.some(
		(name) => new Set(files.map(({ defaults }) => JSON.stringify(defaults[name]))).size > 1,
	);
}

function strictest(audiences: readonly unknown[]): unknown {
	return audiences.toSorted((a, b) => strictness(b) - strictness(a))[0];
}

function duplicateProblem(path: string, files: readonly DefaultsFile[]): Problem {
	const others = files.map((file) => file.path).filter((other) => other !== path);
	return {
		severity: "error",
		path,
		line: null,
		message: `${[path, ...others].join(" and ")} set defaults for the same folder. The stricter audience applies.`,
		hint: "Keep only one of these files.",
	};
}

/** The fields of a change that determine when the change is applied. */
type Turn = { path: string; deleted?: boolean };

/**
 * Returns the position of a change in the order of changes: first defaults, then deleted articles (so that a moved
 * article is recognized), then added and changed articles, and last deleted defaults. Even if the sequence is
 * interrupted, no article in a members' folder is ever on the site without the folder's defaults.
 */
export function turnOf({ path, deleted = false }: Turn): number {
	if (isFolderData(path)) return deleted ? 3 : 0;
	return deleted ? 1 : 2;
}

/**
 * Sorts changes into the order in which they are applied, regardless of where they come from. Changes with the same
 * position keep their order.
 */
export function inTurn<Change>(changes: readonly Change[], turn: (change: Change) => Turn): Change[] {
	return changes.toSorted((a, b) => turnOf(turn(a)) - turnOf(turn(b)));
}

/** Merges the data of several files; later files win. */
function mergedGeneratorData(all: readonly GeneratorData[]): GeneratorData {
	const merged: GeneratorData = Object.assign({}, ...all);
	const authors = all.map((one) => one[AUTHORS]).filter((one) => one !== undefined);
	if (authors.length > 0) merged[AUTHORS] = Object.assign({}, ...authors);
	const addresses = all.flatMap((one) => one[ADDRESSES] ?? []);
	return addresses.length > 0 ? { ...merged, [ADDRESSES]: addresses } : merged;
}
