import { afterEach, describe, expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { freePort } from "./program.ts";
import { at, type HubSite, isSigned, openHubSite } from "./websub-site.ts";
import { type Callback, type Received, type Subscriber, startSubscriber } from "./websub-subscriber.ts";

const PORT = await freePort();

let room: HubSite | undefined;
afterEach(() => room?.close());

test.each(["sha1", "sha384", "sha512"])("deliveries can be signed with %s", async (method) => {
	room = await openHubSite(PORT, { WEBSUB_SIGNATURE: method });
	await room.open("news");
	const callback = room.subscriber.callback("/reader");
	await room.subscribe(room.topic("news"), callback, { "hub.secret": "shared" });
	await room.publish("news", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(isSigned(at(callback.deliveries, 0), "shared", method)).toBe(true);
});

test("if WEBSUB_HUB is `none`, no feed or header refers to a hub, and nobody can subscribe", async () => {
	room = await openHubSite(PORT, { WEBSUB_HUB: "none" });
	await room.open("news");
	for (const path of ["/feed", "/topics/news", "/select"]) {
		for (const format of FORMATS) {
			const query = path === "/select" ? "?topic=news&q=text" : "";
			const response = await fetch(`${room.site.url}${path}.${format}${query}`);
			expect(response.status).toBe(200);
			expect(response.headers.get("link")).toContain('rel="self"');
			expect(response.headers.get("link")).not.toContain("hub");
			expect(await response.text()).not.toMatch(/rel="hub"|"hubs"|<cloud /);
		}
	}
	const callback = room.subscriber.callback("/reader");
	const fields = { "hub.mode": "subscribe", "hub.topic": room.topic("news"), "hub.callback": callback.url };
	expect((await room.ask(fields)).status).toBe(404);
	expect((await fetch(`${room.site.url}/rsscloud/pleaseNotify`, { method: "POST" })).status).toBe(404);
	await room.publish("news", "After");
	await room.reader.calm();
	expect(room.site.output(), "there are no failures").not.toMatch(/"error":/);
});

describe("with an external hub", () => {
	let host: Subscriber | undefined;
	afterEach(() => host?.close());

	const urlsIn = ({ body }: Received) => new URLSearchParams(body.toString()).getAll("hub.url");
	const isTaken = ({ reply }: Received) => typeof reply === "object" && reply.status < 300;
	/** Lists the addresses in pings that the hub accepted, in alphabetical order. */
	const told = (pings: Received[]) => [...new Set(pings.filter(isTaken).flatMap(urlsIn))].sort();
	const urls = (site: HubSite, paths: string[]) =>
		paths.flatMap((path) => FORMATS.map((format) => `${site.url}${path}.${format}`)).sort();

	async function open(): Promise<{ site: HubSite; other: Callback; hub: Subscriber }> {
		const hub = await startSubscriber();
		host = hub;
		const other = hub.callback("/their/hub");
		const site = await openHubSite(PORT, { WEBSUB_HUB: other.url });
		room = site;
		await site.open("news");
		await site.open("sport");
		await hub.when(() => told(other.deliveries).length === 9);
		return { site, other, hub };
	}

	test("every feed refers to the hub, and pings for changed feeds are repeated until the hub accepts them", async () => {
		const { site, other, hub } = await open();
		for (const format of FORMATS) {
			const response = await fetch(site.topic("news", format));
			expect(response.headers.get("link")).toContain(`<${other.url}>; rel="hub"`);
			const text = await response.text();
			expect(text).toContain(other.url);
			expect(text).not.toContain("<cloud ");
		}
		const first = other.deliveries.length;
		other.deliveryReplies.push({ status: 500 }, "close");
		await site.publish("news", "After");
		const since = () => other.deliveries.slice(first);
		await hub.when(() => told(since()).length >= 6);
		expect(since().filter((ping) => !isTaken(ping))).toHaveLength(2);
		for (const { headers, body } of since()) {
			const form = new URLSearchParams(body.toString());
			expect(headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded\b/);
			expect(form.getAll("hub.mode")).toEqual(["publish"]);
			expect(form.getAll("hub.topic")).toEqual(form.getAll("hub.url"));
		}
		expect(told(since())).toEqual(urls(site, ["/feed", "/topics/news"]));

		const second = other.deliveries.length;
		await site.publish("news", "After");
		await site.reader.calm();
		await site.publish("sport", "After");
		await hub.when(() => told(other.deliveries.slice(second)).length >= 6);
		expect(told(other.deliveries.slice(second))).toEqual(urls(site, ["/feed", "/topics/sport"]));
	});

	test("nobody can subscribe on this site", async () => {
		const { site } = await open();
		const callback = site.subscriber.callback("/reader");
		const fields = { "hub.mode": "subscribe", "hub.topic": site.topic("news"), "hub.callback": callback.url };
		expect((await site.ask(fields)).status).toBe(404);
	});
});
