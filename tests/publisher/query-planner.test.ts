import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { Search } from "../../src/publisher/catalog/search.ts";
import { publisherOf } from "../../src/publisher/stub.ts";

const MANY = 5000;

/**
 * Many articles. Three of them have rare properties (podcast, British English, high quality), and one provider has only
 * two articles.
 */
beforeAll(async () => {
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		const { sql } = storage;
		storage.transactionSync(() => {
			for (let index = 0; index < MANY; index++) {
				const isRare = index % 2000 === 1;
				const path = `${index}.md`;
				const [type, language, quality] = isRare ? ["podcast", "en-GB", 95] : ["news", index % 2 ? "de" : null, 10];
				sql.exec(
					"INSERT INTO facet (path, type, language, quality, size) VALUES (?, ?, ?, ?, 1)",
					path,
					type,
					language,
					quality,
				);
				const feeds = ["feed", "topics/sea", index < 2 ? "providers/small.example" : "providers/large.example"];
				sql.exec(
					`INSERT INTO article (path, guid, address, published, updated, digest, feeds)
					VALUES (?1, ?2, ?1, ?3, ?3, '', ?4)`,
					...[path, `guid:${index}`, index, JSON.stringify(feeds)],
				);
				for (const feed of feeds) {
					sql.exec("INSERT INTO membership VALUES (?, ?, ?, ?, '', NULL)", feed, index, `guid:${index}`, path);
					sql.exec("INSERT INTO feed (name, size) VALUES (?, 1) ON CONFLICT DO UPDATE SET size = size + 1", feed);
				}
			}
		});
	});
});
afterAll(reset);

/** Returns a selection's results, and the number of rows that the search reads. */
async function found(query: string, limit = 50): Promise<{ paths: string[]; rowsRead: number }> {
	const selection = parseSelection(new URLSearchParams(query), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	return runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
		const counted = new Proxy(sql, {
			get: (_target, name) => {
				if (name !== "exec") return Reflect.get(sql, name);
				return (...given: Parameters<SqlStorage["exec"]>) => {
					const cursor = sql.exec(...given);
					cursors.push(cursor);
					return cursor;
				};
			},
		});
		const paths: string[] = [];
		for (const { path } of new Search(counted, "", "en", true).newest(selection)) {
			if (paths.push(path) === limit) break;
		}
		return { paths, rowsRead: cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0) };
	});
}

const RARE = ["4001.md", "2001.md", "1.md"];

test.each([
	["type=podcast", RARE],
	["-type=news", RARE],
	["lang=en-GB", RARE],
	["min_quality=90", RARE],
	["min_quality=90&lang=de", []],
	["-type=news&-type=podcast", []],
	["type=podcast&topic=sea", RARE],
	["topic=sea&provider=small.example", ["1.md", "0.md"]],
])("%s finds the matching articles without reading all others", async (query, expected) => {
	const { paths, rowsRead } = await found(query);
	expect(paths).toEqual(expected);
	// Up to a thousand rows are read to find out that a condition is not rare.
	expect(rowsRead).toBeLessThan(3200);
});

test("conditions that are not rare are checked while reading a feed, newest article first", async () => {
	const { paths, rowsRead } = await found("type=news&lang=de", 3);
	expect(paths).toEqual(["4999.md", "4997.md", "4995.md"]);
	expect(rowsRead).toBeLessThan(3200);
});

test("the site's own language, which applies to articles that declare none, is not treated as rare", async () => {
	expect((await found("lang=en", 2)).paths).toEqual(["4998.md", "4996.md"]);
});
