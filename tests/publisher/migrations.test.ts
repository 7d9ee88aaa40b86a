import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { migrate } from "../../src/durable-object.ts";
import { FeedLabels } from "../../src/publisher/catalog/feed-counts.ts";
import { Outbox } from "../../src/publisher/flush/outbox.ts";
import { backlogOf } from "../../src/publisher/report.ts";
import { TABLES } from "../../src/publisher/schema.ts";
import { openStore } from "../../src/publisher/store.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { allProblems } from "../../src/publisher/write/parsed-articles.ts";
import { Publications } from "../../src/publisher/write/publications.ts";
import { readSettings } from "../../src/settings.ts";

afterEach(reset);

const settings = readSettings(env);
if ("problems" in settings) throw new Error(settings.problems.join(" "));

const GAZETTE = "providers/gazette.example";
const problem = (path: string, message: string) => ({
	severity: "error",
	path,
	line: 1,
	message,
	hint: "Write it again.",
});
const PROBLEMS = [problem("bad.md", "The first."), problem("bad.md", "The 'second'."), problem("worse.md", "Another.")];

/** The first version in which each feed, name, source and day has one row. */
const ONE_ROW_EACH = 16;

/** The first version that stores the kind of each source. */
const WITH_KINDS = 18;

/** Fills the tables of a version with the data of a site. */
function fill(sql: SqlStorage, version: number): void {
	for (const path of ["bad.md", "good.md", "worse.md"])
		sql.exec("INSERT INTO source (path, hash, text, read_with) VALUES (?, '', '', '')", path);
	sql.exec("UPDATE feed SET size = 2 WHERE name = 'feed'");
	if (version >= WITH_KINDS) {
		sql.exec(
			"INSERT INTO file_kind (path, kind) VALUES ('bad.md', 'blocked'), ('good.md', 'draft'), ('worse.md', 'blocked')",
		);
	}
	if (version >= ONE_ROW_EACH) {
		for (const [path, problems] of Map.groupBy(PROBLEMS, ({ path }) => path))
			sql.exec("UPDATE source SET problems = ? WHERE path = ?", JSON.stringify(problems), path);
		sql.exec("INSERT INTO feed (name, size, changed, line) VALUES (?, 2, 6000, ?)", GAZETTE, '{"name":"kept"}');
		sql.exec("INSERT INTO feed (name, size, changed) VALUES ('topics/gone', 0, 7000)");
		sql.exec(
			`INSERT INTO label (feed, label, size, key) VALUES (?1, 'The Gazette', 1, 'providers/the gazette'),
			(?1, 'gazette.example', 1, NULL), (?1, 'Old Gazette', 0, 'providers/old gazette')`,
			GAZETTE,
		);
		sql.exec("INSERT INTO publication_day VALUES ('2026-11-20', 1, 1, 0, 0, 0), ('2026-11-21', 0, 0, 0, 0, 30)");
		sql.exec("INSERT INTO publication_day VALUES ('2026-11-22', 2, 3, 4, 5, 417)");
		return;
	}
	PROBLEMS.forEach((problem, ordinal) => {
		sql.exec("INSERT INTO problem VALUES (?, ?, ?)", problem.path, ordinal, JSON.stringify(problem));
	});
	sql.exec("INSERT INTO feed VALUES (?, 2)", GAZETTE);
	sql.exec("INSERT INTO label VALUES (?1, 'The Gazette', 1), (?1, 'gazette.example', 1)", GAZETTE);
	if (version >= 5)
		sql.exec(
			"INSERT INTO touched VALUES ('feed', 5000), (?, 6000), ('topics/gone', 7000) ON CONFLICT DO UPDATE SET time = excluded.time",
			GAZETTE,
		);
	if (version < 10) sql.exec("INSERT INTO meta VALUES ('usage', '2026-11-22 417')");
	else {
		sql.exec("INSERT INTO usage VALUES ('2026-11-21', 30), ('2026-11-22', 417)");
		sql.exec("INSERT INTO publication_day VALUES ('2026-11-20', 1, 1, 0, 0), ('2026-11-22', 2, 3, 4, 5)");
	}
	if (version >= 12)
		sql.exec(
			"INSERT INTO title VALUES ('providers/the gazette', ?1, 'The Gazette'), ('providers/old gazette', ?1, 'Old Gazette')",
			GAZETTE,
		);
	if (version >= 13) sql.exec("INSERT INTO index_line VALUES (?, ?)", GAZETTE, '{"name":"kept"}');
}

const FORMER = TABLES.slice(1).map((_, index) => index + 1);

test.each(FORMER)("a site with the tables of version %i keeps all its data after migration", async (version) => {
	await runInDurableObject(publisherOf(env), async (_, { storage }) => {
		const { sql } = storage;
		await storage.deleteAll();
		migrate(storage, TABLES.slice(0, version));
		fill(sql, version);
		migrate(storage, TABLES);

		const store = openStore(sql, settings, false);
		expect(allProblems(store)).toEqual(PROBLEMS);
		expect(store.fileKinds.totals(0)).toMatchObject({ files: 3, blocked: 2, drafts: 1 });
		expect(backlogOf(sql)).toMatchObject({ feeds: 1, failing: 0, oldest: expect.any(Number) });
		expect(backlogOf(sql).oldest).toBeGreaterThan(0);

		const feeds = sql.exec<{ name: string; size: number; line: string | null }>("SELECT name, size, line FROM feed");
		expect(feeds.toArray()).toEqual([
			{ name: "feed", size: 2, line: null },
			{ name: GAZETTE, size: 2, line: version < 13 ? null : '{"name":"kept"}' },
			...(version < 5 ? [] : [{ name: "topics/gone", size: 0, line: null }]),
		]);
		const outbox = new Outbox(sql);
		if (version >= 5) expect([GAZETTE, "topics/gone"].map((name) => outbox.lastChange([name]))).toEqual([6000, 7000]);
		else expect(outbox.lastChange([GAZETTE])).toBeGreaterThan(7000);

		const labels = new FeedLabels(sql);
		labels.fill();
		expect(labels.findFeedByName("providers", "the gazette")).toBe(GAZETTE);
		expect(labels.findFeedByName("providers", "old gazette")).toBe(version < 12 ? undefined : GAZETTE);
		expect(sql.exec("SELECT label, size FROM label WHERE size > 0 ORDER BY label").toArray()).toEqual([
			{ label: "The Gazette", size: 1 },
			{ label: "gazette.example", size: 1 },
		]);

		const log = new Publications(sql);
		const noon = Date.UTC(2026, 10, 22, 12);
		const today = { day: "2026-11-22", writes: 417 };
		const days = version < 10 ? [today] : [{ day: "2026-11-21", writes: 30 }, today];
		expect(log.usage(noon)).toEqual({ ...today, days });
		const published = [
			{ day: "2026-11-20", publications: 1, added: 1, changed: 0, removed: 0 },
			{ day: "2026-11-22", publications: 2, added: 3, changed: 4, removed: 5 },
		];
		expect(log.days(noon)).toEqual(version < 10 ? [] : published);
	});
});
