import { expect, test, vi } from "vitest";
import { admit, enter } from "../../src/hub/admission.ts";
import { lookAtSome } from "../../src/hub/distribution.ts";
import { limitReached } from "../../src/hub/limits.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { asked, HOUR, inOffice, NOW, news, type Office, subscribed, TOPIC, topicRow } from "./office.ts";

const SITE = "http://localhost:8787";

/** Selections that the host of each callback was the first to subscribe to. */
function selections(office: Office, callbacks: readonly string[]): void {
	for (const [index, callback] of callbacks.entries()) {
		const topic = `${SITE}/select.rss?q=${index}`;
		const request = asked({ topic, callback });
		office.desk.topics.add(topic, null, ["feed"], NOW, "nobody.example");
		enter(office.desk, request, NOW);
	}
}

const fresh = (callback: string) => asked({ topic: `${SITE}/select.rss?q=fresh`, callback });
const times = (count: number, callback: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => callback(index));

test("a host brings a hundred selections, and may subscribe to feeds, and to selections of others, all the same", () =>
	inOffice((office) => {
		const [mine, other] = ["https://reader.example/", "https://other.example/"];
		selections(office, [...times(99, (index) => mine + index), other]);
		expect(limitReached(fresh(mine), office.desk, NOW)).toBeNull();
		const last = fresh(mine);
		office.desk.topics.add(last.topic, null, ["feed"], NOW, "reader.example");
		enter(office.desk, last, NOW);
		const more = asked({ topic: `${SITE}/select.rss?q=more`, callback: mine });
		const refusal = limitReached(more, office.desk, NOW);
		expect(refusal).toMatchObject({ status: 429, retryAfter: 3600 });
		expect(refusal?.message).toMatch(/^reader\.example was the first .* 100 selections/);
		expect(limitReached({ ...more, callback: other }, office.desk, NOW)).toBeNull();
		expect(limitReached(asked({ callback: mine }), office.desk, NOW), "a stored feed").toBeNull();
		const theirs = asked({ topic: `${SITE}/select.rss?q=99`, callback: mine });
		expect(limitReached(theirs, office.desk, NOW), "a selection that is made anyway").toBeNull();
	}));

test("there are a thousand selections at most, however many hosts ask for them", () =>
	inOffice((office) => {
		selections(
			office,
			times(1000, (index) => `https://reader${index}.example/`),
		);
		expect(limitReached(fresh("https://new.example/"), office.desk, NOW)).toMatchObject({
			status: 503,
			message: expect.stringContaining("1000 selections"),
			retryAfter: 3600,
		});
		expect(limitReached(asked({ callback: "https://new.example/" }), office.desk, NOW)).toBeNull();
	}));

test("a host is not charged for selections that somebody else asked for in its name", () =>
	inOffice((office) => {
		selections(office, ["https://reader.example/"]);
		expect(office.desk.topics.selections("nobody.example")).toBe(0);
		expect(office.desk.topics.selections("reader.example")).toBe(1);
	}));

test("what is stored is looked at before all selections, also if it changed after them", () =>
	inOffice((office) => {
		selections(
			office,
			times(20, (index) => `https://reader.example/${index}`),
		);
		subscribed(office, ["https://honest.example/"]);
		office.desk.topics.settle(topicRow(office), null, NOW, NOW);
		office.desk.topics.changed(["feed"], NOW + HOUR, 0);
		expect(office.desk.topics.due(NOW + HOUR)?.url).toBe(TOPIC);
		office.desk.topics.settle(topicRow(office), null, NOW + HOUR, NOW + HOUR);
		expect(office.desk.topics.due(NOW + HOUR)?.url).toContain("/select.rss");
	}));

test("what nobody has confirmed is neither looked at nor kept, and what changed meanwhile is not missed", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const { desk } = office;
		expect(await admit(desk, asked())).toBeNull();
		desk.topics.changed(["feed"], Date.now(), 0);
		expect(desk.topics.due(Date.now() + HOUR)).toBeUndefined();
		expect(desk.topics.next(), "nor does it wake the hub").toBeNull();
		expect(desk.topics.hasDeserted(), "until it is forgotten").toBe(true);
		await publish(article("ebb"));
		await lookAtSome(desk);
		expect(topicRow(office).version).toBe(0);
		enter(desk, asked(), Date.now(), 0);
		await vi.waitUntil(async () => {
			await lookAtSome(desk);
			return topicRow(office).version === 1;
		});
		desk.subscriptions.remove(topicRow(office).id, asked());
		desk.topics.removeDeserted();
		expect(office.sql.exec("SELECT 1 FROM topic UNION ALL SELECT 1 FROM body").toArray()).toEqual([]);
		expect(desk.topics.hasDeserted()).toBe(false);
	}));

test("what is forgotten is forgotten a part at a time", () =>
	inOffice((office) => {
		for (let index = 0; index < 5; index++) office.desk.topics.add(`${TOPIC}?${index}`, null, ["feed"], NOW);
		office.desk.topics.removeDeserted(3);
		expect(office.sql.exec("SELECT 1 FROM topic").toArray()).toHaveLength(2);
		subscribed(
			office,
			times(5, (index) => `https://reader.example/${index}`),
			{ lease: 60 },
		);
		office.desk.subscriptions.expire(NOW + HOUR, 3);
		expect(topicRow(office).subscriptions).toBe(2);
	}));

test("a feed that could not be looked at when its first subscriber came is not taken for news", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const { desk } = office;
		desk.topics.add(TOPIC, null, ["feed"], 0);
		enter(desk, asked(), Date.now());
		await lookAtSome(desk);
		expect(topicRow(office)).toMatchObject({ version: 0, subscriptions: 1 });
		expect(desk.topics.next(), "nor looked at again").toBeNull();
		desk.topics.changed(["feed"], Date.now(), 0);
		await lookAtSome(desk);
		expect(topicRow(office), "the change that was under way is").toMatchObject({ version: 1 });
		news(office, "more", Date.now());
		expect(topicRow(office).version).toBe(2);
	}));
