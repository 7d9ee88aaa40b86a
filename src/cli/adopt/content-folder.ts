import { type Draft, within } from "./repository.ts";

/** Folders that only group articles within a content folder: years, months, days and drafts. */
const SORTING = /^(?:\d{1,4}|\d{4}-\d{1,2}(?:-\d{1,2})?|_?drafts?)$/i;

/** Minimum share of the articles that a subfolder must contain to count as the content folder. */
const MOST = 0.8;

/** Where and how to search for the content folder. */
interface Search {
	/** The folder to search, relative to the repository. */
	start: string;
	/**
	 * Whether the old feed includes articles from every folder. If so, files that are directly in `start` are pages, not
	 * articles.
	 */
	isWhole: boolean;
}

/**
 * Finds the folder with the owner's articles: the deepest folder that contains nearly all dated files below `start`. A
 * folder that only holds a single article, or the articles of a single year, counts as part of its parent folder.
 *
 * @returns a path relative to the repository; null if there are no dated files
 */
export function contentFolder(drafts: readonly Draft[], { start, isWhole }: Search): string | null {
	const all = drafts.flatMap(({ path, isDated }) => (isDated ? (within(start, folderPath(path)) ?? []) : []));
	const inFolders = all.filter((path) => path.includes("/"));
	const paths = isWhole && inFolders.length > 0 ? inFolders : all;
	if (paths.length === 0) return null;
	const found: string[] = [];
	for (;;) {
		const depth = found.length;
		const inside = paths.filter((path) => path.startsWith(found.map((name) => `${name}/`).join("")));
		const names = Map.groupBy(inside, (path) => path.split("/").slice(depth, -1)[0] ?? "");
		const [name = "", most = []] = [...names].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
		if (name === "" || most.length < paths.length * (isWhole ? 1 : MOST) || SORTING.test(name)) break;
		found.push(name);
	}
	return [start, ...found].filter((name) => name !== "").join("/");
}

/**
 * Removes the file name from the path of a page bundle, because a bundle is named after its folder:
 * `posts/tide/index.md` → `posts/tide`.
 */
function folderPath(path: string): string {
	return path.replace(/\/(?:index|readme)(?:\.[a-z-]+)?\.[a-z]+$/i, "");
}

/** Returns the dated files outside the content folders. */
export function leftOut(drafts: readonly Draft[], folders: readonly string[]): Draft[] {
	return drafts.filter(({ path, isDated }) => isDated && folders.every((folder) => within(folder, path) === null));
}
