import { reset } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["C++", "Harbour life"] }),
		article("fog", { topics: ["Küste"], provider: { name: 'Fog & "Co"', domain: "fog.example" } }),
		source("topics/harbour-life.md", { name: "Harbour life", description: "Ships, cranes & <people>" }),
	);
});
afterAll(reset);

/** Returns the URLs of the feeds in an OPML document, in order. */
async function feedsIn(path: string): Promise<string[]> {
	const text = await (await get(path)).text();
	return [...text.matchAll(/xmlUrl="([^"]+)"/g)].map(([, url = ""]) => url.slice(SITE.length));
}

test("the list of all feeds begins with the site's feed, followed by a group of topics and a group of providers", async () => {
	const response = await get("/feeds.opml");
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe("text/x-opml; charset=utf-8");
	const text = await response.text();
	const modified = /<dateModified>([^<]+)<\/dateModified>/.exec(text)?.[1] ?? "";
	expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now());
	expect(text).toContain("<ownerName>Newsstand</ownerName>");
	expect(text).not.toContain("<docs>");
	expect(text.match(/<outline text="[^"]+" title="[^"]+">/g)).toEqual([
		'<outline text="Topics" title="Topics">',
		'<outline text="Providers" title="Providers">',
	]);
	expect(text).toContain(
		`<outline type="rss" text="Harbour life" title="Harbour life" xmlUrl="${SITE}/topics/harbour-life.rss" ` +
			`htmlUrl="${SITE}/topics/harbour-life" description="Ships, cranes &amp; &lt;people&gt;"/>`,
	);
	expect(text).toContain('text="Fog &amp; &quot;Co&quot;"');
	expect(await feedsIn("/feeds.opml")).toEqual([
		"/feed.rss",
		"/topics/c_plus_plus.rss",
		"/topics/harbour-life.rss",
		"/topics/k%C3%BCste.rss",
		"/providers/fog.example.rss",
		"/providers/gazette.example.rss",
	]);
});

test("a list of selected feeds contains exactly these feeds", async () => {
	expect(await feedsIn("/feeds.opml?topic=harbour-life&provider=fog.example")).toEqual([
		"/topics/harbour-life.rss",
		"/providers/fog.example.rss",
	]);
});

test.each([
	["a different order", "?provider=fog.example&topic=harbour-life&topic=c_plus_plus"],
	["names instead of addresses", "?topic=C%2B%2B&topic=Harbour+Life&provider=Fog.Example"],
	["a repeated value", "?topic=c_plus_plus&topic=harbour-life&topic=c_plus_plus&provider=fog.example"],
	["an unknown parameter", "?topic=c_plus_plus&topic=harbour-life&provider=fog.example&utm_source=x"],
])("%s redirects to the canonical address", async (_, query) => {
	const response = await get(`/feeds.opml${query}`);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(
		"/feeds.opml?topic=c_plus_plus&topic=harbour-life&provider=fog.example",
	);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
});

test("a canonical URL does not redirect, and its response can be cached", async () => {
	for (const path of ["/feeds.opml", "/feeds.opml?topic=k%C3%BCste&provider=fog.example"]) {
		const response = await get(path);
		expect(response.status).toBe(200);
		expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
		expect(response.headers.get("Cache-Tag")).toBe("index,moves,site");
		expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
		const again = await get(path, { headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
		expect(again.status).toBe(304);
	}
	expect((await get("/feeds.opml?utm_source=x")).headers.get("Location")).toBe("/feeds.opml");
});

test("a request for an unknown feed returns an error that contains the feed's name", async () => {
	const response = await get("/feeds.opml?topic=c_plus_plus&topic=crypto&provider=nobody.example");
	expect(response.status).toBe(404);
	expect(await response.text()).toContain("topic=crypto, provider=nobody.example");
	for (const query of ["?topic=", "?topic=%ff", "?provider=../feed", "?topic=feed"]) {
		expect((await get(`/feeds.opml${query}`)).status, query).toBe(404);
	}
});

test("a request with too many names, or too many unknown names, gets a short error", async () => {
	expect((await get(`/feeds.opml?${"topic=a&".repeat(2000)}`)).status).toBe(414);
	const unknown = await get(`/feeds.opml?${"topic=a&".repeat(900)}`);
	expect(unknown.status).toBe(404);
	expect((await unknown.text()).length).toBeLessThan(500);
});

test("a list of selected feeds keeps a topic that has become empty, and contains a new topic once it has an article", async () => {
	await publish(
		article("ebb", { topics: ["Ebb"] }),
		source("topics/lighthouses.md", { name: "Lighthouses", aliases: ["Beacons"] }),
	);
	await publish({ path: "ebb.md", deleted: true });
	const chosen = "/feeds.opml?topic=ebb&topic=harbour-life&topic=lighthouses";
	expect(await feedsIn(chosen)).toEqual(["/topics/ebb.rss", "/topics/harbour-life.rss"]);
	expect((await get(chosen.replace("lighthouses", "beacons"))).headers.get("Location")).toBe(chosen);
	const alone = await get("/feeds.opml?topic=lighthouses");
	expect(alone.status).toBe(404);
	expect(await alone.text()).toContain("Nothing is published yet in Lighthouses.");
	await publish(article("lamp", { topics: ["Lighthouses"] }));
	expect(await feedsIn(chosen)).toEqual(["/topics/ebb.rss", "/topics/harbour-life.rss", "/topics/lighthouses.rss"]);
});

test("feeds can be requested by title", async () => {
	const response = await get(`/feeds.opml?provider=${encodeURIComponent('FOG & "co"')}`);
	expect(response.headers.get("Location")).toBe("/feeds.opml?provider=fog.example");
});

describe("a selection's feed as OPML", () => {
	test("the document contains only this feed, with its title", async () => {
		const response = await get("/select.opml?topic=harbour-life&lang=en");
		expect(response.headers.get("Content-Type")).toBe("text/x-opml; charset=utf-8");
		expect(response.headers.get("Cache-Tag")).toBe("/topics/harbour-life,site");
		expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
		expect(await response.text()).toContain(
			`\t\t<outline type="rss" text="Harbour life, in English" title="Harbour life, in English" ` +
				`xmlUrl="${SITE}/select.rss?topic=harbour-life&amp;lang=en" htmlUrl="${SITE}/select?topic=harbour-life&amp;lang=en"/>`,
		);
	});

	test("a selection without matches is valid", async () => {
		expect(await feedsIn("/select.opml?q=tomorrow")).toEqual(["/select.rss?q=tomorrow"]);
	});

	test.each([
		["?lang=en&topic=Harbour+Life", "/select.opml?topic=harbour-life&lang=en"],
		["?topic=harbour-life", "/feeds.opml?topic=harbour-life"],
		["?q=&utm_source=x", "/select.opml"],
	])("%s redirects to the canonical address", async (query, expected) => {
		const response = await get(`/select.opml${query}`);
		expect(response.status).toBe(301);
		expect(response.headers.get("Location")).toBe(expected);
	});

	test("selecting everything returns the site's feed", async () => {
		expect(await feedsIn("/select.opml")).toEqual(["/feed.rss"]);
	});

	test("errors are one line of text", async () => {
		expect(await (await get("/select.opml?limit=900")).text()).toBe(
			"limit=900 is not allowed: use a whole number from 1 to 200.\n",
		);
		expect((await get("/select.opml?topic=harbor-life")).status).toBe(404);
		expect((await get(`/select.opml?q=${"a".repeat(4000)}`)).status).toBe(414);
	});
});
