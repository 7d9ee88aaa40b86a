import { expect, test } from "vitest";
import { BUDGETS } from "../../src/budget.ts";
import { ReadCounts } from "../../src/readership/readings.ts";
import { reportOf } from "../../src/readership/report.ts";
import { DAY, inReadership, NOW, people, says } from "./setup.ts";

test("an aggregator's count for a day is the highest number that its crawlers report on that day", () =>
	inReadership((readings) => {
		for (const count of [12, 14, 13]) readings.take(says("Feedly", count), NOW);
		expect(readings.ofDay("2026-11-22")).toEqual([
			{ day: "2026-11-22", feed: "feed", reader: "Feedly", kind: "named", variants: 1, subscribers: 14 },
		]);
	}));

test("an aggregator's subscriber numbers for the formats of a feed are added up", () =>
	inReadership((readings) => {
		readings.take(says("Feedly", 12, "feed", "rss"), NOW);
		readings.take(says("Feedly", 5, "feed", "atom"), NOW);
		expect(reportOf(readings, NOW).feeds.listed).toMatchObject([{ name: "feed", subscribers: 17 }]);
	}));

test("readers that two isolates report are counted once", () =>
	inReadership((readings) => {
		readings.take(people("Reeder", 30), NOW);
		readings.take(people("Reeder", 40), NOW + 1000);
		expect(reportOf(readings, NOW).subscribers).toBe(41);
	}));

test("numbers that do not grow do not cost row writes", () =>
	inReadership((readings, { sql }) => {
		readings.take(says("Feedly", 12), NOW);
		readings.take(people("Reeder", 30), NOW);
		const written = () => sql.exec<{ rows: number }>("SELECT total_changes() AS rows").one().rows;
		const before = written();
		readings.take(says("Feedly", 11), NOW);
		readings.take(people("Reeder", 30), NOW);
		expect(written()).toBe(before);
		readings.take(people("Reeder", 31), NOW);
		expect(written()).toBeGreaterThan(before);
	}));

test("direct readers, aggregators and hub subscribers are added up without double counting", () =>
	inReadership((readings) => {
		readings.take(says("Feedly", 100), NOW);
		readings.take(people("FreshRSS", 3), NOW);
		const sent = (subscribers: number) => [{ feed: "feed", variant: "rss", subscribers }];
		readings.takeSentTo(sent(4), NOW);
		expect(reportOf(readings, NOW).subscribers).toBe(103);
		readings.takeSentTo(sent(10), NOW);
		const { subscribers, readers } = reportOf(readings, NOW);
		expect(subscribers).toBe(109);
		expect(readers.listed.map(({ name, subscribers: count }) => [name, count])).toEqual([
			["Feedly", 100],
			["WebSub and rssCloud", 6],
			["FreshRSS", 3],
		]);
	}));

test("the numbers of past days are kept, but all data that could identify readers is deleted", () =>
	inReadership((readings, { sql }) => {
		readings.take(people("Reeder", 30), NOW);
		readings.take(says("Feedly", 12, "topics/ai"), NOW);
		const { salt } = readings.today(NOW);
		expect(sql.exec("SELECT 1 FROM reading WHERE registers IS NOT NULL").toArray()).toHaveLength(1);
		expect(readings.today(NOW + DAY).salt).not.toEqual(salt);
		expect(sql.exec("SELECT 1 FROM reading WHERE registers IS NOT NULL").toArray()).toEqual([]);
		expect(sql.exec<{ day: string }>("SELECT day FROM today").toArray()).toEqual([{ day: "2026-11-23" }]);
		expect(readings.totals("feed", "2026-11-01", "2026-11-30")).toEqual([
			{ day: "2026-11-22", name: "feed", subscribers: 30 },
			{ day: "2026-11-22", name: "topics/ai", subscribers: 12 },
		]);
		expect(reportOf(readings, NOW + DAY).subscribers).toBe(42);
		expect(reportOf(readings, NOW + 8 * DAY).subscribers).toBe(0);
	}));

test("a reader is counted again on the next day, because the salt survives restarts only within its day", () =>
	inReadership((readings, storage) => {
		const { salt } = readings.today(NOW);
		expect(new ReadCounts(storage, BUDGETS.free).today(NOW + 3600).salt).toEqual(salt);
		readings.take(people("Reeder", 5), NOW);
		readings.take(people("Reeder", 5), NOW + DAY);
		const { days } = reportOf(readings, NOW + DAY);
		expect(days.map(({ day, subscribers }) => [day, subscribers])).toEqual([
			["2026-11-22", 5],
			["2026-11-23", 5],
		]);
	}));

test("the counts of a day are deleted after four hundred days", () =>
	inReadership((readings, { sql }) => {
		readings.take(says("Feedly", 12), NOW);
		readings.take(says("Feedly", 12), NOW + 399 * DAY);
		expect(readings.ofDay("2026-11-22")).toHaveLength(1);
		readings.take(says("Feedly", 12), NOW + 400 * DAY);
		for (const table of ["reading", "total"]) {
			const [row] = sql.exec<{ first: string }>(`SELECT min(day) AS first FROM ${table}`).toArray();
			expect(row?.first).toBe("2027-12-26");
		}
	}));

test(
	"the number of invented reader names is limited, on the page and in the database",
	() =>
		inReadership((readings, { sql }) => {
			const feeds = Array.from({ length: 40 }, (_, index) => `topics/t${index}`);
			for (let n = 0; n < 300; n++) {
				readings.take(
					{ named: [], direct: feeds.map((feed) => ({ feed, reader: `Made up ${n}`, marks: [n * 64 + 1] })) },
					NOW,
				);
			}
			const { rows } = sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM reading").one();
			expect(rows).toBe(5000);
			readings.take(people("One more", 3, "topics/t0"), NOW);
			const names = new Set(readings.ofDay("2026-11-22").map(({ reader }) => reader));
			expect(names.size).toBeLessThanOrEqual(201);
			expect(names).not.toContain("One more");
			const { feeds: trends } = reportOf(readings, NOW);
			expect([trends.total, trends.listed.length]).toEqual([40, 12]);
		}),
	60_000,
);

test("a subscriber number that keeps rising cannot use up the daily row writes", () =>
	inReadership((readings, { sql }) => {
		const { salt } = readings.today(NOW);
		sql.exec("UPDATE today SET written = 49998");
		for (const count of [10, 20, 30, 40]) readings.take(says("Feedly", count), NOW);
		readings.take(people("Reeder", 3), NOW);
		expect(readings.ofDay("2026-11-22")).toMatchObject([{ reader: "Feedly", subscribers: 20 }]);
		expect(readings.today(NOW).salt).toEqual(salt);
		readings.take(says("Feedly", 40), NOW + DAY);
		expect(readings.ofDay("2026-11-23")).toMatchObject([{ reader: "Feedly", subscribers: 40 }]);
	}));
