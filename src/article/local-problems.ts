import type { LocalReference } from "./article.ts";
import { fileKind } from "./file-kinds.ts";
import { candidatesOf, findLocal, type KnownFiles, nameOf, withoutPlace } from "./local-files.ts";
import type { Problem } from "./problem.ts";
import { isOneSlipAway } from "./similar-names.ts";
import { isSourcePath } from "./source.ts";

/**
 * Returns a warning for every reference in an article or description to a file that is missing from the content folder.
 *
 * @param source the article or description, with the path of its file
 */
export function localProblems(
	{ path, locals = [] }: { path: string; locals?: readonly LocalReference[] | undefined },
	known: KnownFiles,
): Problem[] {
	return locals
		.filter((reference) => reference.otherwise === undefined && findLocal(reference, path, known) === undefined)
		.map((reference) => {
			const near = nearestName(reference, path, known);
			const hint = near === undefined ? HINTS[reference.kind] : `Did you mean ${near}?`;
			const message = `${withoutPlace(reference.path)} is not in the folder.`;
			return { severity: "warning", path, line: reference.line, message, hint };
		});
}

const PLACE = "Add the file, or correct the path.";
const HINTS: Record<LocalReference["kind"], string> = {
	picture: PLACE,
	audio: PLACE,
	video: PLACE,
	file: PLACE,
	article: "Correct the link, or add the article.",
};

/** Returns the path of the file that the author of a broken reference probably had in mind. */
function nearestName(reference: LocalReference, from: string, known: KnownFiles): string | undefined {
	const isWanted = (path: string) => (reference.kind === "article" ? isSourcePath(path) : fileKind(path) !== undefined);
	const candidates = candidatesOf(reference, from);
	const folders = new Set(candidates.map((path) => path.slice(0, Math.max(path.lastIndexOf("/"), 0))));
	for (const folder of folders) {
		const similar = known.inFolder(folder).find((path) => isWanted(path) && areAlike(path, reference.path));
		if (similar !== undefined) return similar;
	}
	return known.byName(nameOf(reference.path)).find(isWanted);
}

/** Whether two names differ by at most one letter, ignoring punctuation and extension. */
function areAlike(path: string, other: string): boolean {
	const [name, otherName] = [plainName(path), plainName(other)];
	return name !== "" && (name === otherName || (name.length > 3 && isOneSlipAway(name, otherName)));
}

function plainName(path: string): string {
	return nameOf(path)
		.replace(/\.[^.]+$/, "")
		.replace(/[^\p{L}\p{N}]/gu, "");
}
