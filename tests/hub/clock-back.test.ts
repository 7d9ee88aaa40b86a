import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { hubOf } from "../../src/hub/stub.ts";
import { article, publish } from "../publisher/newsroom.ts";
import {
	asked,
	DELIVERED,
	FAILED,
	HOUR,
	inOffice,
	NOW,
	news,
	SECOND,
	settled,
	subscribed,
	taken,
	topicRow,
} from "./setup.ts";

afterEach(reset);

/** A time at which the clock was two hours ahead of `NOW`. */
const AHEAD = NOW + 2 * HOUR;

test("after the clock was set back, an old lock does not block deliveries", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://reader.example/callback"]);
		news(office, "one", AHEAD);
		expect(taken(office, ids, AHEAD)).not.toBeNull();
		expect(taken(office, ids, AHEAD + SECOND), "a delivery is in progress").toBeNull();
		const load = taken(office, ids, NOW);
		expect(load?.recipients).toHaveLength(1);
		settled(office, load, DELIVERED, NOW);
		expect(office.store.stats.numbers(NOW).age?.median).toBe(0);
	}));

test("after the clock was set back, the next pass finds a subscription whose retry message was lost", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://reader.example/callback"]);
		news(office, "one", AHEAD + 20 * HOUR);
		settled(office, taken(office, ids, AHEAD + 20 * HOUR), FAILED, AHEAD + 20 * HOUR, 60);
		const { id, version } = topicRow(office);
		const waiting = (now: number) => office.store.subscriptions.waiting(id, version, 0, now, 10).length;
		expect(waiting(AHEAD + 20 * HOUR + 30 * SECOND), "its message is expected to arrive").toBe(0);
		expect(waiting(NOW)).toBe(1);
	}));

test("after the clock was set back, topics scheduled by the old clock are due", () =>
	inOffice((office) => {
		const { topics } = office.store;
		subscribed(office, ["https://reader.example/callback"]);
		news(office, "one", AHEAD);
		topics.changed(["feed"], AHEAD, 5000);
		topics.endImpossibleWaits(AHEAD, 5000);
		expect(topics.next(), "not due while the clock is right").toBe(AHEAD);
		expect(topics.due(NOW)).toBeUndefined();
		topics.endImpossibleWaits(NOW, 5000);
		expect(topics.due(NOW)?.url).toBe(topicRow(office).url);
		expect(topics.passing(NOW, 10)).toHaveLength(1);
		topics.changed(["feed"], NOW, 5000);
		expect(topics.due(NOW), "another change does not postpone the topic").toBeDefined();
	}));

test("after the clock was set back, verifications scheduled by the old clock are due", () =>
	inOffice((office) => {
		const { verifications } = office.store;
		verifications.add(asked(), 0, AHEAD);
		expect(verifications.take(AHEAD)).toHaveLength(1);
		verifications.endImpossibleWaits(AHEAD + SECOND);
		expect(verifications.take(AHEAD + SECOND), "a verification is in progress").toEqual([]);
		verifications.endImpossibleWaits(NOW);
		expect(verifications.next()).toBe(NOW);
		expect(verifications.take(NOW)).toHaveLength(1);
	}));

test("after the clock was set back, a rejected host is accepted again, and its name is resolved again", () =>
	inOffice(({ store: { hosts } }) => {
		for (let count = 0; count < 50; count++) hosts.failed("reader.example", AHEAD);
		hosts.checked(["reader.example"], AHEAD);
		expect(hosts.of("reader.example", AHEAD).failed).toBe(50);
		expect(hosts.of("reader.example", NOW).failed).toBe(0);
		expect(hosts.known(["reader.example"], AHEAD)).toEqual(["reader.example"]);
		expect(hosts.known(["reader.example"], NOW)).toEqual([]);
		hosts.failed("reader.example", NOW);
		expect(hosts.of("reader.example", NOW)).toMatchObject({ failed: 1, until: NOW + HOUR });
	}));

test("after the clock was set back, the hub fetches a changed topic as soon as it is woken", async () => {
	await publish(article("tide"));
	const hub = hubOf(env);
	expect(await hub.subscribe(asked())).toBeNull();
	await runInDurableObject(hub, async (_, { storage }) => {
		const ahead = Date.now() + 2 * HOUR;
		storage.sql.exec("UPDATE topic SET changed = ?1, due = ?1, mark = mark + 1", ahead);
		await storage.setAlarm(ahead);
	});
	await hub.wake();
	const due = () => runInDurableObject(hub, (_, { storage }) => storage.sql.exec("SELECT due FROM topic").one().due);
	await vi.waitUntil(async () => (await due()) === null, { timeout: 10_000, interval: 20 });
});
