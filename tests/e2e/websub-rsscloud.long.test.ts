import { expect } from "vitest";
import { all, one, parseXml } from "../renditions/xml.ts";
import { ask, at, type HubAnswer, type HubSite, test } from "./websub-site.ts";
import type { Callback } from "./websub-subscriber.ts";

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
});

/** Registers for notifications as the cloud element describes. */
async function pleaseNotify(topic: string, callback: Callback, more: Record<string, string>): Promise<HubAnswer> {
	const { port, pathname } = new URL(callback.url);
	const fields = { notifyProcedure: "", protocol: "http-post", port, path: pathname, url1: topic, ...more };
	return ask(`${room.site.url}/rsscloud/pleaseNotify`, fields);
}

/** Returns the result of a registration: `true` or `false`, and the reason. */
function resultOf({ text }: HubAnswer): { success: string | undefined; msg: string | undefined } {
	const { name, attributes } = parseXml(text);
	expect(name).toBe("notifyResult");
	return { success: attributes["success"], msg: attributes["msg"] };
}

const notified = (callback: Callback) =>
	callback.deliveries.map(({ body }) => new URLSearchParams(String(body)).get("url"));

test("only RSS feeds have a cloud element", async () => {
	await room.open("cloud");
	const { body } = await room.get(room.topic("cloud"));
	const channel = one(parseXml(body.toString()), "channel");
	const { hostname, port } = new URL(room.site.url);
	expect(one(channel, "cloud").attributes).toEqual({
		...{ domain: hostname, port, path: "/rsscloud/pleaseNotify" },
		...{ registerProcedure: "", protocol: "http-post" },
	});
	const atom = parseXml((await room.get(room.topic("cloud", "atom"))).body.toString());
	expect(all(atom, "cloud")).toEqual([]);
});

test("a callback that is registered with a domain and returns the challenge gets the address of each changed feed", async () => {
	await room.open("named");
	const callback = room.subscriber.callback("/named");
	const answer = await pleaseNotify(room.topic("named"), callback, { domain: "127.0.0.1" });
	expect([answer.status, resultOf(answer).success], answer.text).toEqual([200, "true"]);
	await room.subscriber.when(() => callback.verifications.length > 0);
	expect(at(callback.verifications, 0).query.get("url")).toBe(room.topic("named"));
	expect(at(callback.verifications, 0).query.get("challenge")).toMatch(/^[\w-]{16,}$/);
	await room.publish("named", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(notified(callback)).toEqual([room.topic("named")]);
	expect(at(callback.deliveries, 0).headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded\b/);
});

test("without a domain, a test notification is sent first, and then one notification per change", async () => {
	await room.open("unnamed");
	const callback = room.subscriber.callback("/unnamed");
	const answer = await pleaseNotify(room.topic("unnamed"), callback, {});
	expect([answer.status, resultOf(answer).success], answer.text).toEqual([200, "true"]);
	await room.subscriber.when(() => callback.deliveries.length === 1);
	await room.publish("unnamed", "After");
	await room.subscriber.when(() => callback.deliveries.length === 2);
	expect(notified(callback)).toEqual([room.topic("unnamed"), room.topic("unnamed")]);
});

test("a callback that does not return the challenge gets no notifications", async () => {
	await room.open("unconfirmed");
	const [fails, works] = [room.subscriber.callback("/cloud/fails"), room.subscriber.callback("/cloud/works")];
	fails.verificationReplies.push({ status: 200, body: "something else" });
	for (const callback of [fails, works]) {
		await pleaseNotify(room.topic("unconfirmed"), callback, { domain: "127.0.0.1" });
		await room.subscriber.when(() => callback.verifications.length > 0);
	}
	for (const count of [1, 2]) {
		await room.publish("unconfirmed", `Edition ${count}`);
		await room.subscriber.when(() => works.deliveries.length === count);
	}
	expect(fails.deliveries).toEqual([]);
});

test("a reader may use both WebSub, which delivers content, and rssCloud, which notifies", async () => {
	await room.open("bilingual");
	const callback = room.subscriber.callback("/bilingual");
	await room.subscribe(room.topic("bilingual"), callback);
	await pleaseNotify(room.topic("bilingual"), callback, { domain: "127.0.0.1" });
	await room.subscriber.when(() => callback.verifications.length > 1);
	await room.publish("bilingual", "After");
	await room.subscriber.when(() => callback.deliveries.length > 1);
	const bodies = callback.deliveries.map(({ body }) => body.toString());
	expect(bodies.filter((body) => body.includes("<rss"))).toHaveLength(1);
	expect(bodies.filter((body) => body.startsWith("url="))).toHaveLength(1);
});

test.each<[string, () => Record<string, string>]>([
	["XML-RPC", () => ({ protocol: "xml-rpc" })],
	["an Atom feed", () => ({ url1: room.topic("cloud", "atom") })],
	["a feed on another site", () => ({ url1: "https://elsewhere.example/feed.rss" })],
	["an unknown feed", () => ({ url1: room.topic("nowhere") })],
	["no feed", () => ({ url1: "" })],
	["an invalid port", () => ({ port: "80000" })],
	["a path that leads to another host", () => ({ path: "@elsewhere.example/" })],
	["a domain with a path", () => ({ domain: "127.0.0.1/x?" })],
])("%s is rejected with a reason", async (_, wrong) => {
	const callback = room.subscriber.callback("/refused");
	const answer = await pleaseNotify(room.topic("cloud"), callback, { domain: "127.0.0.1", ...wrong() });
	const { success, msg } = resultOf(answer);
	expect(success, answer.text).toBe("false");
	expect(msg).toMatch(/\w+ \w+/);
	expect(callback.requests).toEqual([]);
});
