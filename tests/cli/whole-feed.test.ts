import { expect, test } from "vitest";
import { readWholeFeed } from "../../src/cli/feeds/whole-feed.ts";
import { feedServer, item, type Page, rss } from "./feed-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const place = { cwd: "/", progress: () => {} };

async function read(source: string, limits?: { pages: number; bytes: number; ms: number }) {
	const feed = await readWholeFeed(source, place, limits);
	if ("failure" in feed) throw new Error(feed.failure);
	return { ...feed, titles: feed.items.map(({ title }) => title) };
}

async function failure(source: string, cwd = "/") {
	const feed = await readWholeFeed(source, { ...place, cwd });
	return "failure" in feed ? feed.failure : feed;
}

const next = (href: string, rel = "next") => `<atom:link rel="${rel}" href="${href}"/>`;

const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Tides</title><id>urn:x</id>
<link href="https://tides.example/"/><updated>2024-05-02T00:00:00Z</updated>
<entry><id>tag:tides.example,2024:ebb</id><title>ebb</title><link href="/ebb/"/><published>2024-05-01T00:00:00Z</published><updated>2024-05-02T00:00:00Z</updated>
<author><name>Ada</name></author><category term="sea"/></entry></feed>`;

const JSON_FEED = JSON.stringify({
	version: "https://jsonfeed.org/version/1.1",
	title: "Tides",
	home_page_url: "https://tides.example/",
	items: [
		{ id: "7", url: "https://tides.example/ebb/", title: "ebb", date_published: "2024-05-01T00:00:00Z", tags: ["sea"] },
	],
});

const RDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tides</title><link>https://tides.example/</link></channel>
<item rdf:about="https://tides.example/?p=7"><title>ebb</title><link>https://tides.example/ebb/</link>
<dc:date>2024-05-01T02:00:00+02:00</dc:date><dc:subject>sea</dc:subject></item></rdf:RDF>`;

test.each([
	{
		format: "RSS 2.0",
		text: rss([item("ebb", "<pubDate>Wed, 01 May 2024 00:00:00 GMT</pubDate><category>sea</category>")]),
		id: "https://tides.example/ebb/",
	},
	{ format: "Atom", text: ATOM, id: "tag:tides.example,2024:ebb" },
	{ format: "JSON Feed", text: JSON_FEED, id: "7" },
	{ format: "RSS 1.0", text: RDF, id: "https://tides.example/?p=7" },
])("ids, links, dates and topics are read from $format", async ({ text, id }) => {
	const { url } = await feedServer(() => ({ "/feed": text }));
	const { site, items, warnings } = await read(`${url}/feed`);
	expect({ site, warnings }).toEqual({ site: "https://tides.example/", warnings: [] });
	expect(items).toMatchObject([
		{ id, link: "https://tides.example/ebb/", title: "ebb", published: Date.UTC(2024, 4, 1), topics: ["sea"] },
	]);
});

test("an item without a link uses its guid as the link if the guid is a permalink", async () => {
	const { url } = await feedServer(() => ({
		"/": rss([
			"<item><title>a</title><guid>https://tides.example/a/</guid></item>",
			'<item><title>b</title><guid isPermaLink="false">b-7</guid></item>',
		]),
	}));
	expect((await read(url)).items.map(({ link }) => link)).toEqual(["https://tides.example/a/", ""]);
});

test("an item from a FeedBurner feed links to the original page", async () => {
	const burned = `<item xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><title>a</title>
		<link>http://feedproxy.example/~r/x</link><f:origLink>https://tides.example/a/</f:origLink></item>`;
	const { url } = await feedServer(() => ({ "/": rss([burned]) }));
	expect((await read(url)).items[0]?.link).toBe("https://tides.example/a/");
});

test.each([
	{ declared: "the XML declaration", headers: {}, prolog: '<?xml version="1.0" encoding="ISO-8859-1"?>' },
	{ declared: "the media type", headers: { "Content-Type": "text/xml; charset=iso-8859-1" }, prolog: "" },
])("the encoding declared in $declared is used", async ({ headers, prolog }) => {
	const text = rss([item("ebb")])
		.replace(/^<\?xml.*?\?>/, prolog)
		.replace("<title>Tides", "<title>Marées");
	const { url } = await feedServer(() => ({ "/": { headers, body: Buffer.from(text, "latin1") } }));
	expect((await read(url)).title).toBe("Marées");
});

const json = (name: string, next_url?: string) =>
	JSON.stringify({
		version: "https://jsonfeed.org/version/1.1",
		title: "Tides",
		next_url,
		items: [{ id: name, title: name }],
	});
const WORDPRESS = "<generator>https://wordpress.org/?v=6.5</generator>";

test.each([
	{
		chain: "archives (RFC 5005)",
		pages: (url: string): Record<string, Page> => ({
			"/feed": rss([item("c")], next(`${url}/2`, "prev-archive")),
			"/2": rss([item("b")], next("/1", "prev-archive")),
			"/1": rss([item("a")]),
		}),
	},
	{
		chain: "a paged feed with a moved page",
		pages: (): Record<string, Page> => ({
			"/feed": rss([item("c")], next("?page=2")),
			"/feed?page=2": { status: 301, headers: { Location: "/pages/2" } },
			"/pages/2": rss([item("b")], next("3")),
			"/pages/3": rss([item("a")]),
		}),
	},
	{
		chain: "next_url of JSON Feed",
		pages: (url: string): Record<string, Page> => ({
			"/feed": json("c", `${url}/2`),
			"/2": json("b", `${url}/3`),
			"/3": json("a"),
		}),
	},
	{
		chain: "WordPress until 404, with an item that moved to the next page",
		pages: (): Record<string, Page> => ({
			"/feed": rss([item("c")], WORDPRESS),
			"/feed?paged=2": rss([item("c"), item("b")], WORDPRESS),
			"/feed?paged=3": rss([item("a")], WORDPRESS),
		}),
	},
	{
		chain: "WordPress behind a cache that ignores the page number",
		pages: (): Record<string, Page> => {
			const all = rss([item("c"), item("b"), item("a")], WORDPRESS);
			return { "/feed": all, "/feed?paged=2": all };
		},
	},
	{
		chain: "Blogger by start-index",
		pages: (): Record<string, Page> => ({
			"/feed": rss([item("c"), item("b")], "<generator>Blogger</generator>"),
			"/feed?start-index=3": rss([item("a")], "<generator>Blogger</generator>"),
			"/feed?start-index=4": rss([], "<generator>Blogger</generator>"),
		}),
	},
])("all pages are read: $chain", async ({ pages }) => {
	const { url } = await feedServer(pages);
	const { titles, warnings } = await read(`${url}/feed`);
	expect({ titles, warnings }).toEqual({ titles: ["c", "b", "a"], warnings: [] });
});

const ENDLESS = { "/feed": rss([item("b")], next("/2")), "/2": rss([item("a")], next("/feed")) };

test.each([
	{ trouble: "a cycle", pages: ENDLESS, said: /\/2 leads back to .*\/feed\. Older items were not read\.$/ },
	{
		trouble: "too many pages",
		pages: { ...ENDLESS, "/2": rss([item("a")], next("/3")) },
		limits: { pages: 2, bytes: 1e6, ms: 1e6 },
		said: /^The feed has more than 2 pages\./,
	},
	{
		trouble: "too many bytes",
		pages: { ...ENDLESS, "/2": rss([item("a")], next("/3")) },
		limits: { pages: 9, bytes: 700, ms: 1e6 },
		said: /^The feed is larger than 700 bytes\./,
	},
	{
		trouble: "a missing page",
		pages: { ...ENDLESS, "/2": rss([item("a")], next("/3")) },
		said: /\/3 returns status 404\. Check the address\. Older items were not read\.$/,
	},
	{
		trouble: "a page that is not a feed",
		pages: { ...ENDLESS, "/2": rss([item("a")], next("mailto:ada@tides.example")) },
		said: /does not lead to a web address\. Older items were not read\.$/,
	},
])("reading stops at $trouble with a warning, and keeps the items read so far", async ({ pages, limits, said }) => {
	const { url } = await feedServer(() => pages);
	const { titles, warnings } = await read(`${url}/feed`, limits);
	expect(titles).toEqual(["b", "a"]);
	expect(warnings).toEqual([expect.stringMatching(said)]);
});

test("after the time limit, no more pages are read", async () => {
	const { url, asked } = await feedServer(() => ENDLESS);
	const { titles, warnings } = await read(`${url}/feed`, { pages: 9, bytes: 1e6, ms: 0 });
	expect({ titles, asked }).toEqual({ titles: ["b"], asked: ["/feed"] });
	expect(warnings).toEqual(["Reading the feed took longer than 0 seconds. Older items were not read."]);
});

test("a saved copy is read without requests to the old site, and a warning contains the address of the older items", async () => {
	const folder = await temporaryFolder({ "feed.xml": rss([item("b")], next("https://tides.example/2")) });
	const feed = await readWholeFeed("feed.xml", { ...place, cwd: folder });
	expect(feed).toMatchObject({
		source: "feed.xml",
		pages: 1,
		items: [{ title: "b" }],
		warnings: ["Older items are at https://tides.example/2. Add that feed as well."],
	});
});

const PAGE = '<!doctype html><link rel="alternate" type="application/atom+xml" href="/atom.xml"><p>Hello';

test.each([
	{
		what: "a web page",
		body: PAGE,
		said: /is a web page, not a feed\. Use a feed that it links to: http:\/\/127\.0\.0\.1:\d+\/atom\.xml$/,
	},
	{
		what: "a web page without feeds",
		body: "<html><p>Hello",
		said: /is a web page, not a feed\. Use the address of its feed\.$/,
	},
	{
		what: "a truncated feed",
		body: rss([item("a")]).slice(0, -30),
		said: /not well-formed XML: line 1: .* download it again\.$/,
	},
	{ what: "a truncated JSON feed", body: json("a").slice(0, -5), said: /not valid JSON: .* download it again\.$/ },
	{ what: "a feed without items", body: rss([]), said: /has no items\.$/ },
	{ what: "an empty document", body: "", said: /is empty\. Check the address of the feed\.$/ },
	{ what: "plain text", body: "Hello", said: /is not a feed in RSS, Atom or JSON Feed\.$/ },
	{
		what: "a picture",
		body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
		said: /is not a feed in RSS, Atom or JSON Feed\.$/,
	},
])("$what causes a one-line error that names the source", async ({ body, said }) => {
	const { url } = await feedServer(() => ({ "/": body }));
	const found = await failure(url);
	expect(found).toMatch(said);
	expect(found).toContain(url);
});

test.each([
	{
		source: "http://127.0.0.1:1/feed",
		said: /^http:\/\/127\.0\.0\.1:1\/feed does not respond \(ECONNREFUSED\)\. Check the address/,
	},
	{
		source: "no-such.xml",
		said: /^no-such\.xml cannot be read: it does not exist\. Use a file name, or an address/,
	},
	{ source: ".", said: /^\. cannot be read: / },
])("$source cannot be read", async ({ source, said }) => {
	expect(await failure(source, await temporaryFolder())).toMatch(said);
});
