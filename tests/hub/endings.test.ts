import { expect, test } from "vitest";
import { refreshTopics } from "../../src/hub/distribute.ts";
import { requestVerification } from "../../src/hub/subscribe.ts";
import { article, publish } from "../publisher/newsroom.ts";
import {
	asked,
	DAY,
	DELIVERED,
	FAILED,
	HOUR,
	inOffice,
	NOW,
	news,
	type Office,
	SECOND,
	settled,
	subscribed,
	taken,
	topicRow,
} from "./setup.ts";

const CALLBACK = "https://reader.example/callback";

/** Returns the denials to be sent to callbacks. */
function denied({ sql }: Office) {
	return sql.exec("SELECT topic, callback, reason, secret FROM intent WHERE mode = 'denied'").toArray();
}

test("an expired subscription gets no deliveries and is deleted", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK], { lease: 60 });
		news(office, "one", NOW);
		expect(taken(office, ids, NOW + 60 * SECOND)).toBeNull();
		expect(office.store.subscriptions.waiting(topicRow(office).id, 1, 0, NOW + 60 * SECOND, 10)).toEqual([]);
		expect(office.store.subscriptions.isNeeded(topicRow(office).id, 1, NOW + 60 * SECOND)).toBe(false);
		expect(office.store.subscriptions.nextEnd()).toBe(NOW + 60 * SECOND);
		office.store.subscriptions.expire(NOW + 60 * SECOND);
		expect(topicRow(office).subscriptions).toBe(0);
	}));

/** Makes deliveries to all subscribers fail at these times, with a new version each time. */
function failing(office: Office, times: readonly number[]): void {
	const ids = office.store.subscriptions.ofTopic(topicRow(office).id);
	for (const time of times) {
		news(office, String(time), time);
		settled(office, taken(office, ids, time), FAILED, time);
	}
}

/** Returns the times of ten attempts, one second apart. */
function often(since: number): number[] {
	return Array.from({ length: 10 }, (_, count) => since + count * SECOND);
}

test("a subscriber whose deliveries fail for three days is dropped and notified, and can subscribe again", () =>
	inOffice((office) => {
		subscribed(office, [CALLBACK]);
		failing(office, [...often(NOW), NOW + DAY, NOW + 3 * DAY - SECOND]);
		expect(topicRow(office).subscriptions).toBe(1);
		failing(office, [NOW + 3 * DAY]);
		expect(topicRow(office).subscriptions).toBe(0);
		expect(denied(office)).toMatchObject([{ callback: CALLBACK, reason: expect.stringContaining("three days") }]);
		subscribed(office, [CALLBACK]);
		expect(topicRow(office).subscriptions).toBe(1);
	}));

test("after a single successful delivery, a subscriber is dropped only after another three days of failures", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		failing(office, [...often(NOW), NOW + 2 * DAY]);
		news(office, "well", NOW + 2 * DAY + HOUR);
		settled(office, taken(office, ids, NOW + 2 * DAY + HOUR), DELIVERED, NOW + 2 * DAY + HOUR);
		failing(office, often(NOW + 4 * DAY));
		expect(topicRow(office).subscriptions).toBe(1);
	}));

test("a dropped subscriber that has requested a new subscription gets a verification, not a denial", () =>
	inOffice((office) => {
		subscribed(office, [CALLBACK]);
		failing(office, often(NOW));
		requestVerification(office.store, asked(), NOW);
		failing(office, [NOW + 3 * DAY]);
		expect(denied(office)).toEqual([]);
		expect(office.store.verifications.take(NOW)).toMatchObject([{ mode: "subscribe" }]);
	}));

test("when a feed is removed, WebSub subscribers, including those awaiting verification, are notified, but rssCloud subscribers are not", () =>
	inOffice(async (office) => {
		await publish(article("tide", { topics: ["Brief"] }));
		const topic = "http://localhost:8787/topics/brief.rss";
		const { store } = office;
		store.topics.add(topic, 'W/"0"', ["topics/brief"], 0);
		const row = () => store.topics.get(topic);
		const leave = Date.now() + HOUR;
		for (const [path, protocol] of [
			["a", "websub"],
			["b", "websub"],
			["c", "rsscloud"],
		] as const) {
			const request = asked({ topic, callback: `https://reader.example/${path}`, protocol, secret: "hush" });
			store.subscriptions.put(row()?.id ?? 0, request, request.secret, leave, 0);
		}
		requestVerification(store, asked({ topic, callback: "https://reader.example/d", secret: "hush" }), NOW);
		requestVerification(store, asked({ topic, callback: "https://reader.example/b", mode: "unsubscribe" }), NOW);
		await refreshTopics(store);
		expect(row(), "the feed is distributed while it exists").toMatchObject({ version: 1, subscriptions: 3 });

		await publish({ path: "topics/long.yaml", text: "name: Long\naliases: [Brief]\n" });
		store.topics.changed(["topics/brief"], Date.now(), 0);
		await refreshTopics(store);
		expect(row()).toBeUndefined();
		const ends = denied(office);
		expect(ends.map(({ callback }) => String(callback).slice(-1)).sort()).toEqual(["a", "b", "d"]);
		for (const end of ends) expect(end).toMatchObject({ topic, secret: null, reason: expect.stringMatching(/\.$/) });
		expect(office.sql.exec("SELECT 1 FROM subscription").toArray()).toEqual([]);
	}));
