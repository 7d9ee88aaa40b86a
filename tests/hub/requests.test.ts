import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hubOf } from "../../src/hub/stub.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

beforeEach(async () => {
	await publish(article("tide"));
});
afterEach(reset);

const TOPIC = `${SITE}/feed.rss`;
/** An address at which nothing listens. */
const CALLBACK = "http://127.0.0.1:1999/callback";

function ask(fields: Record<string, string> = {}, headers: HeadersInit = {}): Promise<Response> {
	const form = { "hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": CALLBACK, ...fields };
	return get("/hub", { method: "POST", body: new URLSearchParams(form), headers });
}

describe("accepts, before verification:", () => {
	test.each<[string, Record<string, string>]>([
		["only the required parameters", {}],
		["a lease and a secret", { "hub.lease_seconds": "86400", "hub.secret": "x".repeat(199) }],
		["a lease of zero, and an empty secret", { "hub.lease_seconds": "", "hub.secret": "" }],
		["parameters of the hub protocol of 2010", { "hub.verify": "sync", "hub.verify_token": "abc", foo: "bar" }],
		["a feed in a different format", { "hub.topic": `${SITE}/topics/harbour.json` }],
		["a selection", { "hub.topic": `${SITE}/select.atom?topic=harbour&q=tide` }],
		["a callback with a query", { "hub.callback": `${CALLBACK}?a=b&c=%20d` }],
	])("%s", async (_, fields) => {
		const response = await ask(fields);
		expect(response.status, await response.clone().text()).toBe(202);
		expect(response.headers.get("Cache-Control")).toBe("no-store");
		expect((await hubOf(env).stats()).subscriptions, "before the callback confirms it").toBe(0);
	});

	test("unsubscribing from a topic that others subscribe to", async () => {
		await ask({ "hub.callback": `${CALLBACK}/other` });
		expect((await ask({ "hub.mode": "unsubscribe" })).status).toBe(202);
	});
});

describe("rejects with a reason:", () => {
	const far = "https://elsewhere.example/feed.rss";
	test.each<[string, Record<string, string>, number, RegExp]>([
		["no mode", { "hub.mode": "" }, 400, /hub\.mode/],
		["an unknown mode", { "hub.mode": "list" }, 400, /hub\.mode/],
		["a ping", { "hub.mode": "publish", "hub.url": TOPIC }, 400, /does not need pings/],
		["no topic", { "hub.topic": "" }, 400, /hub\.topic: .*\/feed\.rss/],
		["another site's topic", { "hub.topic": far }, 400, /hub\.topic: .*not a feed of this site/],
		["a page", { "hub.topic": `${SITE}/topics/harbour` }, 400, /hub\.topic: /],
		["a different spelling of a topic", { "hub.topic": `${SITE}/topics/Harbour.rss` }, 400, /topics\/harbour\.rss/],
		["an unknown feed", { "hub.topic": `${SITE}/topics/nothing.rss` }, 404, /no such feed/],
		["an unknown selection", { "hub.topic": `${SITE}/select.rss?topic=nothing` }, 404, /no topic/],
		["an archive", { "hub.topic": `${SITE}/feed/archive/2026-05.rss` }, 400, /hub\.topic: /],
		["no callback", { "hub.callback": "" }, 400, /hub\.callback: /],
		["an invalid callback", { "hub.callback": "mailto:me@reader.example" }, 400, /hub\.callback: /],
		["a callback on this site", { "hub.callback": `${SITE}/hub` }, 400, /hub\.callback: .*an address of this site/],
		["a secret that is too long", { "hub.secret": "x".repeat(200) }, 400, /hub\.secret/],
		["a secret that is too long in bytes", { "hub.secret": "ü".repeat(100) }, 400, /hub\.secret/],
		["an invalid lease", { "hub.lease_seconds": "soon" }, 400, /hub\.lease_seconds/],
		["a negative lease", { "hub.lease_seconds": "-1" }, 400, /hub\.lease_seconds/],
		["unsubscribing without a subscription", { "hub.mode": "unsubscribe" }, 404, /no subscriptions/],
	])("%s", async (_, fields, status, sentence) => {
		const response = await ask(fields);
		const text = await response.text();
		expect(response.status, text).toBe(status);
		expect(text).toMatch(sentence);
		expect(text).toMatch(/^[^\n]+\.\n$/);
		expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
	});

	test("a request that is not a form", async () => {
		expect((await ask({}, { "Content-Type": "application/json" })).status).toBe(415);
		expect((await ask({}, { "Content-Type": "multipart/form-data; boundary=x" })).status).toBe(415);
		expect((await ask({}, { "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8" })).status).toBe(202);
	});

	test("a request that is far too long", async () => {
		expect((await ask({ "hub.extra": "x".repeat(20_000) })).status).toBe(413);
	});

	test("another request for a host that never confirms, with 429 and Retry-After", async () => {
		for (let count = 0; count < 100; count++) await ask({ "hub.callback": `${CALLBACK}/${count}` });
		const response = await ask();
		expect(response.status).toBe(429);
		expect(response.headers.get("Retry-After")).toMatch(/^\d+$/);
	});
});

test("GET /hub explains what the hub is for and how to subscribe", async () => {
	const response = await get("/hub");
	expect(response.status).toBe(200);
	const text = await response.text();
	expect(text).toContain("WebSub hub");
	expect(text).toContain(`hub.topic=${TOPIC}`);
	const other = await get("/hub", { method: "PUT" });
	expect(other.status).toBe(405);
	expect(other.headers.get("Allow")).toBe("GET, HEAD, POST, OPTIONS");
});
