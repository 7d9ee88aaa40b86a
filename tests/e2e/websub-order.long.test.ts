import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, until } from "./program.ts";
import { chance } from "./webhook-chance.ts";
import { article, at, type HubSite, openHubSite } from "./websub-site.ts";
import type { Callback, Reply } from "./websub-subscriber.ts";

let room: HubSite;
beforeAll(async () => {
	room = await openHubSite(await freePort(), { WEBSUB_DELAY: "1" });
});
afterAll(() => room.close());

const arrived = (callback: Callback, text: string) =>
	room.subscriber.when(
		() => callback.deliveries.some(({ body, isOver }) => isOver && body.includes(text)),
		() => `that ${text} arrives at ${callback.url}; it got ${callback.requests.length} requests`,
	);

test("publishing an unchanged article again delivers nothing", async () => {
	await room.open("same");
	const callback = room.subscriber.callback("/same");
	await room.subscribe(room.topic("same"), callback);
	for (let round = 0; round < 3; round++) await room.publish("same", "Before");
	await room.reader.calm();
	await room.publish("same", "After");
	await arrived(callback, "After");
	await room.publish("same", "After");
	await room.publish("same", "Later");
	await arrived(callback, "Later");
	expect(callback.deliveries).toHaveLength(2);
});

test("a change to one feed is delivered only to that feed's subscribers", async () => {
	await room.open("mine");
	await room.open("theirs");
	const [mine, theirs] = [room.subscriber.callback("/mine"), room.subscriber.callback("/theirs")];
	await room.subscribe(room.topic("mine"), mine);
	await room.subscribe(room.topic("theirs"), theirs);
	await room.publish("theirs", "After");
	await arrived(theirs, "After");
	await room.publish("mine", "After");
	await arrived(mine, "After");
	expect([mine.deliveries.length, theirs.deliveries.length]).toEqual([1, 1]);
});

test("the removal of an article is delivered as a change", async () => {
	await room.open("back");
	const callback = room.subscriber.callback("/back");
	await room.subscribe(room.topic("back"), callback);
	await room.publish("back", "Mistake");
	await arrived(callback, "Mistake");
	await room.put([{ path: article("back", "Mistake").path, deleted: true }]);
	await room.subscriber.when(() => callback.deliveries.length > 1);
	expect(at(callback.deliveries, 1).body.includes("Mistake")).toBe(false);
});

test("many publications in a row cause fewer deliveries, and the last delivery has the final state", async () => {
	const burst = Array.from({ length: 10 }, (_, index) => `Burst ${index}`);
	await room.open("burst");
	const callback = room.subscriber.callback("/burst");
	await room.subscribe(room.topic("burst"), callback);
	await Promise.all(burst.map((title) => room.publish("burst", title)));
	const isWhole = () => burst.every((title) => callback.deliveries.at(-1)?.body.includes(title) ?? false);
	await room.subscriber.when(isWhole);
	const { body } = await room.get(room.topic("burst"));
	expect(at(callback.deliveries, -1).body.equals(body)).toBe(true);
	// Usually 1. On a slow machine, the publications may take longer than the site waits for more changes.
	expect(callback.deliveries.length).toBeLessThan(burst.length / 2);
});

test("during thirty quick publications, slow and failing subscribers never get two deliveries at once or out of order", async () => {
	const EDITIONS = 30;
	await room.open("flood");
	const random = chance(7);
	const callbacks = Array.from({ length: 12 }, (_, index) => room.subscriber.callback(`/flood/${index}`));
	for (const [index, callback] of callbacks.entries()) {
		await room.subscribe(room.topic("flood"), callback);
		const slow = (): Reply => ({ status: random() < (index % 3) / 4 ? 503 : 200, after: Math.floor(random() * 900) });
		callback.deliveryReplies.push(...Array.from({ length: 40 }, slow));
	}
	const text = (edition: number) => `Edition ${edition} of thirty`;
	for (let edition = 1; edition <= EDITIONS; edition++) {
		await room.publish("flood", "Flood", text(edition));
		// A feed is written to KV at most once per second. Without waiting, all publications would be a single change.
		await until(async () => (await room.get(room.topic("flood"))).body.includes(text(edition)));
	}
	for (const callback of callbacks) callback.deliveryReplies.length = 0;
	for (const callback of callbacks) await arrived(callback, text(EDITIONS));
	for (const callback of callbacks) {
		const editions = callback.deliveries.map(({ body }) => Number(/Edition (\d+) of thirty/.exec(String(body))?.[1]));
		expect(callback.mostAtOnce, callback.url).toBe(1);
		expect(editions, callback.url).toEqual(editions.toSorted((a, b) => a - b));
		expect(editions.length, "there were enough versions for the order to matter").toBeGreaterThan(3);
	}
});
