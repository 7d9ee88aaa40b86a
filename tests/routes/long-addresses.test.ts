import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { SITE } from "../publisher/newsroom.ts";

afterEach(reset);

/** At this length, a quadratic algorithm takes minutes. */
const LENGTH = 500_000;

const many = (part: string) => part.repeat(LENGTH / part.length);

test.each<[string, string]>([
	["slashes in the middle", `/a${many("/")}x`],
	["slashes at the end", `/a${many("/")}`],
	["nothing but slashes", many("/")],
	["segments", `${many("/a")}!`],
	["dots", `/${many(".")}x`],
	["endings", `/topics/${many(".rss")}x`],
	["archives", `/topics/a${many("/archive/2026-05")}`],
	["digits and hyphens", `/feed/archive/${many("1-")}x`],
	["symbols in a topic's name", `/topics/${many("!")}`],
	["folders as in other software", `/category${many("/a")}/feed/x`],
	["labels in a provider's domain", `/providers/${many("a.")}!.rss`],
	["segments under a private address", `/private${many("/a")}`],
	["pages under the API", `/api${many("/page/1")}x`],
	["ampersands in a query", `/select?${many("&")}`],
	["values in a query", `/subscribe?${many("topic=a&")}`],
])("a very long address with %s gets a quick response", async (_, path) => {
	const response = await app.request(SITE + path, { redirect: "manual" }, env);
	expect(response.status).toBeGreaterThanOrEqual(200);
	expect(response.status).toBeLessThan(500);
});

test.each<[string, string, string]>([
	["If-None-Match", "/feed.rss", many('"')],
	["Accept-Encoding", "/feed.rss", `gzip${many(";q=")}`],
	["Authorization", "/api/status", `Bearer${many(" ")}x y`],
	["User-Agent", "/feed.rss", many("Mozilla/5 (")],
])("a very long %s gets a quick response", async (name, path, value) => {
	const response = await app.request(
		SITE + path,
		{ redirect: "manual", headers: { [name]: value } },
		env,
		createExecutionContext(),
	);
	expect(response.status).toBeLessThan(500);
});
