import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { hubOf } from "../../src/hub/stub.ts";
import { openMetrics } from "../../src/routes/open-metrics.ts";
import { asked } from "../hub/setup.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

beforeEach(() => publish(article("tide"), { path: "broken.md", text: "---\ntitle: [\n---\n" }));
afterEach(reset);
afterEach(() => vi.restoreAllMocks());

async function metrics(over: Partial<Cloudflare.Env> = {}): Promise<string[]> {
	const headers = { Authorization: "Bearer read-token" };
	const context = createExecutionContext();
	const response = await app.request(`${SITE}/metrics`, { headers }, { ...env, ...over }, context);
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	return (await response.text()).split("\n");
}

test("metrics need a token", async () => {
	for (const headers of [{}, { Authorization: "Bearer wrong" }]) {
		const response = await get("/metrics", { headers });
		expect(response.status).toBe(401);
		expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer /);
		expect(await response.text()).toMatch(/^This address requires a .*token.*\n$/);
	}
});

test("a read-only token can read metrics", async () => {
	await hubOf(env).subscribe(asked());
	const lines = await metrics();
	expect(lines).toContain('newsstand_articles{audience="public"} 1');
	expect(lines).toContain("newsstand_sources 2");
	expect(lines).toContain('newsstand_feeds{kind="topic"} 1');
	expect(lines).toContain('newsstand_problems{severity="error"} 1');
	expect(lines).toContain('newsstand_outbox_entries{kind="feed"} 0');
	expect(lines).toContain("newsstand_publications_total 1");
	expect(lines).toContain('newsstand_published_sources_total{change="added"} 2');
	expect(lines).toContain('newsstand_jobs{state="parked"} 0');
	expect(lines).toContain("newsstand_hub_subscriptions 1");
	expect(lines).toContain('newsstand_up{part="queue"} 1');
	expect(lines.join("\n")).toMatch(/^newsstand_kv_writes_total [1-9]\d*$/m);
	expect(lines.join("\n")).toMatch(/^newsstand_build_info\{version="\d+\.\d+\.\d+",deployment="[^"]+"\} 1$/m);
	expect(lines.slice(-2)).toEqual(["# EOF", ""]);
});

test("if a component does not respond, its metrics are missing, but the metrics of all other components are present", async () => {
	const log = vi.spyOn(console, "error").mockImplementation(() => {});
	const silent = { stats: () => Promise.reject(new Error("out of order")) };
	const lines = await metrics({ HUB: Object.assign(Object.create(env.HUB), { getByName: () => silent }) });
	expect(lines).toContain('newsstand_up{part="hub"} 0');
	expect(lines).toContain('newsstand_up{part="publisher"} 1');
	expect(lines).toContain('newsstand_articles{audience="public"} 1');
	expect(lines.join("\n")).not.toContain("newsstand_hub_");
	expect(log.mock.calls).toEqual([['{"event":"report","part":"hub","error":"Error: out of order"}']]);
});

test("label values may be any string", () => {
	const samples = [{ labels: { repository: 'a "b"\\c\nd' }, value: 1.5 }];
	expect(openMetrics([{ name: "x", type: "gauge", help: "One\nline.", samples }])).toBe(
		'# TYPE x gauge\n# HELP x One\\nline.\nx{repository="a \\"b\\"\\\\c\\nd"} 1.5\n# EOF\n',
	);
});
