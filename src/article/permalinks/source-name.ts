import { isEverydayLanguage } from "../language.ts";

/** The parts of a source's path that addresses are made from. */
export interface SourceName {
	/** For Jekyll: the folders above `_posts`, which Jekyll uses as categories. */
	above: readonly string[];
	/**
	 * The folders between the rule's folder (or `_posts`) and the source. The folder of a page bundle itself is
	 * excluded.
	 */
	folders: readonly string[];
	/** The file's name without the extension and the language. For a page bundle, this is the name of its folder. */
	name: string;
	/** `name` without the date at its start. */
	undated: string;
	/** The year, month and day of the date in the name, as written. Empty if the name does not contain a date. */
	date: readonly string[];
	/** The language in the name: `fr` in `tide.fr.md`. */
	language: string | undefined;
}

/** File names that are replaced by the name of the file's folder. */
const INDEX = /^(?:index|readme)$/i;

/**
 * Splits the path of a source into the parts that addresses are made from.
 *
 * @param base the folder of the rule, which contains the source at any depth
 */
export function sourceName(path: string, base: string): SourceName {
	const all = (base === "" ? path : path.slice(base.length + 1)).split("/");
	let name = (all.pop() ?? "").replace(/\.[a-z]+$/i, "");
	const tag = /[^.]\.([a-z]{2}(?:-[a-z]{2,4})?)$/i.exec(name)?.[1];
	const language = tag !== undefined && isEverydayLanguage(tag) ? tag : undefined;
	if (language !== undefined) name = name.slice(0, -language.length - 1);
	const posts = all.indexOf("_posts");
	const folders = all.slice(posts + 1);
	if (INDEX.test(name)) name = folders.pop() ?? base.split("/").pop() ?? name;
	// In Eleventy, `tide/tide.md` is the page of its folder.
	else if (folders.at(-1) === name) folders.pop();
	const [, date, undated = name] = /^(\d{4}-\d{1,2}-\d{1,2}|\d{2}-\d{1,2}-\d{1,2})[-_ ]+(.+)$/.exec(name) ?? [];
	return { above: all.slice(0, Math.max(posts, 0)), folders, name, undated, date: date?.split("-") ?? [], language };
}

/**
 * Like `sourceName`, but follows Docusaurus' rule: the date may be anywhere in a path, and the name is whatever follows
 * the date.
 */
export function docusaurusName(path: string, base: string): SourceName {
	const within = (base === "" ? path : path.slice(base.length + 1)).replace(/(?:\/index)?\.[a-z]+$/i, "");
	const found = /^(.*?)(\d{4}([-/])\d{1,2}\3\d{1,2})[-/]?(.*)$/.exec(within);
	const folders = `${found?.[1] ?? ""}${found?.[4] ?? within}`.split("/").filter((part) => part !== "");
	const name = folders.pop() ?? "";
	return { above: [], folders, name, undated: name, date: found?.[2]?.split(/[-/]/) ?? [], language: undefined };
}
