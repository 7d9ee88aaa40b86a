import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["C++", "Harbour life"] }),
		article("fog", { topics: ["Küste"], provider: { name: 'Fog & "Co"', domain: "fog.example" } }),
		source("topics/harbour-life.md", { name: "Harbour life", description: "Ships, cranes & <people>" }),
	);
});
afterAll(reset);

/** The addresses of the feeds in an OPML document, in their order. */
async function feedsIn(path: string): Promise<string[]> {
	const text = await (await get(path)).text();
	return [...text.matchAll(/xmlUrl="([^"]+)"/g)].map(([, url = ""]) => url.slice(SITE.length));
}

test("the list of all feeds: the site's first, then topics and providers in groups", async () => {
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

test("a chosen set holds what was asked for, and nothing else", async () => {
	expect(await feedsIn("/feeds.opml?topic=harbour-life&provider=fog.example")).toEqual([
		"/topics/harbour-life.rss",
		"/providers/fog.example.rss",
	]);
});

test.each([
	["another order", "?provider=fog.example&topic=harbour-life&topic=c_plus_plus"],
	["names for addresses", "?topic=C%2B%2B&topic=Harbour+Life&provider=Fog.Example"],
	["something twice", "?topic=c_plus_plus&topic=harbour-life&topic=c_plus_plus&provider=fog.example"],
	["a parameter that is unknown", "?topic=c_plus_plus&topic=harbour-life&provider=fog.example&utm_source=x"],
])("%s leads to the canonical address", async (_, query) => {
	const response = await get(`/feeds.opml${query}`);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(
		"/feeds.opml?topic=c_plus_plus&topic=harbour-life&provider=fog.example",
	);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
});

test("a canonical address is not led anywhere, and the edge may keep what it gives", async () => {
	for (const path of ["/feeds.opml", "/feeds.opml?topic=k%C3%BCste&provider=fog.example"]) {
		const response = await get(path);
		expect(response.status).toBe(200);
		expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
		expect(response.headers.get("Cache-Tag")).toBe("index,site");
		expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
		const again = await get(path, { headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
		expect(again.status).toBe(304);
	}
	expect((await get("/feeds.opml?utm_source=x")).headers.get("Location")).toBe("/feeds.opml");
});

test("feeds that are not there are named: nobody imports a list that lacks them", async () => {
	const response = await get("/feeds.opml?topic=c_plus_plus&topic=crypto&provider=nobody.example");
	expect(response.status).toBe(404);
	expect(await response.text()).toContain("topic=crypto, provider=nobody.example");
	for (const query of ["?topic=", "?topic=%ff", "?provider=../feed", "?topic=feed"]) {
		expect((await get(`/feeds.opml${query}`)).status, query).toBe(404);
	}
});

test("an endless list of names is refused, and so is one of unknown ones, in few words", async () => {
	expect((await get(`/feeds.opml?${"topic=a&".repeat(2000)}`)).status).toBe(414);
	const unknown = await get(`/feeds.opml?${"topic=a&".repeat(900)}`);
	expect(unknown.status).toBe(404);
	expect((await unknown.text()).length).toBeLessThan(500);
});
