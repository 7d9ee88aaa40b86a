import { expect } from "vitest";
import { fromCms, send } from "./webhook-sender.ts";
import { type HubSite, test } from "./websub-site.ts";

const ARTICLES = 100;
/**
 * A feed is written to KV at most once per second. With this many topics used in turn, no publication has to wait for
 * that limit.
 */
const TOPICS = Array.from({ length: 20 }, (_, index) => `desk-${index}`);

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
});

test("a hundred CMS webhooks are each pushed to the topic's subscribers", async () => {
	const callbacks = TOPICS.map((slug) => room.subscriber.callback(`/${slug}`));
	for (const [index, slug] of TOPICS.entries()) {
		await room.open(slug);
		const callback = callbacks[index];
		if (callback) await room.subscribe(room.topic(slug), callback);
	}
	const milliseconds: number[] = [];
	for (let index = 0; index < ARTICLES; index++) {
		const turn = index % TOPICS.length;
		const title = `Dispatch ${index} of today`;
		const data = { id: index, title, date: "2026-05-04", topics: [TOPICS[turn]], body: "Text." };
		const event = { type: "article.published", timestamp: new Date().toISOString(), data };
		const begin = Date.now();
		expect((await send(room.site.url, fromCms(event))).status).toBe(200);
		const arrival = () => callbacks[turn]?.deliveries.find(({ body }) => body.includes(title));
		await room.subscriber.when(() => arrival() !== undefined);
		milliseconds.push((arrival()?.time ?? Number.NaN) - begin);
	}
	expect(callbacks.map(({ deliveries }) => deliveries.length)).toEqual(TOPICS.map(() => ARTICLES / TOPICS.length));
	milliseconds.sort((a, b) => a - b);
	const [median, ninetyNine] = [0.5, 0.99].map((share) => milliseconds[Math.ceil(share * ARTICLES) - 1]);
	console.log(`From webhook to subscriber: median ${median} ms, 99th percentile ${ninetyNine} ms`);
});
