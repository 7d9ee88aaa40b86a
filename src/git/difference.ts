import type { Problem } from "../article/problem.ts";
import { isSourcePath, pathFault } from "../article/source-path.ts";
import { MAX_SOURCE_BYTES } from "../article/source-size.ts";
import type { Repository } from "../repositories.ts";
import type { TreeFile } from "./host.ts";

/** Something to be done so that the site holds what a commit holds. */
export interface Step {
	/** Of the source. */
	path: string;
	/** Of the file in the repository. */
	file: string;
	/** What the file holds, as Git's hash; null: the source is to be removed. */
	hash: string | null;
	/** Known to have more bytes than a source may have. */
	isTooLarge: boolean;
}

/** What separates the site from a commit. */
export interface Difference {
	steps: Step[];
	added: number;
	changed: number;
	removed: number;
	/** Of files that cannot be sources, whatever they hold. */
	problems: Problem[];
}

/** A difference without the steps for some sources. */
export function without(difference: Difference, paths: ReadonlySet<string>): Difference {
	if (paths.size === 0) return difference;
	const dropped = difference.steps.filter(({ path }) => paths.has(path));
	const steps = difference.steps.filter(({ path }) => !paths.has(path));
	// What others own is not held of this repository: to it, they are new.
	return { ...difference, steps, added: difference.added - dropped.length };
}

/** The file in the repository that a source comes from. */
export function fileOf({ folder, into }: Pick<Repository, "folder" | "into">, path: string): string {
	return (folder === "" ? "" : `${folder}/`) + path.slice(into.length);
}

/** Compares the files of a commit with what is held of the repository: path → Git's hash. */
export function difference(
	repository: Pick<Repository, "folder" | "into">,
	files: readonly TreeFile[],
	held: ReadonlyMap<string, string>,
): Difference {
	const steps: Step[] = [];
	const problems: Problem[] = [];
	const seen = new Set<string>();
	let added = 0;
	for (const { path: written, hash, isLink, size = 0 } of files) {
		if (!isSourcePath(written)) continue;
		const path = repository.into + written.normalize("NFC");
		const file = repository.folder === "" ? written : `${repository.folder}/${written}`;
		const fault = faultOf(path, isLink, seen.has(path));
		if (fault) {
			problems.push({ severity: "error", path: file, line: null, ...fault });
			// What was published of it before stays, and is not taken for deleted.
			seen.add(path);
			continue;
		}
		seen.add(path);
		const old = held.get(path);
		if (old === hash) continue;
		if (old === undefined) added++;
		steps.push({ path, file, hash, isTooLarge: size > MAX_SOURCE_BYTES });
	}
	const changed = steps.length - added;
	for (const path of held.keys()) if (!seen.has(path)) steps.push({ path, file: "", hash: null, isTooLarge: false });
	return { steps, added, changed, removed: steps.length - added - changed, problems };
}

function faultOf(path: string, isLink: boolean, isTwin: boolean): Pick<Problem, "message" | "hint"> | null {
	if (isLink) {
		return { message: "This is a symbolic link, and those are not followed.", hint: "Put the file itself here." };
	}
	if (isTwin) {
		const message = "Two files have this name, written with different code points.";
		return { message, hint: "Rename one of them." };
	}
	const fault = pathFault(path);
	return fault === null ? null : { message: `The path ${fault}.`, hint: "Rename the file." };
}
