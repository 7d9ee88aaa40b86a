import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { migrate } from "../../src/durable-object.ts";
import { FeedLabels } from "../../src/publisher/catalog/feed-labels.ts";
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

/** The first schema version in which each feed, name, source and day has a single row. */
const ONE_ROW_EACH = 16;

/** The first schema version that contains article counts per month. */
const WITH_MONTHS = 8;

/** The first schema version that contains the kind of each source. */
const WITH_KINDS = 18;

/** Fills the tables of a given schema version with the data of a site. */
function fill(sql: SqlStorage, version: number): void {
	for (const path of ["bad.md", "good.md", "worse.md"])
		sql.exec("INSERT INTO source (path, hash, text, read_with) VALUES (?, '', '', '')", path);
	sql.exec("UPDATE feed SET size = 2 WHERE name = 'feed'");
	for (const [index, published] of [Date.UTC(1969, 11, 31), Date.UTC(2026, 0, 31, 23)].entries()) {
		sql.exec(
			"INSERT INTO membership (feed, published, guid, path, label) VALUES ('feed', ?, ?, ?, '')",
			...[published, `guid:${index}`, `${index}.md`],
		);
	}
	if (version >= WITH_MONTHS)
		sql.exec("INSERT INTO month VALUES ('feed', '1969-12', 1), ('feed', '2026-01', 1), (?, '2026-05', 2)", GAZETTE);
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

test.each(FORMER)("a site whose tables have version %i keeps all its data when they are migrated", async (version) => {
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
		const { feeds: changed } = store;
		if (version >= 5) expect([GAZETTE, "topics/gone"].map((name) => changed.lastChange([name]))).toEqual([6000, 7000]);
		else expect(changed.lastChange([GAZETTE])).toBeGreaterThan(7000);

		expect(changed.months("feed")).toEqual({ "2026-01": 1, "1969-12": 1 });
		expect(changed.months(GAZETTE)).toEqual(version < WITH_MONTHS ? {} : { "2026-05": 2 });

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

/** Index of the migration after which an article takes fewer rows. */
const FEWER_ROWS = TABLES.findIndex((step) => step.includes("article_by_path"));

test("a site's articles, guids, queues and totals survive the migration to fewer rows per article", async () => {
	await runInDurableObject(publisherOf(env), async (_, { storage }) => {
		const { sql } = storage;
		await storage.deleteAll();
		migrate(storage, TABLES.slice(0, FEWER_ROWS));
		const published = Date.UTC(2026, 4, 4);
		for (const path of ["a.md", "b.md", "members.md", "draft.md", "late.md", "notes.org"]) {
			const isArticle = !["draft.md", "notes.org"].includes(path);
			sql.exec("INSERT INTO source (path, hash, text, read_with) VALUES (?, '', 'Text.', '')", path);
			const kind = isArticle ? "article" : path === "draft.md" ? "draft" : "unread";
			sql.exec("INSERT INTO file_kind (path, kind) VALUES (?, ?)", path, kind);
			if (!isArticle) continue;
			const json = JSON.stringify({ path, link: `https://gazette.example/${path}`, address: `/articles/${path}` });
			const date = path === "late.md" ? Date.UTC(2999, 0) : published;
			sql.exec("INSERT INTO reading VALUES (?, ?, ?, NULL, NULL)", path, json, date);
			for (const url of [`https://gazette.example/${path}`, `${settings.site.url}/articles/${path}`])
				sql.exec("INSERT INTO claim VALUES (?, ?)", url, path);
			if (path === "late.md") continue;
			const table = path === "members.md" ? "members_article" : "article";
			sql.exec(
				`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, NULL, 'digest', 5)`,
				...[path, `guid:${path}`, `/articles/${path}`, published, published],
			);
			sql.exec("INSERT INTO identity VALUES (?, ?)", `link:${path}`, `guid:${path}`);
		}
		for (const feed of ["feed", GAZETTE])
			sql.exec("INSERT INTO membership VALUES (?, ?, 'guid:a.md', 'a.md', 'Gazette', 5)", feed, published);
		sql.exec("INSERT INTO membership VALUES ('feed', ?, 'guid:b.md', 'b.md', '', 5)", published);
		sql.exec("INSERT INTO feed (name, size, changed) VALUES (?, 1, 0)", GAZETTE);
		sql.exec("UPDATE feed SET size = 2 WHERE name = 'feed'");
		sql.exec(
			"INSERT INTO label VALUES ('feed', '', 1, NULL), ('feed', 'Gazette', 1, NULL), (?, 'Gazette', 1, NULL)",
			GAZETTE,
		);
		sql.exec("INSERT INTO month VALUES ('feed', '2026-05', 2), (?, '2026-05', 1)", GAZETTE);
		sql.exec("INSERT INTO identity VALUES ('link:gone', 'guid:gone')");
		sql.exec("INSERT INTO purge VALUES ('/feed', 10, 500), ('index', 20, 900)");
		sql.exec("INSERT INTO announcement VALUES ('feed', 1, 30), ('topics/ai', 0, 40)");
		sql.exec(
			"INSERT INTO outbox (entry, mark, tries, deferred) VALUES ('article:/late', 3, 0, 3), ('article:/failed', 1, 2, NULL)",
		);

		migrate(storage, TABLES);

		const store = openStore(sql, settings, false);
		expect(store.fileKinds.totals(published)).toMatchObject({
			...{ files: 6, published: 2, members: 1, drafts: 1, scheduled: 1, notRead: { ".org": 1 } },
		});
		expect(store.parsedArticles.uniqueKeys("a.md").sort()).toEqual([
			...[`${settings.site.url}/articles/a.md`, "https://gazette.example/a.md"].sort(),
		]);
		expect(store.outbox.take(10).map(({ key }) => key)).toEqual([
			...["feed:feed", "article:/late", "index", "moves", "article:/failed"],
		]);
		expect(store.outbox.deferred()).toEqual({ pages: 1, others: 0 });
		expect(store.purges.due(10).tags).toEqual(["site"]);
		expect(sql.exec("SELECT again FROM purge").toArray()).toEqual([{ again: 900 }]);
		const told: unknown[] = [];
		await store.announcements.run(async (announcements) => void told.push(...announcements));
		expect(told).toEqual([
			{ feed: "feed", isWritten: true },
			{ feed: "topics/ai", isWritten: false },
		]);

		store.catalog.unpublish("a.md", published);
		store.feeds.note(store.outbox.note(published), published);
		store.catalog.labels.note();
		expect(sql.exec("SELECT feed, path FROM membership").toArray()).toEqual([{ feed: "feed", path: "b.md" }]);
		expect(sql.exec("SELECT name, size FROM feed ORDER BY name").toArray()).toEqual([
			{ name: "feed", size: 1 },
			{ name: GAZETTE, size: 0 },
		]);
		expect([store.feeds.months("feed"), store.feeds.months(GAZETTE)]).toEqual([{ "2026-05": 1 }, {}]);
		expect(sql.exec("SELECT feed FROM tombstone ORDER BY feed").toArray()).toEqual([
			{ feed: "feed" },
			{ feed: GAZETTE },
		]);
		expect(sql.exec("SELECT guid FROM past_guid ORDER BY guid").toArray()).toEqual([
			{ guid: "guid:a.md" },
			{ guid: "guid:gone" },
		]);
	});
});
