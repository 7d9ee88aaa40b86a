import { beforeAll, expect, test } from "vitest";
import { article, get, publish, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		source("topics/shipping.md", { name: "Shipping", aliases: ["Sea Trade"] }),
		article("one", { topics: ["First Steps", "C++", "Sea Trade"] }),
		article("two", { provider: { name: "The Gazette", domain: "the-gazette.example" } }),
	);
});

test.each([
	["/topics/first%20steps.rss", "/topics/first-steps.rss"],
	["/topics/first_steps", "/topics/first-steps"],
	["/topics/c%2B%2B.atom", "/topics/c_plus_plus.atom"],
	["/topics/sea%20trade.json", "/topics/sea-trade.json"],
	["/topics/sea-trade.json", "/topics/shipping.json"],
	["/providers/the%20gazette", "/providers/the-gazette.example"],
	["/providers/www.the-gazette.example.rss", "/providers/the-gazette.example.rss"],
	["/topics/first%20steps/archive/2026-05.rss", "/topics/first-steps/archive/2026-05.rss"],
	["/topics/first%20steps/archive/2026-05", "/topics/first-steps/archive/2026-05"],
])("%s, as people write it, leads to %s", async (path, expected) => {
	const response = await get(path);
	expect([301, 308]).toContain(response.status);
	expect(response.headers.get("Location")).toBe(expected);
});

test("capitals and spaces together lead to the feed in the end", async () => {
	for (const path of ["/topics/First%20Steps.rss", "/topics/First%20Steps", "/providers/The%20Gazette"]) {
		expect((await get(path, { redirect: "follow" })).status, path).toBe(200);
	}
});

test("what nobody has is a 404, and what is there leads nowhere", async () => {
	for (const path of ["/topics/second%20steps.rss", "/topics/%20", "/providers/nobody"]) {
		expect((await get(path)).status, path).toBe(404);
	}
	expect((await get("/topics/first-steps.rss")).status).toBe(200);
});
