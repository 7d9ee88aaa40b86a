import type { LocalReference } from "../../article/article.ts";
import { findLocal, type KnownFiles } from "../../article/local-files.ts";
import type { FindTarget, LocalTarget } from "../../article/resolve-locals.ts";
import { addressName, mediaPath } from "../../media/file-name.ts";
import { KnownPaths, nameKey } from "./known-paths.ts";

/** Stands for the settings in the place of an article. No source has this path. */
export const SITE_REFERENCES = "";

/** What articles, descriptions and settings refer to in the content folder, and which file or source that is. */
export class References {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	/**
	 * What is known now; to be used at once.
	 *
	 * @param coming paths of files that will be known soon
	 */
	known(coming: readonly string[] = []): KnownFiles {
		return new KnownPaths(this.#sql, coming);
	}

	/**
	 * Stores what an article or description refers to now. What it does not refer to any more stays for a week, as long
	 * as the article does: feeds in caches still name it.
	 */
	keep(article: string, locals: readonly LocalReference[], now: number): void {
		const old = this.#rows(article);
		if (locals.length === 0 && old.length === 0) return;
		const known = this.known();
		const current = locals.map((local) => ({ local, target: findLocal(local, article, known) ?? "" }));
		for (const { local, target } of current) {
			this.#sql.exec(
				`INSERT INTO reference VALUES (?, ?, ?, ?, ?, NULL)
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

	/** Forgets what an article refers to: it is not published any more. */
	forget(article: string): void {
		this.#sql.exec("DELETE FROM reference WHERE article = ?", article);
	}

	/**
	 * Finds again what is meant by references of this name, as a file or source appeared or vanished. Returns the articles
	 * and descriptions for which that changed something.
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

	/** The articles and descriptions that refer to a file or source. */
	to(target: string): string[] {
		return this.#sql
			.exec<{ article: string }>("SELECT DISTINCT article FROM reference WHERE target = ? AND dropped IS NULL", target)
			.toArray()
			.map(({ article }) => article);
	}

	/** Whether articles may refer to files of this name. */
	mayName(path: string): boolean {
		return this.#sql.exec("SELECT 1 FROM reference WHERE key = ? LIMIT 1", nameKey(path)).toArray().length > 0;
	}

	/**
	 * Where the references of an article lead.
	 *
	 * @param closedBase the site's address for a reader who may see members' files; absent: for everybody
	 */
	targetsOf(article: string, closedBase?: string): FindTarget {
		const rows = this.#sql.exec<TargetRow>(TARGETS, article).toArray();
		const targets = new Map(rows.map((row) => [row.path, this.#targetOf(row, closedBase)]));
		return ({ path }) => targets.get(path);
	}

	/** References that lead nowhere, by article; without those of settings. */
	missing(articles?: readonly string[]): { path: string; locals: LocalReference[] }[] {
		const rows = this.#sql
			.exec<{ article: string; json: string }>(
				// Of some articles, their own few rows are searched instead of all that lead nowhere.
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
		if (row.page === null) return null;
		return { url: row.page, isElsewhere: !row.page.startsWith(`${this.#siteUrl}/`) };
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
	/** Null: it is no file, or not stored. */
	hash: string | null;
	bytes: number;
	type: string;
	extension: string;
	width: number | null;
	height: number | null;
	duration: number | null;
	is_public: number;
	/** Null: it is no public article. */
	page: string | null;
};

const TARGETS = `SELECT r.path, r.target, b.hash, b.bytes, b.type, b.extension, b.width, b.height, b.duration, b.is_public,
	(SELECT coalesce(json ->> 'ownPage', json ->> 'link') FROM reading WHERE path = a.path) AS page
	FROM reference r LEFT JOIN file f ON f.path = r.target AND f.replaced IS NULL LEFT JOIN blob b ON b.hash = f.hash
	LEFT JOIN article a ON a.path = r.target
	WHERE r.article = ? AND r.dropped IS NULL AND r.target <> ''`;

/** Only this file writes the table. */
function parseReference(json: string): LocalReference {
	return JSON.parse(json);
}
