import type { LocalReference } from "../../article/article.ts";
import { findLocal, type KnownFiles } from "../../article/local-files.ts";
import type { FindTarget, LocalTarget } from "../../article/resolve-locals.ts";
import { addressName, mediaPath } from "../../media/file-name.ts";
import { type Packed, unpackArticle } from "../packed.ts";
import { KnownPaths, nameKey } from "./known-paths.ts";

/** Used in place of an article's path for references in the settings. No source has this path. */
export const SITE_REFERENCES = "";

/**
 * The references in articles, descriptions and settings to files in the content folder, each with the file or source
 * that it resolves to.
 */
export class References {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	/**
	 * Returns the files and sources that the site has at the moment. Use the result immediately: it is not updated.
	 *
	 * @param coming paths of files about to be announced
	 */
	known(coming: readonly string[] = []): KnownFiles {
		return new KnownPaths(this.#sql, coming);
	}

	/**
	 * Stores the current references of an article or description. If the article is published, a reference that was
	 * removed from it is kept for a week, because cached feeds may still contain the reference.
	 */
	keep(article: string, locals: readonly LocalReference[], now: number): void {
		const old = this.#rows(article);
		if (locals.length === 0 && old.length === 0) return;
		const known = this.known();
		const current = locals.map((local) => ({ local, target: findLocal(local, article, known) ?? "" }));
		for (const { local, target } of current) {
			this.#sql.exec(
				`INSERT INTO reference (article, path, target, key, json, dropped) VALUES (?, ?, ?, ?, ?, NULL)
				ON CONFLICT DO UPDATE SET json = excluded.json, dropped = NULL`,
				...[article, local.path, target, nameKey(local.path), JSON.stringify(local)],
			);
		}
		for (const { path, target } of old) {
			if (current.some((one) => one.local.path === path && one.target === target)) continue;
			this.#sql.exec(
				target === ""
					? "DELETE FROM reference WHERE article = ? AND path = ? AND target = ?"
					: `UPDATE reference SET dropped = coalesce(dropped, ${now}) WHERE article = ? AND path = ? AND target = ?`,
				...[article, path, target],
			);
		}
	}

	/** Deletes the references of an article that is no longer published. */
	forget(article: string): void {
		this.#sql.exec("DELETE FROM reference WHERE article = ?", article);
	}

	/**
	 * Called after a file or source was added or removed at this path: resolves all references with the same key again.
	 * Returns the articles and descriptions whose references now resolve differently.
	 */
	findAgain(path: string, now: number): string[] {
		const articles = this.#sql
			.exec<{ article: string }>(
				"SELECT DISTINCT article FROM reference WHERE key = ? AND dropped IS NULL",
				nameKey(path),
			)
			.toArray()
			.map(({ article }) => article);
		const known = this.known();
		return articles.filter((article) => {
			const rows = this.#rows(article).filter(({ dropped }) => dropped === null);
			const locals = rows.map(({ json }) => parseReference(json));
			const isSame = rows.every(({ target }, index) => {
				const local = locals[index];
				return local !== undefined && (findLocal(local, article, known) ?? "") === target;
			});
			if (!isSame) this.keep(article, locals, now);
			return !isSame;
		});
	}

	/** Returns the articles and descriptions that refer to a file or source. */
	to(target: string): string[] {
		return this.#sql
			.exec<{ article: string }>("SELECT DISTINCT article FROM reference WHERE target = ? AND dropped IS NULL", target)
			.toArray()
			.map(({ article }) => article);
	}

	/** Whether there is any reference that might resolve to a file at this path. */
	mayName(path: string): boolean {
		return this.#sql.exec("SELECT 1 FROM reference WHERE key = ? LIMIT 1", nameKey(path)).toArray().length > 0;
	}

	/**
	 * Returns a function that looks up the targets of an article's references.
	 *
	 * @param closedBase base URL for a reader who may read members' files; undefined for the public
	 */
	targetsOf(article: string, closedBase?: string): FindTarget {
		const rows = this.#sql.exec<TargetRow>(TARGETS, article).toArray();
		const targets = new Map(rows.map((row) => [row.path, this.#targetOf(row, closedBase)]));
		return ({ path }) => targets.get(path);
	}

	/** Returns the broken references of each article; those in the settings are left out. */
	missing(articles?: readonly string[]): { path: string; locals: LocalReference[] }[] {
		const rows = this.#sql
			.exec<{ article: string; json: string }>(
				// If only some articles are wanted, the `+` makes SQLite read their rows instead of all broken references.
				`SELECT article, json FROM reference WHERE ${articles ? "+" : ""}target = '' AND dropped IS NULL AND article <> '${SITE_REFERENCES}'
				${articles ? "AND article IN (SELECT value FROM json_each(?))" : ""} ORDER BY article`,
				...(articles ? [JSON.stringify(articles)] : []),
			)
			.toArray();
		return [...Map.groupBy(rows, ({ article }) => article)].map(([path, group]) => ({
			path,
			locals: group.map(({ json }) => parseReference(json)),
		}));
	}

	#targetOf(row: TargetRow, closedBase: string | undefined): LocalTarget | null {
		if (row.hash !== null) {
			if (row.is_public !== 1 && closedBase === undefined) return null;
			const base = row.is_public === 1 ? this.#siteUrl : closedBase;
			return {
				url: `${base}${mediaPath(row.hash, addressName(row.target, row.extension))}`,
				type: row.type,
				bytes: row.bytes,
				width: row.width ?? undefined,
				height: row.height ?? undefined,
				duration: row.duration ?? undefined,
			};
		}
		if (row.article === null) return null;
		const { ownPage, link } = unpackArticle(row.article);
		const url = ownPage ?? link;
		return { url, isElsewhere: !url.startsWith(`${this.#siteUrl}/`) };
	}

	#rows(article: string): Row[] {
		return this.#sql
			.exec<Row>("SELECT path, target, json, dropped FROM reference WHERE article = ?", article)
			.toArray();
	}
}

type Row = { path: string; target: string; json: string; dropped: number | null };

type TargetRow = {
	path: string;
	target: string;
	/** Null if the target is not a stored file. */
	hash: string | null;
	bytes: number;
	type: string;
	extension: string;
	width: number | null;
	height: number | null;
	duration: number | null;
	is_public: number;
	/** Null if the target is not a public article. */
	article: Packed | null;
};

const TARGETS = `SELECT r.path, r.target, b.hash, b.bytes, b.type, b.extension, b.width, b.height, b.duration, b.is_public,
	(SELECT json FROM reading WHERE path = a.path) AS article
	FROM reference r LEFT JOIN file f ON f.path = r.target AND f.replaced IS NULL LEFT JOIN blob b ON b.hash = f.hash
	LEFT JOIN article a ON a.path = r.target
	WHERE r.article = ? AND r.dropped IS NULL AND r.target <> ''`;

/** Parses a column that only this file writes. */
function parseReference(json: string): LocalReference {
	return JSON.parse(json);
}
