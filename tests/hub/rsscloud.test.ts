import { describe, expect, test } from "vitest";
import { confirmCloud, notifyRssCloud, type Registration, readRegistration } from "../../src/hub/rsscloud.ts";
import { site } from "../renditions/sample.ts";

const FEED = `${site.url}/feed.rss`;
const WHOLE = { notifyProcedure: "", protocol: "http-post", port: "5337", path: "/cloud", url1: FEED };

function read(fields: Record<string, string>, caller: string | null = "93.184.216.34") {
	return readRegistration(new URLSearchParams({ ...WHOLE, ...fields }), caller, site);
}

describe("the address to notify", () => {
	test.each([
		[{ domain: "reader.example" }, "http://reader.example:5337/cloud", true],
		[{ domain: "reader.example", protocol: "https-post" }, "https://reader.example:5337/cloud", true],
		[{ domain: "reader.example", port: "443" }, "https://reader.example/cloud", true],
		[{ domain: "reader.example", port: "80" }, "http://reader.example/cloud", true],
		[{ domain: "reader.example", port: "" }, "http://reader.example/cloud", true],
		[{ domain: "reader.example", path: "cloud?id=1" }, "http://reader.example:5337/cloud?id=1", true],
		[{ domain: "[2606:2800:220::1]" }, "http://[2606:2800:220::1]:5337/cloud", true],
		[{}, "http://93.184.216.34:5337/cloud", false],
		[{ domain: "" }, "http://93.184.216.34:5337/cloud", false],
	])("for a request with %j is %s", (fields, callback, isNamed) => {
		expect(read(fields)).toMatchObject({ callback, isNamed });
	});

	test("is the client's address, including IPv6, or an error if that is unknown", () => {
		expect(read({}, "2606:2800:220::1")).toMatchObject({ callback: "http://[2606:2800:220::1]:5337/cloud" });
		expect(read({}, null)).toEqual({ problem: expect.stringContaining("Add the parameter domain") });
	});

	test.each([
		{ domain: "reader.example/x?" },
		{ domain: "anna@reader.example" },
		{ domain: "https://reader.example" },
		{ domain: "reader.example:80" },
		{ domain: "reader .example" },
		{ domain: "reader.example", port: "80000" },
		{ domain: "reader.example", port: "-1" },
		{ domain: "reader.example", port: "80/x" },
	])("%j is not an address, even if it looks like one", (fields) => {
		expect(read(fields)).toEqual({ problem: expect.stringContaining("do not form a valid address") });
	});

	test("the path cannot change the host", () => {
		for (const path of ["@evil.example/", "//evil.example/", "\\\\evil.example", ".evil.example"]) {
			const registration = read({ domain: "reader.example", path });
			if ("problem" in registration) throw new Error(registration.problem);
			expect(new URL(registration.callback).host).toBe("reader.example:5337");
		}
	});
});

describe("the feeds of a registration", () => {
	test("are sorted by number, without duplicates", () => {
		const topic = `${site.url}/topics/ai.rss`;
		const selection = `${site.url}/select.rss?lang=en`;
		expect(read({ url10: selection, url2: topic, url3: FEED, url: "x", url4: "" })).toMatchObject({
			topics: [FEED, topic, selection],
		});
	});

	test.each([
		[{ url1: "" }, /The feed's address is missing/],
		[{ url1: `${site.url}/feed.atom` }, /rssCloud only supports RSS feeds/],
		[{ url2: `${site.url}/select.json?lang=en` }, /rssCloud only supports RSS feeds/],
		[{ url1: "https://elsewhere.example/feed.rss" }, /not a feed of this site/],
		[{ url1: `${FEED}?utm_source=x` }, /^The exact address/],
		[{ protocol: "xml-rpc" }, /protocol xml-rpc is not supported\. Use http-post/],
		[{ protocol: "soap" }, /protocol soap is not supported/],
		[
			Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`url${index}`, `${site.url}/topics/${index}.rss`])),
			/more than 20 feeds/,
		],
	])("%j is rejected", (fields, problem) => {
		expect(read(fields)).toEqual({ problem: expect.stringMatching(problem) });
	});
});

describe("confirmation", () => {
	const named: Registration = { callback: "https://reader.example/cloud?id=1", isNamed: true, topics: [FEED] };
	const caller: Registration = { ...named, isNamed: false };

	test("a host named in the request must repeat an unguessable challenge", async () => {
		const challenges = new Set<string>();
		const echo = async (url: string, init: RequestInit) => {
			const asked = new URL(url);
			expect(init.method).toBe("GET");
			expect(asked.pathname + asked.search).toMatch(/^\/cloud\?id=1&url=/);
			expect(asked.searchParams.get("url")).toBe(FEED);
			const challenge = asked.searchParams.get("challenge") ?? "";
			expect(challenge).toMatch(/^[\w-]{43}$/);
			challenges.add(challenge);
			return new Response(`${challenge}\n`);
		};
		for (let count = 0; count < 3; count++) expect(await confirmCloud(named, echo)).toBe(true);
		expect(challenges.size).toBe(3);
	});

	test.each<[string, (challenge: string) => Promise<Response>]>([
		["returns something else", async () => new Response("yes")],
		["returns an empty body", async () => new Response(null, { status: 204 })],
		["repeats the challenge with an error status", async (challenge) => new Response(challenge, { status: 404 })],
		["redirects", async () => Response.redirect("https://elsewhere.example/", 302)],
		["repeats the challenge within other text", async (challenge) => new Response(challenge + "x".repeat(5000))],
		["cannot be reached", () => Promise.reject(new Error("refused"))],
	])("a host that %s is not notified", async (_, answer) => {
		const reader = (url: string) => answer(new URL(url).searchParams.get("challenge") ?? "");
		expect(await confirmCloud(named, reader)).toBe(false);
	});

	test("a client that registers its own address must accept a notification", async () => {
		const bodies: string[] = [];
		const reader = (status: number) => async (url: string, init: RequestInit) => {
			const request = new Request(url, init);
			bodies.push(`${request.method} ${await request.text()}`);
			return new Response(null, { status });
		};
		expect(await confirmCloud(caller, reader(200))).toBe(true);
		expect(await confirmCloud(caller, reader(404))).toBe(false);
		expect(bodies[0]).toBe(`POST url=${encodeURIComponent(FEED)}`);
	});
});

test.each([
	[200, { kind: "delivered" }],
	[202, { kind: "delivered" }],
	[410, { kind: "gone" }],
	[302, { kind: "failed", error: "Answered 302." }],
	[500, { kind: "failed", error: "Answered 500." }],
])("the response %i to a notification results in %j", async (status, outcome) => {
	const headers = { Location: "https://elsewhere.example/" };
	const reader = async () => new Response(null, { status, headers });
	expect(await notifyRssCloud("https://reader.example/cloud", FEED, reader)).toEqual(outcome);
});

test("the error of a failed notification does not contain the address", async () => {
	const reader = () => Promise.reject(new Error("connect https://reader.example/cloud?key=hunter2"));
	const outcome = await notifyRssCloud("https://reader.example/cloud?key=hunter2", FEED, reader);
	expect(outcome).toMatchObject({ kind: "failed" });
	expect(JSON.stringify(outcome)).not.toMatch(/hunter2|reader\.example/);
});
