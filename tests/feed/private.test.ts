import { expect, test } from "vitest";
import { withoutTokens } from "../../src/feed/feed.ts";

const TOKEN = "0123456789abcdef.gk4OwQ-H_1x3Y7W0nqg5m2fZbL8cTjR6sVdUaXeIhPo";

test.each([
	[`/private/${TOKEN}/feed.rss`, "/private/…/feed.rss"],
	[`/private/${TOKEN}`, "/private/…"],
	[`[wrangler:info] GET /private/${TOKEN}/ 200 OK (5ms)`, "[wrangler:info] GET /private/…/ 200 OK (5ms)"],
	[`GET http://localhost:8787/private/${TOKEN}?a=b`, "GET http://localhost:8787/private/…?a=b"],
	[`{"url":"/private/${TOKEN}"} and /PRIVATE/${TOKEN}/`, '{"url":"/private/…"} and /PRIVATE/…/'],
	["/privateer/life.rss", "/privateer/life.rss"],
	["a private matter", "a private matter"],
])("only tokens are removed from %j", (text, without) => {
	expect(withoutTokens(text)).toBe(without);
});
