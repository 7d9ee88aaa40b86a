import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { TABLES } from "../../src/publisher/schema.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish, settle } from "./newsroom.ts";

async function found(query: string): Promise<string[]> {
	const { items }: { items: { title: string }[] } = await (await get(`/select.json${query}`)).json();
	return items.map(({ title }) => title.replace("Title of ", ""));
}

function inSql<T>(action: (sql: SqlStorage) => T): Promise<T> {
	return runInDurableObject(publisherOf(env), (_, state) => action(state.storage.sql));
}

test("selections also find articles that were published by a release without selections", async () => {
	await publish(article("early", { type: "video" }, "An ancient lighthouse"));
	const step = TABLES.find((text) => text.includes("CREATE TABLE facet")) ?? "";
	await inSql((sql) => {
		sql.exec("DROP TABLE facet; DROP TABLE word");
		sql.exec(step);
		// A later migration replaces the table `touched` with a column.
		sql.exec("DROP TABLE touched; ALTER TABLE facet ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0");
	});
	await settle();
	expect(await found("?q=lighthouse")).toEqual(["early"]);
	expect(await found("?type=video")).toEqual(["early"]);
	const { headers } = await get("/select.json?type=video");
	expect(Date.parse(headers.get("Last-Modified") ?? "")).toBeGreaterThan(Date.now() - 60_000);
});

function hourly(count: number, name: string, day: number): { path: string; text: string }[] {
	return Array.from({ length: count }, (_, index) =>
		article(`${name}${index}`, {
			title: `${name} ${index}`,
			date: new Date(day + index * 3_600_000).toISOString(),
			topics: [index % 2 === 0 ? "Even" : "Odd"],
		}),
	);
}

test("changing an article that is too old for every stored feed still purges the selections and archives that contain it", async () => {
	const articles = hourly(60, "plenty", Date.UTC(2023, 0, 1));
	await publish(...articles);
	const before = await (await get("/feed.rss")).text();
	await inSql((sql) => sql.exec("DELETE FROM purge"));
	await publish(article("plenty0", { title: "Rewritten", date: "2023-01-01T00:00:00Z", topics: ["Even"] }));
	expect(await (await get("/feed.rss")).text()).toBe(before);
	expect(await found("?q=rewritten")).toEqual(["Rewritten"]);
	const tags = await inSql((sql) =>
		sql.exec<{ tag: string }>("SELECT value AS tag FROM purge, json_each(tags)").toArray(),
	);
	expect(tags.map(({ tag }) => tag)).toEqual(expect.arrayContaining(["/feed", "/topics/even"]));
});

test("public selections and archives never contain members' articles", async () => {
	const shown = { type: "video", date: "2022-01-01T00:00:00Z" };
	const hidden = article("secret", { ...shown, audience: "members" }, "A hidden lighthouse");
	await publish(hidden);
	expect(await found("?q=hidden")).toEqual([]);
	expect(await found("?type=video&q=lighthouse")).toEqual(["early"]);
	expect((await get("/feed/archive/2022-01.json")).status).toBe(404);
	await publish(article("secret", shown, "A hidden lighthouse"));
	expect(await found("?q=hidden")).toEqual(["secret"]);
	await publish(hidden);
	expect(await found("?q=hidden")).toEqual([]);
});

test("a search for a very common word reads only the newest articles", async () => {
	await publisherOf(env).apply(hourly(1200, "common", Date.UTC(2024, 0, 1)), "token:test");
	expect(await found("?q=common&limit=3")).toEqual(["common 1199", "common 1198", "common 1197"]);
	expect(await found("?topic=even&q=common&limit=2")).toEqual(["common 1198", "common 1196"]);
	expect(await found("?q=common&q=lighthouse&limit=2")).toEqual(["early", "common 1199"]);
	expect(await found("?-q=common&-q=plenty&-q=rewritten")).toEqual(["early"]);
	expect(await found("?-topic=odd&q=common&limit=1")).toEqual(["common 1198"]);
	const counted = async (query: string) => {
		const page = await (await get(`/subscribe?${query}`)).text();
		return /id="count">(.*?) now/.exec(page)?.[1];
	};
	expect(await counted("q=1198%20common&limit=1")).toBe("1 article");
	expect(await counted("-topic=odd&q=common&limit=5")).toBe("600 articles");
	expect(await counted("q=common&limit=5")).toMatch(/^more than [\d,]+ articles$/);
});
