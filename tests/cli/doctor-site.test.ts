import { beforeEach, expect, test, vi } from "vitest";
import { clockFaults, liveFaults, statusFaults } from "../../src/cli/doctor/live-site.ts";
import type { Fault } from "../../src/cli/verify/finding.ts";
import { readSettings } from "../../src/settings.ts";
import { type Answer, standInWorker } from "./stand-in-worker.ts";
import { temporaryFolder } from "./temporary-folder.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

const told = (faults: Fault[]): string[] => faults.map(({ severity, what }) => `${severity}: ${what}`);

const WELL = {
	status: "ok",
	pending: 0,
	outbox: { failing: 0, failures: [] },
	purges: { fault: null },
	usage: { writes: 12 },
	problems: { errors: 0 },
	repositories: [],
	hub: { failing: [] },
};

const settings = readSettings({
	SITE_URL: "https://news.example.org",
	SITE_TITLE: "News",
	REPOSITORIES: [{ url: "https://github.com/acme/news" }, { url: "https://codeberg.org/acme/news" }],
});
const repositories = "problems" in settings ? [] : settings.repositories;

/** Lists the problems of a site that returns these responses at some paths, and correct responses at all others. */
async function look(answers: Record<string, unknown>) {
	const worker = await standInWorker();
	const right: Record<string, unknown> = {
		"/health": { status: "ok", pending: 0, version: "0.1.0" },
		"/feeds.json": { feeds: [{ rss: `${worker.url}/feed.rss` }] },
		"/api/status": WELL,
		"/webhooks/github": [401, { error: "The header X-Hub-Signature-256 is missing." }],
		"/webhooks/forgejo": [401, { error: "The signature is missing." }],
	};
	worker.instead = ({ path }): Answer => {
		const given = answers[path] ?? right[path] ?? [404, { error: "There is nothing here." }];
		const [status, body] = Array.isArray(given) ? given : [200, given];
		return { status, body: typeof body === "string" ? body : JSON.stringify(body) };
	};
	const root = await temporaryFolder({ "package.json": '{"version":"0.1.0"}' });
	return { worker, told: told(await liveFaults({ url: worker.url, isLocal: true }, root, repositories)) };
}

test("a healthy site has no problems, and only the status request carries the token", async () => {
	const { worker, told } = await look({});
	expect(told).toEqual([]);
	const withToken = worker.asked.filter(({ authorization }) => authorization !== undefined);
	expect(withToken).toMatchObject([{ path: "/api/status", authorization: "Bearer secret" }]);
});

test.each<[string, Record<string, unknown>, RegExp]>([
	[
		"is not a Newsstand site",
		{ "/health": "<html>" },
		/^error: .*answers 200, but the response is not from a Newsstand site/,
	],
	[
		"has wrong settings",
		{ "/health": [500, { status: "misconfigured", problems: ["FEED_SIZE is wrong."] }] },
		/^error: FEED_SIZE/,
	],
	[
		"runs a different version",
		{ "/health": { status: "ok", version: "0.0.9" } },
		/^warning: The site runs version 0\.0\.9; this folder has 0\.1\.0/,
	],
	[
		"links to a different address in its feeds",
		{ "/feeds.json": { feeds: [{ rss: "http://localhost:8787/feed.rss" }] } },
		/^error: The feeds link to http:\/\/localhost:8787/,
	],
	[
		"fails in part of its code",
		{ "/health": { status: "ok", version: "0.1.0", warning: "The Worker has answered 50,000 requests today." } },
		/^warning: The Worker has answered 50,000 requests today\./,
	],
	["rejects the token", { "/api/status": [401, { error: "No." }] }, /^error: The site rejects the token/],
	["does not report its status", { "/api/status": [503, { error: "No." }] }, /^error: \/api\/status answers 503/],
	[
		"lacks the secret for a webhook",
		{ "/webhooks/forgejo": [503, { error: "This webhook is switched off." }] },
		/^error: FORGEJO_WEBHOOK_SECRET is not set/,
	],
])("a site that %s is reported", async (_, answers, message) => {
	expect((await look(answers)).told).toEqual([expect.stringMatching(message)]);
});

test("on the paid plan, 90,000 KV writes in a day are not a problem", async () => {
	const usage = { writes: 90_000, limit: 33_000, isLimit: false };
	expect((await look({ "/api/status": { ...WELL, usage } })).told).toEqual([]);
});

test("with an invalid token, only public parts are checked, and a warning says to copy the token again", async () => {
	vi.stubEnv("PUBLISH_TOKEN", "tökén");
	expect((await look({})).told).toEqual([expect.stringMatching(/^warning: .*Copy the token again/)]);
});

test("a site that does not respond causes a one-line error", async () => {
	const faults = await liveFaults({ url: "http://127.0.0.1:9", isLocal: true }, "/nowhere", []);
	expect(told(faults)).toEqual([expect.stringMatching(/^error: http:\/\/127\.0\.0\.1:9 does not respond \(/)]);
});

test("a clock that is minutes off is reported as fast or slow; a difference of a few seconds is ignored", () => {
	const now = Date.parse("2026-11-22T12:00:00Z");
	const dated = (seconds: number) => clockFaults(new Date(now - seconds * 1000).toUTCString(), now);
	expect([dated(0), dated(100), dated(-100), clockFaults(null, now), clockFaults("soon", now)].flat()).toEqual([]);
	expect(told(dated(600))).toEqual(["warning: This machine's clock is 600 seconds ahead."]);
	expect(told(dated(-600))).toEqual(["warning: This machine's clock is 600 seconds behind."]);
});

test.each<[string, object, RegExp]>([
	[
		"feeds that are delayed",
		{ status: "delayed", pending: 3, outbox: { failing: 3, failures: [{ error: "KV put() limit exceeded." }] } },
		/^error: .*3 feeds are delayed\. KV put\(\) limit exceeded\./,
	],
	[
		"one delayed feed",
		{ status: "delayed", pending: 1, outbox: { failing: 0, failures: [] } },
		/^error: .*: 1 feed is delayed\.$/,
	],
	["a nearly exhausted plan", { usage: { writes: 950 } }, /^warning: 950 KV writes today/],
	[
		"a nearly exhausted plan, in the current status format",
		{ usage: { writes: 950, limit: 1000, isLimit: true } },
		/^warning: 950 KV writes today; the free plan allows 1,000\./,
	],
	[
		"purges that fail",
		{ purges: { fault: { error: "No" } } },
		/^warning: Outdated feeds cannot be purged from Cloudflare's cache/,
	],
	[
		"a previously public folder that may be for members",
		{
			exposures: [
				{ folder: "vip", files: ["vip/_defaults.yaml"], reason: "unreadable", count: 101, articles: ["vip/tide.md"] },
			],
		},
		/^error: vip\/_defaults\.yaml cannot be read: 101 articles that may be meant for members were public, or still are: vip\/tide\.md and 100 more\./,
	],
	[
		"one article in a previously public folder that may be for members",
		{
			exposures: [
				{ folder: "vip", files: ["vip/_defaults.yaml"], reason: "unreadable", count: 1, articles: ["vip/tide.md"] },
			],
		},
		/^error: vip\/_defaults\.yaml cannot be read: 1 article that may be meant for members was public, or still is: vip\/tide\.md\./,
	],
	["articles with errors", { problems: { errors: 2 } }, /^warning: 2 errors prevent articles from being published\./],
	[
		"published articles that this release of Newsstand would not publish",
		{ unpublishing: { count: 1, listed: [{ path: "a/tide.md", reason: "It has expired." }] } },
		/^warning: a\/tide\.md is public, but this release of Newsstand would not publish it: It has expired\./,
	],
	[
		"a repository that is no longer synced",
		{ repositories: [{ name: "acme/news#main", job: { state: "parked", reason: "404: no such branch" } }] },
		/^error: acme\/news#main is no longer synced: 404: no such branch/,
	],
	[
		"failing deliveries",
		{ hub: { failing: [{ host: "a.example", error: "500" }] } },
		/^warning: Deliveries to a\.example fail: 500\.$/,
	],
	[
		"failing deliveries, with an error that ends in a full stop",
		{ hub: { failing: [{ host: "a.example", error: "a.example does not have an address in DNS." }] } },
		/^warning: Deliveries to a\.example fail: a\.example does not have an address in DNS\.$/,
	],
	["a Hub that does not respond", { hub: null }, /^error: Part of the site does not respond: the Hub\.$/],
	[
		"a Reconciler that does not respond",
		{ repositories: null },
		/^error: Part of the site does not respond: the Reconciler\.$/,
	],
])("the site's status reports %s", (_, over, message) => {
	expect(statusFaults(200, WELL)).toEqual([]);
	expect(told(statusFaults(200, { ...WELL, ...over }))).toEqual([expect.stringMatching(message)]);
});
