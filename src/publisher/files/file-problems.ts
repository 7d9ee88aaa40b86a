import type { LocalReference } from "../../article/article.ts";
import { localProblems } from "../../article/local-problems.ts";
import type { Problem } from "../../article/problem.ts";
import type { FileFault } from "../../media/content-type.ts";
import { useFault } from "../../media/file-use.ts";
import { type References, SITE_REFERENCES } from "./references.ts";

type Row = { article: string; fault: string; line: number | null };

/**
 * Returns the problems with files that articles refer to: files that are missing, and files that cannot be published.
 *
 * @param articles the articles to check; by default, all articles
 * @param coming paths of files about to be announced, which do not count as missing
 */
export function fileProblems(
	{ sql, references }: { sql: SqlStorage; references: References },
	articles?: readonly string[],
	coming: readonly string[] = [],
): Problem[] {
	const known = references.known(coming);
	const missing = references.missing(articles).flatMap((one) => localProblems(one, known));
	const unfit = sql
		.exec<Row>(
			`SELECT r.article, f.fault, r.json ->> 'line' AS line FROM file f JOIN reference r ON r.target = f.path
			WHERE r.article <> '${SITE_REFERENCES}' AND f.fault IS NOT NULL AND f.replaced IS NULL AND r.dropped IS NULL
			${articles ? "AND r.article IN (SELECT value FROM json_each(?))" : ""} ORDER BY r.article, f.path`,
			...(articles ? [JSON.stringify(articles)] : []),
		)
		.toArray()
		.map(({ article, fault, line }): Problem => {
			const { message, hint } = parseFault(fault);
			return { severity: "warning", path: article, line, message, hint };
		});
	return [...missing, ...unfit, ...misused(sql, articles)];
}

type UsedRow = { article: string; json: string; type: string; width: number | null; height: number | null };

/**
 * Returns the problems with podcast files that are unsuitable for their purpose (for example, an episode that is not
 * audio).
 */
function misused(sql: SqlStorage, articles?: readonly string[]): Problem[] {
	return sql
		.exec<UsedRow>(
			`SELECT r.article, r.json, b.type, b.width, b.height FROM reference r
			JOIN file f ON f.path = r.target AND f.replaced IS NULL JOIN blob b ON b.hash = f.hash
			WHERE r.dropped IS NULL AND (r.json ->> 'kind' = 'audio' OR r.json ->> 'isArtwork')
			${articles ? "AND r.article IN (SELECT value FROM json_each(?))" : ""} ORDER BY r.article, r.path`,
			...(articles ? [JSON.stringify(articles)] : []),
		)
		.toArray()
		.flatMap(({ article, json, ...file }): Problem[] => {
			const reference = parseReference(json);
			const fault = useFault(reference, file);
			return fault ? [{ severity: "warning", path: article, line: reference.line, ...fault }] : [];
		});
}

/** Parses a column that only `References` writes. */
function parseReference(json: string): LocalReference {
	return JSON.parse(json);
}

/** Parses a column that only `Files` writes. */
function parseFault(json: string): FileFault {
	return JSON.parse(json);
}
