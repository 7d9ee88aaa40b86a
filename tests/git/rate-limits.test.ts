import { expect, test } from "vitest";
import { retryTimeOf } from "../../src/git/hosts/client.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const HOUR = 3_600_000;

test.each<[string, number, Record<string, string>, number | null]>([
	["429 with Retry-After in seconds", 429, { "Retry-After": "30" }, 30_000],
	["429 with Retry-After as a date", 429, { "Retry-After": "Sun, 22 Nov 2026 12:10:00 GMT" }, 600_000],
	["429 without Retry-After", 429, {}, 60_000],
	["503 with Retry-After in seconds", 503, { "Retry-After": "5" }, 5000],
	["503 without Retry-After is not a rate limit", 503, {}, null],
	["GitHub's limit", 403, { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(NOW / 1000 + 90) }, 90_000],
	["GitLab's limit", 429, { "RateLimit-Remaining": "0", "RateLimit-Reset": String(NOW / 1000 + 45) }, 45_000],
	["GitHub's secondary limit", 403, { "X-RateLimit-Remaining": "42", "Retry-After": "60" }, 60_000],
	[
		"403 with requests left is not a rate limit",
		403,
		{ "X-RateLimit-Remaining": "42", "X-RateLimit-Reset": "9999999999" },
		null,
	],
	[
		"a limit that was reset a second ago: retry in one second",
		403,
		{ "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(NOW / 1000 - 1) },
		1000,
	],
	["a Retry-After of a year: retry after six hours", 429, { "Retry-After": String(365 * 24 * 3600) }, 6 * HOUR],
	["a Retry-After that is neither a number nor a date", 429, { "Retry-After": "soon" }, 60_000],
	[
		"GitHub's secondary limit, mentioned only in the body",
		403,
		{ words: "You have exceeded a secondary rate limit." },
		60_000,
	],
	["404 is not a rate limit", 404, { "Retry-After": "5" }, null],
	["500 is not a rate limit", 500, { "Retry-After": "5" }, null],
])("when a request may be retried: %s", (_, status, { words = "", ...headers }, wait) => {
	expect(retryTimeOf(status, new Headers(headers), words, NOW)).toBe(wait === null ? null : NOW + wait);
});
