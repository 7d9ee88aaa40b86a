import { execFileSync } from "node:child_process";
import { parseFeed } from "feedsmith";
import { expect, test } from "vitest";
import type { Feed } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { breachesOf } from "./json-feed-spec.ts";
import { isThere, PYTHON, xmllint } from "./parsers.ts";
import { BY, credited, feed, newsroom, published, site, ZERO } from "./sample.ts";

const sample = (over: Partial<Feed> = {}) => feed({ articles: credited, category: "Coast", ...over });

const PROGRAM = `
import feedparser, json, sys
answers = []
for text in json.load(sys.stdin):
    found = feedparser.parse(text)
    f = found.feed
    answers.append({
        "bozo": found.bozo, "rights": f.get("rights"), "icon": f.get("icon"), "logo": f.get("logo"),
        "image": f.get("image", {}).get("href"), "author": f.get("author"), "license": f.get("license"),
        "links": [l.href for l in f.links if l.rel == "license"],
        "tags": [t.term for t in f.get("tags", [])],
        "entries": [{"rights": e.get("rights"), "license": e.get("license"), "updated": e.get("updated"),
                     "links": [l.href for l in e.links if l.rel == "license"]} for e in found.entries],
    })
json.dump(answers, sys.stdout)
`;

test.skipIf(!isThere(PYTHON, "-c", "import feedparser"))(
	"feedparser reads the copyright line, licence and icons",
	() => {
		const input = JSON.stringify([render(sample(), "rss", newsroom), render(sample(), "atom", newsroom)]);
		const [rss, atom] = JSON.parse(execFileSync(PYTHON, ["-c", PROGRAM], { input, encoding: "utf8" }));
		expect(rss).toMatchObject({
			bozo: false,
			rights: "© 2026 Tide & Time",
			image: "https://site.example/icon-144.png",
			author: "editor@site.example (Tide & Time Ltd)",
			links: [BY.url],
			tags: ["Coast"],
			entries: [
				{ rights: "© Ada", links: [ZERO.url], updated: "2026-05-06T00:00:00.000Z" },
				{ rights: null, links: [] },
			],
		});
		expect(atom).toMatchObject({
			bozo: false,
			rights: "© 2026 Tide & Time",
			icon: "https://site.example/icon-192.png",
			logo: "https://site.example/logo",
			author: "Tide & Time Ltd (editor@site.example)",
			links: [BY.url],
			entries: [
				{ rights: "© Ada", links: [ZERO.url] },
				{ rights: null, links: [] },
			],
		});
	},
);

test("feedsmith reads the copyright line, licence, icons and author avatars", () => {
	expect(parseFeed(render(sample(), "rss", newsroom))).toMatchObject({
		format: "rss",
		feed: {
			copyright: "© 2026 Tide & Time",
			managingEditor: { email: "editor@site.example", name: "Tide & Time Ltd" },
			webMaster: { email: "editor@site.example", name: "Tide & Time Ltd" },
			generator: expect.stringMatching(/^Newsstand \d+\.\d+$/),
			image: { url: "https://site.example/icon-144.png", width: 144, height: 144 },
			categories: [{ name: "Coast" }],
			creativeCommons: { licenses: [BY.url] },
			items: [{ creativeCommons: { licenses: [ZERO.url] }, dc: { rights: ["© Ada"] } }, {}],
		},
	});
	expect(parseFeed(render(sample(), "atom", newsroom))).toMatchObject({
		format: "atom",
		feed: {
			rights: { value: "© 2026 Tide & Time" },
			icon: "https://site.example/icon-192.png",
			logo: "https://site.example/logo",
			generator: { text: "Newsstand", version: expect.stringMatching(/^\d+\.\d+$/) },
			authors: [{ name: "Tide & Time Ltd", email: "editor@site.example" }],
		},
	});
	const json = JSON.parse(render(sample(), "json", newsroom));
	expect(breachesOf(json)).toEqual([]);
	expect(parseFeed(JSON.stringify(json))).toMatchObject({
		format: "json",
		feed: {
			icon: "https://site.example/icon-512.png",
			favicon: "https://site.example/icon-64.png",
			items: [{ authors: [{ name: "Ada", avatar: "https://ada.example/me.png" }, { name: "Bo" }] }, {}],
		},
	});
	expect(json._newsstand).toMatchObject({ copyright: newsroom.copyright, license: BY });
	expect(json.items[0]._newsstand).toMatchObject({ copyright: "© Ada", license: ZERO });
	expect(json.items[1]._newsstand).not.toHaveProperty("license");
});

test("a JSON Feed has all members that the specification recommends", () => {
	const json = JSON.parse(render(feed(), "json", newsroom));
	for (const member of ["home_page_url", "feed_url", "description", "icon", "favicon", "authors", "language"]) {
		expect(json).toHaveProperty(member);
	}
	expect(json.authors).toEqual([
		{ name: "Tide & Time Ltd", url: "https://site.example/", avatar: "https://site.example/icon-512.png" },
	]);
});

test("the author of a provider's feed is the provider, with picture and home page", () => {
	const author = { name: "The Gazette", url: "https://gazette.example/", avatar: "https://gazette.example/g.png" };
	const its = feed({ name: "providers/gazette.example", author, image: { url: author.avatar } });
	expect(JSON.parse(render(its, "json", newsroom))).toMatchObject({ icon: author.avatar, authors: [author] });
	expect(parseFeed(render(its, "atom", newsroom))).toMatchObject({
		feed: { logo: author.avatar, authors: [{ name: author.name, uri: author.url }] },
	});
	expect(parseFeed(render(its, "rss", newsroom))).toMatchObject({ feed: { image: { url: author.avatar } } });
});

test("an icon on another site is linked as it is, without a size", () => {
	const elsewhere = { ...site, icon: "https://cdn.example/icon.png?a=1&b=2" };
	expect(parseFeed(render(feed(), "rss", elsewhere))).toMatchObject({ feed: { image: { url: elsewhere.icon } } });
	expect(render(feed(), "rss", elsewhere)).not.toContain("<width>");
	expect(JSON.parse(render(feed(), "json", elsewhere))).toMatchObject({
		icon: elsewhere.icon,
		favicon: elsewhere.icon,
	});
});

test("corrections come at the end of the body, with a label in the article's language", () => {
	const corrections = [{ date: Date.UTC(2026, 4, 6), text: "The tide was high at 3 < 4." }, { text: "Ada, not Eva." }];
	const corrected = feed({ articles: [published({ html: "<p>Text.</p>", corrections, language: "de" })] });
	const [item] = JSON.parse(render(corrected, "json", site)).items;
	expect(item.content_html).toBe(
		'<p>Text.</p><hr><div lang="de" dir="ltr"><p><strong>Korrektur, 6. Mai 2026:</strong> The tide was high at 3 &lt; 4.</p>' +
			"<p><strong>Korrektur:</strong> Ada, not Eva.</p></div>",
	);
	expect(item._newsstand.corrections).toEqual([
		{ date: "2026-05-06T00:00:00.000Z", text: "The tide was high at 3 < 4." },
		{ text: "Ada, not Eva." },
	]);
});

test.skipIf(!isThere("xmllint", "--version"))(
	"libxml2 reads feeds with copyright lines, licences, icons and corrections",
	() => {
		expect(xmllint([render(sample(), "rss", newsroom), render(sample(), "atom", newsroom)])).toBe("");
	},
);
