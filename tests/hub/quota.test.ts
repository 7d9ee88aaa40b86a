import { expect, test } from "vitest";
import type { Request } from "../../src/hub/http-client.ts";
import { HOST_BURST, MAX_OF_KNOWN_HOSTS, MAX_OF_STRANGERS, MAX_OF_SUBSCRIBERS } from "../../src/hub/quota.ts";
import { applyVerdict, limitReached, requestVerification } from "../../src/hub/subscribe.ts";
import { asked, DAY, HOUR, inOffice, NOW, type Office, SECOND, subscribed } from "./setup.ts";

const STRANGER = "203.0.113.1";

/** Creates a subscription request from the internet, with a different callback for each index. */
const request = (index: number, over: Partial<Request> = {}) =>
	asked({ callback: `https://reader.example/${index}`, client: STRANGER, ...over });

/** Sets the counter as if this many requests had been accepted today. */
function used({ sql }: Office, requests: number): void {
	sql.exec("INSERT OR REPLACE INTO request_day VALUES ('2026-11-22', ?)", requests);
}

/** Returns the number of rows that an action writes, as Cloudflare counts them. */
function rowsWritten({ sql }: Office, action: () => void): number {
	const exec = sql.exec.bind(sql);
	const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
	Object.assign(sql, {
		exec: (query: string, ...values: SqlStorageValue[]) => {
			const cursor = exec(query, ...values);
			cursors.push(cursor);
			return cursor;
		},
	});
	action();
	Object.assign(sql, { exec });
	return cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
}

test("repeating a renewal before it is verified does not write anything", () =>
	inOffice((office) => {
		subscribed(office, []);
		requestVerification(office.store, request(1), NOW);
		const again = () => {
			for (let count = 0; count < 400; count++) requestVerification(office.store, request(1), NOW + count);
		};
		expect(rowsWritten(office, again)).toBe(0);
		expect(office.sql.exec("SELECT requests FROM request_day").toArray()).toEqual([{ requests: 1 }]);
		expect(office.store.verifications.take(NOW + SECOND)).toHaveLength(1);
		requestVerification(office.store, request(1, { secret: "new" }), NOW + SECOND);
		expect(office.store.verifications.ofHost("reader.example"), "another one").toBe(2);
	}));

test("the maximum number of requests per day leaves half of the free plan's 100,000 row writes unused", () =>
	inOffice((office) => {
		subscribed(office, []);
		const cycle = (mode: Request["mode"], callback: string) => {
			requestVerification(office.store, request(0, { mode, callback }), NOW);
			office.sql.exec("UPDATE intent SET queued_until = ?", NOW);
			for (const { id } of office.store.verifications.take(NOW)) applyVerdict(office.store, id, "verified", NOW);
		};
		const costs = (["subscribe", "subscribe", "unsubscribe"] as const).map((mode) =>
			rowsWritten(office, () => cycle(mode, "https://reader.example/a")),
		);
		expect(Math.min(...costs)).toBeGreaterThan(0);
		expect(Math.max(...costs) * MAX_OF_SUBSCRIBERS).toBeLessThanOrEqual(50_000);
	}));

test("strangers, known hosts and subscribers have separate shares of the daily limit", () =>
	inOffice((office) => {
		const mine = "https://known.example/1";
		subscribed(office, [mine]);
		const refused = (over: Partial<Request>) => limitReached(request(1, over), office.store, NOW)?.status ?? null;
		const all = () => [
			refused({}),
			refused({ callback: "https://known.example/2" }),
			refused({ callback: mine, mode: "unsubscribe" }),
		];
		used(office, MAX_OF_STRANGERS - 1);
		expect(all()).toEqual([null, null, null]);
		used(office, MAX_OF_STRANGERS);
		expect(all()).toEqual([503, null, null]);
		used(office, MAX_OF_KNOWN_HOSTS);
		expect(all()).toEqual([503, 503, null]);
		used(office, MAX_OF_SUBSCRIBERS);
		expect(all()).toEqual([503, 503, 503]);
		expect(limitReached(request(1), office.store, NOW)?.retryAfter, "rejected until midnight UTC").toBe(12 * 3600);
		expect(limitReached(request(1), office.store, NOW + DAY), "accepted tomorrow").toBeNull();
		expect(limitReached(request(1, { client: null }), office.store, NOW), "on a local site").toBeNull();
	}));

test("a subscription can be renewed once a day, however much of the limits strangers have used up", () =>
	inOffice((office) => {
		const mine = "https://known.example/1";
		subscribed(office, []);
		requestVerification(office.store, request(1, { callback: mine }), NOW - DAY);
		for (const { id } of office.store.verifications.take(NOW - DAY))
			applyVerdict(office.store, id, "verified", NOW - DAY);
		used(office, MAX_OF_SUBSCRIBERS);
		expect(limitReached(request(1, { callback: mine }), office.store, NOW)).toBeNull();
		requestVerification(office.store, request(1, { callback: mine }), NOW);
		expect(office.sql.exec("SELECT requests FROM request_day WHERE day = '2026-11-22'").one()).toEqual({
			requests: MAX_OF_SUBSCRIBERS,
		});
		// The subscriber does not confirm, so today's renewal is used up.
		for (const { id } of office.store.verifications.take(NOW)) applyVerdict(office.store, id, "refused", NOW);
		expect(limitReached(request(1, { callback: mine }), office.store, NOW)).toMatchObject({ status: 503 });
	}));

/** Requests subscriptions for invented callbacks from this client address. */
function invent({ store }: Office, client: string, count: number, now: number): void {
	for (let index = 0; index < count; index++) {
		requestVerification(store, request(index, { client, callback: `https://hosted.example/${client}/${index}` }), now);
		for (const { id } of store.verifications.take(now)) applyVerdict(store, id, "refused", now);
	}
}

test("a client that invents callbacks is rejected for an hour, but the callbacks' host is not", () =>
	inOffice((office) => {
		subscribed(office, ["https://hosted.example/real"]);
		const fresh = (client: string) => request(1, { client, callback: "https://hosted.example/new" });
		invent(office, STRANGER, 20, NOW);
		expect(limitReached(fresh(STRANGER), office.store, NOW)).toMatchObject({ status: 429, retryAfter: 3600 });
		expect(limitReached(fresh("203.0.113.2"), office.store, NOW)).toBeNull();
		expect(limitReached(request(1), office.store, NOW), "the client is rejected for other hosts, too").toMatchObject({
			status: 429,
		});
		expect(limitReached(fresh(STRANGER), office.store, NOW + HOUR)).toBeNull();
	}));

test("a host with confirmed subscriptions can get new subscriptions, however many callbacks were invented for it", () =>
	inOffice((office) => {
		subscribed(office, ["https://hosted.example/real"]);
		for (let client = 10; client < 20; client++) invent(office, `203.0.113.${client}`, 20, NOW);
		const fresh = request(1, { client: "203.0.113.99", callback: "https://hosted.example/new" });
		const later = NOW + HOUR / 2;
		expect(office.store.hosts.of("hosted.example", later).failed).toBe(200);
		expect(limitReached(fresh, office.store, later)).toBeNull();
		for (let index = 0; index < 5; index++) {
			requestVerification(office.store, request(1, { callback: `https://hosted.example/${index}` }), later);
		}
		expect(limitReached(fresh, office.store, later), "but only a few at a time").toMatchObject({
			status: 429,
			retryAfter: 5,
		});
		for (const { id } of office.store.verifications.take(later)) applyVerdict(office.store, id, "refused", later);
		expect(limitReached(fresh, office.store, later)).toBeNull();
	}));

test("verifications of one host are rate-limited across all clients", () =>
	inOffice((office) => {
		subscribed(office, []);
		for (let index = 0; index < HOST_BURST; index++) {
			const one = request(index, { client: `203.0.113.${index % 200}` });
			expect(limitReached(one, office.store, NOW)).toBeNull();
			requestVerification(office.store, one, NOW);
			for (const { id } of office.store.verifications.take(NOW)) applyVerdict(office.store, id, "verified", NOW);
		}
		const more = request(HOST_BURST, { client: "203.0.113.250" });
		expect(limitReached(more, office.store, NOW)).toMatchObject({ status: 429, retryAfter: 2 });
		expect(limitReached({ ...more, callback: "https://other.example/" }, office.store, NOW)).toBeNull();
		expect(limitReached(more, office.store, NOW + 2 * SECOND)).toBeNull();
	}));
