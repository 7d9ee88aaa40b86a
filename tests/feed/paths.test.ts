import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMATS, feedPath, feedUrl, pageUrl, parseFeedPath } from "../../src/feed/feed.ts";
import { site } from "../renditions/sample.ts";

test.each([
	["feed", "/feed"],
	["topics/ai", "/topics/ai"],
	["topics/c_plus_plus", "/topics/c_plus_plus"],
	["topics/küste", "/topics/k%C3%BCste"],
	["topics/气候", "/topics/%E6%B0%94%E5%80%99"],
	["topics/node.js", "/topics/node.js"],
	["providers/gazette.example", "/providers/gazette.example"],
])("the feed %s is at %s, and the path parses back to it", (name, path) => {
	expect(feedPath(name)).toBe(path);
	expect(parseFeedPath(path)).toEqual({ name, format: undefined });
	for (const format of FORMATS) {
		expect(feedPath(name, format)).toBe(`${path}.${format}`);
		expect(parseFeedPath(`${path}.${format}`)).toEqual({ name, format });
	}
});

test.each([
	["/topics/AI.rss", "topics/ai"],
	["/topics/K%C3%9CSTE.rss", "topics/küste"],
	["/topics/Ku%CC%88ste.rss", "topics/küste"],
	["/topics/k%c3%bcste.rss", "topics/küste"],
	["/topics/%41%49.rss", "topics/ai"],
	["/providers/Gazette.Example.rss", "providers/gazette.example"],
])("%s refers to the feed %s, whose canonical path differs", (path, name) => {
	expect(parseFeedPath(path)).toEqual({ name, format: "rss" });
	expect(feedPath(name, "rss")).not.toBe(path);
});

test.each([
	"",
	"/",
	"/feed.xml",
	"/feed/",
	"/feeds.rss",
	"/Feed.rss",
	"/feed.rss/x",
	"/topics",
	"/topics/",
	"/topics/a/b.rss",
	"/articles/ai.rss",
	"/topics/%.rss",
	"/topics/%FF.rss",
	"/topics/%ED%A0%80.rss",
	"//topics/ai.rss",
])("%s is not a feed's path", (path) => {
	expect(parseFeedPath(path)).toBeNull();
});

test("every path is either rejected or parsed, and a parsed path has exactly one canonical path", () => {
	const piece = fc.constantFrom(
		"/",
		"topics",
		"providers",
		"feed",
		".",
		"rss",
		"atom",
		"json",
		"%",
		"%2F",
		"%C3",
		"%BC",
		"a",
		"Ü",
		"_",
		"ẞ",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
			const parsed = parseFeedPath(`/${pieces.join("")}`);
			if (parsed === null) return;
			const path = feedPath(parsed.name, parsed.format);
			const again = parseFeedPath(path);
			// A name cannot contain a slash.
			if (parsed.name.split("/").length > 2) expect(again).toBeNull();
			else expect(again).toEqual(parsed);
		}),
		{ numRuns: 2000 },
	);
});

test("a feed's URL begins with the site's URL, whichever host was requested", () => {
	const under = { ...site, url: "https://example.org/news" };
	expect(feedUrl(under, "topics/küste", "atom")).toBe("https://example.org/news/topics/k%C3%BCste.atom");
	expect(pageUrl(under, "topics/küste")).toBe("https://example.org/news/topics/k%C3%BCste");
	expect(pageUrl(under, "feed")).toBe("https://example.org/news/");
});
