import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { dayOf } from "../../src/publisher/timing.ts";
import type { FeedRead } from "../../src/readership/feed-read.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { type Batch, type Collector, ReadCounter } from "../../src/readership/tally.ts";

afterEach(reset);

const FEED: FeedRead = { feed: "feed", variant: "rss" };
const REEDER = { name: "Reeder", subscribers: null };
const feedly = (subscribers: number) => ({ name: "Feedly", subscribers });
const TODAY = dayOf(Date.now());
const MINUTE = 60_000;

/** Makes a collector that keeps the batches it receives. */
function collector(salt: Uint8Array | null = new Uint8Array(32)): Collector & { taken: Batch[]; asked: number } {
	const taken: Batch[] = [];
	return {
		taken,
		asked: 0,
		async salt() {
			this.asked++;
			return salt;
		},
		async take(batch) {
			taken.push(structuredClone(batch));
			return batch.requests ?? { all: 0, made: 0 };
		},
	};
}

const people = (tally: ReadCounter, count: number, day = TODAY) => {
	for (let n = 0; n < count; n++) tally.note(FEED, REEDER, `198.51.100.${n}`, day);
};

test("the site's report includes the reads that an isolate reports", async () => {
	const tally = new ReadCounter();
	people(tally, 20);
	tally.note(FEED, feedly(12), "192.0.2.1", TODAY);
	await tally.tell(readershipOf(env).collector(TODAY), 0);
	people(tally, 25);
	await tally.tell(readershipOf(env).collector(TODAY), 0);
	const { readers } = await readershipOf(env).report();
	const counts = Object.fromEntries(readers.listed.map(({ name, subscribers }) => [name, subscribers]));
	expect(counts["Feedly"]).toBe(12);
	// The salt changes daily. With about one salt in ten million, the sketch would estimate fewer readers.
	expect(counts["Reeder"]).toBeGreaterThan(18);
	expect(counts["Reeder"]).toBeLessThan(28);
});

test("an isolate reports its first read immediately, then every five minutes if counts have grown", async () => {
	const tally = new ReadCounter();
	expect(tally.isDue(0)).toBe(false);
	const start = 10 * MINUTE;
	people(tally, 1);
	expect(tally.isDue(start)).toBe(true);
	await tally.tell(collector(), start);
	people(tally, 1);
	expect(tally.isDue(start + 60 * MINUTE)).toBe(false);
	people(tally, 2);
	expect(tally.isDue(start + 4 * MINUTE)).toBe(false);
	expect(tally.isDue(start + 5 * MINUTE)).toBe(true);
	expect(tally.isDue(start - 120 * MINUTE), "the clock was set back").toBe(true);
});

test("only counts that have grown are reported, and the salt is fetched once", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	people(tally, 3);
	tally.note(FEED, feedly(12), "", TODAY);
	await tally.tell(to, 0);
	people(tally, 4);
	tally.note(FEED, feedly(11), "", TODAY);
	await tally.tell(to, 0);
	tally.note(FEED, feedly(13), "", TODAY);
	await tally.tell(to, 0);
	const told = to.taken.map(({ named, direct }) => [
		named.map(({ subscribers }) => subscribers),
		direct.map(({ marks }) => marks.length),
	]);
	expect(told).toEqual([
		[[12], [3]],
		[[], [1]],
		[[13], []],
	]);
	expect(to.asked).toBe(1);
});

test("no part of an address is ever reported", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	tally.note(FEED, REEDER, "203.0.113.77", TODAY);
	tally.note(FEED, feedly(1), "2001:db8:dead:beef::1", TODAY);
	await tally.tell(to, 0);
	expect(to.taken).toEqual([
		{
			named: [{ feed: "feed", variant: "rss", reader: "Feedly", subscribers: 1 }],
			direct: [{ feed: "feed", reader: "Reeder", marks: [expect.any(Number)] }],
			requests: { all: 0, made: 0 },
		},
	]);
	expect(JSON.stringify(to.taken)).not.toMatch(/203|113|dead|beef/);
});

test("at midnight, an isolate counts from zero and fetches a new salt", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	people(tally, 3);
	await tally.tell(to, 0);
	people(tally, 3, "2099-01-01");
	await tally.tell(to, 0);
	expect(to.taken.map(({ direct }) => direct[0]?.marks.length)).toEqual([3, 3]);
	expect(to.asked).toBe(2);
});

test("a report that arrives after midnight does not count towards the new day", async () => {
	const tally = new ReadCounter();
	tally.note(FEED, feedly(12), "", "2026-01-01");
	await tally.tell(readershipOf(env).collector("2026-01-01"), 0);
	await readershipOf(env)
		.collector("2026-01-01")
		.take({ named: [{ ...FEED, reader: "Feedly", subscribers: 5 }], direct: [] });
	expect(await readershipOf(env).report()).toMatchObject({ subscribers: 0, days: [] });
});

test("after a failed report, returning readers are counted again", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	const closed: Collector = { salt: () => Promise.reject(new Error("Out of order.")), take: to.take };
	people(tally, 3);
	await expect(tally.tell(closed, 0)).rejects.toThrow("Out of order.");
	people(tally, 3);
	await tally.tell(to, 0);
	expect(to.taken[0]?.direct[0]?.marks).toHaveLength(3);
});

test("an isolate's memory is limited, whatever clients send", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	people(tally, 1);
	await tally.tell(to, 0);
	for (let n = 0; n < 2000; n++) {
		tally.note({ feed: "select", variant: `heap ${n}` }, { name: `Made up ${n}`, subscribers: n + 1 }, "", TODAY);
		tally.note(FEED, { name: `Made up ${n}`, subscribers: null }, "198.51.100.7", TODAY);
	}
	await tally.tell(to, 0);
	expect(to.taken[1]?.named).toHaveLength(500);
	expect(to.taken[1]?.direct).toHaveLength(499);
});

test("the number of requests is reported together with readers, or alone if there are many requests", async () => {
	const [tally, to] = [new ReadCounter(), collector()];
	for (let count = 0; count < 499; count++) tally.count("all", TODAY);
	expect(tally.isDue(10 * MINUTE)).toBe(false);
	tally.count("all", TODAY);
	tally.count("made", TODAY);
	expect(tally.isDue(10 * MINUTE)).toBe(true);
	expect(tally.requests(TODAY)).toEqual({ all: 500, made: 1 });
	await tally.tell(to, 10 * MINUTE);
	expect(to.taken).toEqual([{ named: [], direct: [], requests: { all: 500, made: 1 } }]);
	tally.count("all", TODAY);
	expect(tally.requests(TODAY), "the requests of all isolates, plus its own since then").toEqual({ all: 501, made: 1 });
	expect(tally.requests("2999-01-01"), "a new day").toEqual({ all: 0, made: 0 });
});
