import { expect, test } from "vitest";
import { isNotModified } from "../../src/http/conditional.ts";

const MODIFIED = Date.UTC(2026, 4, 4, 10, 0, 0);
const NOW = Date.UTC(2026, 4, 5);
const OURS = { etag: 'W/"abc"', modified: MODIFIED };
const at = (offset: number) => new Date(MODIFIED + offset).toUTCString();

test.each<[name: string, headers: Record<string, string>, notModified: boolean]>([
	["no conditional headers", {}, false],
	["our ETag", { "If-None-Match": 'W/"abc"' }, true],
	["our ETag as a strong ETag", { "If-None-Match": '"abc"' }, true],
	["a list with our ETag", { "If-None-Match": '"x", W/"abc" ,"y"' }, true],
	["a list without our ETag", { "If-None-Match": '"x", "y"' }, false],
	["any ETag", { "If-None-Match": "*" }, true],
	["any ETag, with white space", { "If-None-Match": " * " }, true],
	["an ETag that begins with ours", { "If-None-Match": '"abcd"' }, false],
	["our ETag without quotes", { "If-None-Match": "abc" }, false],
	["an empty ETag", { "If-None-Match": '""' }, false],
	["an empty header", { "If-None-Match": "" }, false],
	["our date", { "If-Modified-Since": at(0) }, true],
	["a later date", { "If-Modified-Since": at(1000) }, true],
	["an earlier date", { "If-Modified-Since": at(-1000) }, false],
	["a date in the future", { "If-Modified-Since": new Date(NOW + 86_400_000).toUTCString() }, false],
	["a text that is not a date", { "If-Modified-Since": "yesterday" }, false],
	["a number", { "If-Modified-Since": "1" }, false],
	["the date zero", { "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT" }, false],
	["our date in the format of RFC 850", { "If-Modified-Since": "Monday, 04-May-26 10:00:00 GMT" }, true],
	["our date in the format of asctime()", { "If-Modified-Since": "Mon May  4 10:00:00 2026" }, true],
	["a different ETag with our date: the ETag decides", { "If-None-Match": '"x"', "If-Modified-Since": at(0) }, false],
	["our ETag with an old date: the ETag decides", { "If-None-Match": '"abc"', "If-Modified-Since": at(-9999) }, true],
])("whether a request with %s gets a 304", (_, headers, notModified) => {
	expect(isNotModified(new Headers(headers), OURS, NOW)).toBe(notModified);
});
