import { expect } from "vitest";
import { at, type HubSite, test } from "./websub-site.ts";
import type { Callback } from "./websub-subscriber.ts";

let room: HubSite;
let callback: Callback;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
	callback = room.subscriber.callback("/reader");
	await room.open("news");
	await room.open("books");
});

/** Returns the fields of a valid request. */
const right = () => ({ "hub.mode": "subscribe", "hub.topic": room.topic("news"), "hub.callback": callback.url });

const WRONG: [string, () => Record<string, string>, RegExp][] = [
	["no mode", () => ({ "hub.mode": "" }), /hub\.mode/],
	["an unknown mode", () => ({ "hub.mode": "befriend" }), /hub\.mode/],
	["no topic", () => ({ "hub.topic": "" }), /hub\.topic/],
	["a topic that is not an address", () => ({ "hub.topic": "news" }), /\/feed\.rss/],
	["a feed on another site", () => ({ "hub.topic": "https://elsewhere.example/feed.rss" }), /\/feed\.rss/],
	[
		"a page instead of a feed",
		() => ({ "hub.topic": `${room.site.url}/topics/news` }),
		/\/topics\/news\.rss|\/feed\.rss/,
	],
	["an unknown feed", () => ({ "hub.topic": room.topic("nowhere") }), /nowhere|there is no/i],
	["an archive", () => ({ "hub.topic": `${room.site.url}/feed/archive/2026-05.rss` }), /\/feed\.rss/],
	["a private feed", () => ({ "hub.topic": `${room.site.url}/private/0.0/feed.rss` }), /\/feed\.rss/],
	["another spelling", () => ({ "hub.topic": `${room.site.url}/topics/NEWS.rss` }), /\/topics\/news\.rss/],
	["an unknown parameter", () => ({ "hub.topic": `${room.topic("news")}?utm_source=x` }), /\/topics\/news\.rss/],
	["a fragment", () => ({ "hub.topic": `${room.topic("news")}#top` }), /\/topics\/news\.rss/],
	[
		"a selection with a non-canonical spelling",
		() => ({ "hub.topic": `${room.site.url}/select.rss?topic=news&topic=books` }),
		/\/select\.rss\?topic=books&topic=news/,
	],
	[
		"a selection that is the same as a feed",
		() => ({ "hub.topic": `${room.site.url}/select.rss?topic=news` }),
		/\/topics\/news\.rss/,
	],
	["a selection with an invalid value", () => ({ "hub.topic": `${room.site.url}/select.rss?limit=x` }), /limit/],
	["no callback", () => ({ "hub.callback": "" }), /hub\.callback/],
	["a callback that is not an address", () => ({ "hub.callback": "/reader" }), /hub\.callback/],
	["a callback with another scheme", () => ({ "hub.callback": "ftp://127.0.0.1/reader" }), /hub\.callback/],
	["a callback with a password", () => ({ "hub.callback": "http://me:pass@127.0.0.1/reader" }), /hub\.callback/],
	["a callback with a fragment", () => ({ "hub.callback": `${callback.url}#top` }), /hub\.callback/],
	["a callback that is too long", () => ({ "hub.callback": `${callback.url}?${"x".repeat(2000)}` }), /hub\.callback/],
	["a callback on this site", () => ({ "hub.callback": `${room.site.url}/hub` }), /hub\.callback/],
	["a secret of 200 bytes", () => ({ "hub.secret": "x".repeat(200) }), /hub\.secret/],
	["a secret of 100 characters that are 200 bytes", () => ({ "hub.secret": "ü".repeat(100) }), /hub\.secret/],
	["a lease that is not a number", () => ({ "hub.lease_seconds": "a day" }), /hub\.lease_seconds/],
	["a negative lease", () => ({ "hub.lease_seconds": "-60" }), /hub\.lease_seconds/],
	["a fractional lease", () => ({ "hub.lease_seconds": "1.5" }), /hub\.lease_seconds/],
];

test.each(WRONG)("%s is rejected with a reason, and no callback is contacted", async (_, wrong, explanation) => {
	const before = callback.requests.length;
	const { status, text, headers } = await room.ask({ ...right(), ...wrong() });
	expect([status >= 400 && status < 500, text]).toEqual([true, expect.stringMatching(explanation)]);
	expect(headers.get("content-type")).toMatch(/^text\/plain\b/);
	expect(text.trim()).toMatch(/^\S.* .*\.$/);
	expect(callback.requests).toHaveLength(before);
});

test("nothing is delivered after rejected requests", async () => {
	const witness = room.subscriber.callback("/witness");
	await room.subscribe(room.topic("news"), witness);
	for (const title of ["After", "Later"]) {
		await room.publish("news", title);
		await room.subscriber.when(() => witness.deliveries.some(({ body }) => body.includes(title)));
	}
	expect(callback.requests).toEqual([]);
	expect(room.subscriber.strays).toEqual([]);
});

test("a secret of 199 bytes is accepted", async () => {
	await room.subscribe(room.topic("news"), room.subscriber.callback("/199"), { "hub.secret": "x".repeat(199) });
});

test.each([
	["application/json", "{}"],
	["text/plain", "hub.mode=subscribe"],
	["multipart/form-data; boundary=x", "--x--"],
	["application/x-www-form-urlencoded", ""],
	["application/x-www-form-urlencoded", "hub.mode=%ff%fe&hub.topic=%zz"],
])("a request that is not a valid form is rejected: %s", async (type, body) => {
	const response = await fetch(room.hub, { method: "POST", headers: { "Content-Type": type }, body });
	const text = await response.text();
	expect([response.status >= 400 && response.status < 500, text]).toEqual([true, expect.stringMatching(/\w+ \w+/)]);
});

test("a form with a charset in its media type is accepted", async () => {
	const own = room.subscriber.callback("/charset");
	const response = await fetch(room.hub, {
		method: "POST",
		headers: { "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8" },
		body: String(new URLSearchParams({ ...right(), "hub.callback": own.url })),
	});
	expect([response.status, await response.text()]).toEqual([202, expect.any(String)]);
	await room.subscriber.when(() => own.verifications.length > 0);
});

test("GET /hub explains to people what the address is for", async () => {
	const response = await fetch(room.hub);
	expect(response.status).toBe(200);
	expect(await response.text()).toMatch(/WebSub/);
});

test("only the site itself can make the hub distribute a feed", async () => {
	const witness = room.subscriber.callback("/publish");
	await room.subscribe(room.topic("news"), witness);
	const { status } = await room.ask({
		"hub.mode": "publish",
		"hub.topic": room.topic("news"),
		"hub.url": room.topic("news"),
	});
	expect(status).toBeLessThan(500);
	await room.publish("news", "Only this");
	await room.subscriber.when(() => witness.deliveries.length > 0);
	expect(at(witness.deliveries, 0).body.includes("Only this")).toBe(true);
});
