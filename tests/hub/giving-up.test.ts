import { expect, test } from "vitest";
import { giveUp } from "../../src/hub/deliver.ts";
import { addSubscription } from "../../src/hub/subscribe.ts";
import { MAX_ATTEMPTS } from "../../src/hub/timing.ts";
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

/** Makes all deliveries of a version fail within a few hours, until the hub gives up. */
function failsWholly(office: Office, ids: number[], version: number, since: number, tries = MAX_ATTEMPTS): void {
	news(office, String(version), since);
	for (let count = 0; count < tries; count++) {
		const now = since + count * HOUR;
		settled(office, taken(office, ids, now, count === 0 ? null : version), FAILED, now);
	}
	giveUp(office.store, topicRow(office).id, ids, version, since + tries * HOUR);
}

test("after a week of failures, the delivery of a weekly feed's next article still gets the full number of tries", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		failsWholly(office, ids, 1, NOW);
		expect(topicRow(office).subscriptions, "a day is not enough").toBe(1);
		const next = NOW + 7 * DAY;
		news(office, "2", next);
		expect(settled(office, taken(office, ids, next), FAILED, next).retry).toEqual(ids);
		expect(topicRow(office).subscriptions).toBe(1);
		for (let count = 1; count < MAX_ATTEMPTS; count++)
			settled(office, taken(office, ids, next + count, 2), FAILED, next + count);
		expect(topicRow(office).subscriptions).toBe(0);
		expect(office.sql.exec("SELECT mode, callback FROM intent").toArray()).toEqual([
			{ mode: "denied", callback: CALLBACK },
		]);
	}));

test("a subscriber that missed two versions days apart is dropped when the hub gives up on the second version", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		failsWholly(office, ids, 1, NOW, 3);
		failsWholly(office, ids, 2, NOW + 7 * DAY, 3);
		expect(topicRow(office).subscriptions).toBe(0);
	}));

test("a subscriber that missed one version but accepts the next version stays subscribed", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		failsWholly(office, ids, 1, NOW);
		const next = NOW + 7 * DAY;
		news(office, "2", next);
		settled(office, taken(office, ids, next), FAILED, next);
		settled(office, taken(office, ids, next + SECOND, 2), DELIVERED, next + SECOND);
		giveUp(office.store, topicRow(office).id, ids, 2, next + HOUR);
		expect(topicRow(office).subscriptions).toBe(1);
		expect(office.sql.exec("SELECT failures, failing_since FROM subscription").toArray()).toEqual([
			{ failures: 0, failing_since: null },
		]);
	}));

test("subscribing again delivers the version whose delivery failed, and no other version", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		failsWholly(office, ids, 1, NOW);
		expect(taken(office, ids, NOW + DAY)).toBeNull();
		const renew = () => addSubscription(office.store, asked({ callback: CALLBACK }), NOW + DAY, 1);
		renew();
		expect(office.store.topics.passing(NOW + DAY, 1), "and immediately").toHaveLength(1);
		expect(office.store.subscriptions.waiting(topicRow(office).id, 1, 0, NOW + DAY, 10)).toHaveLength(1);
		settled(office, taken(office, ids, NOW + DAY), DELIVERED, NOW + DAY);
		renew();
		expect(taken(office, ids, NOW + 2 * DAY)).toBeNull();
	}));

test("subscribing again delivers the failed version immediately, without waiting for the next retry", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		news(office, "1", NOW);
		settled(office, taken(office, ids, NOW), FAILED, NOW, 12 * 3600);
		expect(taken(office, ids, NOW + HOUR)).toBeNull();
		addSubscription(office.store, asked({ callback: CALLBACK }), NOW + HOUR, 1);
		expect(taken(office, ids, NOW + HOUR)?.recipients).toHaveLength(1);
	}));

test("a 410 for a delivery that began before a renewal does not end the renewed subscription", () =>
	inOffice((office) => {
		const ids = subscribed(office, [CALLBACK]);
		news(office, "1", NOW);
		const load = taken(office, ids, NOW);
		addSubscription(office.store, asked({ callback: CALLBACK }), NOW + SECOND, 1);
		expect(settled(office, load, { kind: "gone" }, NOW + 2 * SECOND)).toEqual({ again: ids, retry: [] });
		expect(topicRow(office).subscriptions).toBe(1);
		const again = taken(office, ids, NOW + 2 * SECOND);
		expect(again?.recipients, "the subscription is not locked").toHaveLength(1);
		settled(office, again, { kind: "gone" }, NOW + 3 * SECOND);
		expect(topicRow(office).subscriptions, "a 410 after the renewal ends the subscription").toBe(0);
	}));
