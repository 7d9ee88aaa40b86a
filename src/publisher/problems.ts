import type { Problem } from "../article/problem.ts";
import { descriptionProblem, rivalProblem, spellingProblem } from "../feed/conflicts.ts";

type Row = { path: string; json: string };

/** All that is wrong with some sources now, in the order of paths. */
export function problemsOf(sql: SqlStorage, paths: ReadonlySet<string>): Problem[] {
	return [...paths].sort().flatMap((path) => {
		const own = sql.exec<Row>("SELECT path, json FROM problem WHERE path = ? ORDER BY ordinal", path).toArray();
		const rival = sql
			.exec<Rivalry>("SELECT path, rival FROM reading WHERE path = ? AND rival IS NOT NULL", path)
			.toArray();
		return [...own.map(parse), ...rival.map((row) => rivalProblem(row.path, row.rival))];
	});
}

/** All that is wrong now. */
export function allProblems(sql: SqlStorage): Problem[] {
	const own = sql.exec<Row>("SELECT path, json FROM problem ORDER BY path, ordinal").toArray().map(parse);
	const rivals = sql.exec<Rivalry>("SELECT path, rival FROM reading WHERE rival IS NOT NULL").toArray();
	const spellings = sql.exec<{ feed: string; label: string; path: string }>(
		`SELECT feed, label, (SELECT min(path) FROM membership m WHERE m.feed = l.feed AND m.label = l.label) AS path
		FROM label l WHERE feed IN (SELECT feed FROM label WHERE feed LIKE 'topics/%' GROUP BY feed HAVING count(*) > 1)
		AND label <> (SELECT label FROM label WHERE feed = l.feed ORDER BY size DESC, label LIMIT 1)`,
	);
	const descriptions = sql.exec<{ path: string; feed: string }>(
		"SELECT path, feed FROM description d WHERE path > (SELECT min(path) FROM description WHERE feed = d.feed)",
	);
	return [
		...own,
		...rivals.map((row) => rivalProblem(row.path, row.rival)),
		...spellings.toArray().map((row) => spellingProblem(row.path, row.feed, row.label)),
		...descriptions.toArray().map((row) => descriptionProblem(row.path, row.feed)),
	].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

type Rivalry = { path: string; rival: string };

/** The table holds nothing but problems. */
function parse({ json }: Row): Problem {
	return JSON.parse(json);
}
