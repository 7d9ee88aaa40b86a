import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

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
	["/providers/the%20gazette.rss", "/providers/the-gazette.example.rss"],
	["/feeds.opml?provider=THE+Gazette", "/feeds.opml?provider=the-gazette.example"],
	["/select.opml?provider=THE+Gazette&lang=en", "/select.opml?provider=the-gazette.example&lang=en"],
	["/providers/www.the-gazette.example.rss", "/providers/the-gazette.example.rss"],
	["/topics/first%20steps/archive/2026-05.rss", "/topics/first-steps/archive/2026-05.rss"],
	["/topics/first%20steps/archive/2026-05", "/topics/first-steps/archive/2026-05"],
])("a name in its normal spelling, %s, redirects to %s", async (path, expected) => {
	const response = await get(path);
	expect([301, 308]).toContain(response.status);
	expect(response.headers.get("Location")).toBe(expected);
});

test("names that contain both capitals and spaces redirect, too", async () => {
	for (const path of ["/topics/First%20Steps.rss", "/topics/First%20Steps", "/providers/The%20Gazette"]) {
		expect((await get(path, { redirect: "follow" })).status, path).toBe(200);
	}
});

test.each([
	["/topics/first-stpes.rss", "Did you mean /topics/first-steps.rss?"],
	["/topics/shiping.json", "Did you mean /topics/shipping.json?"],
	["/providers/the-gazete.example.atom", "Did you mean /providers/the-gazette.example.atom?"],
	["/topics/volcanoes.rss", undefined],
])("%s does not exist, so it returns 404 with the suggestion: %s", async (path, suggestion) => {
	const response = await get(path);
	expect(response.status).toBe(404);
	expect(/Did you mean [^?]*\?/.exec(await response.text())?.[0]).toBe(suggestion);
});

test("an unknown name returns 404, and the path of a feed that exists does not redirect", async () => {
	for (const path of ["/topics/second%20steps.rss", "/topics/%20", "/providers/nobody"]) {
		expect((await get(path)).status, path).toBe(404);
	}
	expect((await get("/topics/first-steps.rss")).status).toBe(200);
});

test("an empty feed is still found by its name, because it may have subscribers", async () => {
	await publish(article("three", { provider: { name: "The Herald", domain: "herald.example" } }));
	await publish({ path: "three.md", deleted: true });
	const location = async (path: string) => (await get(path)).headers.get("Location");
	expect(await location("/providers/the%20herald.atom")).toBe("/providers/herald.example.atom");
	expect(await location("/select.rss?provider=The+Herald&lang=en")).toBe("/select.rss?provider=herald.example&lang=en");
	expect(await location("/feeds.opml?provider=The+Herald")).toBe("/feeds.opml?provider=herald.example");
});

test("if several feeds have the same name, the name redirects to the feed with the most articles", async () => {
	const provider = (domain: string, name = "Evening Post") => ({ provider: { name, domain } });
	await publish(
		article("post-1", provider("a-post.example")),
		article("post-2", provider("b-post.example")),
		article("post-3", provider("b-post.example")),
		...[4, 5, 6].map((index) => article(`post-${index}`, provider("c-post.example", "Morning Post"))),
		article("post-7", provider("c-post.example")),
	);
	const paths = ["/select.rss?provider=evening+post", "/select?provider=evening+post", "/providers/evening%20post.rss"];
	for (const path of [...paths, "/providers/evening%20post", "/feeds.opml?provider=evening+post"]) {
		expect((await get(path)).headers.get("Location"), path).toContain("b-post.example");
	}
	const builder = await get("/subscribe?provider=evening+post", { redirect: "follow" });
	expect(builder.url).toBe(`${SITE}/subscribe?provider=b-post.example`);
});

test("a request for an unknown path does not read the list of feeds, which is long", async () => {
	await env.KV.delete("index");
	expect((await get("/providers/the%20gazette.json")).headers.get("Location")).toBe(
		"/providers/the-gazette.example.json",
	);
	expect(await (await get("/topics/shiping")).text()).toMatch(/Did you mean.*href="\/topics\/shipping"/);
	expect((await get("/topics/shiping.rss")).status).toBe(404);
});
