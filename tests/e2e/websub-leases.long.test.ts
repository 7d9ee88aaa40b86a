import { expect } from "vitest";
import { until } from "./program.ts";
import { article, at, type HubSite, isSigned, test } from "./websub-site.ts";

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
});

test("after a renewal before the lease ends, a change is delivered once, signed with the new secret", async () => {
	await room.open("again");
	const callback = room.subscriber.callback("/again");
	await room.subscribe(room.topic("again"), callback, { "hub.secret": "old", "hub.lease_seconds": "60" });
	const { query } = await room.subscribe(room.topic("again"), callback, {
		"hub.secret": "new",
		"hub.lease_seconds": "3600",
	});
	expect(query.get("hub.lease_seconds")).toBe("3600");
	await room.publish("again", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	await room.publish("again", "Later");
	await room.subscriber.when(() => at(callback.deliveries, -1).body.includes("Later"));
	expect(callback.deliveries).toHaveLength(2);
	for (const delivery of callback.deliveries) expect(isSigned(delivery, "new")).toBe(true);
});

test("an unconfirmed renewal changes neither secret nor subscription", async () => {
	await room.open("forged");
	const callback = room.subscriber.callback("/forged");
	await room.subscribe(room.topic("forged"), callback, { "hub.secret": "mine" });
	callback.verificationReplies.push({ status: 404 });
	await room.subscribe(room.topic("forged"), callback, { "hub.secret": "a stranger's" });
	await room.publish("forged", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(isSigned(at(callback.deliveries, 0), "mine")).toBe(true);
});

test("a confirmed unsubscription ends deliveries; an unconfirmed unsubscription does not", async () => {
	await room.open("leaving");
	const [goes, stays] = [room.subscriber.callback("/goes"), room.subscriber.callback("/stays")];
	for (const callback of [goes, stays]) await room.subscribe(room.topic("leaving"), callback);
	stays.verificationReplies.push({ status: 404 });
	for (const callback of [goes, stays]) {
		const { query } = await room.subscribe(room.topic("leaving"), callback, { "hub.mode": "unsubscribe" });
		expect(query.get("hub.mode")).toBe("unsubscribe");
		expect(query.get("hub.topic")).toBe(room.topic("leaving"));
		expect(query.get("hub.challenge")).toMatch(/^[\w-]{43,}$/);
	}
	for (const title of ["After", "Later"]) {
		await room.publish("leaving", title);
		await room.subscriber.when(() => stays.deliveries.some(({ body }) => body.includes(title)));
	}
	expect(goes.deliveries).toEqual([]);
	await room.subscribe(room.topic("leaving"), goes);
	await room.publish("leaving", "Back");
	await room.subscriber.when(() => goes.deliveries.length > 0);
});

test("one callback may subscribe to several topics, each delivered separately", async () => {
	await room.open("both-a");
	await room.open("both-b");
	const callback = room.subscriber.callback("/both");
	for (const slug of ["both-a", "both-b"]) await room.subscribe(room.topic(slug), callback);
	await room.subscribe(room.topic("both-a"), callback, { "hub.mode": "unsubscribe" });
	await room.publish("both-a", "Not heard");
	await room.publish("both-b", "Heard");
	await room.subscriber.when(() => callback.deliveries.length > 0);
	expect(callback.deliveries.map(({ headers }) => headers.link)).toEqual([
		expect.stringContaining(`<${room.topic("both-b")}>; rel="self"`),
	]);
});

test("a lease is at most thirty days; deliveries stop when it ends", async () => {
	await room.open("leases");
	const topic = room.topic("leases");
	const [lapses, renews, long] = ["lapses", "renews", "long"].map((path) => room.subscriber.callback(`/${path}`));
	if (!lapses || !renews || !long) throw new Error("not three");
	const granted = async (callback: typeof lapses, seconds: string) => {
		const { query } = await room.subscribe(topic, callback, { "hub.lease_seconds": seconds });
		return query.get("hub.lease_seconds");
	};
	expect(await granted(long, "99999999999")).toBe(String(30 * 86_400));
	expect(await granted(lapses, "2")).toBe("2");
	expect(await granted(renews, "2")).toBe("2");
	const end = Date.now() + 2000;
	expect(await granted(renews, "600")).toBe("600");
	await until(() => Date.now() > end + 100);
	for (const title of ["After", "Later"]) {
		await room.publish("leases", title);
		for (const callback of [long, renews]) {
			await room.subscriber.when(() => callback.deliveries.some(({ body }) => body.includes(title)));
		}
	}
	expect(lapses.deliveries).toEqual([]);
});

test("when a feed is renamed, its subscribers get a denial with the reason", async () => {
	await room.put([{ path: "topics/pier.yaml", text: "name: Pier\n" }, article("Pier", "Before")]);
	await room.reader.calm();
	const callback = room.subscriber.callback("/renamed?key=1");
	await room.subscribe(room.topic("pier"), callback);
	await room.put([{ path: "topics/pier.yaml", text: "name: Quay\naliases: [Pier]\n" }]);
	await room.subscriber.when(() => callback.verifications.length > 1);
	const { query, target } = at(callback.verifications, 1);
	expect(target).toMatch(/^\/renamed\?key=1&hub\./);
	expect(query.get("hub.mode")).toBe("denied");
	expect(query.get("hub.topic")).toBe(room.topic("pier"));
	expect(query.get("hub.reason")).toMatch(/\w+ \w+/);
	const again = await room.ask({
		"hub.mode": "subscribe",
		"hub.topic": room.topic("pier"),
		"hub.callback": callback.url,
	});
	expect(again.status).toBeGreaterThanOrEqual(400);
	expect(again.text).toMatch(/\w+ \w+/);
	await room.subscribe(room.topic("quay"), callback);
	await room.publish("Quay", "After");
	await room.subscriber.when(() => callback.deliveries.length > 0);
});
