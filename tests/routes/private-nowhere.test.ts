import { env } from "cloudflare:workers";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { type FeedMetadata, PARTS } from "../../src/publisher/kv-keys.ts";
import { ICON_PATHS } from "../../src/routes/icons.ts";
import { ask } from "../api/requests.ts";
import { addressOf, announce, bytesOf, send } from "../media/files.ts";
import { article, get, publish, SITE, settle, source } from "../publisher/newsroom.ts";
import { type Reader, subscribe } from "./subscribing.ts";

/** Matches a word that occurs in all members' content and nowhere else. */
const SECRET = /Zanzibar/i;
const OWN = { title: "Zanzibar opens", date: "2026-05-04T12:00:00Z", audience: "members" };

/** A picture that only members may see. */
const MAP = { path: "zanzibar.svg", bytes: bytesOf("<svg><title>Zanzibar</title></svg>") };
const MAP_ADDRESS = addressOf(MAP, "zanzibar.svg");

let anna: Reader;

beforeAll(async () => {
	await publish(
		article("open", { topics: ["Harbour", "Sea"] }, "A public text."),
		article("zanzibar-1", {
			audience: "members",
			topics: ["Harbour", "Zanzibar"],
			authors: ["Z. Anzibar of Zanzibar"],
		}),
		article("zanzibar-2", { audience: "members", provider: { name: "Zanzibar", domain: "zanzibar.example" } }),
		source(
			"zanzibar-3.md",
			{ ...OWN, related: [{ title: "Zanzibar", webUrl: "https://zanzibar.example/" }] },
			"Zanzibar.",
		),
		source("zanzibar-4.md", { ...OWN, title: "Zanzibar again", permalink: "/islands/zanzibar" }),
		{ path: "topics/zanzibar.yaml", text: "name: Zanzibar\ndescription: All of Zanzibar\n" },
		{ path: "closed/_defaults.yaml", text: "audience: members\n" },
		source("closed/zanzibar-5.md", { title: "Zanzibar by its folder", date: "2026-05-05", topics: ["Sea"] }),
	);
	await publish(source("zanzibar-6.md", { ...OWN, title: "Zanzibar seen" }, "![Zanzibar](zanzibar.svg)"));
	await announce(MAP);
	await send(MAP);
	await settle();
	anna = await subscribe();
});

test("members can read all members' content", async () => {
	const text = await (await get(`${anna.base}/feed.json`)).text();
	for (const part of ["zanzibar-1", "zanzibar-2", "opens", "again", "by its folder"]) expect(text).toContain(part);
	expect(await (await get(`${anna.base}/islands/zanzibar`)).text()).toMatch(SECRET);
	expect(await (await get(anna.base + MAP_ADDRESS)).text()).toMatch(SECRET);
});

test("KV, from which everything public is served, does not contain members' content", async () => {
	const { keys } = await env.KV.list();
	expect(keys.length).toBeGreaterThan(5);
	for (const { name } of keys) {
		expect(name).not.toMatch(SECRET);
		// KV may contain a members' file, but it is served only if its metadata marks it as public.
		if (name.startsWith("media:")) {
			const { metadata } = await env.KV.getWithMetadata<{ isPublic: boolean }>(name, "stream");
			expect(metadata?.isPublic).toBe(false);
			continue;
		}
		const { value, metadata } = await env.KV.getWithMetadata<FeedMetadata>(name, "arrayBuffer");
		const stored = Buffer.from(value ?? new ArrayBuffer());
		if (!name.startsWith("feeds:")) {
			expect(String(stored), name).not.toMatch(SECRET);
			continue;
		}
		for (const part of PARTS) {
			const { offset = 0, length = 0 } = metadata?.parts[part] ?? {};
			const bytes = stored.subarray(offset, offset + length);
			expect(String(part === "summary" ? bytes : gunzipSync(bytes)), name).not.toMatch(SECRET);
		}
	}
});

test("article counts and the dates of newest articles include only public articles", async () => {
	const { feeds } = await (await get("/feeds.json")).json<{
		feeds: { name: string; count: number; newest: string }[];
	}>();
	expect(feeds.map(({ name, count, newest }) => [name, count, newest])).toEqual(
		["feed", "providers/gazette.example", "topics/harbour", "topics/sea"].map((name) => [
			name,
			1,
			"2026-05-04T10:00:00.000Z",
		]),
	);
});

/** All paths without a token, including those that would exist if members' content were public. */
const STARTS = [
	...[
		"/",
		"/feeds.json",
		"/favicon.ico",
		"/feeds.opml",
		"/robots.txt",
		"/sitemap.xml",
		"/sitemap-1.xml",
		"/about/json-feed",
		"/health",
	],
	...["rss", "atom", "json"].flatMap((format) =>
		[
			"feed",
			"topics/harbour",
			"topics/sea",
			"topics/zanzibar",
			"providers/zanzibar.example",
			"providers/gazette.example",
		]
			.flatMap((name) => [`/${name}.${format}`, `/${name}`, `/${name}/archive/2026-05.${format}`])
			.concat(`/select.${format}`, `/select.${format}?q=zanzibar`, `/select.${format}?topic=harbour&topic=sea`)
			.concat(`/select.${format}?type=article`, `/select/archive/2026-05.${format}?topic=harbour&topic=sea`),
	),
	...["/api/news/", "/api/articles/", "/api/news/zanzibar/", "/api/news/sea/", "/api/articles/harbour/"],
	...[
		"/articles/open",
		"/articles/zanzibar-1",
		"/articles/zanzibar-3",
		"/articles/closed/zanzibar-5",
		"/islands/zanzibar",
		"/zanzibar-3.md",
	],
	...["/api/openapi.json", "/.well-known/feeds", "/feed", "/rss.xml", "/tag/zanzibar/feed/"],
	...["", ".rss", ".atom", ".json"].map((format) => `/authors/z.-anzibar-of-zanzibar${format}`),
	...["rss", "json"].map((format) => `/select.${format}?author=z.-anzibar-of-zanzibar`),
	...["/sitemap-news.xml", "/.well-known/security.txt", ...ICON_PATHS],
	...["/languages/en", "/languages/en.rss"],
	...["/topics/", "/providers/", "/status", "/metrics", MAP_ADDRESS],
];

test("without a token, no path of the app, and no page that it links to, reveals members' content or a token", async () => {
	const waiting = [...STARTS];
	const seen = new Map<string, number>();
	for (const path of waiting) {
		if (seen.has(path)) continue;
		const response = await get(path);
		seen.set(path, response.status);
		const headers = [...response.headers].map((header) => header.join(": ")).join("\n");
		const text = await response.text();
		const shown = `${headers}\n${text}`;
		expect(shown, path).not.toContain(anna.token);
		// An error message may repeat the name that was requested.
		const said = shown.replaceAll(path, "").replaceAll(/zanzibar/g, response.ok ? "zanzibar" : "");
		if (!path.includes("q=zanzibar")) expect(said, path).not.toMatch(SECRET);
		else expect(text, path).not.toMatch(/Zanzibar (opens|again)|by its folder|zanzibar-\d/);
		for (const [url] of shown.matchAll(/(?<=["<]|: )(?:http:\/\/localhost:8787)?\/[^\s"'<>,;]*/g)) {
			const next = url.replace(SITE, "").replaceAll("&amp;", "&").replace(/#.*/, "");
			if (!seen.has(next) && !next.startsWith("//") && next !== "") waiting.push(next);
		}
	}
	expect(patterns().filter((pattern) => !patterns([...seen.keys()]).includes(pattern))).toEqual([]);
	const found = [...seen].filter(([, status]) => status === 200).map(([path]) => path);
	expect(found).toEqual(expect.arrayContaining(["/", "/feeds.json", "/feed.rss", "/topics/sea", "/articles/open"]));
	expect(seen.get("/articles/zanzibar-3")).toBe(404);
	expect(seen.get("/islands/zanzibar")).toBe(404);
	expect(seen.get(MAP_ADDRESS)).toBe(404);
	expect(seen.get("/topics/zanzibar.rss")).toBe(404);
});

/**
 * Returns the patterns of all public routes of the app. If `paths` is set, returns only the patterns that match one of
 * them.
 */
function patterns(paths?: string[]): string[] {
	const found = paths?.flatMap((path) =>
		app.router.match("GET", path.replace(/\?.*/, ""))[0].map(([[, route]]) => route),
	);
	return (found ?? app.routes)
		.filter(
			({ method, path }) =>
				method === "GET" && !/^\/(private|jobs|api\/(sources|problems|status|jobs|subscribers))/.test(path),
		)
		.map(({ path }) => path);
}

test("the path of a members' article gets the same response as an unknown path", async () => {
	const answers = await Promise.all(
		["/articles/zanzibar-3", "/articles/never-there"].map(async (path) => {
			const response = await get(path);
			const headers = [...response.headers].filter(([name]) => name !== "cache-tag");
			// The search field of the 404 page contains the words in the path.
			const body = (await response.text()).replace(/ value="(zanzibar 3|never there)"/, "");
			return { status: response.status, headers, body };
		}),
	);
	expect(answers[0]).toEqual(answers[1]);
});

test("problems and lists in the API require an API token", async () => {
	for (const path of ["/api/sources", "/api/problems", "/api/sources/zanzibar-3.md", "/api/subscribers"]) {
		const response = await ask("GET", path, { token: null });
		expect([path, response.status]).toEqual([path, 401]);
		expect(await response.text()).not.toMatch(SECRET);
	}
	expect(await (await ask("GET", "/api/problems")).text()).not.toContain(anna.token);
});
