import { reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { Outbox } from "../../src/publisher/flush/outbox.ts";
import { Purges } from "../../src/publisher/flush/purges.ts";
import { Meta } from "../../src/publisher/meta.ts";
import { backlogOf } from "../../src/publisher/report.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { Publications } from "../../src/publisher/write/publications.ts";
import { article, publish, settle } from "./newsroom.ts";

afterEach(reset);

const DAY = 24 * 3_600_000;
const OWNER = "token:test";
const gone = (name: string) => ({ path: `${name}.md`, deleted: true }) as const;

/** Makes the result of an upload that added this many sources. */
function applied(added: number) {
	return { added, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [] };
}

test("the log lists publications, newest first, each with its changes, owner and problems", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide"), article("quay")], OWNER);
	await publisher.apply([article("tide", { title: "Other" }), gone("quay")], "token:anna");
	await publisher.deliver("1", Date.now(), { path: "bad.md", text: "---\n[\n---" }, "");
	const { publications, days } = await publisher.report();
	const time = expect.any(Number);
	expect(publications).toEqual([
		{ time, owner: "webhook:articles", added: 1, changed: 0, removed: 0, problems: 1 },
		{ time, owner: "token:anna", added: 0, changed: 1, removed: 1, problems: 0 },
		{ time, owner: OWNER, added: 2, changed: 0, removed: 0, problems: 0 },
	]);
	expect(days).toEqual([{ day: dayOf(publications[0]?.time ?? 0), publications: 3, added: 3, changed: 1, removed: 1 }]);
});

test("an upload is not logged if it changes nothing, is rejected, or repeats an earlier upload", async () => {
	const publisher = publisherOf(env);
	const owner = "git:https://github.com/Codertocat/Hello-World#master";
	await publisher.deliver("1", Date.now(), article("tide"), "");
	await publisher.deliver("1", Date.now(), article("tide"), "");
	await publisher.apply([article("tide"), gone("none")], OWNER);
	await publisher.apply([article("quay")], owner);
	await publisher.apply([article("quay", { title: "Other" })], OWNER);
	expect((await publisher.report()).publications.map((one) => one.owner)).toEqual([owner, "webhook:articles"]);
});

test("all parts of an upload are logged as one publication, whatever other owners publish in the meantime", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([gone("none")], OWNER, true);
	await publisher.apply([article("tide")], OWNER, true);
	await publisher.apply([article("pier")], "token:anna");
	await publisher.apply([article("quay"), { path: "bad.md", text: "---\n[\n---" }], OWNER, true);
	await publisher.apply([gone("none")], OWNER);
	const { publications, days } = await publisher.report();
	expect(publications).toMatchObject([
		{ owner: "token:anna", added: 1 },
		{ owner: OWNER, added: 3, problems: 1 },
	]);
	expect(days).toMatchObject([{ publications: 2, added: 4 }]);
});

test("uploads in quick succession are logged as one publication, and a later upload is logged as another publication", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		const log = new Publications(storage.sql);
		for (let chunk = 0; chunk < 250; chunk++) log.note(OWNER, applied(100), chunk * 5000, 0);
		const end = 249 * 5000;
		log.note("token:anna", applied(1), end + 1, 0);
		log.note(OWNER, applied(0), end + 9000, 0);
		log.note(OWNER, applied(1), end + 10_000, 0);
		expect(log.list()).toMatchObject([
			{ owner: OWNER, time: end + 10_000, added: 1 },
			{ owner: "token:anna", added: 1 },
			{ owner: OWNER, time: end, added: 25_000 },
		]);
		expect(log.days(end)).toMatchObject([{ publications: 3, added: 25_002 }]);
	});
});

test("changes made after an incomplete upload has timed out are logged as a new publication", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		const log = new Publications(storage.sql);
		log.note(OWNER, applied(1), 1000, 31_000);
		log.note(OWNER, applied(1), 30_000, 60_000);
		log.note(OWNER, applied(1), 60_000, 0);
		expect(log.list()).toMatchObject([
			{ time: 60_000, added: 1 },
			{ time: 30_000, added: 2 },
		]);
	});
});

test("the newest two hundred publications and the totals of ninety days are kept", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		const log = new Publications(storage.sql);
		const start = Date.UTC(2026, 0, 1);
		for (let day = 0; day < 210; day++) log.note(OWNER, applied(day + 1), start + day * DAY, 0);
		const now = start + 209 * DAY;
		const kept = log.list();
		expect([kept.length, kept[0]?.added, kept.at(-1)?.added]).toEqual([200, 210, 11]);
		const days = log.days(now);
		expect([days.length, days[0]?.day, days.at(-1)?.day]).toEqual([90, dayOf(start + 120 * DAY), dayOf(now)]);
		expect(log.days(now + 100 * DAY)).toEqual([]);
	});
});

test("KV writes are reported per day, for thirty days, and do not count as publications", async () => {
	await publish(article("tide"));
	const now = Date.now();
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const log = new Publications(sql);
		const { day, writes } = log.usage(now);
		expect(writes).toBeGreaterThan(0);
		for (let age = 1; age < 40; age++) log.countWrites(age, now - age * DAY);
		const { days } = log.usage(now);
		expect([days.length, days[0], days.at(-1)]).toEqual([
			30,
			{ day: dayOf(now - 29 * DAY), writes: 29 },
			{ day, writes },
		]);
		expect(log.usage(now + DAY)).toMatchObject({ day: dayOf(now + DAY), writes: 0 });
		expect(log.days(now)).toMatchObject([{ day, publications: 1, added: 1 }]);
		log.countWrites(1, now + 89 * DAY);
		expect(sql.exec("SELECT day FROM publication_day").toArray()).toEqual([{ day }, { day: dayOf(now + 89 * DAY) }]);
	});
});

test("a write that fails is reported with the reason, the number of tries, and the time of the first failure, until it succeeds", async () => {
	const publisher = publisherOf(env);
	await publish(article("tide"));
	const well = await publisher.report();
	expect(well).toMatchObject({ status: "ok", backlog: { oldest: null, failing: 0, failures: [] } });
	const began = Date.now();
	const setReading = (json: string) =>
		runInDurableObject(publisher, (_, { storage: { sql } }) => {
			const old = sql.exec<{ json: string }>("SELECT json FROM reading").one().json;
			sql.exec("UPDATE reading SET json = ?", json);
			return old;
		});
	const reading = await setReading("{");
	await runInDurableObject(publisher, (_, { storage: { sql } }) => {
		const outbox = new Outbox(sql);
		outbox.mark({ kind: "article", name: "/articles/tide" });
		outbox.note(Date.now());
	});
	await vi.waitUntil(
		async () => {
			await runDurableObjectAlarm(publisher);
			return ((await publisher.report()).backlog.failures[0]?.tries ?? 0) >= 2;
		},
		{ timeout: 20_000, interval: 20 },
	);
	const { status, since, backlog } = await publisher.report();
	expect([status, since]).toEqual(["delayed", backlog.failures[0]?.since]);
	expect(since).toBeGreaterThanOrEqual(began);
	expect(backlog).toMatchObject({ feeds: 0, articles: 1, lists: 0, failing: 1 });
	expect(backlog.failures[0]).toMatchObject({ entry: "article:/articles/tide", error: expect.stringMatching(/JSON/) });
	await setReading(reading);
	await settle();
	const mended = await publisher.report();
	expect(mended).toMatchObject({ status: "ok", backlog: { articles: 0, failing: 0 } });
	// The current status, which is free of failures, began when the write succeeded.
	expect(mended.since).toBeGreaterThanOrEqual(since);
});

test("an entry that is marked again while it is being written must be written again, but its earlier failures are forgotten", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec("DELETE FROM outbox");
		const outbox = new Outbox(sql);
		outbox.mark({ kind: "index" });
		outbox.note(0);
		const [taken] = outbox.take(1);
		if (!taken) throw new Error("The outbox does not have a marked entry.");
		outbox.fail(taken, "KV is out of order.", 1000);
		outbox.fail(taken, "KV is out of order still.", 2000);
		expect(backlogOf(sql).failures).toMatchObject([{ tries: 2, since: 1000, error: "KV is out of order still." }]);
		outbox.mark({ kind: "index" });
		outbox.note(2500);
		outbox.clear(taken, 3000);
		expect(backlogOf(sql)).toMatchObject({ lists: 1, oldest: 3000, failing: 0, failures: [] });
	});
});

test("if purging fails, this is reported with the reason and the time of the first failure, until it succeeds", async () => {
	await runInDurableObject(publisherOf(env), async (_, { storage: { sql } }) => {
		sql.exec("DELETE FROM purge");
		const purges = new Purges(sql, new Meta(sql));
		purges.note(["/feed"], 0, 0);
		expect(purges.waiting()).toEqual({ tags: 1, next: 0, fault: null });
		await purges.run(() => Promise.reject(new Error("Too many purges.\nTry later.")));
		const { fault, next } = purges.waiting();
		expect(fault).toEqual({ since: expect.any(Number), error: "Too many purges." });
		expect(next).toBeGreaterThan(fault?.since ?? 0);
		purges.note(["/feed"], 0, 0);
		await purges.run(() => Promise.reject(new Error("Still too many.")));
		expect(purges.waiting().fault).toEqual({ since: fault?.since, error: "Still too many." });
		purges.note(["/feed"], 0, 0);
		await purges.run(() => Promise.resolve());
		expect(purges.waiting()).toMatchObject({ tags: 2, fault: null });
	});
});
