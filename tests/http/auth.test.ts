import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { ANNA, ask, at, held, PUBLISH, READ } from "../api/requests.ts";
import { SITE } from "../publisher/newsroom.ts";

afterEach(reset);

/** Sends a request with `token` to a site that has these tokens. */
function askWith(tokens: Partial<Cloudflare.Env>, token: string, init: RequestInit = {}): Promise<Response> {
	const headers = { Authorization: `Bearer ${token}` };
	const others = { PUBLISH_TOKEN: "", API_TOKENS: "" };
	return Promise.resolve(
		app.request(
			`${SITE}/api/sources`,
			{ headers, ...init },
			{ ...env, ...others, ...tokens },
			createExecutionContext(),
		),
	);
}

/** Returns the status of a response after reading its body. */
async function statusOf(answer: Promise<Response>): Promise<number> {
	const response = await answer;
	await response.arrayBuffer();
	return response.status;
}

/** Requests that only read. */
const LOOKING = ["/api/sources", "/api/sources?own=true", at("a.md"), "/api/problems", "/api/jobs"].map(
	(path) => ["GET", path] as const,
);
/** Requests that change something. */
const CHANGING = [
	["POST", "/api/sources"],
	["PUT", at("a.md")],
	["DELETE", at("a.md")],
	["POST", "/api/jobs/some/retry"],
] as const;

test.each(LOOKING)("a read-only token can %s %s", async (method, path) => {
	await ask("PUT", at("a.md"), { body: "one" });
	expect(await statusOf(ask(method, path, { token: READ }))).toBe(200);
	expect(await statusOf(ask("HEAD", path, { token: READ }))).toBe(200);
});

test.each(CHANGING)(
	"a read-only token cannot %s %s: the response is 403 with the required scope, and nothing changes",
	async (method, path) => {
		await ask("PUT", at("a.md"), { body: "one" });
		const response = await ask(method, path, { token: READ, body: '{"path":"a.md","deleted":true}' });
		expect(response.status).toBe(403);
		expect(response.headers.get("WWW-Authenticate")).toBe(
			'Bearer realm="newsstand", error="insufficient_scope", scope="publish"',
		);
		expect(await response.json()).toEqual({ error: expect.stringContaining("The token watcher has read access only") });
		expect(await (await ask("GET", at("a.md"))).text()).toBe("one");
	},
);

test.each([
	["none", null],
	["an unknown token", "other"],
	["our token with an additional character", `${PUBLISH}2`],
	["the beginning of our token", PUBLISH.slice(0, -1)],
	["a token's name", "anna"],
	["a line of API_TOKENS", `anna%20publish%20${ANNA}`],
])("with %s as the token, the response is 401", async (_, token) => {
	for (const [method, path] of [...LOOKING, ...CHANGING, ["GET", "/api/other"] as const]) {
		const response = await ask(method, path, { token });
		expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([401, 'Bearer realm="newsstand"']);
		expect(response.headers.get("Cache-Control")).toBe("no-store");
	}
});

test.each(["/ap%69/sources", "/api/sourc%65s", "/%61pi/sources/a.md"])(
	"%s requires a token, too, because it is a different spelling of an API address",
	async (path) => {
		await ask("PUT", at("a.md"), { body: "one" });
		expect(await statusOf(ask("GET", path, { token: null }))).toBe(401);
		expect(await statusOf(ask("GET", path))).toBe(200);
	},
);

test("no response contains a token", async () => {
	await ask("PUT", at("bad.md"), { token: ANNA, body: "---\n[\n---" });
	for (const token of [PUBLISH, ANNA, READ, `${PUBLISH}2`]) {
		for (const [method, path] of [...LOOKING, ...CHANGING, ["GET", "/api/other"] as const]) {
			const response = await ask(method, path, { token });
			const answer = new TextDecoder().decode(await response.arrayBuffer()) + JSON.stringify([...response.headers]);
			for (const secret of [PUBLISH, ANNA, READ]) expect(answer).not.toContain(secret);
		}
	}
});

test("during a rotation, both tokens work, and sources uploaded with either token have the same owner", async () => {
	const both = { PUBLISH_TOKEN: "new-token old-token\n" };
	for (const [token, path] of [
		["old-token", "a.md"],
		["new-token", "b.md"],
	] as const) {
		const body = JSON.stringify({ path, text: "" });
		expect(await statusOf(askWith(both, token, { method: "POST", body }))).toBe(200);
	}
	expect(await held(PUBLISH, true)).toEqual(["a.md", "b.md"]);
	expect(await statusOf(askWith(both, "new-token old-token"))).toBe(401);
	expect(await statusOf(askWith({ PUBLISH_TOKEN: "new-token" }, "old-token"))).toBe(401);
});

test.each([
	["a missing scope", "anna secret-token"],
	["an unknown scope", "anna write secret-token"],
	["a scope in capitals", "anna PUBLISH secret-token"],
	["an extra word", "anna publish secret-token again"],
	["a missing name", " publish secret-token"],
	["different separators", "anna,publish,secret-token"],
])("a line of API_TOKENS with %s is ignored, and the next line still works", async (_, line) => {
	const tokens = { API_TOKENS: `${line}\r\n\nbert read bert-token` };
	for (const token of ["secret-token", "again", "publish", line.trim()]) {
		expect(await statusOf(askWith(tokens, token))).toBe(401);
	}
	expect(await statusOf(askWith(tokens, "bert-token"))).toBe(200);
});

test.each([
	["nothing", {}],
	["white space", { PUBLISH_TOKEN: " \n", API_TOKENS: "\n" }],
	["an invalid line", { API_TOKENS: "anna" }],
])("with %s, all requests are rejected with instructions to set a token", async (_, tokens) => {
	for (const token of ["", "anna", "undefined"]) {
		const response = await askWith(tokens, token);
		expect(response.status).toBe(503);
		expect(await response.json()).toEqual({ error: expect.stringContaining("wrangler secret put PUBLISH_TOKEN") });
	}
});
