import { expect, test } from "vitest";
import { agoIn, listIn, momentIn, secondsIn } from "../../src/words/format.ts";

const NOW = Date.UTC(2026, 10, 22, 14, 3);

test.each([
	["en", "3 minutes ago", "in 2 days", "now"],
	["de", "vor 3 Minuten", "in 2 Tagen", "jetzt"],
	["ar", "قبل 3 دقائق", "خلال يومين", "الآن"],
])("times are relative in %s", (language, past, future, now) => {
	expect(agoIn(language, NOW - 200_000, NOW)).toBe(past);
	expect(agoIn(language, NOW + 2 * 86_400_000, NOW)).toBe(future);
	expect(agoIn(language, NOW - 999, NOW)).toBe(now);
});

test("durations of less than ten seconds are shown to a tenth of a second", () => {
	expect([400, 1000, 12_340].map((time) => secondsIn("en", time))).toEqual(["0.4 seconds", "1 second", "12 seconds"]);
	expect(secondsIn("de", 400)).toBe("0,4 Sekunden");
});

test("a time is shown with its time zone, and with a short month where space is limited", () => {
	expect(momentIn("en", NOW)).toMatch(/^November 22, 2026 at 2:03\sPM UTC$/);
	expect(momentIn("de", NOW, "UTC", "short")).toMatch(/^22\. Nov\. 2026, 14:03 UTC$/);
});

test("lists use the commas of their language", () => {
	expect(listIn("en", ["2 added", "1 removed"], "comma")).toBe("2 added, 1 removed");
	expect(listIn("ar", ["أ", "ب"], "comma")).not.toContain(",");
});
