import { expect, test } from "vitest";
import { breachesOf } from "./json-feed-spec.ts";
import { inAll, readJson } from "./reading.ts";
import { published, site } from "./sample.ts";

test("the feed declares version 1.1 and contains the feed's metadata", () => {
	const json = readJson({ name: "topics/küste", title: "Küste", url: `${site.url}/topics/k%C3%BCste` });
	expect(json).toMatchObject({
		version: "https://jsonfeed.org/version/1.1",
		title: "Küste",
		home_page_url: "https://site.example/topics/k%C3%BCste",
		feed_url: "https://site.example/topics/k%C3%BCste.json",
		description: site.description,
		language: "en",
	});
	expect(breachesOf(json)).toEqual([]);
});

test("a stored feed lists the months of its archive, newest first; a selection lists none", () => {
	const json = readJson({ months: { "2026-05": 12, "2025-12": 1 } });
	const about = "https://site.example/about/json-feed";
	expect(json._newsstand).toEqual({ about, archives: { "2026-05": 12, "2025-12": 1 } });
	expect(Object.keys(json._newsstand?.archives ?? {})).toEqual(["2026-05", "2025-12"]);
	expect(breachesOf(json)).toEqual([]);
	expect(readJson()).not.toHaveProperty("_newsstand");
});

test("the feed has no authors if any item has its own, because some readers would add the feed's authors to the item's", () => {
	const json = readJson({ articles: [published({ authors: [{ name: "Ada" }] })] });
	expect(json).not.toHaveProperty("authors");
	expect(readJson()).not.toHaveProperty("author");
});

test("members without a value are absent, not null or empty", () => {
	const json = readJson({ description: "" });
	expect(json).not.toHaveProperty("description");
	for (const name of ["summary", "image"]) expect(json.items[0]).not.toHaveProperty(name);
	expect(JSON.stringify(json)).not.toMatch(/null|""/);
});

test("a feed's picture is its icon", () => {
	expect(readJson({ image: { url: "https://a.example/1.png" } }).icon).toBe("https://a.example/1.png");
});

test("every field of an article becomes a member", () => {
	const { json } = inAll({
		guid: "https://gazette.example/0",
		title: "Tide",
		excerpt: "Short",
		html: "<p>Long</p>",
		language: "de",
		published: Date.UTC(2026, 0, 1, 3, 4, 5, 678),
		updated: Date.UTC(2026, 0, 2),
		authors: [{ name: "Ada", url: "https://ada.example/" }, { name: "Bo" }],
		topics: ["AI", "C++"],
		images: [{ url: "https://a.example/1", width: 3, height: 2 }, { url: "https://a.example/2.png" }],
		original: "https://b.example/",
		type: "review",
		category: "news",
		provider: { key: "gazette.example", name: "Gazette", domain: "gazette.example" },
		quality: 61,
		heat: 0,
	});
	expect(json).toEqual({
		id: "https://gazette.example/0",
		url: "https://gazette.example/tide",
		title: "Tide",
		content_html: "<p>Long</p>",
		summary: "Short",
		image: "https://a.example/1",
		date_published: "2026-01-01T03:04:05.678Z",
		date_modified: "2026-01-02T00:00:00.000Z",
		authors: [{ name: "Ada", url: "https://ada.example/" }, { name: "Bo" }],
		tags: ["AI", "C++"],
		language: "de",
		attachments: [],
		_newsstand: {
			about: "https://site.example/about/json-feed",
			type: "review",
			category: "news",
			provider: { name: "Gazette", domain: "gazette.example" },
			original_url: "https://b.example/",
			quality: 61,
			heat: 0,
			images: [{ url: "https://a.example/1", width: 3, height: 2 }, { url: "https://a.example/2.png" }],
			related: [],
		},
	});
});

test("related coverage contains all fields that are known", () => {
	const related = [
		{
			title: "One",
			url: "https://a.example/",
			excerpt: "Short",
			published: Date.UTC(2026, 0, 1),
			provider: "Wire Agency",
		},
		{ title: "Two", url: "https://b.example/" },
	];
	const [one, two] = inAll({ related }).json._newsstand.related;
	expect(one).toMatchObject({ title: "One", url: "https://a.example/", summary: "Short" });
	expect(one?.date_published).toBe("2026-01-01T00:00:00.000Z");
	expect(JSON.stringify(one)).toContain("Wire Agency");
	expect(two).toEqual({ title: "Two", url: "https://b.example/" });
});

test("an item always has content: the article's body, otherwise its excerpt, otherwise its title", () => {
	expect(inAll({ html: "<p>Long</p>", excerpt: "Short" }).json.content_html).toBe("<p>Long</p>");
	expect(inAll({ excerpt: "a < b" }).json.content_html).toBe("<p>a &lt; b</p>");
	expect(inAll({ title: "a & b" }).json.content_html).toBe("<p>a &amp; b</p>");
});

test("if an article has no authors, its provider is the author", () => {
	expect(inAll({ provider: { key: "gazette", name: "Gazette" } }).json.authors).toMatchObject([{ name: "Gazette" }]);
	expect(inAll({}).json.authors).toEqual([]);
});

test("internal fields, such as the source path and page address, do not appear", () => {
	const json = JSON.stringify(readJson({ articles: [published({ path: "secret.md", address: "/articles/secret" })] }));
	expect(json).not.toContain("secret");
});

test("the validator in `json-feed-spec.ts` finds violations", () => {
	const { items, ...rest } = readJson();
	expect(
		breachesOf({ ...rest, items: [{ url: "x", authors: [{}], tags: [1], date_published: "2026", odd: 1 }] }),
	).toEqual([
		"feed.items[0].id is missing",
		"feed.items[0].url is not a URL",
		"feed.items[0].date_published is not an RFC 3339 date",
		"feed.items[0].authors[0] is empty",
		"feed.items[0].tags[0] is not a non-empty string",
		"feed.items[0].odd is not in the specification",
		"feed.items[0] has neither content_html nor content_text",
	]);
	expect(breachesOf({ ...rest, items: [...items, ...items] })).toEqual(["two items have one id"]);
	expect(breachesOf({ items: [] })).toEqual(["feed.version is missing", "feed.title is missing"]);
});
