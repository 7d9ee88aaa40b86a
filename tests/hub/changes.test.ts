import { expect, test } from "vitest";
import { asked, inOffice, NOW, news, SECOND, subscribed, topicRow } from "./setup.ts";

const CONTENT = { etag: 'W/"1"', contentType: "application/rss+xml", body: new Uint8Array([1]) };

test("changes in quick succession are fetched together, after a delay that begins with the first change", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		const { topics } = office.store;
		topics.settle(topicRow(office), null, NOW, NOW);
		for (const late of [0, 1, 4]) topics.changed(["feed"], NOW + late * SECOND, 5 * SECOND);
		expect(topics.due(NOW + 4 * SECOND)).toBeUndefined();
		expect(topics.due(NOW + 5 * SECOND)).toBeDefined();
	}));

test("a topic that was postponed because readers could not see the change yet is fetched as soon as readers can", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		const { topics } = office.store;
		topics.settle(topicRow(office), null, NOW, NOW);
		topics.changed(["feed"], NOW, 5 * SECOND);
		topics.postpone(topicRow(office).id, NOW + 60 * SECOND);
		topics.changed(["feed"], NOW + 6 * SECOND, 5 * SECOND);
		expect(topics.next()).toBe(NOW + 6 * SECOND);
	}));

test("a change to a feed that no topic depends on does nothing", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		office.store.topics.settle(topicRow(office), null, NOW, NOW);
		office.store.topics.changed(["topics/ai"], NOW, 0);
		expect(office.store.topics.next()).toBeNull();
	}));

test("a change during a fetch triggers another fetch", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		const { topics } = office.store;
		topics.changed(["feed"], NOW, 0);
		const seen = topicRow(office);
		topics.changed(["feed"], NOW + SECOND, 0);
		topics.settle(seen, CONTENT, NOW + 2 * SECOND, NOW + 2 * SECOND);
		expect(topics.due(NOW + 2 * SECOND)).toBeDefined();
		topics.settle(topicRow(office), null, NOW + 3 * SECOND, NOW + 3 * SECOND);
		expect(topics.due(NOW + 3 * SECOND)).toBeUndefined();
	}));

test("a change during the fetch for a topic's first subscription is not missed", () =>
	inOffice((office) => {
		office.store.topics.add(asked().topic, 'W/"0"', ["feed"], NOW + SECOND);
		subscribed(office, ["https://a.example/"]);
		expect(office.store.topics.due(NOW + SECOND)).toMatchObject({ etag: 'W/"0"', version: 0 });
	}));

test("a body of several megabytes is stored intact", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		const body = new Uint8Array(2_500_000).map((_, index) => index % 251);
		office.store.topics.settle(topicRow(office), { ...CONTENT, body }, NOW, NOW);
		expect(Buffer.compare(office.store.topics.body(topicRow(office).id), body)).toBe(0);
		news(office, "shorter", NOW);
		expect(office.store.topics.body(topicRow(office).id).byteLength).toBeLessThan(100);
	}));

test("a topic without subscriptions or pending requests is deleted completely", () =>
	inOffice((office) => {
		const { store, sql } = office;
		subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		store.topics.removeDeserted();
		expect(store.topics.get(asked().topic), "kept while it has a subscription").toBeDefined();
		store.subscriptions.remove(topicRow(office).id, asked({ callback: "https://a.example/" }));
		store.verifications.add(asked(), 1, NOW);
		store.topics.removeDeserted();
		expect(store.topics.get(asked().topic), "kept while a subscription is pending").toBeDefined();
		for (const { id } of store.verifications.take(NOW)) store.verifications.remove(id);
		store.topics.removeDeserted();
		for (const table of ["topic", "dependency", "body", "subscription"]) {
			expect(sql.exec(`SELECT 1 FROM ${table}`).toArray(), table).toEqual([]);
		}
	}));
