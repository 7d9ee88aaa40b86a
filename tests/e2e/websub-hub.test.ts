import { expect } from "vitest";
import { at, type HubSite, isSigned, test } from "./websub-site.ts";

/** The start of every subscriber's secret. */
const HUSH = "hush-hush";

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
});

test("a typical subscriber confirms and gets the feed byte for byte", async () => {
	await room.open("typical");
	const topic = room.topic("typical");
	const callback = room.subscriber.callback("/typical");
	const { query, target } = await room.subscribe(topic, callback);
	expect(query.get("hub.mode")).toBe("subscribe");
	expect(query.get("hub.topic")).toBe(topic);
	expect(query.get("hub.challenge")).toMatch(/^[\w-]{43,}$/);
	expect(query.get("hub.lease_seconds"), "ten days").toBe("864000");
	expect(target).toMatch(/^\/typical\?/);
	await room.publish("typical", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	const { body, headers } = await room.get(topic);
	const delivery = at(callback.deliveries, 0);
	expect(body.toString()).toContain("After");
	expect(delivery.body.equals(body)).toBe(true);
	expect(delivery.headers["content-type"]).toBe(headers.get("content-type"));
	expect(delivery.headers["content-encoding"]).toBeUndefined();
	expect(delivery.headers.link).toContain(`<${room.hub}>; rel="hub"`);
	expect(delivery.headers.link).toContain(`<${topic}>; rel="self"`);
	expect(delivery.headers["x-hub-signature"], "no signature was requested").toBeUndefined();
});

test.each(["rss", "atom", "json"] as const)(
	"a topic's %s feed is delivered exactly as a GET returns it",
	async (format) => {
		const slug = `format-${format}`;
		await room.open(slug);
		const topic = room.topic(slug, format);
		const callback = room.subscriber.callback(`/${slug}`);
		await room.subscribe(topic, callback);
		await room.publish(slug, "Küste & “Möwe” 🌊", "Größer < kleiner\n\n`]]>` & more");
		await room.subscriber.when(() => callback.deliveries.length > 0);
		const { body, headers } = await room.get(topic);
		expect(at(callback.deliveries, 0).body.equals(body)).toBe(true);
		expect(body.toString()).toContain("Küste");
		expect(at(callback.deliveries, 0).headers["content-type"]).toBe(headers.get("content-type"));
	},
);

test("a selection is delivered exactly as a GET returns it, but only when it has changed", async () => {
	await room.open("chosen");
	await room.open("other");
	const topic = `${room.site.url}/select.json?topic=chosen&topic=other&q=lighthouse`;
	const callback = room.subscriber.callback("/selection");
	await room.subscribe(topic, callback);
	await room.publish("chosen", "Without the word");
	await room.publish("other", "With the word", "A lighthouse.");
	const arrived = () => callback.deliveries.some(({ body }) => body.includes("With the word"));
	await room.subscriber.when(arrived);
	expect(callback.deliveries).toHaveLength(1);
	const { body } = await room.get(topic);
	expect(at(callback.deliveries, 0).body.equals(body)).toBe(true);
});

test("unknown parameters are ignored, and a callback keeps its query", async () => {
	await room.open("extra");
	const callback = room.subscriber.callback("/extra?c=pshb&k=0a%2Fb+c%C3%BC");
	const more = { "hub.verify": "sync", "hub.verify_token": "x", "hub.unheard_of": "y", foo: "bar" };
	const { target } = await room.subscribe(room.topic("extra"), callback, more);
	expect(target).toMatch(/^\/extra\?c=pshb&k=0a%2Fb\+c%C3%BC&hub\./);
	await room.publish("extra", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(at(callback.deliveries, 0).target).toBe("/extra?c=pshb&k=0a%2Fb+c%C3%BC");
	expect(at(callback.deliveries, 0).headers["x-hub-signature"]).toBeUndefined();
});

test("repeated hub.verify fields, which old subscribers send, are ignored", async () => {
	await room.open("old-style");
	const callback = room.subscriber.callback("/old-style");
	const { status, text } = await room.ask({
		"hub.mode": "subscribe",
		"hub.topic": room.topic("old-style"),
		"hub.callback": callback.url,
		"hub.verify": ["sync", "async"],
	});
	expect(status, text).toBe(202);
	await room.subscriber.when(() => callback.verifications.length > 0);
});

test("each verification has a different challenge", async () => {
	await room.open("challenges");
	const callbacks = [1, 2, 3].map((number) => room.subscriber.callback(`/challenges/${number}`));
	for (const callback of callbacks) {
		await room.subscribe(room.topic("challenges"), callback);
		await room.subscribe(room.topic("challenges"), callback);
	}
	const all = callbacks.flatMap((callback) => callback.verifications);
	expect(new Set(all.map(({ query }) => query.get("hub.challenge"))).size).toBe(6);
});

test("with a secret, each delivery has a signature of the bytes sent", async () => {
	await room.open("signed");
	const secret = `${HUSH} ü & =+% ${"x".repeat(150)}`;
	const callback = room.subscriber.callback("/signed");
	await room.subscribe(room.topic("signed"), callback, { "hub.secret": secret });
	await room.publish("signed", "After 🌊");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(isSigned(at(callback.deliveries, 0), secret)).toBe(true);
});

test("no page, response or output contains a secret", async () => {
	const paths = ["/", "/hub", "/health", "/feeds.json", "/topics/signed", "/topics/signed.rss", "/api/status"];
	for (const path of [...paths, "/api/openapi.json", "/api/sources", "/api/jobs"]) {
		const response = await fetch(room.site.url + path, { headers: { Authorization: "Bearer token" } });
		expect(await response.text(), path).not.toContain(HUSH);
		expect([...response.headers].join("\n"), path).not.toContain(HUSH);
	}
	const [callback, other] = [room.subscriber.callback("/signed"), room.subscriber.callback("/leaky")];
	const tooLong = { "hub.secret": HUSH.padEnd(200, "x") };
	for (const fields of [tooLong, { "hub.secret": HUSH, "hub.mode": "x" }, { "hub.secret": HUSH, "hub.topic": "x" }]) {
		const topic = { "hub.mode": "subscribe", "hub.topic": room.topic("signed"), "hub.callback": callback.url };
		const { status, text } = await room.ask({ ...topic, ...fields });
		expect([status >= 400, text.includes(HUSH)], text).toEqual([true, false]);
	}
	other.verificationReplies.push({ status: 500 });
	await room.subscribe(room.topic("signed"), other, { "hub.secret": HUSH });
	callback.deliveryReplies.push({ status: 500 }, "close");
	await room.subscribe(room.topic("signed"), callback, { "hub.secret": HUSH });
	await room.publish("signed", "Later");
	await room.subscriber.when(() => callback.deliveries.length > 2);
	for (const { requests } of [callback, other]) {
		for (const { target, headers } of requests) expect(target + JSON.stringify(headers)).not.toContain(HUSH);
	}
	expect(room.site.output()).not.toContain(HUSH);
});
