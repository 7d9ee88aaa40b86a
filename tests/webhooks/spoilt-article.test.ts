import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { article } from "../publisher/newsroom.ts";
import { expectRefused } from "./refused.ts";
import { held, seconds, send, standardHeaders } from "./sending.ts";

afterEach(reset);

const TIDE = { id: 12, title: "Tide", date: "2026-05-04T10:00:00Z" };

/** Sends a delivery with a valid signature, whatever its payload. */
function deliver(payload: unknown, signing?: Parameters<typeof standardHeaders>[1]): Promise<Response> {
	const body = typeof payload === "string" ? payload : JSON.stringify(payload);
	return send("articles", standardHeaders(body, signing), body);
}

const NOW = new Date().toISOString();
const published = (data: unknown, over: object = {}) => ({ type: "article.published", timestamp: NOW, data, ...over });
const removed = (data: unknown) => ({ type: "article.removed", timestamp: NOW, data });
const nested = (levels: number) => `${'{"x":'.repeat(levels)}1${"}".repeat(levels)}`;
const inFuture = new Date(Date.now() + 3_600_000).toISOString();

test.each<[string, unknown, string]>([
	["a number", 12, "payload"],
	["null", null, "payload"],
	["a list of events", [published(TIDE)], "payload"],
	["no type", { data: TIDE }, "article.published"],
	["an unknown type", { type: "article.updated", data: TIDE }, "article.removed"],
	["a type with different capitalization", { type: "Article.Published", data: TIDE }, "article.published"],
	["a type named like an object's property", { type: "constructor", data: TIDE }, "article.published"],
	["no data", { type: "article.published", timestamp: NOW }, "data"],
	["no timestamp", { type: "article.published", data: TIDE }, "timestamp"],
	["a list as data", published([TIDE]), "data"],
	["a string as data", published("Tide"), "data"],
	["a date as timestamp", published(TIDE, { timestamp: "2026-05-04" }), "timestamp"],
	["a timestamp without a time zone", published(TIDE, { timestamp: "2026-05-04T10:00:00" }), "timestamp"],
	["a number as timestamp", published(TIDE, { timestamp: 1_777_888_999 }), "timestamp"],
	["a timestamp that does not exist", published(TIDE, { timestamp: "2026-02-30T10:00:00Z" }), "timestamp"],
	["a timestamp in the future", published(TIDE, { timestamp: inFuture }), "future"],
	["neither path nor id", published({ title: "Tide" }), "id"],
	["both path and id", published({ ...TIDE, path: "tide.md", text: "x" }), "path"],
	["an empty id", published({ ...TIDE, id: "" }), "id"],
	["an id of 201 characters", published({ ...TIDE, id: "x".repeat(201) }), "id"],
	["an id that is too long for a path", published({ ...TIDE, id: "?".repeat(200) }), "500"],
	["a fractional id", published({ ...TIDE, id: 1.5 }), "id"],
	["an id beyond the safe integers", published({ ...TIDE, id: 2 ** 60 }), "id"],
	["null as id", published({ ...TIDE, id: null }), "id"],
	["a list as id", published({ ...TIDE, id: [12] }), "id"],
	[
		"a lone surrogate as id",
		'{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","data":{"id":"a\\ud800","title":"x"}}',
		"id",
	],
	["two bodies", published({ ...TIDE, body: "x", html: "<p>x" }), "body"],
	["a number as body", published({ ...TIDE, body: 1 }), "body"],
	["a list as body", published({ ...TIDE, html: ["<p>x"] }), "body"],
	["a body larger than the limit for a source", published({ ...TIDE, body: "x".repeat(1_048_577) }), "1048576"],
	["quotes nested too deeply", published({ ...TIDE, body: `${"> ".repeat(10_000)}x` }), "nested"],
	[
		"fields nested too deeply",
		`{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","data":{"id":1,"title":${nested(30)}}}`,
		"nested",
	],
	[
		"fields nested extremely deeply",
		`{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","data":{"id":1,"title":${nested(100_000)}}}`,
		"nested",
	],
	["a path without text", published({ path: "tide.md" }), "text"],
	["a path with a number as text", published({ path: "tide.md", text: 1 }), "text"],
	[
		"a path with text and other fields",
		published({ path: "tide.md", text: "x", title: "Tide" }),
		"must contain its text and no other fields",
	],
	["a path with ..", published({ path: "../tide.md", text: "x" }), "path"],
	["an absolute path", published({ path: "/tide.md", text: "x" }), "path"],
	["a Windows path", published({ path: "news\\tide.md", text: "x" }), "path"],
	["a path with a control character", published({ path: "a\u0000.md", text: "x" }), "path"],
	["a path of 501 characters", published({ path: `${"x".repeat(498)}.md`, text: "x" }), "500"],
	["an empty path", removed({ path: "" }), "path"],
	["a number as path", removed({ path: 12 }), "path"],
	["nothing to remove", removed({}), "id"],
	["two things to remove", removed({ path: "tide.md", id: 12 }), "path"],
	["a removed path with ..", removed({ path: "a/../b.md" }), "path"],
	[
		"data named like a prototype",
		'{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","__proto__":{"data":{"id":1,"title":"x"}}}',
		"data",
	],
	[
		"an id named like a prototype",
		'{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","data":{"__proto__":{"id":1,"title":"x"}}}',
		"id",
	],
	["two events", `${JSON.stringify(published(TIDE))}\n${JSON.stringify(published(TIDE))}`, "JSON"],
])("a delivery with %s returns a 400 with the reason, and nothing changes", async (_, payload, what) => {
	const error = await expectRefused(await deliver(payload), 400);
	expect(error).toContain(what);
});

test("fields named like a prototype are ignored and do not pollute any object", async () => {
	const body =
		'{"type":"article.published","timestamp":"2026-05-04T09:30:00Z","data":{"id":1,"__proto__":{"title":"Quicksilver","polluted":true}}}';
	const response = await deliver(body);
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({ problems: [{ message: expect.stringContaining("`title`") }, {}] });
	expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("fields that look like the end of the front matter remain fields", async () => {
	const fields = {
		"---": "x",
		"a\n---\nb": "x",
		title: "Tide\n---\ndraft: true\n---\n",
		excerpt: "--- !!js/function x",
	};
	const response = await deliver(published({ ...TIDE, ...fields, body: "---\ntitle: Other\n---\n" }));
	expect(await response.json()).toMatchObject({ added: 1, problems: [] });
});

test("a rejected delivery can be corrected and sent again with the same id", async () => {
	const id = "msg_1";
	expect((await deliver(published({ ...TIDE, id: "" }), { id })).status).toBe(400);
	expect(await (await deliver(published(TIDE), { id })).json()).toMatchObject({ added: 1 });
});

test("a delivery that changes a repository's source returns a 409 that names the repository", async () => {
	const tide = article("tide");
	await publisherOf(env).apply([tide], ownerOfRepository("https://github.com/Codertocat/Hello-World#master"));
	for (const event of [published({ path: tide.path, text: "x" }), removed({ path: tide.path })]) {
		const id = crypto.randomUUID();
		// The second delivery is rejected again, because the first was not accepted.
		for (const response of [await deliver(event, { id }), await deliver(event, { id })]) {
			expect(response.status).toBe(409);
			expect(response.headers.get("Cache-Control")).toBe("no-store");
			const { error } = await response.json<{ error: string }>();
			expect(error).toContain("https://github.com/Codertocat/Hello-World");
		}
	}
	expect(await publisherOf(env).source(tide.path)).toMatchObject(tide);
});

test("a delivery whose timestamp is slightly ahead of our clock is accepted", async () => {
	const timestamp = new Date(Date.now() + 60_000).toISOString();
	expect((await deliver(published(TIDE, { timestamp }), { timestamp: seconds(60) })).status).toBe(200);
	expect(await held()).toEqual(["cms/12.html"]);
});
