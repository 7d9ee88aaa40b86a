import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { hashOf } from "../../src/publisher/write/sources.ts";
import { article, get, settle, titles } from "../publisher/newsroom.ts";

afterEach(reset);

const AUTHORIZED = { Authorization: "Bearer test-token" };

function post(body: BodyInit, headers: Record<string, string> = AUTHORIZED): Promise<Response> {
	return get("/api/sources", { method: "POST", headers, body });
}

const line = (value: object) => JSON.stringify(value);

test("the API accepts articles as NDJSON and returns the result", async () => {
	const { path, text } = article("tide");
	const response = await post(`${line({ path, text })}\n\n${line({ path: "bad.md", text: "---\n[\n---" })}\n`);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({
		added: 2,
		changed: 0,
		unchanged: 0,
		removed: 0,
		problems: [{ severity: "error", path: "bad.md", line: 2, message: expect.any(String), hint: expect.any(String) }],
		refused: [],
		totals: expect.objectContaining({ files: 2, published: 1, blocked: 1 }),
	});
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect(await (await post(line({ path, deleted: true }))).json()).toMatchObject({ removed: 1 });
	const more = await get("/api/sources?more=true", { method: "POST", headers: AUTHORIZED, body: "" });
	expect(await more.json()).not.toHaveProperty("totals");
});

test("the API lists sources with their Git hashes and problems", async () => {
	const sources = [article("b"), article("a"), { path: "bad.md", text: "---\n[\n---" }];
	await post(sources.map(line).join("\n"));
	const list = await (await get("/api/sources", { headers: AUTHORIZED })).text();
	const held = list
		.trim()
		.split("\n")
		.map((entry) => JSON.parse(entry));
	expect(held).toEqual(
		sources
			.map(({ path, text }) => ({ path, hash: hashOf(text), owner: "token:publish" }))
			.sort((a, b) => (a.path < b.path ? -1 : 1)),
	);
	const { problems } = await (await get("/api/problems", { headers: AUTHORIZED })).json<{ problems: object[] }>();
	expect(problems).toMatchObject([{ path: "bad.md", line: 2 }]);
});

test("the hash of a text is the one that Git computes", () => {
	expect(hashOf("hello\n")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
	expect(hashOf("")).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
});

test.each([
	["no token", {}],
	["a wrong token", { Authorization: "Bearer other" }],
	["our token with an additional character", { Authorization: "Bearer test-token2" }],
	["a different scheme", { Authorization: "Basic test-token" }],
	["an empty token", { Authorization: "Bearer " }],
])("a request with %s returns a 401, and its body is not read", async (_, headers) => {
	for (const response of [await post("not even JSON", headers), await get("/api/problems", { headers })]) {
		expect(response.status).toBe(401);
		expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
		expect(await response.text()).not.toContain("test-token");
	}
});

test("a body over the limit returns a 413 that states the limit, with or without Content-Length", async () => {
	const large = "x".repeat(4 * 1024 * 1024 + 1);
	const stream = new ReadableStream<Uint8Array>({
		start(controller) {
			controller.enqueue(new TextEncoder().encode(large));
			controller.close();
		},
	});
	for (const body of [large, stream]) {
		const response = await post(body);
		expect(response.status).toBe(413);
		expect(await response.json()).toEqual({ error: expect.stringContaining("4 MiB") });
	}
});

test.each([
	["a body that is not JSON", "hello", "Line 1"],
	["a line that is not an object", `${line(article("a"))}\n[1]`, "Line 2"],
	["no text", line({ path: "a.md" }), "Line 1"],
	["an unknown field", line({ path: "a.md", text: "x", deleted: true }), "Line 1"],
	["a path with ..", line({ path: "../a.md", text: "x" }), "Line 1"],
	["an absolute path", line({ path: "/a.md", text: "x" }), "Line 1"],
	["too many lines", `${line({ path: "a.md", text: "x" })}\n`.repeat(1001), "1000"],
	["invalid UTF-8", new Uint8Array([0xff, 0xfe]), "UTF-8"],
])("an upload with %s returns a 400 with the reason, and nothing changes", async (_, body, where) => {
	const response = await post(body);
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({ error: expect.stringContaining(where) });
	expect(await (await get("/api/sources", { headers: AUTHORIZED })).text()).toBe("");
});

test("errors never quote an unpublished article", async () => {
	const texts = [
		"---\ntitle: Quicksilver\npublished: maybe\n---\nQuicksilver",
		"---\ntitle: *Quicksilver\npublished: false\n---\n",
		'---\npublished: false\ntitle: "Quicksilver\n---\n',
		"---\npublished: false\ntitle: !Quicksilver x\n---\n",
		"---Quicksilver\npublished: false\n---\n",
		"---\npublished: false\nlink: javascript:Quicksilver\ndate: Quicksilver\n---\n",
		"Quicksilver",
	];
	const response = await post(texts.map((text, index) => line({ path: `${index}.md`, text })).join("\n"));
	expect(response.status).toBe(200);
	expect(await response.text()).not.toContain("Quicksilver");
});

test("unsupported methods return a 405, and unknown addresses return a 404 in JSON", async () => {
	const put = await get("/api/sources", { method: "PUT", headers: AUTHORIZED });
	expect(put.status).toBe(405);
	expect(put.headers.get("Allow")).toBe("GET, HEAD, POST, OPTIONS");
	const other = await get("/api/other", { headers: AUTHORIZED });
	expect(other.status).toBe(404);
	expect(await other.json()).toEqual({ error: expect.any(String) });
});
