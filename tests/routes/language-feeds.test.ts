import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedReadAt } from "../../src/readership/feed-read.ts";
import { get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(() =>
	publish(
		source("flut.md", { title: "Die Flut", date: "2026-05-04", language: "de-AT", topics: ["Water"] }, "Text."),
		source("maree.md", { title: "La marée", date: "2026-05-03", language: "fr" }, "Texte."),
		source("tide.md", { title: "The tide", date: "2026-05-02" }, "Text."),
		source("rust.md", { title: "Rust", date: "2026-05-01", permalink: "/languages/rust" }, "Text."),
	),
);
afterAll(reset);

test.each(["rss", "atom", "json"])(
	"/languages/de.%s contains the articles in German, and the links of the selection `lang=de`",
	async (format) => {
		const [short, long] = await Promise.all([get(`/languages/de.${format}`), get(`/select.${format}?lang=de`)]);
		expect([short.status, long.status]).toEqual([200, 200]);
		const text = await short.text();
		expect(text).toBe(await long.text());
		expect(text).toContain("Die Flut");
		expect(text).not.toMatch(/La marée|The tide/);
		expect(short.headers.get("Link")).toContain(`<${SITE}/select.${format}?lang=de>; rel="self"`);
		expect(short.headers.get("ETag")).toBe(long.headers.get("ETag"));
		const again = await get(`/languages/de.${format}`, {
			headers: { "If-None-Match": short.headers.get("ETag") ?? "" },
		});
		expect(again.status).toBe(304);
	},
);

test("the page of a language is canonical, and declares the feeds of the language", async () => {
	for (const path of ["/languages/de", "/select?lang=de"]) {
		const html = await (await get(path)).text();
		expect(html).toContain(`<link rel="canonical" href="${SITE}/languages/de"`);
		expect(html).toMatch(
			/rel="alternate" type="application\/rss\+xml" hreflang="de" title="German – [^"]+ \(RSS\)" href="[^"]+\/languages\/de\.rss"/,
		);
		expect(html).not.toContain("noindex");
		expect(html).toContain("Die Flut");
		expect(html).not.toContain("La marée");
	}
});

test.each([
	["/languages/DE.rss", "/languages/de.rss"],
	["/languages/de_at.atom", "/languages/de-AT.atom"],
	["/languages/PT-br", "/languages/pt-BR"],
	["/languages/de?utm_source=x", "/languages/de"],
])("%s redirects to %s", async (path, location) => {
	const response = await get(path);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(location);
});

test.each(["/languages/klingon.rss", "/languages/xx.rss", "/languages/1", "/languages/cobol", "/languages/de/x"])(
	"%s returns 404",
	async (path) => {
		const response = await get(path);
		await response.body?.cancel();
		expect(response.status).toBe(404);
	},
);

test("a language without articles has an empty feed, which can be followed", async () => {
	const response = await get("/languages/ja.rss");
	expect(response.status).toBe(200);
	expect(await response.text()).not.toContain("<item>");
});

test("a path under /languages/ that does not name a language can be the path of an article's page", async () => {
	const response = await get("/languages/rust");
	expect(response.status).toBe(200);
	expect(await response.text()).toContain("Rust");
});

test("the home page declares the feed of each language with its hreflang, both in the <head> and in the headers", async () => {
	const response = await get("/");
	const html = await response.text();
	const named = Array.from(html.matchAll(/hreflang="(\w+)" title="[^"]*" href="([^"]*\.rss)"/g), ([, tag, url]) => [
		tag,
		url,
	]);
	expect(named).toEqual(["de", "en", "fr"].map((tag) => [tag, `${SITE}/languages/${tag}.rss`]));
	expect(response.headers.get("Link")).toContain(
		`<${SITE}/languages/fr.atom>; rel="alternate"; type="application/atom+xml"; hreflang="fr"`,
	);
	for (const [, url] of named) {
		const feed = await get((url ?? "").slice(SITE.length));
		expect(feed.status, url).toBe(200);
		await feed.body?.cancel();
	}
});

test("/feeds.json lists the languages, and the OPML of a language's feed contains its language", async () => {
	const list = (await (await get("/feeds.json")).json()) as { languages: Record<string, string>[] };
	expect(list.languages).toEqual(
		["de", "en", "fr"].map((language) => ({
			language,
			rss: `${SITE}/languages/${language}.rss`,
			atom: `${SITE}/languages/${language}.atom`,
			json: `${SITE}/languages/${language}.json`,
		})),
	);
	expect(await (await get("/select.opml?lang=de")).text()).toMatch(/<outline type="rss" [^>]* language="de"\/>/);
});

test("requests to the short URL count as reads of the selection", () => {
	expect(feedReadAt("/languages/de.rss", "")).toEqual(feedReadAt("/select.rss", "?lang=de"));
	expect(feedReadAt("/languages/de", "")).toBeNull();
});
