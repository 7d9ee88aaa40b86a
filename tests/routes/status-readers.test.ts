import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { hubOf } from "../../src/hub/stub.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { READ } from "../api/requests.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { people } from "../readership/setup.ts";
import { weeksOf } from "../readership/weeks.ts";

afterEach(reset);

async function open(): Promise<{ html: string; text: string }> {
	const page = await (await get("/status", { headers: { Authorization: `Bearer ${READ}` } })).text();
	const html = /<section id="readers".*?<\/section>/s.exec(page)?.[0] ?? "";
	return { html, text: html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ") };
}

/** Formats a day for people: `2026-11-03` → `Nov 3, 2026`. */
function inWords(day = ""): string {
	return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));
}

test("if there are no readers, the section about readers says so", async () => {
	expect((await open()).text).toContain("No readers yet.");
});

test("the status page shows subscribers per feed, per feed reader and over time", async () => {
	const [first = "", ...rest] = await weeksOf(30, ["feed", "topics/c%c3"]);
	const { html, text } = await open();
	expect(text).toContain("At least 264 subscriptions");
	expect(text).toContain(`Subscriptions per day, last 90 days: maximum 264 on ${inWords(rest.at(-1))}`);
	expect(text).toMatch(new RegExp(`${inWords(first)} 206`));
	expect(html).toContain('<a href="/">Everything</a>');
	expect(html).toContain('<a href="/topics/c%25c3">topics/c%c3</a>');
	expect(text).toMatch(/By reader.*Feedly 258 .*Reeder 6 /);
	expect(html).toContain('aria-label="Between 105 and 132 over the last four weeks"');
	expect(text).toContain("Every number is a lower bound");
});

test("markup in the name of a feed reader is escaped", async () => {
	await runInDurableObject(readershipOf(env), (_, { storage }) => {
		storage.sql.exec("INSERT INTO total VALUES ('site', date('now', '-1 day'), '', 1)");
		storage.sql.exec("INSERT INTO total VALUES ('reader', date('now', '-1 day'), '<b>R&D</b>', 1)");
	});
	expect((await open()).html).toContain("&lt;b&gt;R&amp;D&lt;/b&gt;");
});

test("even with many feeds and readers, the status page stays small", async () => {
	const feeds = Array.from({ length: 150 }, (_, index) => `providers/a-very-long-domain-${index}.gazette.example`);
	await weeksOf(28, feeds);
	await runInDurableObject(readershipOf(env), async (instance) => {
		for (let n = 0; n < 30; n++)
			await instance.collector(new Date().toISOString().slice(0, 10)).take(people(`Reader ${n}`, 9));
	});
	const { html, text } = await open();
	expect(text).toContain("Showing the first 12 of 151.");
	expect(text).toContain("Showing the first 12 of 32.");
	expect(html.length).toBeLessThan(20_000);
});

test("every hour, hub subscribers are counted even if they never fetch the feed", async () => {
	await publish(article("tide"));
	for (const callback of ["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"]) {
		const topic = `${SITE}/topics/harbour.rss`;
		const asked = {
			mode: "subscribe",
			topic,
			callback,
			protocol: "websub",
			secret: null,
			lease: 3600,
			client: null,
		} as const;
		expect(await hubOf(env).subscribe(asked)).toBeNull();
	}
	await readershipOf(env).look();
	expect((await open()).text).toMatch(/By feed.*topics\/harbour 2 .*By reader.*WebSub and rssCloud 2 /);
});

test("if the Readership fails, only its section of the page reports it", async () => {
	await publish(article("tide"));
	await readershipOf(env).report();
	await runInDurableObject(readershipOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE total"));
	const page = await (await get("/status", { headers: { Authorization: `Bearer ${READ}` } })).text();
	expect(page).toContain("The Readership does not respond. Reload this page in a minute");
	expect(page).toContain("1 added");
	expect(page).toContain("Everything is published");
});
