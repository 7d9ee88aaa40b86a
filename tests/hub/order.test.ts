import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { recordResults } from "../../src/hub/deliver.ts";
import { DELIVERED, FAILED, HOUR, inOffice, NOW, news, SECOND, settled, subscribed, taken, topicRow } from "./setup.ts";

const THREE = ["https://a.example/", "https://b.example/", "https://c.example/"];
const textOf = (load: { body: Uint8Array } | null) => load && new TextDecoder().decode(gunzipSync(load.body));

test("a duplicate message does not cause a second delivery", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		const load = taken(office, ids, NOW);
		expect(load?.recipients.map(({ id }) => id)).toEqual(ids);
		expect(taken(office, ids, NOW + SECOND), "while it is being delivered").toBeNull();
		expect(settled(office, load, DELIVERED, NOW + SECOND)).toEqual({ again: [], retry: [] });
		expect(taken(office, ids, NOW + 2 * SECOND), "after it was delivered").toBeNull();
	}));

test("a subscriber that joins after a version was distributed gets only the next version", () =>
	inOffice((office) => {
		subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		const ids = subscribed(office, ["https://b.example/"]);
		expect(taken(office, ids, NOW)?.recipients.map(({ callback }) => callback)).toEqual(["https://a.example/"]);
		news(office, "two", NOW + SECOND);
		expect(taken(office, ids, NOW + SECOND)?.recipients.map(({ callback }) => callback)).toEqual([
			"https://b.example/",
		]);
	}));

test("a subscriber never gets two deliveries at once, or an older version after a newer one", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		const older = taken(office, ids, NOW);
		news(office, "two", NOW + SECOND);
		expect(taken(office, ids, NOW + SECOND), "the first delivery is still in progress").toBeNull();
		expect(settled(office, older, DELIVERED, NOW + 2 * SECOND)).toEqual({ again: ids, retry: [] });
		const newer = taken(office, ids, NOW + 3 * SECOND);
		expect(textOf(newer)).toBe("two");
		settled(office, newer, DELIVERED, NOW + 4 * SECOND);
		expect(settled(office, older, DELIVERED, NOW + 5 * SECOND), "a very late response").toEqual({
			again: [],
			retry: [],
		});
		expect(taken(office, ids, NOW + HOUR)).toBeNull();
	}));

test("a message for an older version delivers the latest version, so subscribers at the end of the queue are not skipped", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		for (const text of ["one", "two", "three"]) news(office, text, NOW);
		expect(textOf(taken(office, ids, NOW))).toBe("three");
	}));

test("the lock of a crashed worker expires after half a minute, not before", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		const lost = taken(office, ids, NOW);
		expect(taken(office, ids, NOW + 29 * SECOND)).toBeNull();
		const load = taken(office, ids, NOW + 30 * SECOND);
		expect(load?.recipients).toHaveLength(3);
		settled(office, lost, FAILED, NOW + 31 * SECOND);
		expect(
			taken(office, ids, NOW + 32 * SECOND),
			"the first delivery cannot release the lock of the second",
		).toBeNull();
	}));

test("a failed delivery is retried only by the message for its retry", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		expect(settled(office, taken(office, ids, NOW), FAILED, NOW, 16)).toEqual({ again: [], retry: ids });
		expect(taken(office, ids, NOW + SECOND), "a duplicate of the first message").toBeNull();
		const load = taken(office, ids, NOW + 16 * SECOND, 1);
		expect(textOf(load)).toBe("one");
		expect(settled(office, load, DELIVERED, NOW + 17 * SECOND)).toEqual({ again: [], retry: [] });
	}));

test("a newer version is delivered immediately, and retries of the older version end", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		settled(office, taken(office, ids, NOW), FAILED, NOW, 3600);
		news(office, "two", NOW + SECOND);
		expect(taken(office, ids, NOW + SECOND, 1), "the retry of the first version").toBeNull();
		expect(textOf(taken(office, ids, NOW + SECOND))).toBe("two");
	}));

test("a retry message that was lost is replaced once it is overdue", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		settled(office, taken(office, ids, NOW), FAILED, NOW, 16);
		const waiting = (now: number) => office.store.subscriptions.waiting(topicRow(office).id, 1, 0, now, 10);
		expect(waiting(NOW + 70 * SECOND)).toEqual([]);
		expect(waiting(NOW + 76 * SECOND)).toEqual([{ id: ids[0], isFailing: 1 }]);
	}));

test("after the hub has given up on a version, it delivers the next version", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		settled(office, taken(office, ids.slice(0, 1), NOW), FAILED, NOW);
		office.store.subscriptions.giveUp(ids, 1);
		expect(
			taken(office, ids, NOW + HOUR)?.recipients.map(({ id }) => id),
			"subscriptions that were not tried remain",
		).toEqual(ids.slice(1));
		news(office, "two", NOW + HOUR);
		expect(taken(office, ids, NOW + 2 * HOUR)?.recipients).toHaveLength(3);
	}));

test("a delivery that was not tried does not count as a failure, and gets a new message", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/"]);
		news(office, "one", NOW);
		expect(settled(office, taken(office, ids, NOW), { kind: "untried" }, NOW)).toEqual({ again: ids, retry: [] });
		expect(office.store.stats.numbers(NOW).failing).toEqual([]);
		expect(taken(office, ids, NOW)).not.toBeNull();
	}));

test("a subscriber that responded with 410 gets no more deliveries", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		expect(settled(office, taken(office, ids.slice(0, 1), NOW), { kind: "gone" }, NOW)).toEqual({
			again: [],
			retry: [],
		});
		expect(topicRow(office).subscriptions).toBe(2);
		expect(office.store.verifications.next(), "the subscriber is not notified").toBeNull();
	}));

test("a delivery to a removed topic is not an error", () =>
	inOffice((office) => {
		const ids = subscribed(office, THREE);
		news(office, "one", NOW);
		const load = taken(office, ids, NOW);
		const { id } = topicRow(office);
		office.store.topics.remove(id);
		const held = { version: load?.version ?? 0, lock: load?.lock ?? 0 };
		const results = ids.map((one) => ({ id: one, kind: "delivered" as const }));
		expect(recordResults(office.store, { topic: id, held, results, checked: [], retryIn: 1 }, NOW)).toEqual({
			again: [],
			retry: [],
		});
	}));
