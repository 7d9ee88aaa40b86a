import { describe, expect, test } from "vitest";
import { findingsAt, findsEach, header, replaced, status, where } from "./planted.ts";
import { rightSite } from "./right-site.ts";

test("a correct site has no findings and gets at most a hundred requests", async () => {
	const { url, asked } = await rightSite();
	expect(await findingsAt(url)).toEqual([]);
	expect(asked.length).toBeGreaterThan(60);
	expect(asked.length).toBeLessThanOrEqual(100);
});

test.each(["/feed.rss", "/feed.atom", "/topics/tides.json"])("the single feed %s has no findings", async (path) => {
	const { url, asked } = await rightSite();
	expect((await findingsAt(url + path)).filter(({ severity }) => severity === "error")).toEqual([]);
	expect(asked.length).toBeLessThan(25);
});

test("requests identify the program in the User-Agent", async () => {
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
			fault: "a list without CORS headers",
			at: list,
			spoil: header("Access-Control-Allow-Origin", null),
			said: /cannot fetch the list/,
		},
		{
			fault: "a list with the media type of HTML",
			at: list,
			spoil: header("Content-Type", "text/html"),
			said: /list of feeds has the wrong content type/,
		},
		{
			fault: "a feed that returns an error",
			at: "/topics/moon.rss",
			spoil: status(500),
			said: /listed feed returns status 500/,
		},
		{
			fault: "a missing feed of a large topic",
			at: topic,
			spoil: status(404),
			said: /returns status 404, but not a feed/,
		},
		{
			fault: "RSS where Atom should be",
			at: topic,
			spoil: replaced(/.+/s, '<rss version="2.0"/>'),
			said: /The address for Atom returns RSS/,
		},
		{
			fault: "a feed that is wrongly declared as gzip",
			at: topic,
			spoil: header("Content-Encoding", "gzip"),
			said: /claims to be compressed with gzip, but is not/,
		},
		{
			fault: "an empty feed with status 200",
			at: topic,
			spoil: replaced(/.+/s, ""),
			said: /address of a feed returns an empty document/,
		},
		{
			fault: "a feed address that redirects to another feed",
			at: topic,
			spoil: (served) => {
				served.status = 301;
				served.headers["Location"] = "/topics/moon.atom";
			},
			said: /redirects \(301\)/,
			also: /do not have the same articles|different feed titles/,
		},
		{
			fault: "a malformed OPML list",
			at: opml,
			spoil: replaced("</head>", ""),
			said: /not well-formed XML/,
		},
		{ fault: "a <docs> in OPML", at: opml, spoil: replaced("<head>", "<head><docs/>"), said: /has a <docs>/ },
		{
			fault: "a feed that the OPML list lacks",
			at: opml,
			spoil: replaced(/<outline [^>]*moon.rss.*\/>/, ""),
			said: /Only one of .* lists/,
		},
		{ fault: "a missing OPML list", at: opml, spoil: status(404), said: /OPML list returns status 404/ },
		{
			fault: "a home page without a link to the feed",
			at: "/",
			spoil: replaced("application/atom+xml", "text/xml"),
			said: /does not link to the feed .*feed\.atom/,
		},
		{
			fault: "status 200 for a missing page",
			at: nowhere,
			spoil: status(200),
			said: /A missing page returns status 200/,
		},
		{
			fault: "a 404 response with a long body",
			at: nowhere,
			spoil: replaced(/.+/s, "x".repeat(9000)),
			said: /404 response for a feed is 9000 bytes/,
		},
		{
			fault: "a site with delayed feeds",
			at: "/health",
			spoil: replaced(/.+/, '{"status":"delayed","pending":7}'),
			said: /7 feeds do not have the latest/,
		},
		{
			fault: "a failing health check",
			at: "/health",
			spoil: status(500),
			said: /health check returns status 500/,
		},
		{
			fault: "a missing archive",
			at: "/feed.rss",
			spoil: replaced("archive/2026-05.rss", "archive/2025-05.rss"),
			said: /archive that the feed links to is missing/,
		},
		{
			fault: "an archive that links to another feed",
			at: "/feed/archive/2026-05.atom",
			spoil: where(({ method }) => method === "GET", replaced(/(?<=rel="current" href=")[^"]*/, "https://x.example/")),
			said: /link to its feed is https:\/\/x\.example/,
		},
		{
			fault: "an archive that does not link to the next newer archive",
			at: "/feed/archive/2026-04.rss",
			spoil: replaced(/<atom:link [^>]*"next-archive"[^>]*>/, ""),
			said: /link to the next newer archive is/,
		},
		{
			fault: "an archive that is not marked as an archive",
			at: "/feed/archive/2026-05.rss",
			spoil: replaced(/<fh:archive[^>]*>/, ""),
			said: /is not marked as an archive/,
		},
	]);
});
