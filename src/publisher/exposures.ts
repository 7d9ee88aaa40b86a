import { folderOf, strictness, UNREADABLE } from "../article/folder-defaults.ts";
import type { PublisherStore } from "./store.ts";

/** Maximum number of folders to report, and of articles to report per folder. */
const FOLDERS = 50;
const ARTICLES = 100;

/** A folder whose articles are public, or used to be public, although a defaults file may restrict them to members. */
export interface Exposure {
	/** The folder's path; empty for the whole site. */
	folder: string;
	/** The folder's defaults files. */
	files: string[];
	/**
	 * `unreadable`: the defaults file cannot be parsed. `duplicate`: the folder has several defaults files, and the
	 * strictest file applies.
	 */
	reason: "unreadable" | "duplicate";
	/** Number of articles that are public (`unreadable`) or used to be public (`duplicate`). */
	count: number;
	/** The paths of these articles; at most 100. */
	articles: string[];
}

/** Returns the folders that the operator should check for leaked articles; at most 50. */
export function exposuresOf({ sql, descriptions }: PublisherStore): Exposure[] {
	const defaults = descriptions.folderDefaults();
	const unreadable = sql
		.exec<{ path: string }>("SELECT path FROM defaults WHERE json ->> 'audience' = ? ORDER BY path", UNREADABLE)
		.toArray()
		.map(({ path }) => exposure(sql, "unreadable", [path]));
	const duplicate = defaults
		.several()
		.filter((files) => files.some((file) => strictness(file.defaults["audience"]) > strictness("public")))
		.map((files) =>
			exposure(
				sql,
				"duplicate",
				files.map(({ path }) => path),
			),
		);
	return [...unreadable, ...duplicate].filter(({ count }) => count > 0).slice(0, FOLDERS);
}

function exposure(sql: SqlStorage, reason: Exposure["reason"], files: string[]): Exposure {
	const folder = folderOf(files[0] ?? "");
	const prefixes = [...new Set(files.map((path) => (folderOf(path) === "" ? "" : `${folderOf(path)}/`)))];
	const paths = prefixes.flatMap((prefix) =>
		sql
			.exec<{ path: string }>(EXPOSED[reason], prefix, `${prefix}\u{10FFFF}`)
			.toArray()
			.map(({ path }) => path),
	);
	return { folder, files, reason, count: paths.length, articles: paths.slice(0, ARTICLES) };
}

const EXPOSED = {
	unreadable: "SELECT path FROM article WHERE path >= ? AND path < ? ORDER BY path",
	// `past_address` still lists the guids of members' articles that used to be public, because its rows are never
	// deleted.
	duplicate: `SELECT path FROM members_article WHERE path >= ? AND path < ?
		AND guid IN (SELECT guid FROM past_address) ORDER BY path`,
};
