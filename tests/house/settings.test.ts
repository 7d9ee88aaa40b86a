import { describe, expect, test } from "vitest";
import { isLoopback } from "../../src/loopback.ts";
import { hasOwnHub, readSettings } from "../../src/settings.ts";

const LEAST = { SITE_URL: "https://news.example.org", SITE_TITLE: "News" };

function siteOf(over: Record<string, unknown> = {}) {
	const settings = readSettings({ ...LEAST, ...over });
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	return settings.site;
}

function problemsOf(vars: object): string[] {
	const settings = readSettings(vars);
	return "problems" in settings ? settings.problems : [];
}

test("two settings are required, and all other settings have defaults", () => {
	expect(siteOf()).toEqual({
		url: "https://news.example.org",
		title: "News",
		description: "",
		language: "en",
		timeZone: "UTC",
		feedSize: 50,
		hub: "https://news.example.org/hub",
	});
});

test("every setting accepts its usual form", () => {
	const vars = {
		SITE_TITLE: "  The News  ",
		SITE_DESCRIPTION: " Every day. ",
		SITE_LANGUAGE: "pt_br",
		SITE_TIME_ZONE: "Europe/Berlin",
		FEED_SIZE: "7",
	};
	expect(siteOf(vars)).toEqual({
		url: "https://news.example.org",
		title: "The News",
		description: "Every day.",
		language: "pt-BR",
		timeZone: "Europe/Berlin",
		feedSize: 7,
		hub: "https://news.example.org/hub",
	});
	expect(siteOf({ FEED_SIZE: 200 }).feedSize).toBe(200);
});

test.each([
	["https://news.example.org/", "https://news.example.org"],
	[" https://News.Example.org// ", "https://news.example.org"],
	["http://localhost:8787", "http://localhost:8787"],
	["https://küste.example", "https://xn--kste-0ra.example"],
])("if SITE_URL is %s, every link begins with %s", (written, url) => {
	expect(siteOf({ SITE_URL: written }).url).toBe(url);
});

test.each<[string, unknown]>([
	["SITE_URL", undefined],
	["SITE_URL", ""],
	["SITE_URL", "https://example.org/news/"],
	["SITE_URL", "news.example.org"],
	["SITE_URL", "ftp://news.example.org"],
	["SITE_URL", "javascript:alert(1)"],
	["SITE_URL", "https://user:password@news.example.org"],
	["SITE_URL", "https://news.example.org/?a=b"],
	["SITE_URL", "https://news.example.org/#top"],
	["SITE_URL", 5],
	["SITE_TITLE", undefined],
	["SITE_TITLE", ""],
	["SITE_TITLE", "   "],
	["SITE_TITLE", 5],
	["SITE_DESCRIPTION", 5],
	["SITE_DESCRIPTION", { a: "b" }],
	["SITE_LANGUAGE", ""],
	["SITE_LANGUAGE", "in English"],
	["SITE_LANGUAGE", true],
	["SITE_TIME_ZONE", "Berlin"],
	["SITE_TIME_ZONE", ""],
	["SITE_TIME_ZONE", 1],
	["FEED_SIZE", ""],
	["FEED_SIZE", "0"],
	["FEED_SIZE", "-1"],
	["FEED_SIZE", "201"],
	["FEED_SIZE", "2.5"],
	["FEED_SIZE", "many"],
	["FEED_SIZE", "Infinity"],
	["FEED_SIZE", {}],
	["WEBSUB_HUB", "hub.example.org"],
	["WEBSUB_HUB", "http://hub.example.org/"],
	["WEBSUB_HUB", "https://me:secret@hub.example.org/"],
	["WEBSUB_HUB", "https://hub.example.org/#hub"],
	["WEBSUB_HUB", "None"],
	["WEBSUB_HUB", false],
	["WEBSUB_DELAY", ""],
	["WEBSUB_DELAY", "-1"],
	["WEBSUB_DELAY", "3601"],
	["WEBSUB_DELAY", "0.5"],
	["WEBSUB_DELAY", "soon"],
	["WEBSUB_DELAY", "5 s"],
	["WEBSUB_SIGNATURE", ""],
	["WEBSUB_SIGNATURE", "md5"],
	["WEBSUB_SIGNATURE", "SHA256"],
	["GHOST_MEMBERS_POSTS", ""],
	["GHOST_MEMBERS_POSTS", "Members"],
	["CLOUDFLARE_PLAN", ""],
	["CLOUDFLARE_PLAN", "Paid"],
	["CLOUDFLARE_PLAN", "enterprise"],
	["STRIP_LOCATION", "no"],
	["STRIP_LOCATION", 0],
])("%s = %j causes an error that says which setting is invalid and how to fix it", (name, value) => {
	const [problem, ...others] = problemsOf({ ...LEAST, [name]: value });
	expect(others).toEqual([]);
	expect(problem).toMatch(new RegExp(`^The setting ${name} is [a-z][^.]*; (?:write|use|set|describe) .*\\.$`));
	expect(problem).not.toMatch(/expected|received|invalid/i);
});

describe("the hub in feeds", () => {
	test("is the site's own hub, unless a different hub or `none` is set", () => {
		for (const own of [undefined, "", " ", "https://news.example.org/hub"]) {
			const site = siteOf({ WEBSUB_HUB: own });
			expect(site.hub).toBe("https://news.example.org/hub");
			expect(hasOwnHub(site)).toBe(true);
		}
		const other = siteOf({ WEBSUB_HUB: " https://Hub.example.net?pushpress=hub" });
		expect(other.hub).toBe("https://hub.example.net/?pushpress=hub");
		expect(hasOwnHub(other)).toBe(false);
		expect(siteOf({ WEBSUB_HUB: "none" }).hub).toBeNull();
		expect(hasOwnHub(siteOf({ WEBSUB_HUB: "none" }))).toBe(false);
	});

	test.each(["http://localhost:9000/hub", "http://127.0.0.1:9000/hub", "http://[::1]:9000/hub"])(
		"a local hub does not need TLS: %s",
		(hub) => expect(siteOf({ WEBSUB_HUB: hub }).hub).toBe(hub),
	);

	test("by default, changes are delivered after five seconds and signed with SHA-256", () => {
		expect(readSettings(LEAST)).toMatchObject({ webSub: { delay: 5, signature: "sha256" } });
		const given = { ...LEAST, WEBSUB_DELAY: "0", WEBSUB_SIGNATURE: "sha1" };
		expect(readSettings(given)).toMatchObject({ webSub: { delay: 0, signature: "sha1" } });
		expect(readSettings({ ...LEAST, WEBSUB_DELAY: 3600 })).toMatchObject({ webSub: { delay: 3600 } });
	});
});

test.each([
	...["localhost", "localhost.", "news.localhost", "127.0.0.1", "127.9.8.7", "[::1]"].map(
		(host) => [host, true] as const,
	),
	...["localhost.example", "mylocalhost", "128.0.0.1", "127.0.0.1.example", "[::2]"].map(
		(host) => [host, false] as const,
	),
])("whether the host %s is this machine: %s", (host, is) => {
	expect(isLoopback(host)).toBe(is);
});

test("all errors are reported at once", () => {
	const names = problemsOf({ SITE_LANGUAGE: "?", FEED_SIZE: "x" }).map((text) => /SITE_\w+|FEED_SIZE/.exec(text)?.[0]);
	expect(names).toEqual(["SITE_URL", "SITE_TITLE", "SITE_LANGUAGE", "FEED_SIZE"]);
});

test("a secret among the settings is ignored and never printed", () => {
	expect(JSON.stringify(readSettings({ ...LEAST, PUBLISH_TOKEN: "hunter2", FEED_SIZE: "x" }))).not.toContain("hunter2");
	expect(JSON.stringify(siteOf({ PUBLISH_TOKEN: "hunter2" }))).not.toContain("hunter2");
});

test("the title and description become single lines that are valid in every feed", () => {
	const site = siteOf({ SITE_TITLE: "The\u0008 News\nToday", SITE_DESCRIPTION: "Every\uFFFE day.\n" });
	expect(site).toMatchObject({ title: "The News Today", description: "Every day." });
});
