import { type KnownFiles, nameOf } from "../../article/local-files.ts";

/**
 * Returns a key that is the same for a reference and for the file it refers to, whichever site generator's link style
 * the reference uses. The key is the file name without date and extension or, for an index file, the folder's name. A
 * reference never leads to a file with a different key.
 */
export function nameKey(path: string): string {
	const segments = path.normalize("NFC").toLowerCase().split("/");
	const names = segments.map((segment) => segment.replace(/^\d{4}-\d{2}-\d{2}-/, "").replace(/(?<=.)\..*$/, ""));
	const last = names.pop() ?? "";
	return ["index", "_index", "readme", ""].includes(last) ? (names.at(-1) ?? "") : last;
}

/**
 * The files and sources that the site has, cached for the duration of a lookup. A lookup tries many paths, most of
 * which do not exist, so all paths with the same key, or in the same folder, are read with one query.
 */
export class KnownPaths implements KnownFiles {
	readonly #sql: SqlStorage;
	readonly #coming: readonly string[];
	#comingByKey: ReadonlyMap<string, string[]> | undefined;
	readonly #byKey = new Map<string, ReadonlySet<string>>();
	readonly #byFolder = new Map<string, readonly string[]>();

	/** @param coming paths of files about to be announced */
	constructor(sql: SqlStorage, coming: readonly string[]) {
		this.#sql = sql;
		this.#coming = coming;
	}

	has(path: string): boolean {
		return this.#withKey(nameKey(path)).has(path);
	}

	byName(name: string): readonly string[] {
		return [...this.#withKey(nameKey(name))].filter((path) => nameOf(path) === name);
	}

	inFolder(folder: string): readonly string[] {
		const known = this.#byFolder.get(folder);
		if (known) return known;
		const prefix = folder === "" ? "" : `${folder}/`;
		const paths = this.#sql
			.exec<{ path: string }>(
				`SELECT path FROM (
					SELECT path FROM file WHERE path > ?1 AND path < ?2 AND replaced IS NULL
					UNION SELECT path FROM source WHERE path > ?1 AND path < ?2)
				WHERE instr(substr(path, ?3), '/') = 0`,
				...[prefix, `${prefix}\u{10FFFF}`, prefix.length + 1],
			)
			.toArray()
			.map(({ path }) => path);
		this.#byFolder.set(folder, paths);
		return paths;
	}

	#withKey(key: string): ReadonlySet<string> {
		const known = this.#byKey.get(key);
		if (known) return known;
		const rows = this.#sql.exec<{ path: string }>(
			"SELECT path FROM file WHERE key = ?1 AND replaced IS NULL UNION SELECT path FROM file_kind WHERE key = ?1",
			key,
		);
		this.#comingByKey ??= Map.groupBy(this.#coming, nameKey);
		const paths = new Set([...rows.toArray().map(({ path }) => path), ...(this.#comingByKey.get(key) ?? [])]);
		this.#byKey.set(key, paths);
		return paths;
	}
}
