import { describe, expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import type { PublishedArticle } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { complaintsOf } from "./feed-validator.ts";
import { goldens } from "./golden.ts";
import { SHOW } from "./podcast-show.ts";
import { credited, feed, newsroom, site } from "./sample.ts";

const XML_FORMATS = ["rss", "atom"] as const;

/** Makes an article by parsing a body and front matter fields. */
function written(body: string, fields = ""): PublishedArticle {
	const text = `---\ntitle: Tide\ndate: 2026-05-04\n${fields}---\n${body}`;
	const result = readSource("tide.md", text, { siteUrl: site.url, timeZone: "UTC", defaults: {} });
	if (result.kind !== "article") throw new Error("no article");
	return { ...resolveLocals(result.article, () => undefined), guid: result.article.link, updated: 1_777_852_800_000 };
}

describe.each(XML_FORMATS)("the W3C feed validator has no complaints about %s", (format) => {
	test.each(goldens().filter(({ folder }) => folder !== "texts"))("the golden feed $folder", (golden) => {
		expect(complaintsOf(render(golden.feed, format, golden.site))).toEqual([]);
	});

	test("in a feed with copyright lines, licences, a contact and icons", () => {
		const archives = { previous: "feed/archive/2026-04" };
		const its = feed({ articles: credited, category: "Coast", archives, hub: "https://site.example/hub" });
		expect(complaintsOf(render(its, format, newsroom))).toEqual([]);
	});

	test("a podcast", () => {
		// In the sample, a title looks like HTML and all articles have the same update time. The validator warns about
		// both, so change them.
		const articles = SHOW.articles.map((article) => ({ ...article, title: "High water", updated: article.published }));
		expect(complaintsOf(render({ ...SHOW, articles }, format, site))).toEqual([]);
	});

	test("anything that authors write into a body", () => {
		const articles = [
			written(
				[
					"Tide[^1] and **time**, [a link](/tide), [the end](#end) and ![a picture](https://a.example/1.png).",
					'<p style="color: red" onclick="x()">Red</p><script>x()</script><iframe src="https://a.example/"></iframe>',
					'<a href="https://a.example/" aria-label="A place">A</a>',
					"<form><input></form><details><summary>More</summary>Words</details>\n\n| a | b |\n|---|---|\n| 1 | 2 |",
					"\n## End\n\n[^1]: It waits for no man.",
				].join("\n"),
				"related:\n  - title: Ebb\n    url: https://a.example/?a=[1]|{2}\nimage: https://a.example/[1].png\n",
			),
		];
		expect(complaintsOf(render(feed({ articles }), format, site))).toEqual([]);
	});

	test("an article that has only a title", () => {
		expect(complaintsOf(render(feed({ articles: [written("")] }), format, site))).toEqual([]);
	});

	test("a provider's picture that is not GIF, JPEG or PNG", () => {
		for (const name of ["face.svg", "face.webp", "a[1].png", "face"]) {
			const its = feed({ name: "providers/gazette.example", image: { url: `https://gazette.example/${name}` } });
			expect(complaintsOf(render(its, format, site)), name).toEqual([]);
		}
	});

	test("titles and topics that look like HTML, apart from the warnings that say so", () => {
		const golden = goldens().find(({ folder }) => folder === "texts");
		const complaints = golden ? complaintsOf(render(golden.feed, format, golden.site)) : [];
		const messages = complaints.map((one) => one.replace(/.*: /, ""));
		expect(messages.filter((message) => !["ContainsHTML", "CharacterData"].includes(message))).toEqual([]);
	});
});

test("a feed's picture that RSS does not allow appears in Atom and JSON Feed", () => {
	const url = "https://gazette.example/face.svg";
	const its = feed({ name: "providers/gazette.example", image: { url } });
	expect(render(its, "rss", site)).toContain(`<url>${site.url}/icon-144.png</url>`);
	expect(render(its, "atom", site)).toContain(`<logo>${url}</logo>`);
	expect(JSON.parse(render(its, "json", site)).icon).toBe(url);
});

const RSS = render(feed({ articles: credited }), "rss", newsroom);
const ATOM = render(feed({ articles: credited }), "atom", newsroom);

test.each([
	["rss/channel/title", "NotBlank", RSS, "<title>Tide &amp; Time</title>", "<title></title>"],
	["rss/channel/link", "InvalidFullLink", RSS, "<link>https://site.example/</link>", "<link>/</link>"],
	["rss/channel", "ImageLinkDoesntMatch", RSS, "<link>https://site.example/</link>", "<link>https://b.example/</link>"],
	["rss/channel/image/width", "InvalidWidth", RSS, "<width>144</width>", "<width>145</width>"],
	["rss/channel/image/url", "ImageUrlFormat", RSS, "icon-144.png", "icon.svg"],
	["rss/channel/managingEditor", "EmailFormat", RSS, "editor@site.example (", "Editor: editor@site.example ("],
	["rss/channel/copyright", "DuplicateElement", RSS, "<item>", "<copyright>x</copyright><item>"],
	["rss/channel/copyright", "ContainsHTML", RSS, "<copyright>", "<copyright>&lt;/b&gt;"],
	["rss/channel/copyright", "BadCharacters", RSS, "<copyright>", "<copyright>\u0080"],
	["rss/channel/item", "Missing guid", RSS, /<guid.*<\/guid>/, ""],
	["rss/channel/item", "NeedDescriptionBeforeContent", RSS, /<description><!.*<\/description>/, ""],
	["rss/channel/item/pubDate", "InvalidRFC2822Date", RSS, "<pubDate>Mon, 04", "<pubDate>Monday, 4"],
	["rss/channel/item/category", "NotBlank", RSS, ">Coast<", "> <"],
	["rss/channel/item/content:encoded", "ContainsRelRef", RSS, "<em>", '<a href="/"><em>'],
	["rss/channel/item/wave", "UndefinedElement", RSS, "<item>", "<item><wave/>"],
	["atom:feed", "MissingSelf", ATOM, 'rel="self"', 'rel="via"'],
	["atom:feed/atom:id", "NonCanonicalURI", ATOM, "<id>https://site", "<id>HTTPS://site"],
	["atom:feed/atom:link", "UnregisteredAtomLinkRel", ATOM, 'rel="self"', 'rel="me"'],
	["atom:feed/atom:rights", "ContainsHTML", ATOM, "<rights>", "<rights>&lt;/b&gt;"],
	["atom:feed/atom:entry", "MissingTextualContent", ATOM, /<(summary|content) .*<\/\1>/g, ""],
])("in %s, the validator finds %s", (where, message, valid, good, bad) => {
	expect(complaintsOf(valid)).toEqual([]);
	expect(complaintsOf(valid.replace(good, bad))).toContain(`${where}: ${message}`);
});
