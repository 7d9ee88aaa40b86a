import { expect, test } from "vitest";
import { requestVerification } from "../../src/hub/subscribe.ts";
import {
	asked,
	DAY,
	DELIVERED,
	FAILED,
	inOffice,
	NOW,
	news,
	SECOND,
	settled,
	subscribed,
	TOPIC,
	taken,
} from "./setup.ts";

const SECRET = "hush-hush";

test("statistics work without subscriptions", () =>
	inOffice(({ store }) => {
		const nothing = { subscriptions: 0, topics: [], days: [], waiting: 0, age: null, failing: [] };
		expect(store.stats.numbers(NOW)).toEqual(nothing);
	}));

test("statistics contain subscriptions, delays and failures", () =>
	inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/1", "https://a.example/2", "https://b.example/"]);
		news(office, "one", NOW);
		const now = NOW + 2 * SECOND;
		settled(office, taken(office, ids.slice(0, 1), now), DELIVERED, now);
		settled(office, taken(office, ids.slice(2), now), FAILED, now);
		expect(office.store.stats.numbers(now)).toEqual({
			subscriptions: 3,
			topics: [{ url: TOPIC, subscriptions: 3 }],
			days: [{ day: "2026-11-22", deliveries: 1, failures: 1 }],
			waiting: 2,
			age: { median: 2000, p99: 2000 },
			failing: [{ host: "b.example", subscriptions: 1, since: now, error: "Answered 500." }],
		});
	}));

test("delays are computed from the last thousand deliveries", () =>
	inOffice(({ store: { stats } }) => {
		stats.note([900_000], 0, NOW);
		for (let part = 0; part < 10; part++)
			stats.note(
				Array.from({ length: 100 }, (_, age) => part * 100 + age),
				0,
				NOW,
			);
		expect(stats.numbers(NOW).age).toEqual({ median: 500, p99: 990 });
	}));

test("the statistics of the last thirty days with deliveries are kept", () =>
	inOffice(({ store: { stats } }) => {
		for (let day = 0; day < 40; day++) stats.note([1], 0, NOW + day * DAY);
		stats.sweep();
		const { days } = stats.numbers(NOW);
		expect(days).toHaveLength(30);
		expect(days[0]?.day).toBe("2026-12-31");
	}));

test("statistics contain neither secrets nor the paths of callbacks", () =>
	inOffice((office) => {
		const callback = "https://a.example/capability";
		const ids = subscribed(office, [callback], { secret: SECRET });
		news(office, "one", NOW);
		const load = taken(office, ids, NOW);
		expect(load?.recipients).toMatchObject([{ secret: SECRET }]);
		settled(office, load, FAILED, NOW);
		requestVerification(office.store, asked({ secret: SECRET }), NOW);
		const { store } = office;
		const told = [
			store.stats.numbers(NOW),
			store.verifications.take(NOW),
			store.subscriptions.waiting(1, 1, 0, NOW, 10),
			office.sent,
		];
		expect(JSON.stringify(told)).not.toContain(SECRET);
		expect(JSON.stringify(told[0]), "the path of a callback may grant access like a password").not.toContain(
			"capability",
		);
	}));
