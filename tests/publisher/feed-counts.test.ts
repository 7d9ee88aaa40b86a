import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { storedFeeds } from "../routes/stored.ts";
import { article, feed, publish } from "./newsroom.ts";

afterEach(reset);

async function monthsOf(name: string): Promise<[month: string, count: number][] | undefined> {
	const archives = (await feed(name))?._newsstand?.archives;
	return archives && Object.entries(archives);
}

async function activityOf(name: string): Promise<{ from: string; counts: number[] } | undefined> {
	return (await storedFeeds()).find((one) => one.name === name)?.activity;
}

test("each feed's articles are counted per month, newest month first", async () => {
	await publish(
		article("a", { date: "2025-12-31T23:59:59Z" }),
		article("b", { date: "2026-01-01T00:00:00Z", topics: ["Boats"] }),
		article("c", { date: "2026-01-31T23:59:59Z" }),
		article("d", { date: "2026-05-04T10:00:00Z" }),
	);
	const all = [
		["2026-05", 1],
		["2026-01", 2],
		["2025-12", 1],
	];
	expect(await monthsOf("feed")).toEqual(all);
	expect(await monthsOf("providers/gazette.example")).toEqual(all);
	expect(await monthsOf("topics/boats")).toEqual([["2026-01", 1]]);
	expect(await activityOf("feed")).toEqual({ from: "2025-12", counts: [1, 2, 0, 0, 0, 1] });
	expect(await activityOf("topics/boats")).toEqual({ from: "2026-01", counts: [1] });
});

test("after an article was edited, moved, removed or unpublished, the counts match the feeds and months that it is in now", async () => {
	await publish(article("a"), article("b"));
	await publish(article("a", { title: "Another title" }));
	expect(await monthsOf("feed")).toEqual([["2026-05", 2]]);
	await publish(article("a", { date: "2024-02-29T12:00:00Z" }));
	expect(await monthsOf("feed")).toEqual([
		["2026-05", 1],
		["2024-02", 1],
	]);
	await publish(article("a", { date: "2024-02-29T12:00:00Z", topics: ["Boats"] }));
	expect(await monthsOf("topics/harbour")).toEqual([["2026-05", 1]]);
	expect(await monthsOf("topics/boats")).toEqual([["2024-02", 1]]);
	await publish(article("b", { draft: true }));
	expect(await monthsOf("feed")).toEqual([["2024-02", 1]]);
	await publish(article("a", { audience: "members" }));
	expect(await monthsOf("feed")).toEqual([]);
	expect(await activityOf("feed")).toBeUndefined();
	await publish(article("b"));
	expect(await monthsOf("feed")).toEqual([["2026-05", 1]]);
});

test("a sparkline covers only the latest twelve months", async () => {
	await publish(
		article("old", { date: "2019-03-01T00:00:00Z" }),
		article("thirteenth", { date: "2025-05-31T23:59:59Z" }),
		article("twelfth", { date: "2025-06-01T00:00:00Z" }),
		article("newest"),
	);
	expect(await activityOf("feed")).toEqual({ from: "2025-06", counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] });
});

test("articles from before 1970 are counted too", async () => {
	await publish(article("old", { date: "1969-12-31T23:59:59.999Z" }));
	expect(await monthsOf("feed")).toEqual([["1969-12", 1]]);
});
