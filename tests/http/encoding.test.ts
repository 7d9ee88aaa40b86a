import { expect, test } from "vitest";
import { acceptsGzip } from "../../src/http/conditional.ts";

test.each<[header: string | null, gzip: boolean]>([
	[null, false],
	["", false],
	["gzip", true],
	["GZIP", true],
	["x-gzip", true],
	["br, gzip", true],
	["br;q=1.0, gzip;q=0.8, *;q=0.1", true],
	["gzip;q=0", false],
	["gzip;q=0, *", false],
	["*", true],
	["*;q=0", false],
	["identity", false],
	["deflate, br", false],
])("whether a client accepts gzip if it sends Accept-Encoding: %s", (header, gzip) => {
	const headers = new Headers(header === null ? {} : { "Accept-Encoding": header });
	expect(acceptsGzip(new Request("http://x/", { headers }))).toBe(gzip);
});

test("behind Cloudflare, only the client's own header determines whether gzip is accepted", () => {
	const request = (client: string) =>
		new Request("http://x/", { headers: { "Accept-Encoding": "br, gzip" }, cf: { clientAcceptEncoding: client } });
	expect(acceptsGzip(request(""))).toBe(false);
	expect(acceptsGzip(request("gzip"))).toBe(true);
});
