import { beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

const BODY = "The **ferry** to Bø carries a crème brûlée. <em>half</em>time";

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("one", { topics: ["AI", "Robots"], date: "2026-05-01T10:00:00Z", quality: 70, language: "de-AT" }, BODY),
		article("two", { topics: ["Robots"], date: "2026-05-02T10:00:00Z", type: "Video", quality: 20 }, "東京で船が出る"),
		article("three", {
			topics: ["C++"],
			date: "2026-05-03T10:00:00Z",
			provider: { name: "Herald", domain: "herald.example" },
		}),
		article("four", { topics: ["AI", "Harbour"], date: "2026-05-04T10:00:00Z", excerpt: "A ferry & a port" }),
		article("gone", { topics: ["Only once"] }),
	);
	await publish({ path: "gone.md", deleted: true });
});

async function found(query: string): Promise<string[]> {
	const response = await get(`/select.json${query}`);
	expect(response.status, `${query}: ${response.headers.get("Location")}`).toBe(200);
	const { items }: { items: { title: string }[] } = await response.json();
	return items.map(({ title }) => title.replace("Title of ", ""));
}

describe("selections", () => {
	test.each([
		["?topic=artificial-intelligence&topic=robots", ["four", "two", "one"]],
		["?topic=robots&provider=gazette.example", ["two", "one"]],
		["?-topic=robots", ["four", "three"]],
		["?topic=artificial-intelligence&-topic=harbour", ["one"]],
		["?provider=gazette.example&provider=herald.example", ["four", "three", "two", "one"]],
		["?-provider=gazette.example", ["three"]],
		["?type=video", ["two"]],
		["?-type=video", ["four", "three", "one"]],
		["?lang=de", ["one"]],
		["?lang=de-AT", ["one"]],
		["?lang=de-CH", []],
		["?lang=en", ["four", "three", "two"]],
		["?min_quality=20", ["two", "one"]],
		["?min_quality=20.5", ["one"]],
		["?limit=2", ["four", "three"]],
		["?q=ferry", ["four", "one"]],
		["?q=creme", ["one"]],
		["?q=brul%C3%A9e%20ferry", ["one"]],
		["?q=%22ferry%20to%22", ["one"]],
		["?q=%22to%20ferry%22", []],
		["?q=halftime", ["one"]],
		["?q=strong", []],
		["?q=port&q=three", ["four", "three"]],
		["?-q=ferry", ["three", "two"]],
		["?topic=robots&q=ferry", ["one"]],
		["?topic=only-once&topic=robots", ["two", "one"]],
		["?q=%E6%9D%B1%E4%BA%AC", ["two"]],
		["?q=%E4%BA%AC%E6%9D%B1", []],
	])("%s finds the right articles", async (query, expected) => {
		expect(await found(query)).toEqual(expected);
	});

	test("a selection's title describes it in words, and its self link is its URL", async () => {
		const query =
			"?topic=artificial-intelligence&topic=robots&-topic=harbour&provider=gazette.example&type=article&-type=video&lang=de&q=%22ferry%20to%22%20half&min_quality=5";
		const response = await get(`/select.json${query}`);
		const feed: { title: string; feed_url: string } = await response.json();
		expect(feed.title).toBe(
			"Artificial Intelligence or Robots, from Gazette, of type article, in German, with “ferry to” and “half”, of quality 5 and above, without Harbour or video – Newsstand",
		);
		expect(feed.feed_url).toBe(`${SITE}/select.json${query}`);
		expect(response.headers.get("Link")).toContain(
			`<${SITE}/select.json${query}>; rel="self", <${SITE}/hub>; rel="hub"`,
		);
	});

	test("with content=summary, a selection does not contain bodies", async () => {
		const response = await get("/select.json?q=halftime&content=summary");
		const { items }: { items: { content_html: string }[] } = await response.json();
		expect(items.length).toBe(1);
		expect(items[0]?.content_html).not.toContain("<strong>");
	});
});
