import { expect, test } from "vitest";
import type { Description } from "../../src/article/article.ts";
import { Directory, membershipsOf } from "../../src/feed/taxonomy.ts";
import { article } from "./sample.ts";

const NOTHING_DESCRIBED = new Directory([]);

function feedsOf(over: Parameters<typeof article>[0], descriptions: Description[] = []): Record<string, string> {
	const directory = new Directory(descriptions);
	const memberships = membershipsOf(directory.resolve(article(over)), directory);
	return Object.fromEntries(memberships.map(({ feed, label }) => [feed, label]));
}

test("every article is in the site's feed", () => {
	expect(membershipsOf(article(), NOTHING_DESCRIBED)).toEqual([{ feed: "feed", label: "" }]);
});

test("an article is in the feeds of its topics and provider, with their names spelled as in the article", () => {
	const provider = { key: "gazette.example", name: "Gazette", domain: "gazette.example" };
	expect(feedsOf({ topics: ["AI", "Harbour life", "Küste"], provider })).toEqual({
		feed: "",
		"topics/ai": "AI",
		"topics/harbour-life": "Harbour life",
		"topics/küste": "Küste",
		"providers/gazette.example": "Gazette",
	});
});

test("topics have different feeds if their names differ in a symbol or script", () => {
	const topics = ["C", "C++", "C#", ".NET", "NET", "R&D", "RD", "المناخ", "气候", "🌊", "🌋"];
	expect(Object.keys(feedsOf({ topics }))).toHaveLength(topics.length + 1);
});

test("a topic and a provider with the same name have different feeds", () => {
	const feeds = feedsOf({ topics: ["Gazette", "Feed"], provider: { key: "gazette", name: "Gazette" } });
	expect(Object.keys(feeds)).toEqual(["feed", "topics/gazette", "topics/feed", "providers/gazette"]);
});

test("an article is in each of its feeds only once", () => {
	const canvas: Description = { feed: "topics/canvas", name: "Canvas", aliases: ["Canvas apps"], parent: "Power" };
	const feeds = membershipsOf(article({ topics: ["Power", "Canvas"] }), new Directory([canvas]));
	expect(feeds.map(({ feed }) => feed)).toEqual(["feed", "topics/power", "topics/canvas"]);
});

test("an article is also in the feeds of its topics' parents, and cycles do not cause endless loops", () => {
	const canvas: Description = { feed: "topics/canvas", name: "Canvas", aliases: [], parent: "Power" };
	const power: Description = { feed: "topics/power", name: "Power Apps", aliases: [], parent: "Tools" };
	const tools: Description = { feed: "topics/tools", name: "Tools", aliases: [], parent: "Canvas" };
	expect(feedsOf({ topics: ["Canvas"] }, [canvas, power, tools])).toEqual({
		feed: "",
		"topics/canvas": "Canvas",
		"topics/power": "Power Apps",
		"topics/tools": "Tools",
	});
});
