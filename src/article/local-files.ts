import type { LocalReference } from "./article.ts";

/**
 * A reference to a file in the content folder is stored as `local:/` followed by the percent-encoded path, and the
 * query and fragment as written: `local:/posts/tide/high%20water.jpg`. Authors cannot write such an address, because
 * its scheme is not allowed in any field or body.
 */
const SCHEME = "local:/";

/** Converts a path to the address that represents it in stored articles. */
export function localAddress(path: string): string {
	// Apostrophes are percent-encoded too, because they would be escaped in stored bodies.
	return SCHEME + path.split("/").map(encodeURIComponent).join("/").replaceAll("'", "%27");
}

/** Returns the path that a stored `local:/` address represents; undefined for any other address. */
export function localPath(address: string): string | undefined {
	return address.startsWith(SCHEME)
		? decodeURIComponent(address.slice(SCHEME.length).replace(/[?#].*/s, ""))
		: undefined;
}

/**
 * The articles and other files in the content folder. The Worker reads them from a table; the command-line tool reads
 * them from a directory listing.
 */
export interface KnownFiles {
	has(path: string): boolean;
	/**
	 * Returns the paths of all files with this name, in any folder and letter case.
	 *
	 * @param name as returned by `nameOf`
	 */
	byName(name: string): readonly string[];
	/** Returns the paths of the files directly in a folder; `""` is the content folder. */
	inFolder(folder: string): readonly string[];
}

/** Returns the name under which `KnownFiles.byName` lists a path. The name of an index file includes its folder. */
export function nameOf(path: string): string {
	const [, name = ""] = /(?:^|\/)((?:[^/]+\/)?_?index\.[^/]+|[^/]+)$/i.exec(path) ?? [];
	return folded(name);
}

/**
 * Normalizes a path for comparison, because programs and file systems differ in letter case and in how they encode
 * accents.
 */
function folded(path: string): string {
	return path.normalize("NFC").toLowerCase();
}

/**
 * Returns the path of the file or article that a reference stands for, spelled as in the content folder; undefined if
 * there is no such file.
 *
 * @param from the path of the source that contains the reference
 */
export function findLocal(reference: LocalReference, from: string, known: KnownFiles): string | undefined {
	// Most files are exactly where the reference points.
	if (known.has(reference.path)) return reference.path;
	const candidates = candidatesOf(reference, from);
	const exact = candidates.find((path) => known.has(path));
	if (exact !== undefined) return exact;
	const names = new Set(candidates.map(nameOf));
	const found = [...names].flatMap((name) => known.byName(name));
	if (found.length === 0) return undefined;
	const byFolded = new Map(found.map((path) => [folded(path), path]));
	const similar = candidates.map((path) => byFolded.get(folded(path))).find((path) => path !== undefined);
	return similar ?? (reference.path.startsWith(ANYWHERE) ? nearest(found, candidates, from) : undefined);
}

/**
 * Prefix that makes a path stand for a file in any folder, as in `**\/tide.jpg`. Obsidian's links and Hugo's `ref` work
 * this way.
 */
export const ANYWHERE = "**/";

/** Returns a reference's path as an author would write it. */
export function withoutPlace(path: string): string {
	return path.startsWith(ANYWHERE) ? path.slice(ANYWHERE.length) : path.replace(/^\//, "");
}

/**
 * Among the files whose path ends like one of the candidates, returns the one that shares the most folders with `from`;
 * if several share equally many, the outermost of them.
 */
function nearest(found: readonly string[], candidates: readonly string[], from: string): string | undefined {
	const ends = candidates.map((path) => `/${folded(path)}`);
	const folders = from.split("/").slice(0, -1);
	const inCommon = (path: string) => path.split("/").findIndex((segment, index) => segment !== folders[index]);
	return found
		.filter((path) => ends.some((end) => `/${folded(path)}`.endsWith(end)))
		.toSorted((a, b) => inCommon(b) - inCommon(a) || a.split("/").length - b.split("/").length)
		.at(0);
}

/** Folders that generators serve at the root of the site, or in which they store files to process. */
const ROOTS = ["", "static", "public", "assets", "source", "src", "content", "src/assets", "src/content", "_assets"];

/**
 * Returns the paths where generators would look for a reference, most likely first. References with a leading `/` are
 * relative to the root of the site, which may be any folder around the article. References with a leading `**\/` stand
 * for a file in any folder. Other references are relative to the content folder.
 */
export function candidatesOf({ path, kind, alternative }: LocalReference, from: string): string[] {
	const folder = from.split("/").slice(0, -1).join("/");
	const places: string[] = [];
	if (path.startsWith(ANYWHERE)) {
		const name = path.slice(ANYWHERE.length);
		places.push(join(folder, name), name);
	} else if (path.startsWith("/")) {
		if (alternative !== undefined) places.push(...served(alternative.replace(/^\//, ""), folder));
		places.push(...served(path.slice(1), folder));
		// If the site's URL has a path such as `/blog`, `/blog/tide.jpg` may be `static/tide.jpg`.
		if (/^\/[^/]+\/./.test(path)) places.push(...served(path.slice(1).replace(/^[^/]+\//, ""), folder));
	} else {
		places.push(path);
		if (alternative !== undefined) places.push(alternative);
		// In Hexo, an article's files are in a folder that is named after the article, and many authors omit the first
		// slash.
		const rest = folder === "" ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
		if (rest !== undefined) places.push(join(from.replace(/\.[^./]+$/, ""), rest));
		places.push(...served(rest ?? path, folder));
		if (alternative !== undefined) places.push(...served(alternative, folder));
	}
	return [...new Set(kind === "article" ? places.flatMap(articlesAt) : places)];
}

function served(path: string, folder: string): string[] {
	const segments = folder === "" ? [] : folder.split("/");
	const above = ["", ...segments.map((_, index) => segments.slice(0, index + 1).join("/"))];
	return above.flatMap((site) => ROOTS.map((root) => join(site, join(root, path))));
}

function join(folder: string, path: string): string {
	return folder === "" ? path : `${folder}/${path}`;
}

const EXTENSIONS = ["md", "mdx", "markdown", "html"];

/**
 * Returns the article files that a link may stand for if it leads to a page or to a file with a different extension.
 */
function articlesAt(path: string): string[] {
	const bare = path.replace(/\/(index\.html?)?$/i, "");
	const stem = bare.replace(/\.(md|mdx|markdown|mdown|mkd|html?)$/i, "");
	const pages = EXTENSIONS.flatMap((extension) => [`${stem}.${extension}`, `${stem}/index.${extension}`]);
	return bare === stem ? pages : [bare, ...pages];
}
