import { expect, test } from "vitest";
import { applyVerdict, leaseOf, limitReached, requestVerification } from "../../src/hub/subscribe.ts";
import { asked, HOUR, inOffice, NOW, type Office, SECOND, settings, subscribed } from "./setup.ts";

const development = settings().site;
const site = { ...development, url: "https://news.example.org" };
const DAYS = 86_400;

test.each([
	[null, 10 * DAYS],
	[0, 10 * DAYS],
	[1, 3600],
	[3600, 3600],
	[5 * DAYS, 5 * DAYS],
	[30 * DAYS, 30 * DAYS],
	[31 * DAYS, 30 * DAYS],
	[999_999_999_999_999, 30 * DAYS],
])("a request for a lease of %s seconds gets %i", (seconds, lease) => {
	expect(leaseOf(seconds, site)).toBe(lease);
});

test("on a local site, a lease may be as short as one second, to test expiry", () => {
	expect(leaseOf(1, development)).toBe(1);
});

/** Sets the counters as if there were this many subscriptions. */
function pretend({ sql }: Office, table: "host" | "topic", count: number): void {
	sql.exec(`UPDATE ${table} SET subscriptions = ?`, count);
}

test("a host can have at most twenty thousand subscriptions; at that limit, it can still renew and end subscriptions", () =>
	inOffice((office) => {
		const known = "https://reader.example/known";
		subscribed(office, [known]);
		pretend(office, "host", 20_000);
		expect(limitReached(asked(), office.store, NOW)).toMatchObject({ status: 429, retryAfter: 3600 });
		expect(limitReached(asked({ callback: known }), office.store, NOW)).toBeNull();
		expect(limitReached(asked({ mode: "unsubscribe" }), office.store, NOW)).toBeNull();
		expect(limitReached(asked({ callback: "https://other.example/" }), office.store, NOW)).toBeNull();
		pretend(office, "host", 19_999);
		expect(limitReached(asked(), office.store, NOW)).toBeNull();
	}));

test("a feed can have at most a hundred thousand subscriptions", () =>
	inOffice((office) => {
		subscribed(office, []);
		pretend(office, "topic", 100_000);
		expect(limitReached(asked(), office.store, NOW)).toMatchObject({ status: 503, retryAfter: 3600 });
		expect(limitReached(asked({ topic: "http://localhost:8787/feed.atom" }), office.store, NOW)).toBeNull();
	}));

test("a host can have at most a hundred pending verifications", () =>
	inOffice((office) => {
		subscribed(office, []);
		for (let count = 0; count < 100; count++) {
			expect(limitReached(asked(), office.store, NOW)).toBeNull();
			requestVerification(office.store, asked({ callback: `https://reader.example/${count}` }), NOW);
		}
		expect(limitReached(asked(), office.store, NOW)).toMatchObject({ status: 429, retryAfter: 5 });
		expect(limitReached(asked({ callback: "https://other.example/" }), office.store, NOW)).toBeNull();
		const [first] = office.store.verifications.take(NOW);
		applyVerdict(office.store, first?.id ?? 0, "verified", NOW);
		expect(limitReached(asked(), office.store, NOW)).toBeNull();
	}));

test("a host with fifty unconfirmed requests does not get another verification within the hour", () =>
	inOffice((office) => {
		for (let count = 0; count < 50; count++) {
			const now = NOW + count * SECOND;
			expect(limitReached(asked(), office.store, now)).toBeNull();
			requestVerification(office.store, asked(), NOW);
			for (const { id } of office.store.verifications.take(now)) applyVerdict(office.store, id, "refused", now);
		}
		const then = NOW + HOUR / 2;
		const refusal = limitReached(asked(), office.store, then);
		expect(refusal).toMatchObject({ status: 429, retryAfter: 1800 });
		expect(refusal?.message).toContain("reader.example");
		expect(limitReached(asked({ callback: "https://other.example/" }), office.store, then)).toBeNull();
		expect(limitReached(asked(), office.store, NOW + HOUR), "after that, failures are counted from zero").toBeNull();
		office.store.hosts.failed("reader.example", NOW + HOUR);
		expect(office.store.hosts.of("reader.example", NOW + HOUR).failed).toBe(1);
	}));

test("forged requests with a host's callbacks do not prevent the host from renewing or ending its subscriptions", () =>
	inOffice((office) => {
		const known = "https://reader.example/known";
		subscribed(office, [known]);
		for (let count = 0; count < 50; count++) office.store.hosts.failed("reader.example", NOW);
		for (let count = 0; count < 100; count++) {
			requestVerification(office.store, asked({ callback: `https://reader.example/invented/${count}` }), NOW);
		}
		expect(limitReached(asked(), office.store, NOW)).toMatchObject({ status: 429 });
		expect(limitReached(asked({ callback: known }), office.store, NOW)).toBeNull();
		expect(limitReached(asked({ callback: known, mode: "unsubscribe" }), office.store, NOW)).toBeNull();
	}));

test("new and ended subscriptions change the counters, but renewals do not", () =>
	inOffice((office) => {
		const counted = () => ({
			topic: office.store.topics.get(asked().topic)?.subscriptions,
			host: office.store.hosts.of("reader.example", NOW).subscriptions,
		});
		const [first = 0] = subscribed(office, ["https://reader.example/1", "https://reader.example/2"]);
		subscribed(office, ["https://reader.example/1"]);
		expect(counted()).toEqual({ topic: 2, host: 2 });
		office.store.subscriptions.removeAll([first]);
		expect(counted()).toEqual({ topic: 1, host: 1 });
		office.store.subscriptions.expire(NOW + 11 * 24 * HOUR);
		expect(counted()).toEqual({ topic: 0, host: 0 });
		office.store.hosts.sweep(NOW);
		expect(office.sql.exec("SELECT 1 FROM host").toArray()).toEqual([]);
	}));
