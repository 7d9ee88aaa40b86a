import { expect, test } from "vitest";
import { renderRss } from "../../src/renditions/rss.ts";
import { inAll, readRss } from "./reading.ts";
import { feed, newsroom, published, site } from "./sample.ts";
import { ATOM, all, CONTENT, DC, MEDIA, one, textOf, type XmlElement } from "./xml.ts";

const SY = "{http://purl.org/rss/1.0/modules/syndication/}";

const names = (element: XmlElement) => element.children.map((child) => child.name);

test("the channel's metadata comes before the items", () => {
	const over = { name: "topics/küste", title: "Küste", url: `${site.url}/topics/k%C3%BCste`, category: "Küste" };
	const { channel } = readRss(over, newsroom);
	expect(textOf(channel, "title")).toBe("Küste");
	expect(textOf(channel, "link")).toBe("https://site.example/topics/k%C3%BCste");
	expect(textOf(channel, "language")).toBe("en");
	expect(textOf(channel, "lastBuildDate")).toBe("Tue, 05 May 2026 00:00:00 GMT");
	expect(names(channel).lastIndexOf("item")).toBe(names(channel).length - 1);
	expect(names(channel).indexOf("item")).toBe(names(channel).length - 1);
});

test.each([
	["every five minutes", 5, "5", "hourly", "12"],
	["every ten minutes", 10, "10", "hourly", "6"],
	["every three hours", 180, "60", "daily", "16"],
	["once a month", 43_200, "60", "daily", "4"],
])("a feed with articles %s states how often to poll it", (_, minutes, ttl, period, frequency) => {
	const articles = Array.from({ length: 4 }, (__, index) => {
		const time = Date.UTC(2026, 4, 5) - index * minutes * 60_000;
		return published({ guid: `https://gazette.example/${index}`, published: time });
	});
	const { channel } = readRss({ articles });
	const said = ["ttl", `${SY}updatePeriod`, `${SY}updateFrequency`].map((name) => textOf(channel, name));
	expect(said).toEqual([ttl, period, frequency]);
});

test("the self link is the canonical URL, byte for byte", () => {
	const { channel } = readRss({ name: "topics/küste" });
	expect(one(channel, `${ATOM}link`).attributes).toEqual({
		href: "https://site.example/topics/k%C3%BCste.rss",
		rel: "self",
		type: "application/rss+xml",
	});
});

test("the channel's picture has the same title and link as the channel", () => {
	const { channel } = readRss({ image: { url: "https://a.example/1.png?a=1&b=2" } });
	const image = one(channel, "image");
	expect(textOf(image, "url")).toBe("https://a.example/1.png?a=1&b=2");
	expect(textOf(image, "title")).toBe(textOf(channel, "title"));
	expect(textOf(image, "link")).toBe(textOf(channel, "link"));
	expect(all(image, "width")).toEqual([]);
	// RSS allows a width of at most 144 pixels.
	const own = one(readRss().channel, "image");
	expect([textOf(own, "url"), textOf(own, "width"), textOf(own, "height")]).toEqual([
		...["https://site.example/icon-144.png", "144", "144"],
	]);
});

test("if a feed has no description, its title is used, because RSS requires a description", () => {
	expect(textOf(readRss({ description: "", title: "Küste" }).channel, "description")).toBe("Küste");
});

test("the version and all namespaces are declared exactly once", () => {
	const xml = renderRss(feed({ articles: [] }), site);
	expect(xml).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>\n<\?xml-stylesheet [^>]*>\n<rss version="2\.0"/);
	expect(xml.match(/xmlns:media=/g)).toHaveLength(1);
	expect(xml.match(/xmlns:atom=/g)).toHaveLength(1);
});

test("isPermaLink is true only if the guid is the link", () => {
	const same = inAll({ link: "https://a.example/1?a=1&b=2", guid: "https://a.example/1?a=1&b=2" }).item;
	expect(one(same, "guid")).toMatchObject({ text: "https://a.example/1?a=1&b=2", attributes: { isPermaLink: "true" } });
	const moved = inAll({ link: "https://a.example/2", guid: "https://a.example/1" }).item;
	expect(textOf(moved, "link")).toBe("https://a.example/2");
	expect(one(moved, "guid")).toMatchObject({ text: "https://a.example/1", attributes: { isPermaLink: "false" } });
});

test("dates are in the format of RFC 822, in GMT", () => {
	const { item } = inAll({ published: Date.UTC(2026, 0, 1, 3, 4, 5, 678) });
	expect(textOf(item, "pubDate")).toBe("Thu, 01 Jan 2026 03:04:05 GMT");
	expect(textOf(inAll({ published: Date.UTC(1900, 0, 1) }).item, "pubDate")).toBe("Mon, 01 Jan 1900 00:00:00 GMT");
});

test("an item's excerpt comes before its body", () => {
	const order = names(inAll({ excerpt: "Short", html: "<p>Long</p>" }).item);
	expect(order.indexOf("description")).toBeGreaterThan(-1);
	expect(order.indexOf("description")).toBeLessThan(order.indexOf(`${CONTENT}encoded`));
});

test("dc:creator contains the authors' names or, if there are none, the provider's name; there is no author element, because it requires an e-mail address", () => {
	const { item } = inAll({ authors: [{ name: "Ada" }, { name: "Bo" }] });
	expect(all(item, `${DC}creator`).map(({ text }) => text)).toEqual(["Ada", "Bo"]);
	expect(all(item, "author")).toEqual([]);
	const anonymous = inAll({ provider: { key: "gazette.example", name: "Gazette" } }).item;
	expect(textOf(anonymous, `${DC}creator`)).toBe("Gazette");
	expect(all(inAll({}).item, `${DC}creator`)).toEqual([]);
});

test("each topic is a category", () => {
	const { item } = inAll({ topics: ["AI", "C++"] });
	expect(all(item, "category").map(({ text, attributes }) => [text, attributes])).toEqual([
		["AI", {}],
		["C++", {}],
	]);
});

test("one picture is the enclosure, with a type even without a file extension, and every picture is media:content", () => {
	const images = [{ url: "https://a.example/1?a=1&b=2" }, { url: "https://a.example/2.png" }];
	const { item } = inAll({ images });
	expect(one(item, "enclosure").attributes).toEqual({ url: images[0]?.url, length: "0", type: "image/jpeg" });
	expect(all(item, `${MEDIA}content`).map(({ attributes }) => attributes)).toEqual([
		{ url: "https://a.example/1?a=1&b=2", type: "image/jpeg", medium: "image" },
		{ url: "https://a.example/2.png", type: "image/png", medium: "image" },
	]);
	expect(all(item, `${MEDIA}group`)).toEqual([]);
	const [sized] = all(
		inAll({ images: [{ url: "https://a.example/3.webp", width: 800, height: 450 }] }).item,
		`${MEDIA}content`,
	);
	expect(sized?.attributes).toMatchObject({ width: "800", height: "450", type: "image/webp" });
});

test("an item's source is the provider's feed on this site", () => {
	const { item } = inAll({ provider: { key: "xn--kste-0ra.example", name: "Küste" } });
	expect(one(item, "source")).toMatchObject({
		text: "Küste",
		attributes: { url: "https://site.example/providers/xn--kste-0ra.example.rss" },
	});
});

test("an article in a language other than the site's is marked with its language", () => {
	expect(textOf(inAll({ language: "ar" }).item, `${DC}language`)).toBe("ar");
	expect(all(inAll({ language: "en" }).item, `${DC}language`)).toEqual([]);
});

test("an empty feed is valid", () => {
	expect(readRss({ articles: [] }).items).toEqual([]);
	expect(readRss({ articles: [published(), published({ guid: "x:2" })] }).items).toHaveLength(2);
});
