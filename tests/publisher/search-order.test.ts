import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { Search } from "../../src/publisher/catalog/search.ts";
import { freeId, isInOrder, SearchOrder } from "../../src/publisher/catalog/search-order.ts";
import { Meta } from "../../src/publisher/meta.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish, settle } from "./newsroom.ts";

const HOUR = 3_600_000;

/** More articles published at the same time than there are row ids reserved for a minute. */
const AT_ONCE = 1500;
const MANY = 4000;

function inSql<T>(action: (sql: SqlStorage) => T): Promise<T> {
	return runInDurableObject(publisherOf(env), (_, { storage }) => storage.transactionSync(() => action(storage.sql)));
}

/**
 * Returns an article's publication time. Many articles have the same time; the others follow hourly, and some are from
 * before 2000.
 */
function timeOf(index: number): number {
	if (index < AT_ONCE) return Date.UTC(2020, 0, 1);
	return Date.UTC(index % 500 === 0 ? 1990 : 2020, 0, 1) + (index - AT_ONCE) * HOUR + (index % 7) * 1000;
}

describe("among many articles", () => {
	beforeAll(async () => {
		await inSql((sql) => {
			// Add the articles in an order that differs from the order of publication.
			for (let nth = 0; nth < MANY; nth++) {
				const index = (nth * 3571) % MANY;
				const published = timeOf(index);
				const [path, guid] = [`${index}.md`, `guid:${index}`];
				const id = freeId(sql, "", published);
				sql.exec(
					"INSERT INTO facet (id, path, type, language, quality, size) VALUES (?, ?, ?, ?, ?, 1)",
					id,
					path,
					index % 5 ? "news" : "video",
					null,
					10,
				);
				const body = `harbour ${index % 3 ? "council river" : "river council"} ${index % 2 ? "odd" : "even"} ${index % 50 ? "" : "seldom"}`;
				sql.exec("INSERT INTO word (rowid, title, excerpt, body) VALUES (?, '', '', ?)", id, body);
				const feeds = [
					"feed",
					`topics/t${index % 4}`,
					...(index % 40 ? [] : ["topics/tenth"]),
					...(index % 25 ? [] : ["topics/few"]),
				];
				sql.exec(
					`INSERT INTO article (path, guid, address, published, updated, digest, appeared, feeds)
					VALUES (?1, ?2, ?1, ?3, ?3, '', ?4, ?5)`,
					...[path, guid, published, nth % 9, JSON.stringify(feeds)],
				);
				for (const feed of feeds) {
					sql.exec("INSERT INTO membership VALUES (?, ?, ?, ?, '', ?)", feed, published, guid, path, nth % 9);
					sql.exec("INSERT INTO feed (name, size) VALUES (?, 1) ON CONFLICT DO UPDATE SET size = size + 1", feed);
				}
			}
		});
	});
	afterAll(reset);

	test.each([
		"q=harbour",
		"q=odd",
		'q="council river"',
		'q="river harbour"',
		'q=odd&q="river council"',
		"q=harbour&-q=odd",
		"-q=odd",
		"-q=harbour",
		"-q=odd&-q=seldom&topic=t1&topic=t2",
		"q=odd&topic=t1&topic=t3",
		"q=harbour&topic=few",
		"q=harbour&topic=tenth&-q=odd",
		"q=even&-topic=t2&type=video",
		"q=seldom&-q=odd",
	])("%s finds the same articles as a search that reads every feed, in the same order", async (query) => {
		const selection = parseSelection(new URLSearchParams(query), 50);
		if ("problem" in selection) throw new Error(selection.problem);
		const ranges = [
			{},
			{ from: Date.UTC(2020, 0, 1) },
			{ to: Date.UTC(2020, 1, 1) },
			{ from: 0, to: Date.UTC(2020, 0, 1, 0, 1) },
		];
		await inSql((sql) => {
			for (const range of ranges) {
				const [ordered = [], plain = []] = [true, false].map((isOrdered) =>
					[...new Search(sql, "", "en", isOrdered).newest(selection, range)].map(({ path }) => path),
				);
				expect(ordered).toEqual(plain);
			}
			const counts = [true, false].map((isOrdered) =>
				new Search(sql, "", "en", isOrdered).oldest(selection, { from: 0 }),
			);
			expect(counts[0]).toBe(counts[1]);
		});
	});

	test.each([
		["q=odd", 300],
		["q=harbour&-q=odd", 300],
		["-q=odd", 500],
		["q=odd&topic=t1&topic=t3", 600],
		['q="river council"&type=video', 1500],
	])("%s stops reading after the newest fifty articles", async (query, most) => {
		const selection = parseSelection(new URLSearchParams(query), 50);
		if ("problem" in selection) throw new Error(selection.problem);
		await inSql((sql) => {
			const cursors: { rowsRead: number }[] = [];
			const counted = new Proxy(sql, {
				get: (_target, name) => {
					if (name !== "exec") return Reflect.get(sql, name);
					return (statement: string, ...values: SqlStorageValue[]) => {
						const cursor = sql.exec(statement, ...values);
						// Do not count the queries that find out whether a condition is rare, which read up to a thousand rows.
						if (!statement.endsWith("LIMIT 1000")) cursors.push(cursor);
						return cursor;
					};
				},
			});
			let found = 0;
			for (const _ of new Search(counted, "", "en", true).newest(selection)) if (++found === 50) break;
			expect(found).toBe(50);
			expect(cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0)).toBeLessThan(most);
		});
	});
});

describe("a selection that excludes a word", () => {
	afterAll(reset);

	test("checks a limited number of articles, newest first, but checks all articles for an archive", async () => {
		const old = ["2026-05-01", "2026-05-02"].map((date) => article(date, { date }, "A quiet day"));
		const newest = ["2026-05-03", "2026-05-04", "2026-05-05"].map((date) => article(date, { date }, "A loud day"));
		await publish(...old, ...newest, article("2026-05-06", { date: "2026-05-06" }, "A quiet day"));
		const selection = parseSelection(new URLSearchParams("-q=loud"), 50);
		if ("problem" in selection) throw new Error(selection.problem);
		await inSql((sql) => {
			const search = new Search(sql, "", "en", true, 3);
			const pathsIn = (range: { from?: number }) => [...search.newest(selection, range)].map(({ path }) => path);
			expect(pathsIn({})).toEqual(["2026-05-06.md"]);
			expect(search.count(selection)).toEqual({ count: 1, isMore: true });
			expect(pathsIn({ from: 0 })).toEqual(["2026-05-06.md", "2026-05-02.md", "2026-05-01.md"]);
		});
	});
});

describe("a search index in the order of arrival, as written by release 0.1.0", () => {
	afterAll(reset);

	const titlesOf = async (path: string) => {
		const { items } = await (await get(path)).json<{ items: { title: string }[] }>();
		return items.map(({ title }) => title);
	};
	const QUERY = "/select.json?q=lighthouse&limit=200";

	test("is reordered automatically, and in the meantime, every search returns the right results", async () => {
		const dated = (nth: number, over = {}) => {
			const date = new Date(Date.UTC(2026, 0, 1) - nth * HOUR).toISOString();
			return article(`a${nth}`, { date, ...over }, "An ancient lighthouse");
		};
		await publish(...Array.from({ length: 450 }, (_, nth) => dated(nth)));
		await publish(dated(500, { audience: "members" }));
		const expected = await titlesOf(QUERY);
		const ids = (audience = "") =>
			inSql((sql) =>
				sql
					.exec<{ id: number; published: number }>(
						`SELECT id, published FROM ${audience}facet JOIN ${audience}article USING (path)`,
					)
					.toArray(),
			);
		await inSql((sql) => {
			const paths = sql.exec<{ path: string; id: number }>("SELECT path, id FROM facet ORDER BY id").toArray();
			for (const [index, { path, id }] of paths.entries()) {
				sql.exec("UPDATE facet SET id = ? WHERE path = ?", index + 1, path);
				sql.exec("DELETE FROM word WHERE rowid = ?", id);
				sql.exec(
					"INSERT INTO word (rowid, title, excerpt, body) VALUES (?, ?, '', 'An ancient lighthouse')",
					index + 1,
					path,
				);
			}
			sql.exec("UPDATE members_facet SET id = 1");
			sql.exec("DELETE FROM meta WHERE key = 'rendering'");
		});
		await evictDurableObject(env.PUBLISHER.getByName("site"));
		const isComplete = () =>
			inSql((sql) => sql.exec("SELECT * FROM meta WHERE key LIKE '%search_order'").toArray().length === 0);
		do {
			expect(await titlesOf(QUERY)).toEqual(expected);
			await runDurableObjectAlarm(publisherOf(env));
		} while (!(await isComplete()));
		for (const { id, published } of [...(await ids()), ...(await ids("members_"))])
			expect(isInOrder(id, published)).toBe(true);
		expect(await titlesOf(QUERY)).toEqual(expected);
	});

	test("when an article's date changes, the article moves to another place in search results", async () => {
		await publish(article("a3", { date: "2026-02-01T00:00:00Z" }, "An ancient lighthouse"));
		await settle();
		expect((await titlesOf(QUERY))[0]).toBe("Title of a3");
		expect(await inSql((sql) => sql.exec("SELECT 1 FROM word WHERE word MATCH 'lighthouse'").toArray().length)).toBe(
			450,
		);
	});

	test("one step assigns new ids to at most 200 articles", async () => {
		await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
			sql.exec(
				"UPDATE facet SET id = row FROM (SELECT path, row_number() OVER () AS row FROM facet) r WHERE r.path = facet.path",
			);
			const order = new SearchOrder(sql, new Meta(sql), "");
			order.begin();
			const moved: number[] = [];
			while (!order.isComplete()) {
				let inStep = 0;
				order.continue(
					() => undefined,
					() => inStep++,
				);
				moved.push(inStep);
			}
			expect(moved).toEqual([200, 200, 50]);
		});
	});
});
