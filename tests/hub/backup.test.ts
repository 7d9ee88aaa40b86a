import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { type BackedUp, restore, subscriptionsAfter } from "../../src/hub/backup.ts";
import { DELIVERED, HOUR, inOffice, NOW, news, settled, subscribed, TOPIC, taken, topicRow } from "./setup.ts";

afterEach(reset);

const backedUp = (over: Partial<BackedUp> = {}): BackedUp => ({
	...{ topic: TOPIC, callback: "https://reader.example/callback", protocol: "websub", secret: "s" },
	...{ ends: new Date(NOW + HOUR).toISOString(), etag: 'W/"0"' },
	...over,
});

test("a restored subscription equals the exported one, however many times it is restored", async () => {
	await inOffice(({ store, sql }) => {
		const all = [backedUp(), backedUp({ callback: "https://other.example/", protocol: "rsscloud", secret: null })];
		expect(restore(store, all, NOW)).toBe(2);
		expect(restore(store, all, NOW)).toBe(2);
		const page = subscriptionsAfter(sql, null);
		expect(page.next).toBe(null);
		expect(page.records).toEqual(all.toSorted((a, b) => (a.callback < b.callback ? -1 : 1)));
		expect(topicRow({ store })).toMatchObject({ subscriptions: 2, etag: 'W/"0"' });
	});
});

test("a subscription that was renewed after the export keeps its new secret and end when the backup is restored", async () => {
	await inOffice(({ store, sql }) => {
		const renewed = backedUp({ secret: "new", ends: new Date(NOW + 2 * HOUR).toISOString() });
		restore(store, [renewed], NOW);
		expect(restore(store, [backedUp()], NOW)).toBe(1);
		expect(subscriptionsAfter(sql, null).records).toEqual([renewed]);
	});
});

test("expired subscriptions, and subscriptions of another site, are not restored", async () => {
	await inOffice(({ store }) => {
		const over = backedUp({ ends: new Date(NOW).toISOString() });
		const elsewhere = backedUp({ topic: "https://other.example/feed.rss" });
		expect(restore(store, [over, elsewhere, backedUp({ topic: `${TOPIC}?x` })], NOW)).toBe(0);
		expect(store.topics.get(TOPIC)).toBe(undefined);
	});
});

test("if any subscriber lacked the latest version at the export, all subscribers get the current version after the restore", async () => {
	await inOffice((office) => {
		const ids = subscribed(office, ["https://a.example/", "https://b.example/"]);
		const etags = () => new Set(subscriptionsAfter(office.sql, null).records.map(({ etag }) => etag));
		expect(etags()).toEqual(new Set(['W/"0"']));
		news(office, "new", NOW);
		settled(office, taken(office, ids.slice(0, 1), NOW), DELIVERED, NOW);
		expect(etags()).toEqual(new Set([""]));
		settled(office, taken(office, ids, NOW), DELIVERED, NOW);
		expect(etags()).toEqual(new Set(['W/"new"']));
	});
});
