import { beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("one", { topics: ["AI", "Robots"] }),
		article("two", { topics: ["C++"], provider: { name: "Herald & Sons" } }),
		article("school", { topics: ["C++"], provider: { name: "École Ｌibre", domain: "school.example" } }),
	);
});

const ASKED = "?topic=robots&lang=en";

test.each([
	["", "/feed.rss"],
	["?utm_source=x", "/feed.rss"],
	["?limit=50&content=full&min_quality=0&topic=", "/feed.rss"],
	["?topic=robots", "/topics/robots.rss"],
	["?topic=AI", "/topics/artificial-intelligence.rss"],
	["?topic=Artificial+Intelligence", "/topics/artificial-intelligence.rss"],
	["?topic=C%2B%2B", "/topics/c_plus_plus.rss"],
	["?topic=c_plus_plus", "/topics/c_plus_plus.rss"],
	["?provider=www.Gazette.example", "/providers/gazette.example.rss"],
	["?provider=herald+%26+sons", "/providers/herald-_and-sons.rss"],
	["?provider=GAZETTE", "/providers/gazette.example.rss"],
	["?provider=%C3%89COLE++libre", "/providers/school.example.rss"],
	["?-provider=gazette&topic=robots", "/select.rss?topic=robots&-provider=gazette.example"],
	["?lang=en&topic=robots", `/select.rss${ASKED}`],
	["?topic=robots&lang=en&_=123", `/select.rss${ASKED}`],
	["?topic=%72obots&lang=EN&topic=ROBOTS", `/select.rss${ASKED}`],
	["?topic=robots&topic=ai", "/select.rss?topic=artificial-intelligence&topic=robots"],
	["?q=Half+%22Full%20 Moon%22+half", "/select.rss?q=%22full%20moon%22%20half"],
	["?q=%EF%BC%A1", "/select.rss?q=a"],
	["?q=b&q=a&q=b", "/select.rss?q=a&q=b"],
	["?min_quality=060.50&limit=007", "/select.rss?min_quality=60.5&limit=7"],
	["?lang=de_at", "/select.rss?lang=de-AT"],
	["?q=a%00b", "/select.rss?q=ab"],
])("all spellings of %s redirect permanently to one canonical address", async (query, expected) => {
	const response = await get(`/select.rss${query}`);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(expected);
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	expect(response.headers.get("Cache-Tag")).toMatch(/^\/.+,site$/);
	// The number of other spellings is unlimited, so their redirects must not fill the cache.
	expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBe(query === "" ? null : "no-store");
	expect((await get(expected)).status).toBe(200);
});

test.each([
	["?topic=robot", 404, 'There is no topic "robot" here. Similar topics: robots, '],
	["?-topic=robots&topic=artificial", 404, "artificial-intelligence"],
	["?provider=gazete.example", 404, "gazette.example"],
	["?limit=201", 400, "limit=201 is not allowed: use a whole number from 1 to 200."],
	["?limit=0", 400, "from 1 to 200"],
	["?limit=1&limit=2", 400, "limit occurs more than once"],
	["?min_quality=good", 400, "min_quality=good is not allowed: use a number from 0 to 1000."],
	["?min_quality=-1", 400, "0 to 1000"],
	["?lang=german%20", 200, ""],
	["?lang=x_", 400, "lang=x_ is not allowed: use a language code such as en, de or pt-BR."],
	["?content=short", 400, "content=short is not allowed: use full or summary."],
	["?q=***", 400, "q=*** is not allowed: use at least one word of letters or digits."],
	[`?q=${"a".repeat(201)}`, 400, "at most 200 characters"],
	[`?${Array.from({ length: 51 }, (_, i) => `q=a${i}`).join("&")}`, 400, "at most 50 values"],
	[`?q=${"a".repeat(4000)}`, 414, "may have at most 4000 characters"],
	[`?${"topic=ai&".repeat(10_000)}`, 414, "may have at most 4000 characters"],
	[`?q=${"a ".repeat(500_000)}`, 414, "may have at most 4000 characters"],
])("%.40s returns %i, and the error says what is wrong and what is allowed", async (query, status, text) => {
	const response = await get(`/select.rss${query}`, { redirect: "follow" });
	expect(response.status).toBe(status);
	if (status === 200) return;
	const body = await response.text();
	expect(body).toContain(text);
	expect(body.length).toBeLessThan(500);
	expect(response.headers.get("Content-Type")).toContain("text/plain");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
});

test.each([
	'"',
	'""',
	'"a',
	'a"',
	"a*",
	"*",
	"NEAR(a b)",
	"NEAR(a b, 1)",
	"title:a",
	"{title excerpt}:a",
	"- title : a",
	"a NOT b",
	"a AND",
	"OR",
	"(a",
	"a)",
	"^a",
	"a + b",
	"'; DROP TABLE article; --",
	"' OR 1=1 --",
	"\\",
	"%",
	"%%",
	"_",
	"\u0000a",
	"a\u0000",
	"\u{1F680}a",
	"\uFFFDa",
	"a\u0301",
	"\u0301",
	"\u200D\u200Ea",
	"]]>",
	"<b>a</b>",
	"a;b",
	"a|b",
	"a\nb",
	"x ".repeat(100),
	'"x" '.repeat(50),
	"東 a 京",
	"ﷺ",
])("searching for %j works", async (words) => {
	for (const name of [
		"q",
		"-q",
		"topic",
		"-topic",
		"provider",
		"type",
		"-type",
		"lang",
		"min_quality",
		"limit",
		"content",
	]) {
		for (const format of ["rss", "json"]) {
			const path = `/select.${format}?${new URLSearchParams([
				[name, words],
				["topic", "robots"],
			])}`;
			let response = await get(path);
			if (response.status === 301) response = await get(response.headers.get("Location") ?? "");
			expect([200, 400, 404], `${path}: ${response.status}`).toContain(response.status);
		}
	}
});

test.each([
	"?q=%ff",
	"?q=%",
	"?q=%zz",
	"?%ff=%ff",
	"?q=%C0%80",
	"?&&&=&=",
	"?q",
	"?q=%ED%A0%80a",
	"?=q",
	"?#q",
	"??q=a",
])("the unusually encoded query %s does not cause an error or a redirect loop", async (query) => {
	let response = await get(`/select.atom${query}`);
	if (response.status === 301) response = await get(response.headers.get("Location") ?? "");
	expect([200, 400]).toContain(response.status);
});

test("an apostrophe, which only browsers encode, does not cause a redirect loop", async () => {
	for (const query of ["?q=it's", "?q=it%27s"]) expect((await get(`/select.rss${query}`)).status).toBe(200);
});

test("fifty unknown topics get one short error", async () => {
	const query = Array.from({ length: 50 }, (_, i) => `topic=nowhere${i}`).join("&");
	const response = await get(`/select.rss?${query}`);
	expect(response.status).toBe(404);
	expect((await response.text()).length).toBeLessThan(300);
});

describe.each(["rss", "atom", "json"])("as %s", (format) => {
	const url = `/select.${format}${ASKED}`;

	test("a selection has the headers of a feed, and can be cached", async () => {
		const { status, headers } = await get(url);
		expect(status).toBe(200);
		expect(headers.get("ETag")).toMatch(/^W\/"[\w-]{22}"$/);
		expect(Date.parse(headers.get("Last-Modified") ?? "")).toBeLessThanOrEqual(Date.now());
		expect(headers.get("Cache-Control")).toMatch(
			/^public, max-age=\d+, stale-while-revalidate=3600, stale-if-error=86400$/,
		);
		expect(headers.get("Cloudflare-CDN-Cache-Control")).toMatch(/^max-age=/);
		expect(headers.get("Cache-Tag")).toBe("/topics/robots,site");
		expect(headers.get("Vary")).toBe("Accept-Encoding, Sec-Fetch-Dest");
		const page = `<${SITE}/select${ASKED}>; rel="alternate"; type="text/html"`;
		expect(headers.get("Link")).toBe(`<${SITE}${url}>; rel="self", <${SITE}/hub>; rel="hub", ${page}`);
		expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
	});

	test("a request with a matching ETag or date, including a HEAD request, gets a 304 with the headers of the 200 and no body", async () => {
		const full = await get(url);
		const etag = full.headers.get("ETag") ?? "";
		const modified = full.headers.get("Last-Modified") ?? "";
		for (const method of ["GET", "HEAD"]) {
			for (const headers of [{ "If-None-Match": etag }, { "If-Modified-Since": modified }]) {
				const response = await get(url, { method, headers });
				expect(response.status).toBe(304);
				expect(await response.text()).toBe("");
				for (const name of ["ETag", "Last-Modified", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"]) {
					expect(response.headers.get(name), name).toBe(full.headers.get(name));
				}
			}
			expect((await get(url, { method, headers: { "If-None-Match": '"other"' } })).status).toBe(200);
		}
		expect(await (await get(url, { method: "HEAD" })).text()).toBe("");
		expect((await get(url, { method: "POST" })).status).toBe(405);
	});

	test("clients that accept gzip get the feed gzipped, and all other clients get the same content uncompressed", async () => {
		const plain = await get(url, { headers: { "Accept-Encoding": "identity" } });
		const zipped = await get(url, { headers: { "Accept-Encoding": "gzip" }, cf: { clientAcceptEncoding: "gzip" } });
		expect(plain.headers.get("Content-Encoding")).toBeNull();
		expect(await zipped.text()).toBe(await plain.text());
	});
});

test("a selection of several feeds has the cache tags of all these feeds; a selection without feeds has the tag of the site's feed", async () => {
	const several = await get("/select.rss?topic=artificial-intelligence&topic=robots&provider=gazette.example");
	expect(several.headers.get("Cache-Tag")).toBe(
		"/topics/artificial-intelligence,/topics/robots,/providers/gazette.example,site",
	);
	expect((await get("/select.rss?q=title")).headers.get("Cache-Tag")).toBe("/feed,site");
});

test("a new article appears immediately and changes both validators", async () => {
	const before = await get("/select.json?q=freshly");
	expect(before.status).toBe(200);
	expect(await before.json()).toMatchObject({ items: [] });
	await publish(article("three", { title: "Freshly baked" }));
	const headers = { "If-None-Match": before.headers.get("ETag") ?? "" };
	const after = await get("/select.json?q=freshly", { headers });
	expect(after.status).toBe(200);
	expect(await after.json()).toMatchObject({ items: [{ title: "Freshly baked" }] });
	await publish(article("three", { title: "Stale" }));
	expect(await (await get("/select.json?q=freshly")).json()).toMatchObject({ items: [] });
	await publish({ path: "three.md", deleted: true });
	expect(await (await get("/select.json?q=stale")).json()).toMatchObject({ items: [] });
});

test("selections and archives of a renamed topic still work under its old names, even after its aliases are removed", async () => {
	await publish(article("four", { topics: ["Sea Trade"], type: "video" }));
	await publish(source("topics/shipping.md", { name: "Shipping", aliases: ["Sea Trade"] }));
	for (let round = 0; round < 2; round++) {
		const selection = await get("/select.rss?topic=sea-trade&type=video");
		expect(selection.headers.get("Location")).toBe("/select.rss?topic=shipping&type=video");
		const archive = await get("/topics/sea-trade/archive/2026-05.atom");
		expect(archive.status).toBe(308);
		expect(archive.headers.get("Location")).toBe("/topics/shipping/archive/2026-05.atom");
		await publish(
			source("topics/shipping.md", { name: "Shipping" }),
			article("four", { topics: ["Shipping"], type: "video" }),
		);
	}
});
