import { describe, expect, test } from "vitest";
import { findingsAt, findsEach, header, replaced, status, where } from "./planted.ts";
import { rightSite } from "./right-site.ts";

test("nothing is found in a site that has all that readers need, with a hundred requests at most", async () => {
	const { url, asked } = await rightSite();
	expect(await findingsAt(url)).toEqual([]);
	expect(asked.length).toBeGreaterThan(60);
	expect(asked.length).toBeLessThanOrEqual(100);
});

test.each(["/feed.rss", "/feed.atom", "/topics/tides.json"])("nothing is found in the single feed %s", async (path) => {
	const { url, asked } = await rightSite();
	expect((await findingsAt(url + path)).filter(({ severity }) => severity === "error")).toEqual([]);
	expect(asked.length).toBeLessThan(25);
});

test("whoever runs the site sees in its log who asks", async () => {
	const { url, asked } = await rightSite();
	await findingsAt(`${url}/feed.rss`);
	const names = new Set(asked.map(({ headers }) => headers.get("User-Agent")));
	expect(names).toEqual(new Set([`Newsstand-Verify (+${url}/feed.rss)`, null]));
});

describe("lists, pages and archives", () => {
	const list = "/feeds.json";
	const opml = "/feeds.opml";
	const nowhere = "/newsstand-verify.rss";
	const topic = "/topics/tides.atom";
	findsEach("site", [
		{
			fault: "a list closed to other sites",
			at: list,
			spoil: header("Access-Control-Allow-Origin", null),
			said: /cannot get the list/,
		},
		{
			fault: "a list that is called HTML",
			at: list,
			spoil: header("Content-Type", "text/html"),
			said: /not called JSON/,
		},
		{
			fault: "a feed that answers with an error",
			at: "/topics/moon.rss",
			spoil: status(500),
			said: /list of feeds is answered 500/,
		},
		{ fault: "a large topic that is not there", at: topic, spoil: status(404), said: /answered 404, and is no feed/ },
		{
			fault: "RSS where Atom should be",
			at: topic,
			spoil: replaced(/.+/s, '<rss version="2.0"/>'),
			said: /At the address of Atom there is RSS/,
		},
		{
			fault: "a feed that is gzip in name only",
			at: topic,
			spoil: header("Content-Encoding", "gzip"),
			said: /said to be compressed with gzip, and is not/,
		},
		{
			fault: "an empty feed with status 200",
			at: topic,
			spoil: replaced(/.+/s, ""),
			said: /address of a feed is empty/,
		},
		{
			fault: "an address that leads elsewhere",
			at: topic,
			spoil: (served) => {
				served.status = 301;
				served.headers["Location"] = "/topics/moon.atom";
			},
			said: /leads elsewhere \(301\)/,
			also: /do not have the same articles|different titles of the feed/,
		},
		{
			fault: "a list of subscriptions that is broken",
			at: opml,
			spoil: replaced("</head>", ""),
			said: /not well-formed XML/,
		},
		{ fault: "a <docs> in OPML", at: opml, spoil: replaced("<head>", "<head><docs/>"), said: /<docs> in the head/ },
		{
			fault: "a feed that is not in OPML",
			at: opml,
			spoil: replaced(/<outline [^>]*moon.rss.*\/>/, ""),
			said: /Only one of the two lists/,
		},
		{ fault: "no list of subscriptions", at: opml, spoil: status(404), said: /OPML\) is answered 404/ },
		{
			fault: "a page without a link to the feed",
			at: "/",
			spoil: replaced("application/atom+xml", "text/xml"),
			said: /does not lead readers to the feed .*feed\.atom/,
		},
		{ fault: "a page where nothing is", at: nowhere, spoil: status(200), said: /Where nothing is, the answer is 200/ },
		{
			fault: "a long 404",
			at: nowhere,
			spoil: replaced(/.+/s, "x".repeat(9000)),
			said: /404 for a feed has 9000 bytes/,
		},
		{
			fault: "a site that lags behind",
			at: "/health",
			spoil: replaced(/.+/, '{"status":"delayed","pending":7}'),
			said: /7 feeds do not hold yet/,
		},
		{ fault: "a site that does not know how it is", at: "/health", spoil: status(500), said: /health is answered 500/ },
		{
			fault: "an archive that is gone",
			at: "/feed.rss",
			spoil: replaced("archive/2026-05.rss", "archive/2025-05.rss"),
			said: /older articles .* are not there/,
		},
		{
			fault: "an archive that leads to another feed",
			at: "/feed/archive/2026-05.atom",
			spoil: where(({ method }) => method === "GET", replaced(/(?<=rel="current" href=")[^"]*/, "https://x.example/")),
			said: /leads to another feed than its own: https:\/\/x\.example/,
		},
		{
			fault: "an archive that does not lead back",
			at: "/feed/archive/2026-04.rss",
			spoil: replaced(/<atom:link [^>]*"next-archive"[^>]*>/, ""),
			said: /does not lead back to the newer one/,
		},
		{
			fault: "an archive that does not say so",
			at: "/feed/archive/2026-05.rss",
			spoil: replaced(/<fh:archive[^>]*>/, ""),
			said: /does not say that it is one/,
		},
	]);
});
