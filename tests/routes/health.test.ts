import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { VERSION } from "../../src/version.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

afterEach(reset);
afterEach(() => vi.restoreAllMocks());

test("/health is public, allows CORS, and returns the status and version", async () => {
	await publish(article("tide"));
	const response = await get("/health");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	const deployment = env.DEPLOYMENT?.id;
	expect(deployment).toMatch(/./);
	expect(await response.json()).toEqual({ status: "ok", pending: 0, version: VERSION, deployment });
	expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
});

test("/health returns JSON even if the Publisher fails", async () => {
	await publish(article("tide"));
	await runInDurableObject(publisherOf(env), (_, { storage }) => void storage.sql.exec("DROP TABLE outbox"));
	vi.spyOn(console, "error").mockImplementation(() => {});
	const response = await get("/health");
	expect(response.status).toBe(503);
	expect(response.headers.get("Content-Type")).toBe("application/json");
	expect(response.headers.get("Retry-After")).toBe("60");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	expect(await response.json()).toMatchObject({
		status: "failing",
		error: expect.stringContaining("Publisher"),
		version: VERSION,
	});
});

test("/health and /status warn when a free plan's requests are running out, and say what to do", async () => {
	await publish(article("tide"));
	const collector = () => readershipOf(env).collector(dayOf(Date.now()));
	const lines = vi.spyOn(console, "log").mockImplementation(() => {});
	const take = (all: number) => collector().take({ named: [], direct: [], requests: { all, made: 0 } });
	await take(49_999);
	expect(await (await get("/health")).json()).not.toHaveProperty("warning");
	await take(1);
	const text = "The Worker has answered 50,000 requests today, and Cloudflare's cache has answered more.";
	const health = await get("/health");
	expect(health.status).toBe(200);
	expect(await health.json()).toMatchObject({ status: "ok", warning: expect.stringContaining(text) });
	const headers = { Authorization: `Basic ${btoa("operator:read-token")}` };
	expect(await (await get("/status", { headers })).text()).toContain("The Worker has answered 50,000 requests today");
	const logged = () => lines.mock.calls.flat().filter((line) => String(line).includes('"requests"'));
	expect(logged()).toEqual([JSON.stringify({ event: "requests", today: 50_000, limit: 100_000 })]);
	await take(20_000);
	await take(10_000);
	expect(logged()).toHaveLength(2);
	const paid = await app.request(`${SITE}/health`, {}, { ...env, CLOUDFLARE_PLAN: "paid" });
	expect(await paid.json()).not.toHaveProperty("warning");
});

test("if the configuration lacks the version metadata, /health has no deployment id", async () => {
	const { DEPLOYMENT: _, ...older } = env;
	const response = await app.request(`${SITE}/health`, {}, older);
	const health = await response.json();
	expect(health).toMatchObject({ status: "ok", version: VERSION });
	expect(health).not.toHaveProperty("deployment");
});

test("the OpenAPI document contains the exact version, but feeds do not, so that a bug-fix release does not change them", async () => {
	await publish(article("tide"));
	const { info } = await (await get("/api/openapi.json")).json<{ info: { version: string } }>();
	expect(info.version).toBe(VERSION);
	for (const format of ["rss", "atom", "json"]) {
		const text = await (await get(`/feed.${format}`)).text();
		expect(text).toContain("Title of tide");
		expect(text).not.toContain(VERSION);
	}
});
