import { expect, test, vi } from "vitest";
import { refreshTopics } from "../../src/hub/distribute.ts";
import { addSubscription, authorize, limitReached } from "../../src/hub/subscribe.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { asked, HOUR, inOffice, NOW, news, type Office, subscribed, TOPIC, topicRow } from "./setup.ts";

const SITE = "http://localhost:8787";

/** Adds a selection for each callback, requested first by the callback's host. */
function selections(office: Office, callbacks: readonly string[]): void {
	for (const [index, callback] of callbacks.entries()) {
		const topic = `${SITE}/select.rss?q=${index}`;
		const request = asked({ topic, callback });
		office.store.topics.add(topic, null, ["feed"], NOW, "nobody.example");
		addSubscription(office.store, request, NOW);
	}
}

const fresh = (callback: string) => asked({ topic: `${SITE}/select.rss?q=fresh`, callback });
const times = (count: number, callback: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => callback(index));

test("a host may add a hundred selections, and can still subscribe to feeds and to selections that other hosts added", () =>
	inOffice((office) => {
		const [mine, other] = ["https://reader.example/", "https://other.example/"];
		selections(office, [...times(99, (index) => mine + index), other]);
		expect(limitReached(fresh(mine), office.store, NOW)).toBeNull();
		const last = fresh(mine);
		office.store.topics.add(last.topic, null, ["feed"], NOW, "reader.example");
		addSubscription(office.store, last, NOW);
		const more = asked({ topic: `${SITE}/select.rss?q=more`, callback: mine });
		const refusal = limitReached(more, office.store, NOW);
		expect(refusal).toMatchObject({ status: 429, retryAfter: 3600 });
		expect(refusal?.message).toMatch(/^reader\.example has reached its limit of 100 selections/);
		expect(limitReached({ ...more, callback: other }, office.store, NOW)).toBeNull();
		expect(limitReached(asked({ callback: mine }), office.store, NOW), "a stored feed").toBeNull();
		const theirs = asked({ topic: `${SITE}/select.rss?q=99`, callback: mine });
		expect(limitReached(theirs, office.store, NOW), "a selection that already has subscribers").toBeNull();
	}));

test("there are at most a thousand selections in total", () =>
	inOffice((office) => {
		selections(
			office,
			times(1000, (index) => `https://reader${index}.example/`),
		);
		expect(limitReached(fresh("https://new.example/"), office.store, NOW)).toMatchObject({
			status: 503,
			message: expect.stringContaining("1000 subscribed selections"),
			retryAfter: 3600,
		});
		expect(limitReached(asked({ callback: "https://new.example/" }), office.store, NOW)).toBeNull();
	}));

test("requests with a host's callbacks do not count towards its limit of selections until the host confirms them", () =>
	inOffice((office) => {
		selections(office, ["https://reader.example/"]);
		expect(office.store.topics.selections("nobody.example")).toBe(0);
		expect(office.store.topics.selections("reader.example")).toBe(1);
	}));

test("stored feeds are fetched before selections, even if the feeds changed later", () =>
	inOffice((office) => {
		selections(
			office,
			times(20, (index) => `https://reader.example/${index}`),
		);
		subscribed(office, ["https://honest.example/"]);
		office.store.topics.settle(topicRow(office), null, NOW, NOW);
		office.store.topics.changed(["feed"], NOW + HOUR, 0);
		expect(office.store.topics.due(NOW + HOUR)?.url).toBe(TOPIC);
		office.store.topics.settle(topicRow(office), null, NOW + HOUR, NOW + HOUR);
		expect(office.store.topics.due(NOW + HOUR)?.url).toContain("/select.rss");
	}));

test("topics without a confirmed subscription are neither fetched nor kept, but no change before the confirmation is missed", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const { store } = office;
		expect(await authorize(store, asked())).toBeNull();
		store.topics.changed(["feed"], Date.now(), 0);
		expect(store.topics.due(Date.now() + HOUR)).toBeUndefined();
		expect(store.topics.next(), "the topic does not wake the hub").toBeNull();
		expect(store.topics.hasDeserted(), "the topic is waiting to be deleted").toBe(true);
		await publish(article("ebb"));
		await refreshTopics(store);
		expect(topicRow(office).version).toBe(0);
		addSubscription(store, asked(), Date.now(), 0);
		await vi.waitUntil(
			async () => {
				await refreshTopics(store);
				return topicRow(office).version === 1;
			},
			{ timeout: 20_000, interval: 20 },
		);
		store.subscriptions.remove(topicRow(office).id, asked());
		store.topics.removeDeserted();
		expect(office.sql.exec("SELECT 1 FROM topic UNION ALL SELECT 1 FROM body").toArray()).toEqual([]);
		expect(store.topics.hasDeserted()).toBe(false);
	}));

test("topics are deleted in batches of limited size", () =>
	inOffice((office) => {
		for (let index = 0; index < 5; index++) office.store.topics.add(`${TOPIC}?${index}`, null, ["feed"], NOW);
		office.store.topics.removeDeserted(3);
		expect(office.sql.exec("SELECT 1 FROM topic").toArray()).toHaveLength(2);
		subscribed(
			office,
			times(5, (index) => `https://reader.example/${index}`),
			{ lease: 60 },
		);
		office.store.subscriptions.expire(NOW + HOUR, 3);
		expect(topicRow(office).subscriptions).toBe(2);
	}));

test("a feed that could not be fetched at its first subscription is not distributed as new", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const { store } = office;
		store.topics.add(TOPIC, null, ["feed"], 0);
		addSubscription(store, asked(), Date.now());
		await refreshTopics(store);
		expect(topicRow(office)).toMatchObject({ version: 0, subscriptions: 1 });
		expect(store.topics.next(), "and the feed is not fetched again").toBeNull();
		store.topics.changed(["feed"], Date.now(), 0);
		await refreshTopics(store);
		expect(topicRow(office), "the pending change is distributed").toMatchObject({ version: 1 });
		news(office, "more", Date.now());
		expect(topicRow(office).version).toBe(2);
	}));
