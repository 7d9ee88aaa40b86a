import { type Draft, within } from "./repository.ts";

/** Folders that sort articles within a content folder: years, months, days and drafts. */
const SORTING = /^(?:\d{1,4}|\d{4}-\d{1,2}(?:-\d{1,2})?|_?drafts?)$/i;

/** Below this share of a folder's articles, its largest subfolder is not the content folder. */
const MOST = 0.8;

/** How the content folder is looked for. */
interface Search {
	/** Relative to the repository. */
	start: string;
	/** Whether the old feed has the articles of all folders. Texts that are in none are pages. */
	isWhole: boolean;
}

/**
 * The folder that holds an owner's articles: the deepest one with nearly all dated texts below the start. Folders by year,
 * and folders of single articles, are part of it.
 *
 * @returns relative to the repository; null if there are no dated texts
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

/** A page bundle's own folder is part of its name: `posts/tide/index.md` is the article `posts/tide`. */
function folderPath(path: string): string {
	return path.replace(/\/(?:index|readme)(?:\.[a-z-]+)?\.[a-z]+$/i, "");
}

/** The dated texts that are in none of the content folders. */
export function leftOut(drafts: readonly Draft[], folders: readonly string[]): Draft[] {
	return drafts.filter(({ path, isDated }) => isDated && folders.every((folder) => within(folder, path) === null));
}
