import { expect, test } from "vitest";
import { queueDeliveries } from "../../src/hub/distribute.ts";
import type { Message } from "../../src/hub/message.ts";
import { DELIVERED, FAILED, inOffice, news, type Office, settled, subscribed, taken, topicRow } from "./setup.ts";

const callbacks = (count: number) => Array.from({ length: count }, (_, index) => `https://reader.example/${index}`);

function idsOf(messages: readonly Message[]): number[] {
	return messages.flatMap((message) => (message.kind === "deliver" ? message.ids : []));
}

/** Returns when the next pass begins. */
function next(office: Office): number | null {
	return office.store.topics.next();
}

/** Runs a pass, and returns its messages. A pass uses the real clock, so its due time is set directly. */
async function pass(office: Office): Promise<Message[]> {
	office.store.topics.passAgain(Date.now(), topicRow(office).id);
	office.sent.length = 0;
	await queueDeliveries(office.store);
	return [...office.sent];
}

test("each of ten thousand subscribers is in exactly one message, without writing a row for each subscriber", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(10_000));
		news(office, "one", Date.now());
		const rows = () => office.sql.exec("SELECT * FROM subscription").toArray();
		const before = rows();
		await queueDeliveries(office.store);
		expect(idsOf(office.sent).sort((a, b) => a - b)).toEqual(ids);
		expect(office.sent).toHaveLength(625);
		expect(rows()).toEqual(before);
		expect(next(office), "the next pass, in case messages are lost").toBeGreaterThan(Date.now() + 10_000);
	}));

test("lost messages are sent again, but only for subscriptions that still need them", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(40));
		const now = Date.now();
		news(office, "one", now);
		await queueDeliveries(office.store);
		settled(office, taken(office, ids.slice(0, 16), now), DELIVERED, now);
		taken(office, ids.slice(16, 20), now);
		settled(office, taken(office, ids.slice(20, 25), now), FAILED, now, 60);
		expect(
			idsOf(await pass(office)),
			"no messages for subscriptions that have the version, are locked, or are waiting",
		).toEqual(ids.slice(25));
	}));

test("after a crash, the next pass runs as soon as the locks on the subscriptions expire", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(3));
		news(office, "one", Date.now());
		for (let count = 0; count < 8; count++) await pass(office);
		taken(office, ids, Date.now());
		const begun = Date.now();
		office.store.topics.resume(begun);
		office.sent.length = 0;
		await queueDeliveries(office.store);
		expect(office.sent, "they are locked").toEqual([]);
		expect(next(office)).toBe(begun + 30_000);
	}));

test("when all subscribers have the latest version, no pass is scheduled", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(3));
		const now = Date.now();
		news(office, "one", now);
		await queueDeliveries(office.store);
		settled(office, taken(office, ids, now), DELIVERED, now);
		expect(await pass(office)).toEqual([]);
		expect(next(office)).toBeNull();
	}));

test("passes back off, so an unreachable subscriber costs little", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(1));
		news(office, "one", Date.now());
		settled(office, taken(office, ids, Date.now()), FAILED, Date.now(), 12 * 3600);
		const waits: number[] = [];
		for (let count = 0; count < 12; count++) {
			expect(await pass(office)).toEqual([]);
			waits.push(Math.round(((next(office) ?? 0) - Date.now()) / 10_000) * 10);
		}
		expect(waits.slice(0, 4)).toEqual([10, 20, 40, 80]);
		expect(waits.at(-1)).toBe(3600);
	}));

test("subscriptions that failed recently get separate messages, so that other subscriptions do not wait for them", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(10));
		news(office, "one", Date.now());
		const failing = ids.filter((id) => id % 2 === 0);
		settled(office, taken(office, failing, Date.now()), FAILED, Date.now());
		settled(office, taken(office, ids, Date.now()), DELIVERED, Date.now());
		news(office, "two", Date.now());
		const messages = await pass(office);
		expect(messages.map((message) => idsOf([message]))).toEqual([ids.filter((id) => id % 2 === 1), failing]);
	}));

test("a newer version restarts the pass for all subscriptions", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(5));
		news(office, "one", Date.now());
		const before = topicRow(office);
		news(office, "two", Date.now());
		office.store.topics.endPass(before, false, Date.now());
		office.store.topics.advance(before, ids[3] ?? 0);
		expect(idsOf(await pass(office))).toEqual(ids);
	}));

test("if the queue rejects messages, the pass resumes where it stopped", () =>
	inOffice(async (office) => {
		const ids = subscribed(office, callbacks(5));
		news(office, "one", Date.now());
		const closed: Pick<Queue<Message>, "sendBatch"> = { sendBatch: () => Promise.reject(new Error("Queue is full.")) };
		const env: Cloudflare.Env = Object.create(office.store.env, { DELIVERIES: { value: closed } });
		await expect(queueDeliveries({ ...office.store, env })).rejects.toThrow("Queue is full.");
		await queueDeliveries(office.store);
		expect(idsOf(office.sent)).toEqual(ids);
	}));
