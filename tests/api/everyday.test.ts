import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { TABLES } from "../../src/publisher/schema.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { ArticleList } from "../../src/renditions/everyday-list.ts";
import { article, get, publish, settle, source, titles } from "../publisher/newsroom.ts";

afterEach(reset);

async function list(path: string): Promise<ArticleList> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.json();
}

async function titlesIn(path: string): Promise<string[]> {
	return (await list(path)).value.map(({ title }) => title);
}

/** Sixty articles. Lists are sorted newest first, so they begin with `Title of n60`. */
const sixty = Array.from({ length: 60 }, (_, index) => {
	const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
	return article(`n${index + 1}`, { date: day, category: "news", topics: index % 2 === 0 ? ["AI"] : ["Tides"] });
});

describe("pages", () => {
	test("lists have 25 articles per page, newest first, without duplicates or gaps", async () => {
		await publish(...sixty);
		const pages = await Promise.all(["/api/news/", "/api/news/page/2/", "/api/news/page/3/"].map(list));
		expect(pages.map(({ page, nextPage, value }) => [page, nextPage, value.length])).toEqual([
			[1, 2, 25],
			[2, 3, 25],
			[3, null, 10],
		]);
		const titles = pages.flatMap(({ value }) => value.map(({ title }) => title));
		expect(titles).toEqual(sixty.map((_, index) => `Title of n${60 - index}`));
		expect(await list("/api/news/page/1/")).toEqual(pages[0]);

		const topic = await Promise.all(["/api/news/ai/", "/api/news/ai/page/2/"].map(list));
		expect(topic.map(({ page, nextPage, value }) => [page, nextPage, value.length])).toEqual([
			[1, 2, 25],
			[2, null, 5],
		]);
		expect(topic.flatMap(({ value }) => value).every(({ topics }) => topics.includes("AI"))).toBe(true);
	});

	test("a page beyond the last one returns a cacheable 404", async () => {
		await publish(...sixty.slice(0, 3));
		const paths = [
			"page/2/",
			"page/0/",
			"page/00/",
			"page/99999999999999999999/",
			"page/401/",
			"crypto/",
			"ai/page/2/",
		];
		for (const path of paths) {
			const response = await get(`/api/news/${path}`);
			expect(response.status, path).toBe(404);
			expect(response.headers.get("Cache-Control"), path).toBe("public, max-age=60");
			expect(response.headers.get("Access-Control-Allow-Origin"), path).toBe("*");
			expect(await response.json(), path).toEqual({ error: expect.any(String) });
		}
	});

	test("lists of an empty site are empty", async () => {
		expect(await list("/api/news/")).toEqual({ page: 1, value: [], nextPage: null });
		expect(await list("/api/articles/")).toEqual({ page: 1, value: [], nextPage: null });
	});

	test("if a page would be too large, the bodies of the last articles on it are omitted", async () => {
		const body = "All the ships of the harbour. ".repeat(25_000);
		await publish(...sixty.slice(0, 4).map(({ path, text }) => ({ path, text: text + body })));
		const { value } = await list("/api/news/");
		expect(value.map(({ content }) => content.length > 0)).toEqual([true, true, true, false]);
	});
});

describe("collections", () => {
	test("each article is listed under the plural of its category and under /api/articles/", async () => {
		await publish(
			article("n", { category: "news" }),
			article("l", { category: "newsletter" }),
			article("s", { category: "Success Story" }),
			article("none"),
		);
		expect(await titlesIn("/api/news/")).toEqual(["Title of n"]);
		expect(await titlesIn("/api/newsletters/")).toEqual(["Title of l"]);
		expect(await titlesIn("/api/newsletters/harbour/")).toEqual(["Title of l"]);
		expect(await titlesIn("/api/success-stories/")).toEqual(["Title of s"]);
		expect((await titlesIn("/api/articles/")).toSorted()).toEqual(
			["l", "n", "none", "s"].map((name) => `Title of ${name}`),
		);
		expect((await titlesIn("/api/articles/harbour/")).length).toBe(4);
	});

	test("a topic's list includes its subtopics", async () => {
		await publish(
			article("spring", { category: "news", topics: ["Spring tide"] }),
			source("topics/spring-tide.md", { name: "Spring tide", parent: "Tides" }),
		);
		expect(await titlesIn("/api/news/tides/")).toEqual(["Title of spring"]);
	});

	test("if an article is removed or its category changes, it disappears from the list of its former category", async () => {
		await publish(article("n", { category: "news" }), article("m", { category: "news" }));
		await publish(article("n", { category: "newsletter" }));
		expect(await titlesIn("/api/news/")).toEqual(["Title of m"]);
		expect(await titlesIn("/api/newsletters/")).toEqual(["Title of n"]);
		await publish({ path: "n.md", deleted: true });
		expect((await get("/api/newsletters/")).status).toBe(401);
		expect(await titlesIn("/api/articles/")).toEqual(["Title of m"]);
	});

	test("unpublished articles do not appear in any list", async () => {
		await publish(
			article("draft", { category: "news", draft: true }),
			article("future", { category: "news", date: "2999-01-01" }),
			article("seen", { category: "news" }),
		);
		for (const path of ["/api/news/", "/api/articles/", "/api/news/harbour/"]) {
			expect(await titlesIn(path)).toEqual(["Title of seen"]);
		}
	});

	test("lists include articles published before the API had lists", async () => {
		await publish(
			article("old", { category: "news" }),
			source("own.md", { title: "Own", date: "2026-05-01" }, "Text."),
		);
		await runInDurableObject(publisherOf(env), (_, { storage }) => {
			storage.sql.exec("DELETE FROM listing");
			const step = TABLES.find((sql) => sql.includes("CREATE TABLE listing")) ?? "";
			for (const [statement] of step.matchAll(/UPDATE [^;]+;/g)) storage.sql.exec(statement);
		});
		expect(await titlesIn("/api/news/")).toEqual([]);
		await settle();
		expect(await titlesIn("/api/news/")).toEqual(["Title of old"]);
		expect((await list("/api/articles/")).value.map(({ updatedDateTime }) => updatedDateTime)).toEqual([null, null]);
		expect(await (await get("/sitemap.xml")).text()).toContain("/articles/own</loc>");
	});
});

describe("addresses", () => {
	test("a list's address in a different spelling or without its trailing slash redirects to the canonical address", async () => {
		await publish(...sixty, article("c", { category: "news", topics: ["Küste"] }));
		for (const [path, canonical] of [
			["/api/news", "/api/news/"],
			["/api/news/page/2", "/api/news/page/2/"],
			["/api/news/ai", "/api/news/ai/"],
			["/api/news/AI/page/2", "/api/news/ai/page/2/"],
			["/api/News/", "/api/news/"],
			["/api/news/page/02/", "/api/news/page/2/"],
			["/api/news/k%c3%bcste/", "/api/news/k%C3%BCste/"],
			["/api/news?utm_source=x", "/api/news/?utm_source=x"],
		]) {
			const response = await get(path ?? "");
			expect(response.status, path).toBe(301);
			expect(response.headers.get("Location"), path).toBe(canonical);
			expect((await get(canonical ?? "")).status, canonical).toBe(200);
		}
	});

	test("lists are public, allow CORS and support 304", async () => {
		await publish(...sixty.slice(0, 3));
		const response = await get("/api/news/");
		expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
		expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
		expect(response.headers.get("Cache-Control")).toMatch(/^public, max-age=300/);
		expect(response.headers.get("Cache-Tag")).toBe("/feed,site");
		const etag = response.headers.get("ETag") ?? "";
		const again = await get("/api/news/", { headers: { "If-None-Match": etag } });
		expect([again.status, await again.text()]).toEqual([304, ""]);
		await publish(article("n4", { category: "news" }));
		expect((await get("/api/news/", { headers: { "If-None-Match": etag } })).status).toBe(200);
		expect((await get("/api/news/", { method: "HEAD" })).status).toBe(200);
		const other = await get("/api/news/", { method: "POST" });
		expect([other.status, other.headers.get("Allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
		expect((await get("/api/news/", { method: "OPTIONS" })).status).toBe(204);
	});

	test("a category cannot take over an address used by the API", async () => {
		await publish(
			article("a", { category: "job" }),
			article("b", { category: "source" }),
			article("c", { category: "problem" }),
			article("d", { category: "status" }),
		);
		const paths = ["jobs", "jobs/", "sources", "sources/", "sourc%65s/", "problems/", "status/", "other", "other/a/"];
		for (const path of paths) {
			expect((await get(`/api/${path}`)).status, path).toBe(401);
		}
		expect((await get("/api/openapi.json")).status).toBe(200);
	});

	test("every path below /api/ gets a response", async () => {
		for (const path of ["%ff/", "news/%ff/", "news/a/b/c/", "//", "news//", "%00/", "..%2f/", "news/page/-1/"]) {
			expect([401, 404], path).toContain((await get(`/api/${path}`)).status);
		}
	});
});

test("lists are purged even if the changed article is no longer in the site's feed", async () => {
	await publish(...sixty);
	expect(await titles("feed")).not.toContain("Title of n1");
	const publisher = publisherOf(env);
	await runInDurableObject(publisher, (_, { storage }) => storage.sql.exec("DELETE FROM purge").toArray());
	await publish(article("n1", { date: "2026-01-01", category: "news", topics: ["AI"], title: "Another title" }));
	const tags = await runInDurableObject(publisher, (_, { storage }) =>
		storage.sql.exec<{ tag: string }>("SELECT value AS tag FROM purge, json_each(tags)").toArray(),
	);
	expect(tags).toContainEqual({ tag: "/feed" });
});
