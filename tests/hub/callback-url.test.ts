import fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../properties.ts";
import { callbackProblem, isPublicAddress, lookupProblem } from "../../src/hub/callback-url.ts";
import { site } from "../renditions/sample.ts";

const SITE = { ...site, url: "https://news.example" };
const LOCAL = { ...site, url: "http://localhost:8787" };

const problem = (callback: string) => callbackProblem(callback, SITE);
const NOT_PUBLIC = /not on the public internet/;

test.each([
	"https://reader.example/callback",
	"http://reader.example/callback?id=1&key=a%20b",
	"https://reader.example:8443/callback",
	"http://reader.example:443/",
	"https://reader.example./",
	"https://küste.example/",
	"https://93.184.216.34/callback",
	"https://[2606:2800:220:1:248:1893:25c8:1946]:8080/callback",
	"https://www.news.example/callback",
	"https://localhost.example/",
	"https://local.example/",
])("%s is allowed", (callback) => {
	expect(problem(callback)).toBeNull();
});

test.each([
	["", /not a URL/],
	["reader.example/callback", /not a URL/],
	["ftp://reader.example/", /not a URL/],
	["javascript:alert(1)", /not a URL/],
	["file:///etc/passwd", /not a URL/],
	["https://", /not a URL/],
	["https://anna:hunter2@reader.example/", /user name or password/],
	["https://anna@reader.example/", /user name or password/],
	["https://reader.example/#a", /fragment/],
	["https://reader.example/#", /fragment/],
	["https://reader.example:25/", /port 25\./],
	[`https://reader.example/${"a".repeat(2000)}`, /longer than 2000 bytes/],
	[`https://reader.example/${"ü".repeat(1000)}`, /longer than 2000 bytes/],
	["https://news.example/hub", /an address of this site/],
	["http://news.example:8080/", /an address of this site/],
	["https://NEWS.example./feed.rss", /an address of this site/],
	...[
		...["localhost", "localhost.", "a.localhost", "LOCALHOST", "printer.local", "db.internal", "nas.home.arpa"],
		...["intranet", "router", "x.onion", "a.test", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"],
		...["127.0.0.1.", "１２７.０.０.１", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
		...["100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "[::1]", "[::]"],
		...["[::ffff:10.0.0.1]", "[::ffff:93.184.216.34]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]", "[fe80::1]"],
		...["[fd00::1]", "[ff02::1]", "[2001:db8::1]", "[2001::1]", "[100::1]"],
	].map((host) => [`http://${host}/callback`, NOT_PUBLIC] as const),
] as const)("%s is rejected with a reason", (callback, reason) => {
	expect(problem(callback)).toMatch(reason);
	expect(problem(callback)).not.toContain("hunter2");
});

test("random text never throws, and only public HTTP hosts are allowed", () => {
	const authority = fc.oneof(
		fc.ipV4Extended(),
		fc.ipV6().map((address) => `[${address}]`),
		fc.domain(),
	);
	const url = fc.tuple(authority, fc.webPath()).map(([host, path]) => `http://${host}${path}`);
	fc.assert(
		fc.property(fc.oneof(url, fc.webUrl(), fc.string({ unit: "binary" })), (callback) => {
			if (problem(callback) !== null) return;
			const { protocol, username, hash, hostname } = new URL(callback);
			expect(isPublicAddress(hostname)).not.toBe(false);
			expect(protocol).toMatch(/^https?:$/);
			expect([username, hash]).toEqual(["", ""]);
		}),
		{ numRuns: 2000 },
	);
});

describe("on a local site", () => {
	test("local subscribers are allowed without a DNS lookup", async () => {
		for (const host of ["localhost:9000", "127.0.0.1:9000", "[::1]:9000", "192.168.1.2", "reader"]) {
			const callback = `http://${host}/callback`;
			expect(callbackProblem(callback, LOCAL)).toBeNull();
			expect(await lookupProblem(callback, LOCAL, unreachable)).toBeNull();
		}
	});

	test.each(["http://localhost:8787/hub", "http://127.0.0.1:8787/", "http://[::1]:8787/"])(
		"%s is an address of this site",
		(callback) => expect(callbackProblem(callback, LOCAL)).toMatch(/an address of this site/),
	);
});

/** Creates a resolver that resolves these hosts, and records the queries that it receives. */
function resolver(hosts: Record<string, { A?: string[]; AAAA?: string[] }>) {
	const asked: string[] = [];
	const fetcher = async (url: string) => {
		const { searchParams, origin } = new URL(url);
		const name = searchParams.get("name") ?? "";
		const type = searchParams.get("type") === "A" ? "A" : "AAAA";
		asked.push(`${origin} ${name} ${type}`);
		const host = hosts[name];
		const records = (host?.[type] ?? []).map((data) => ({ name, type: type === "A" ? 1 : 28, TTL: 60, data }));
		const alias = { name, type: 5, TTL: 60, data: "elsewhere.example." };
		return Response.json({ Status: host ? 0 : 3, Answer: host && [alias, ...records] });
	};
	return { fetcher, asked };
}

const unreachable = () => Promise.reject(new Error("no network"));

describe("resolving a name", () => {
	const callback = "https://reader.example/callback";
	const lookup = (addresses: { A?: string[]; AAAA?: string[] }) =>
		lookupProblem(callback, SITE, resolver({ "reader.example": addresses }).fetcher);

	test("both the IPv4 and the IPv6 addresses of a public name are looked up", async () => {
		const { fetcher, asked } = resolver({ "reader.example": { A: ["93.184.216.34"], AAAA: ["2606:2800:220::1"] } });
		expect(await lookupProblem(callback, SITE, fetcher)).toBeNull();
		expect(asked.sort()).toEqual([
			"https://cloudflare-dns.com reader.example A",
			"https://cloudflare-dns.com reader.example AAAA",
		]);
		expect(await lookup({ AAAA: ["2606:2800:220::1"] })).toBeNull();
	});

	test("a name with a private address among its public addresses is rejected", async () => {
		for (const addresses of [
			{ A: ["127.0.0.1"] },
			{ A: ["93.184.216.34", "10.0.0.1"] },
			{ A: ["93.184.216.34"], AAAA: ["::1"] },
			{ A: ["93.184.216.34"], AAAA: ["::ffff:10.0.0.1"] },
			{ A: ["what is this"] },
		]) {
			expect(await lookup(addresses)).toMatch(/reader\.example resolves to an address in a private network/);
		}
	});

	test("a name without an address is rejected", async () => {
		expect(await lookup({})).toBe("reader.example does not have an address in DNS. Check the callback's host name.");
		expect(await lookupProblem(callback, SITE, resolver({}).fetcher)).toBe(
			"reader.example does not have an address in DNS. Check the callback's host name.",
		);
	});

	test.each<[string, () => Promise<Response>]>([
		["cannot be reached", unreachable],
		["returns an error", async () => new Response("", { status: 502 })],
		["cannot resolve it", async () => Response.json({ Status: 2 })],
		["returns something else", async () => Response.json({ ok: true })],
		["returns a page", async () => new Response("<!doctype html>")],
		["never ends its response", async () => new Response(" ".repeat(100_000))],
		["returns records of a different type", async () => Response.json({ Status: 0, Answer: "127.0.0.1" })],
	])("if the resolver %s, it is unknown whether the host is public, so the hub tries again", async (_, fetcher) => {
		expect(await lookupProblem(callback, SITE, fetcher)).toMatch(/DNS does not respond .* Try again/);
	});

	test("an IP address does not need to be resolved", async () => {
		expect(await lookupProblem("https://93.184.216.34/", SITE, unreachable)).toBeNull();
		expect(await lookupProblem("https://[2606:2800:220::1]/", SITE, unreachable)).toBeNull();
	});
});
