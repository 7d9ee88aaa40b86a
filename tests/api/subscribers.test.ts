import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { get, SITE } from "../publisher/newsroom.ts";
import { ANNA, ask, PUBLISH, READ } from "./requests.ts";

afterEach(reset);

const ADDRESS = "/api/subscribers";
const TOKEN = /^[0-9a-f]{16}\.[\w-]{43}$/;

interface Issued {
	id: string;
	url: string;
	urls: string[];
}

function add(subscription: unknown): Promise<Response> {
	return ask("POST", ADDRESS, { body: JSON.stringify(subscription) });
}

async function added(subscription: unknown): Promise<Issued> {
	const response = await add(subscription);
	expect(response.status, await response.clone().text()).toBe(201);
	return response.json();
}

test("the feed addresses in the response for a new subscriber work", async () => {
	const response = await add({ for: " Anna\nB. ", feeds: ["topics/AI", "providers/gazette.example", "topics/ai"] });
	expect(response.status).toBe(201);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const issued = await response.json<Issued>();
	const token = issued.url.split("/")[4] ?? "";
	expect(token).toMatch(TOKEN);
	expect(token.startsWith(`${issued.id}.`)).toBe(true);
	expect(issued).toEqual({
		id: expect.stringMatching(/^[0-9a-f]{16}$/),
		for: "Anna B.",
		feeds: ["topics/ai", "providers/gazette.example"],
		created: expect.stringMatching(/^\d{4}-.*Z$/),
		expires: null,
		revoked: null,
		url: `${SITE}/private/${token}/`,
		urls: [`${SITE}/private/${token}/topics/ai.rss`, `${SITE}/private/${token}/providers/gazette.example.rss`],
	});
	expect((await get(`/private/${token}/`)).status).toBe(200);
});

test("a token created without a list of feeds opens all feeds, and its expiry date is in the site's time zone", async () => {
	const issued = await added({ for: "Bob", expires: "2999-12-31" });
	expect(issued).toMatchObject({ feeds: null, expires: "2999-12-31T00:00:00.000Z" });
	expect(issued.urls).toEqual([expect.stringMatching(/\/private\/[^/]+\/feed\.rss$/)]);
	expect((await get(new URL(issued.urls[0] ?? "").pathname)).status).toBe(200);
});

test("two tokens with the same name are independent", async () => {
	const [one, two] = [await added({ for: "Anna" }), await added({ for: "Anna" })];
	expect(one.id).not.toBe(two.id);
	expect(one.url.slice(-30)).not.toBe(two.url.slice(-30));
});

test("the list contains all subscribers, newest first, without tokens or addresses", async () => {
	const anna = await added({ for: "Anna", feeds: ["topics/ai"] });
	const response = await ask("GET", ADDRESS);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const text = await response.text();
	expect(JSON.parse(text)).toEqual({
		subscribers: [
			{ id: anna.id, for: "Anna", feeds: ["topics/ai"], created: expect.any(String), expires: null, revoked: null },
		],
	});
	expect(text).not.toMatch(/private|[\w-]{43}/);
});

test("a revoked token stays revoked, and the list shows when it was revoked", async () => {
	const { id, url } = await added({ for: "Anna" });
	const first = await ask("DELETE", `${ADDRESS}/${id}`);
	expect(first.status).toBe(200);
	const revoked = await first.json<{ revoked: string }>();
	expect(revoked).toMatchObject({ id, revoked: expect.stringMatching(/Z$/) });
	expect((await get(new URL(url).pathname)).status).toBe(404);
	expect(await (await ask("DELETE", `${ADDRESS}/${id}`)).json()).toEqual(revoked);
	expect(await (await ask("GET", ADDRESS)).json()).toEqual({ subscribers: [revoked] });
});

test.each(["none", "0123456789abcdef", "%F0%9F%8C%8A", "' OR 1=1 --"])(
	"revoking the unknown subscriber %s returns a 404 in JSON",
	async (id) => {
		await added({ for: "Anna" });
		const response = await ask("DELETE", `${ADDRESS}/${id}`);
		expect([response.status, await response.json()]).toEqual([
			404,
			{ error: expect.stringContaining("no such subscriber") },
		]);
	},
);

test.each([
	[{}, /^`for` is missing; .*\.$/],
	[{ for: " \n" }, /^`for` is empty; /],
	[{ for: 5 }, /^`for` is missing; /],
	[{ for: "x".repeat(201) }, /^`for` is longer/],
	[{ for: "Anna", feeds: [] }, /^`feeds` is empty; /],
	[{ for: "Anna", feeds: "topics/ai" }, /^`feeds` is not a list/],
	[{ for: "Anna", feeds: ["ai"] }, /^`feeds` contains something that is not a feed; use names such as topics\/ai/],
	[{ for: "Anna", feeds: ["feed"] }, /^`feeds` contains something that is not a feed/],
	[{ for: "Anna", feeds: ["topics/ai.rss"] }, /^`feeds` contains something that is not a feed/],
	[{ for: "Anna", feeds: ["topics/%ff"] }, /^`feeds` contains something that is not a feed/],
	[{ for: "Anna", feeds: ["topics/a/b"] }, /^`feeds` contains something that is not a feed/],
	[{ for: "Anna", feeds: Array.from({ length: 101 }, (_, index) => `topics/${index}`) }, /^`feeds` has more than 100/],
	[{ for: "Anna", expires: "soon" }, /^`expires` is not a date; /],
	[{ for: "Anna", expires: 2027 }, /^`expires` is not a date; /],
	[{ for: "Anna", expires: "2027-02-30" }, /^`expires` is not a date; /],
	[{ for: "Anna", expires: "2020-01-01" }, /^`expires` is in the past\.$/],
	[{ for: "Anna", name: "Anna" }, /^The request must look like \{/],
	[[], /^The request must look like \{/],
	[null, /^The request must look like \{/],
])("%j is rejected with a hint, and no subscriber is added", async (subscription, sentence) => {
	const response = await add(subscription);
	expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(sentence) }]);
	expect(await (await ask("GET", ADDRESS)).json()).toEqual({ subscribers: [] });
});

test("invalid JSON and bodies that are too large are rejected", async () => {
	for (const body of ["", "{", new Uint8Array([0xff])]) expect((await ask("POST", ADDRESS, { body })).status).toBe(400);
	expect((await add({ for: "x".repeat(70_000) })).status).toBe(413);
});

test("creating, listing and revoking require a token that may publish", async () => {
	for (const [method, path] of [
		["GET", ADDRESS],
		["HEAD", ADDRESS],
		["POST", ADDRESS],
		["DELETE", `${ADDRESS}/0123456789abcdef`],
	] as const) {
		expect((await ask(method, path, { token: null })).status, method).toBe(401);
		const read = await ask(method, path, { token: READ });
		expect(read.status, method).toBe(403);
		expect(read.headers.get("WWW-Authenticate")).toContain('error="insufficient_scope"');
		for (const token of [PUBLISH, ANNA]) expect([401, 403]).not.toContain((await ask(method, path, { token })).status);
	}
});

test("if the secret is not set, every response says how to set it", async () => {
	const { PRIVATE_FEEDS_SECRET: _, ...none } = env;
	for (const [method, path] of [
		["GET", ADDRESS],
		["POST", ADDRESS],
		["DELETE", `${ADDRESS}/0123456789abcdef`],
	] as const) {
		const headers = { Authorization: `Bearer ${PUBLISH}` };
		const response = await app.request(path, { method, headers }, none);
		expect(response.status, method).toBe(503);
		expect(await response.text()).toContain("wrangler secret put PRIVATE_FEEDS_SECRET");
	}
});
