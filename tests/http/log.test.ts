import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { hubOf } from "../../src/hub/stub.ts";
import { log } from "../../src/log.ts";
import { ask, at } from "../api/requests.ts";
import { asked } from "../hub/setup.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { subscribe } from "../routes/subscribing.ts";
import { githubHeaders, send } from "../webhooks/sending.ts";

/** An address at which nothing listens. Like a password, a callback's path may grant access. */
const CALLBACK = "http://127.0.0.1:65535/callback-of-anna?key=callback-key";

const lines: string[] = [];

beforeEach(() => {
	lines.length = 0;
	for (const way of ["log", "info", "warn", "error", "debug"] as const) {
		vi.spyOn(console, way).mockImplementation((...parts) => void lines.push(parts.map(String).join(" ")));
	}
});
afterEach(() => vi.restoreAllMocks());
afterEach(reset);

/** Waits for the first log line of an event, and returns it. */
function logged(event: string): Promise<object> {
	return vi.waitUntil(
		() => lines.map((line): { event: string } => JSON.parse(line)).find((line) => line.event === event),
		{ timeout: 20_000, interval: 20 },
	);
}

test("publishing logs the number of sources, not their names", async () => {
	const draft = article("secret-merger", { draft: true, title: "Two papers merge" }, "Nobody knows yet.");
	await ask("PUT", at(draft.path), { body: draft.text });
	await publish(article("tide"));
	const counts = { added: 1, changed: 0, removed: 0, refused: 0, problems: 0 };
	expect(await logged("publication")).toEqual({ event: "publication", by: "token", ...counts });
	expect(await logged("flush")).toMatchObject({ failed: 0, ms: expect.any(Number) });
	expect(lines.join("\n")).not.toMatch(/merge|Nobody|Title of|test-token/);
});

test("requests that only read, and uploads that change nothing, are not logged", async () => {
	await publish(article("tide"));
	lines.length = 0;
	await publish(article("tide"));
	for (const path of ["/", "/feed.rss", "/topics/harbour", "/none", "/health", "/select.rss?q=tide"]) await get(path);
	expect(lines).toEqual([]);
});

test("a webhook and its job are logged without the secret or the payload", async () => {
	const payload = {
		ref: "refs/heads/master",
		repository: { full_name: "Codertocat/Hello-World", html_url: "https://github.com/Codertocat/Hello-World" },
		head_commit: { message: "Announce the merger" },
	};
	const body = JSON.stringify(payload);
	await send("github", githubHeaders(body, {}, "stolen-secret"), body);
	await send("github", githubHeaders(body), body);
	const webhooks = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "webhook");
	expect(webhooks).toMatchObject([
		{ sender: "github", status: 401 },
		{ sender: "github", status: 202 },
	]);
	expect(await logged("job step")).toMatchObject({ step: "looking", tries: 1, error: expect.stringMatching(/127/) });
	expect(lines.join("\n")).not.toMatch(/-secret|merger|sha256/);
});

test("only the hosts of subscribers are logged", async () => {
	await publish(article("tide"));
	const form = { "hub.mode": "subscribe", "hub.topic": `${SITE}/feed.rss`, "hub.callback": CALLBACK };
	const body = new URLSearchParams({ ...form, "hub.secret": "hub-secret" });
	expect((await get("/hub", { method: "POST", body })).status).toBe(202);
	expect(await logged("verification")).toMatchObject({ mode: "subscribe", host: "127.0.0.1", verdict: "unreachable" });
	await hubOf(env).subscribe(asked({ callback: CALLBACK, secret: "hub-secret" }));
	await publish(article("wave"));
	expect(await logged("distribution")).toEqual({ event: "distribution", topic: "/feed.rss", subscriptions: 1 });
	expect(await logged("delivery")).toMatchObject({ topic: "/feed.rss", delivered: 0, failed: 1, hosts: ["127.0.0.1"] });
	expect(lines.join("\n")).not.toMatch(/callback|hub-secret|Title of/);
});

test("errors are logged without tokens and private names", async () => {
	const { base, token } = await subscribe();
	const broken = {
		...env,
		PUBLISHER: {
			getByName: () => {
				throw new Error(`no Publisher for ${base}/topics/harbour.rss`);
			},
		},
	};
	const headers = { Authorization: "Bearer test-token" };
	await app.request(`${base}/articles/for-members`, {}, broken);
	await app.request(at("secret-merger.md"), { headers }, broken);
	// Messages that the previous test queued may still be retried.
	const errors = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "error");
	expect(errors).toEqual([
		{ event: "error", method: "GET", path: "/private/…", error: "Error: no Publisher for /private/…" },
		{ event: "error", method: "GET", path: "/api/sources/…", error: "Error: no Publisher for /private/…" },
	]);
	expect(lines.join("\n")).not.toContain(token);
});

test.each([
	[
		new SyntaxError(`Unexpected token 'T', "Two papers"... is not valid JSON`),
		`SyntaxError: Unexpected token 'T', "…"... is not valid JSON`,
	],
	['a quotation "that does not end', 'a quotation "…"'],
	[new Error("first line\nsecond line"), "Error: first line"],
	["fetch https://anna:pass@reader.example:8443/callback?key=1 failed", "fetch https://reader.example:8443/… failed"],
	["no answer from https://reader.example", "no answer from https://reader.example/…"],
	["KV PUT failed: 429 Too Many Requests", "KV PUT failed: 429 Too Many Requests"],
	["x".repeat(300), "x".repeat(200)],
])("errors are logged without quoted content: %s", (error, text) => {
	log("purge", { tags: 1, error });
	expect(lines).toEqual([JSON.stringify({ event: "purge", tags: 1, error: text })]);
});

test("a very long error message is logged quickly", () => {
	log("purge", { tags: 1, error: "x.".repeat(500_000) });
	expect(lines).toEqual([JSON.stringify({ event: "purge", tags: 1, error: "x.".repeat(100) })]);
});
