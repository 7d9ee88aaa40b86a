import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, get, MINUTE, publish, settle, skipToAlarm, titles } from "./newsroom.ts";

afterEach(reset);

const DAY = 24 * 3_600_000;
const ENDED = "This feed has ended";
const retired = (...lines: string[]) => ({
	path: "topics/harbour.yaml",
	text: `${["name: Harbour", ...lines].join("\n")}\n`,
});
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Back-dates all retirements by this many days. */
async function pass(days: number): Promise<void> {
	await runInDurableObject(publisherOf(env), async (_, { storage }) => {
		storage.sql.exec("UPDATE retirement SET since = since - ?1, ends = ends - ?1", days * DAY);
		await storage.setAlarm(Date.now());
	});
	await settle();
}

test("a retired topic's feed says that the topic has ended and what replaces it, and gets no new articles", async () => {
	await publish(article("tide"), article("code", { topics: ["C++"] }));
	await publish(retired("retired: true", "moved_to: C++"));
	const closing = await feed("topics/harbour");
	expect(closing?.items.map(({ title }) => title)).toEqual([ENDED, "Title of tide"]);
	expect(closing?.items[0]).toMatchObject({ id: expect.stringMatching(/\/topics\/harbour#ended$/) });
	expect(closing?.items[0]?.url).toMatch(/\/topics\/c_plus_plus$/);
	for (const format of ["rss", "atom"]) expect(await (await get(`/topics/harbour.${format}`)).text()).toContain(ENDED);
	const moment = Date.now() + MINUTE;
	await publish(article("new", { date: new Date(moment).toISOString() }));
	await skipToAlarm(moment);
	expect(await titles("feed")).toContain("Title of new");
	expect(await feed("topics/harbour")).toEqual(closing);
	expect(await titles("feed")).not.toContain(ENDED);
	const { feeds } = await (await get("/feeds.json")).json<{ feeds: { name: string; count: number }[] }>();
	expect(feeds).toContainEqual(expect.objectContaining({ name: "topics/harbour", count: 1 }));
});

test("a retired topic's feed contains the notice even if it has no articles; an active topic's feed never contains it", async () => {
	await publish(article("tide"), retired("retired: 2020-01-01"));
	expect(await titles("topics/harbour")).toEqual([ENDED]);
	await publish(article("tide", { topics: ["Climate"] }), retired());
	expect(await titles("topics/harbour")).toEqual([]);
});

test("thirty days later, the feed and its page are gone, and the articles stay in their other feeds", async () => {
	await publish(article("tide", { topics: ["Harbour", "Climate"] }), retired("retired: true", "aliases: [Port]"));
	await pass(29);
	expect(await titles("topics/harbour")).toEqual([ENDED, "Title of tide"]);
	await pass(2);
	for (const suffix of [".rss", ".atom", ".json", ""]) {
		const response = await get(`/topics/harbour${suffix}`);
		expect(response.status).toBe(410);
		expect(await response.text()).toContain("This feed has ended");
		expect(response.headers.get("Cache-Tag")).toBe("/topics/harbour,moves,site");
	}
	await publish(article("new", { topics: ["Port", "Climate"] }));
	expect((await get("/topics/harbour.rss")).status).toBe(410);
	expect((await get("/topics/port.rss")).headers.get("Location")).toBe("/topics/harbour.rss");
	expect((await titles("topics/climate")).sort()).toEqual(["Title of new", "Title of tide"]);
	expect(await (await get("/feeds.json")).text()).not.toContain("topics/harbour");
});

test("a retired topic with a successor redirects to the successor after thirty days", async () => {
	await publish(article("tide"), article("sea", { topics: ["Sea"] }), retired("retired: true", "moved_to: Sea"));
	await pass(31);
	for (const suffix of [".rss", ".atom", ".json", ""]) {
		const response = await get(`/topics/harbour${suffix}`);
		expect([response.status, response.headers.get("Location")]).toEqual([308, `/topics/sea${suffix}`]);
	}
	await publish(retired("retired: true", "moved_to: Harbour"));
	expect((await get("/topics/harbour.rss")).status).toBe(410);
});

test("a topic with a future retirement date stays active until that day, then ends automatically", async () => {
	await publish(article("tide"), retired(`retired: ${day(Date.now() + 3 * DAY)}`));
	expect(await titles("topics/harbour")).toEqual(["Title of tide"]);
	await pass(4);
	expect(await titles("topics/harbour")).toEqual([ENDED, "Title of tide"]);
	await pass(31);
	expect((await get("/topics/harbour.rss")).status).toBe(410);
});

test("even if the retirement date is in the distant past, readers see the notice for thirty days", async () => {
	await publish(article("tide", { date: "2019-05-04" }), article("late"), retired("retired: 2020-01-01"));
	expect(await titles("topics/harbour")).toEqual([ENDED, "Title of tide"]);
	expect((await feed("topics/harbour"))?.items[0]?.date_published).toBe("2020-01-01T00:00:00.000Z");
	await publish(retired("retired: 2020-01-01", "description: The same day."));
	await pass(29);
	expect(await titles("topics/harbour")).toContain(ENDED);
	await pass(2);
	expect((await get("/topics/harbour.rss")).status).toBe(410);
});

test("if a topic is no longer retired, its feed gets its articles back, whether or not the thirty days have passed", async () => {
	await publish(article("tide"), retired("retired: true"));
	await publish(retired());
	expect(await titles("topics/harbour")).toEqual(["Title of tide"]);
	await publish(retired("retired: true"));
	await pass(31);
	await publish({ path: "topics/harbour.yaml", deleted: true });
	expect(await titles("topics/harbour")).toEqual(["Title of tide"]);
	expect((await get("/topics/harbour")).status).toBe(200);
});
