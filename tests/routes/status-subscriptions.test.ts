import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { hubOf } from "../../src/hub/stub.ts";
import { compiled, fetchDocument } from "../api/document.ts";
import { ask, READ } from "../api/requests.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

afterEach(reset);

const TOPIC = `${SITE}/topics/harbour.rss`;

/** Returns the subscriptions section of the status page as text, the whole page, and the API's JSON. */
async function standing(): Promise<{ section: string; page: string; json: { hub: unknown } }> {
	const page = await (await get("/status", { headers: { Authorization: `Bearer ${READ}` } })).text();
	const section = /<section id="subscriptions".*?<\/section>/s.exec(page)?.[0].replaceAll(/<[^>]+>/g, " ") ?? "";
	const json = await (await ask("GET", "/api/status", { token: READ })).json<{ hub: unknown }>();
	const document = await fetchDocument();
	expect(compiled(document, document.components.schemas["Status"]).safeParse(json).error).toBeUndefined();
	return { section, page, json };
}

async function subscribe(callback: string): Promise<void> {
	const refusal = await hubOf(env).subscribe({
		...{ mode: "subscribe", topic: TOPIC, callback, protocol: "websub", secret: "hush", lease: 3600, client: null },
	});
	expect(refusal).toBeNull();
}

test("if there are no subscriptions, the section about them says so", async () => {
	await publish(article("tide"));
	const { section, json } = await standing();
	expect(section).toContain("No subscriptions yet.");
	expect(json.hub).toEqual({ subscriptions: 0, waiting: 0, topics: [], days: [], age: null, failing: [] });
});

test("the section shows subscriptions, deliveries and hosts that fail, but no callback URLs or secrets", async () => {
	await publish(article("tide"));
	await subscribe("http://127.0.0.1:9/capability");
	await runInDurableObject(hubOf(env), (_, { storage: { sql } }) => {
		sql.exec("UPDATE subscription SET failures = 3, failing_since = 0, last_error = 'Answered 500.'");
		sql.exec("INSERT INTO day VALUES (?, 1234, 5)", new Date().toISOString().slice(0, 10));
		sql.exec("INSERT INTO sample (ages) VALUES ('[400, 400, 12000]')");
	});
	const { section, page, json } = await standing();
	expect(section).toContain("1 subscription;");
	expect(section).toContain(TOPIC);
	expect(section).toMatch(
		/Half of the recent deliveries took at most 0\.4 seconds, and 99 of 100 took at most 12 seconds/,
	);
	expect(section).toMatch(/Deliveries per day, last 30 days.*1,234 in total/s);
	expect(section).toMatch(/127\.0\.0\.1\s+1\s+Jan 1, 1970, 12:00\sAM UTC.*Answered 500\./s);
	expect(json.hub).toMatchObject({ subscriptions: 1, topics: [{ url: TOPIC, subscriptions: 1 }] });
	for (const told of [page, JSON.stringify(json)]) expect(told).not.toMatch(/capability|hush/);
});

test("if the Hub fails, only its section of the page reports it", async () => {
	await publish(article("tide"));
	await hubOf(env).stats();
	await runInDurableObject(hubOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE day"));
	const { section, page, json } = await standing();
	expect(section).toContain("The Hub does not respond. Reload this page in a minute");
	expect(page).toContain("The Hub does not respond, so subscribers do not receive new articles.");
	expect(page).toContain("1 added");
	expect(json.hub).toBeNull();
});
