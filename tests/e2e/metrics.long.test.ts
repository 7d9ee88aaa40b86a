import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openMetrics } from "../../src/routes/open-metrics.ts";
import { isThere, PYTHON } from "../renditions/parsers.ts";
import { freePort, scratch } from "./program.ts";
import { siteAt } from "./site.ts";

const PORT = await freePort();
const TOKEN = "metrics-token";
const folder = scratch();
const site = siteAt(PORT, folder.path, {
	PUBLISH_TOKEN: TOKEN,
	REPOSITORIES: [{ url: "https://github.com/acme/news", api: "http://127.0.0.1:9" }],
});

const hasParser = isThere(PYTHON, "-c", "import prometheus_client.openmetrics.parser");
if (process.env["CI"] && !hasParser) throw new Error("python3-prometheus-client is missing.");

/** Parses metrics strictly with the parser from Prometheus's own client. */
const PROGRAM = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(sys.stdin.read()))
json.dump([{"name": f.name, "type": f.type, "unit": f.unit, "samples": [[s.name, s.labels, s.value] for s in f.samples]} for f in families], sys.stdout)
`;
const families = z.array(
	z.object({
		name: z.string(),
		type: z.string(),
		unit: z.string(),
		samples: z.array(z.tuple([z.string(), z.record(z.string(), z.string()), z.number()])),
	}),
);

function gathered(text: string) {
	const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", PROGRAM], { input: text, encoding: "utf8" });
	expect(stderr).toBe("");
	expect(status).toBe(0);
	return families.parse(JSON.parse(stdout));
}

beforeAll(() => site.start());
afterAll(async () => {
	await site.kill();
	folder.remove();
});

test.runIf(hasParser)("Prometheus can parse every metric, and docs/metrics.md lists every metric", async () => {
	const headers = { Authorization: `Bearer ${TOKEN}` };
	const article = "---\ntitle: Tide\ndate: 2026-05-04\n---\nText.\n";
	await fetch(`${site.url}/api/sources/tide.md`, { method: "PUT", headers, body: article });
	const text = await (await fetch(`${site.url}/metrics`, { headers })).text();
	const known = gathered(text);
	expect(known.find(({ name }) => name === "newsstand_articles")?.samples).toContainEqual([
		"newsstand_articles",
		{ audience: "public" },
		1,
	]);
	expect(known.find(({ name }) => name === "newsstand_publications")?.type).toBe("counter");
	expect(known.find(({ name }) => name === "newsstand_database_bytes")?.unit).toBe("bytes");

	const names = known.flatMap(({ samples }) => samples.map(([name]) => name)).filter((name) => !/_created$/.test(name));
	const docs = readFileSync(join(import.meta.dirname, "../../docs/metrics.md"), "utf8");
	const explained = [...docs.matchAll(/^\| `(newsstand_\w+)` \|/gm)].map(([, name]) => name);
	// These metrics are absent until there is data about a repository or delivery.
	const later = ["newsstand_repository_checked_timestamp_seconds", "newsstand_hub_delivery_seconds"];
	expect([...new Set([...names, ...later])].sort()).toEqual(explained.sort());
	expect(site.output()).toContain('"event":"publication"');
	expect(site.output()).not.toContain(TOKEN);
});

test.runIf(hasParser)("Prometheus reads label values unchanged, whatever they contain", () => {
	const value = 'a "b" \\c\\n \\" {d="e"} # EOF\nküste 🌊';
	const samples = [
		{ labels: { quantile: "0.5" }, value: 0.25 },
		{ labels: { quantile: "0.99" }, value: 1e21 },
	];
	const [gauge, summary] = gathered(
		openMetrics([
			{ name: "one", type: "gauge", help: value, samples: [{ labels: { repository: value, other: "" }, value: -1.5 }] },
			{ name: "two_seconds", type: "summary", unit: "seconds", help: "Two.", samples },
			{ name: "three", type: "gauge", help: "Nothing is known of it.", samples: [] },
		]),
	);
	expect(gauge?.samples).toEqual([["one", { repository: value, other: "" }, -1.5]]);
	expect(summary?.samples).toEqual([
		["two_seconds", { quantile: "0.5" }, 0.25],
		["two_seconds", { quantile: "0.99" }, 1e21],
	]);
});
