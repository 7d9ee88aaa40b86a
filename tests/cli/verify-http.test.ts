import { describe, expect, test } from "vitest";
import { findingsAt, findsEach, header, replaced, sent, status, where } from "./planted.ts";
import { rightSite, type Spoil } from "./right-site.ts";

const at = "/feed.rss";
const FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";

/** Responds as if the client had no cached copy. */
const whole: Spoil = status(200);

/** Sends a different document in each response and, if `hasNewTag`, a different ETag. */
function restless(hasNewTag: boolean): Spoil {
	let count = 0;
	return (served) => {
		if (served.status !== 200) return;
		count += 1;
		served.body = `${served.body}<!-- ${count} -->`;
		if (hasNewTag) served.headers["ETag"] = `"${count}"`;
	};
}

describe("headers", () => {
	findsEach("feed", [
		{ fault: "a wrong media type", at, spoil: header("Content-Type", "text/xml"), said: /Content-Type is text\/xml/ },
		{
			fault: "a media type without a charset",
			at: "/feed.atom",
			spoil: header("Content-Type", "application/atom+xml"),
			said: /does not include charset=utf-8/,
		},
		{
			fault: "a feed without X-Content-Type-Options",
			at: "/feed.json",
			spoil: header("X-Content-Type-Options", null),
			said: /may guess a different content type/,
		},
		{
			fault: "a feed without CORS headers",
			at: "/feed.json",
			spoil: header("Access-Control-Allow-Origin", null),
			said: /Browser-based readers cannot fetch the feed/,
		},
		{ fault: "no ETag", at, spoil: header("ETag", null), said: /There is no ETag/ },
		{ fault: "no Last-Modified", at, spoil: header("Last-Modified", null), said: /There is no Last-Modified/ },
		{
			fault: "a Last-Modified in the future",
			at,
			spoil: header("Last-Modified", FUTURE),
			said: /Last-Modified is in the future/,
			also: /instead of 304 when a reader sends Last-Modified back/,
		},
		{
			fault: "a feed that caches may keep for a day",
			at,
			spoil: header("Cache-Control", "public, max-age=86400, stale-while-revalidate=1, stale-if-error=1"),
			said: /anywhere from a few minutes to a few hours/,
		},
		{
			fault: "a Cache-Control that forbids stale copies while the site is down",
			at,
			spoil: header("Cache-Control", "public, max-age=300"),
			said: /while the site is down/,
		},
		{ fault: "Expires: 0", at, spoil: header("Expires", "0"), said: /Expires is in the past/ },
		{ fault: "a Vary without Accept-Encoding", at, spoil: header("Vary", "Origin"), said: /send the compressed feed/ },
		{
			fault: "the Link header of another feed",
			at,
			spoil: header("Link", '<https://x.example/>; rel="self", <https://y.example/>; rel="hub"'),
			said: /Link header says that the feed's address is https:\/\/x\.example|list different hubs|contain the feed's web page/,
		},
	]);
});

describe("Cloudflare's cache", () => {
	/** Makes a response look as if Cloudflare had sent it, with this cache status. */
	const cloudflare = (cache = "HIT", more: Spoil = () => {}): Spoil => {
		return (served, asked) => {
			Object.assign(served.headers, { "CF-Ray": "9a6c8f2e1b7d4c3a-FRA", "CF-Cache-Status": cache });
			delete served.headers["Vary"];
			more(served, asked);
		};
	};
	const isPlain = (codings: string) => codings === "";
	const isBrowserLike = (codings: string) => codings.includes("br");

	test("serving one cached copy to all readers is correct, even without Vary", async () => {
		const { url, asked } = await rightSite(cloudflare());
		expect(await findingsAt(`${url}/feed.rss`)).toEqual([]);
		const tried = asked.filter(({ method, path }) => method === "HEAD" && path === "/feed.rss");
		const codings = tried.map(({ headers }) => headers.get("Accept-Encoding"));
		expect(codings.slice(-3)).toEqual(["gzip", null, "gzip, deflate, br"]);
	});

	findsEach("feed", [
		{
			fault: "gzip for a reader that accepts no compression",
			at,
			spoil: cloudflare("HIT", sent("Accept-Encoding", isPlain, header("Content-Encoding", "gzip"))),
			said: /sends the feed as gzip to a reader that does not accept compression/,
		},
		{
			fault: "a separate copy for each value of Accept-Encoding",
			at,
			spoil: cloudflare("HIT", sent("Accept-Encoding", isBrowserLike, header("CF-Cache-Status", "MISS"))),
			said: /does not serve a reader that accepts gzip, deflate, br: Cf-Cache-Status is MISS/,
		},
		{
			fault: "a disabled cache",
			at,
			spoil: cloudflare("DYNAMIC"),
			said: /does not serve a reader .*: Cf-Cache-Status is DYNAMIC/,
		},
	]);
});

describe("conditional requests", () => {
	findsEach("feed", [
		{
			fault: "a 304 response without CORS headers",
			at: "/feed.atom",
			spoil: where((_, served) => served.status === 304, header("Access-Control-Allow-Origin", null)),
			said: /A 304 response does not include access-control-allow-origin/,
		},
		{
			fault: "ETags that are compared strongly instead of weakly",
			at,
			spoil: sent("If-None-Match", (tags) => tags.startsWith('"feed'), whole),
			said: /instead of 304 when a reader sends the ETag back as "feed\.rss"/,
		},
		{
			fault: "a list of ETags that is ignored",
			at,
			spoil: sent("If-None-Match", (tags) => tags.includes(","), whole),
			said: /ETag in a list/,
		},
		{
			fault: "an If-None-Match: * that is ignored",
			at,
			spoil: sent("If-None-Match", (tags) => tags === "*", whole),
			said: /If-None-Match: \*/,
		},
		{
			fault: "an If-Modified-Since that overrides If-None-Match",
			at,
			spoil: where(
				({ headers }) => headers.has("If-None-Match") && headers.has("If-Modified-Since"),
				(served) => {
					served.status = served.status === 304 ? 200 : 304;
				},
			),
			said: /and the date is old|the ETag differs, whatever the date/,
		},
		{
			fault: "a 304 for an outdated If-Modified-Since",
			at,
			spoil: sent("If-Modified-Since", (date) => date.startsWith("Thu, 01 Jan 1970"), status(304)),
			said: /instead of 200 when the date is old/,
		},
	]);
});

describe("other kinds of requests", () => {
	const isHead = where(({ method }) => method === "HEAD", header("ETag", null));
	findsEach("feed", [
		{ fault: "a HEAD response without the ETag", at, spoil: isHead, said: /response to HEAD does not include etag/ },
		{
			fault: "a rejected HEAD request",
			at,
			spoil: where(({ method }) => method === "HEAD", status(405)),
			said: /HEAD returns 405/,
		},
		{
			fault: "a POST that gets the response of a GET",
			at,
			spoil: where(({ method }) => method === "POST", status(200)),
			said: /POST returns 200/,
		},
		{
			fault: "a 405 response without an Allow header",
			at,
			spoil: header("Allow", null),
			said: /405 response does not list the allowed methods/,
		},
		{
			fault: "a feed that fails if the address has unknown parameters",
			at: "/feed.rss?",
			spoil: status(400),
			said: /status is 400 if the address has unknown/,
		},
		{
			fault: "a feed that is different if the address has unknown parameters",
			at: "/feed.rss?",
			spoil: replaced("Moon", "Sun"),
			said: /document is different .* unknown parameters/,
		},
		{
			fault: "a different document for readers that do not accept gzip",
			at,
			spoil: sent("Accept-Encoding", (codings) => codings !== "gzip", replaced("Moon", "Sun")),
			said: /document is different for a reader that does not accept gzip/,
		},
		{
			fault: "a web page for readers that accept HTML",
			at,
			spoil: sent("Accept", (types) => types.includes("text/html"), replaced(/.+/s, "<html></html>")),
			said: /whose Accept header contains text\/html/,
		},
		{
			fault: "a filter that blocks readers without a User-Agent",
			at,
			spoil: sent("User-Agent", (name) => name === "", status(403)),
			said: /403 for a reader without a User-Agent/,
		},
		{
			fault: "a document that changes with each request",
			at,
			spoil: restless(true),
			said: /The feed changes with each request/,
			also: /document is different|instead of 304|HEAD has a different etag/,
		},
		{
			fault: "an ETag that stays the same when the document changes",
			at,
			spoil: restless(false),
			said: /The feed changes but its ETag does not/,
			also: /document is different/,
		},
	]);
});
