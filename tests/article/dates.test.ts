import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDate } from "../../src/article/dates.ts";

test.each([
	["2026-05-04", "2026-05-04T00:00:00.000Z"],
	["2026-05-04T09:30:00Z", "2026-05-04T09:30:00.000Z"],
	["2026-05-04t09:30:00z", "2026-05-04T09:30:00.000Z"],
	["2026-05-04T09:30:00", "2026-05-04T09:30:00.000Z"],
	["2026-05-04T09:30", "2026-05-04T09:30:00.000Z"],
	["2026-05-04 09:30", "2026-05-04T09:30:00.000Z"],
	["2026-05-04  09:30:15", "2026-05-04T09:30:15.000Z"],
	["  2026-05-04  ", "2026-05-04T00:00:00.000Z"],
	["2026-05-04T09:30:00.5Z", "2026-05-04T09:30:00.500Z"],
	["2026-05-04T09:30:00.123456789Z", "2026-05-04T09:30:00.123Z"],
	["2026-05-04T09:30:00,25Z", "2026-05-04T09:30:00.250Z"],
	["2026-05-04T09:30:00+02:00", "2026-05-04T07:30:00.000Z"],
	["2026-05-04 09:30:00 +0200", "2026-05-04T07:30:00.000Z"],
	["2026-05-04 09:30:00 -0330", "2026-05-04T13:00:00.000Z"],
	["2026-05-04T23:30:00-14:00", "2026-05-05T13:30:00.000Z"],
	["2026-05-04 09:30 UTC", "2026-05-04T09:30:00.000Z"],
	["2026-05-04 09:30 GMT", "2026-05-04T09:30:00.000Z"],
	["2024-02-29", "2024-02-29T00:00:00.000Z"],
	["2000-02-29", "2000-02-29T00:00:00.000Z"],
	["1900-01-01", "1900-01-01T00:00:00.000Z"],
	["2999-12-31", "2999-12-31T00:00:00.000Z"],
])("%s is %s", (text, instant) => {
	expect(new Date(parseDate(text, "UTC") ?? Number.NaN).toISOString()).toBe(instant);
});

test.each([
	"2026-02-30",
	"2025-02-29",
	"1900-02-29",
	"2026-04-31",
	"2026-13-01",
	"2026-00-01",
	"2026-01-00",
	"2026-01-32",
	"2026-05-04T24:00:00Z",
	"2026-05-04T09:60:00Z",
	"2026-05-04T09:30:60Z",
	"2026-05-04T09:30:00+24:00",
	"2026-05-04T09:30:00+01:60",
	"2026-05-04T09:30:00 CEST",
	"2026-05-04T09",
	"2026-05-04Z",
	"2026-5-4",
	"26-05-04",
	"1899-12-31",
	"3000-01-01",
	"12026-05-04",
	"-2026-05-04",
	"+002026-05-04",
	"04.05.2026",
	"05/04/2026",
	"May 4, 2026",
	"Mon, 04 May 2026 09:30:00 GMT",
	"1777852800",
	"now",
	"",
	"2026-05-04\n2026-05-05",
	"٢٠٢٦-٠٥-٠٤",
])("%s is no date", (text) => {
	expect(parseDate(text, "UTC")).toBeNull();
});

const two = (value: number) => String(value).padStart(2, "0");

test("a day that is written is the day that is read, or none", () => {
	const field = (max: number) => fc.integer({ min: 0, max });
	fc.assert(
		fc.property(fc.integer({ min: 1890, max: 3010 }), field(14), field(33), (year, month, day) => {
			const text = `${year}-${two(month)}-${two(day)}`;
			const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
			const exists = month >= 1 && month <= 12 && day >= 1 && day <= last && year >= 1900 && year <= 2999;
			expect(parseDate(text, "UTC")).toBe(exists ? Date.UTC(year, month - 1, day) : null);
		}),
	);
});

test("an instant is the same in every zone", () => {
	const instant = fc.integer({ min: Date.UTC(1901, 0, 1) / 1000, max: Date.UTC(2999, 0, 1) / 1000 });
	fc.assert(
		fc.property(instant, fc.integer({ min: -1439, max: 1439 }), (second, offset) => {
			const local = new Date((second + offset * 60) * 1000).toISOString().slice(0, 19);
			const size = Math.abs(offset);
			const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
			expect(parseDate(local + zone, "Asia/Tokyo")).toBe(second * 1000);
		}),
	);
});
