import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { finishedJob, PUBLISH, READ, REPOSITORY } from "../api/requests.ts";
import { article, get, publish, source } from "../publisher/newsroom.ts";

afterEach(reset);

const TODAY = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" }).format(Date.now());

const BAD = { path: "bad.md", text: "---\n[\n---" };

/** Requests the status page as a browser does after it has asked for a password. */
function open(password: string, name = "me"): Promise<Response> {
	const bytes = new TextEncoder().encode(`${name}:${password}`);
	return get("/status", { headers: { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` } });
}

/** Returns the text of a page without its markup. */
async function textOf(response: Promise<Response> | Response): Promise<string> {
	const html = await (await response).text();
	return html.replaceAll(/<[^>]+>/g, "").replaceAll("&#39;", "'");
}

test.each([
	["a publishing token", PUBLISH],
	["a read-only token", READ],
])("%s opens the page, as a password or as a bearer token", async (_, token) => {
	expect((await open(token)).status).toBe(200);
	expect((await open(token, "")).status).toBe(200);
	expect((await get("/status", { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
});

test.each([
	["nothing", undefined],
	["a wrong password", `Basic ${btoa("publish:wrong")}`],
	["the token as the user name", `Basic ${btoa(`${PUBLISH}:`)}`],
	["a token with a suffix", `Basic ${btoa(`me:${PUBLISH}2`)}`],
	["a password that is not base64", "Basic %%%"],
	["no password", `Basic ${btoa("me")}`],
	["a wrong token", "Bearer wrong"],
	["a token without a user name", PUBLISH],
])("with %s, the browser asks for a password, and the page explains what to enter", async (_, authorization) => {
	const response = await get(
		"/status",
		authorization === undefined ? {} : { headers: { Authorization: authorization } },
	);
	expect(response.status).toBe(401);
	expect(response.headers.get("WWW-Authenticate")).toBe('Basic realm="Newsstand", charset="UTF-8"');
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const text = await textOf(response);
	expect(text).toMatch(/any user name and a token as the password: the value of PUBLISH_TOKEN/);
	expect(text).not.toMatch(/All is well|test-token/);
});

test("the status page is not cached or indexed, and supports only GET", async () => {
	const { headers } = await open(READ);
	expect(headers.get("Cache-Control")).toBe("no-store");
	expect(headers.get("X-Robots-Tag")).toBe("noindex");
	expect(headers.get("Set-Cookie")).toBeNull();
	expect(headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'/);
	expect((await get("/status", { method: "POST" })).status).toBe(405);
});

test("an article cannot take the path of the status page", async () => {
	await publish(source("own.md", { title: "Own", date: "2026-05-04", permalink: "/status" }, "Text."));
	expect((await get("/status")).status).toBe(401);
	expect((await publisherOf(env).report()).problems).toMatchObject({ errors: 0, warnings: 1 });
	expect((await get("/articles/own")).status).toBe(200);
});

test("before the first publication, the page reports that everything works", async () => {
	const text = await textOf(open(READ));
	expect(text).toContain("Everything is published");
	expect(text).toContain("Nothing has been published yet.");
	expect(text).not.toContain("To fix");
	expect(text).not.toMatch(/<svg class="plot"/);
});

test("the page shows publications with their owners, and problems with file and line", async () => {
	await publish(article("tide"), article("quay"));
	await publisherOf(env).apply([BAD], ownerOfRepository(REPOSITORY));
	const html = await (await open(READ)).text();
	const text = await textOf(new Response(html));
	expect(html).toMatch(/<h1 class="verdict"><span class="dot bad"><\/span>1 article is not published<\/h1>/);
	expect(text).toContain("The other 2 are online.");
	expect(html).toContain('<div class="bad"><dt>with errors</dt><dd>1</dd></div>');
	expect(html).toContain("<div><dt>published articles</dt><dd>2</dd></div>");
	expect(text).toMatch(/token “test”\s*2 added/);
	expect(text).toMatch(/repository https:\/\/github\.com\/Codertocat\/Hello-World#master\s*1 added, 1 problem/);
	expect(text).toContain("From repository https://github.com/Codertocat/Hello-World#master");
	expect(text).toMatch(/bad\.md:\d\s*Error/);
	expect(text).toContain("3 in total, maximum 3 on");
	expect(html).toMatch(
		/<time class="exact" datetime="20\d\d-\d\d-\d\dT[^"]+Z">\w{3} \d+, 20\d\d, \d+:\d\d\s[AP]M UTC<\/time>/,
	);
	expect(html).not.toMatch(/ style=|<script>|onclick/);
});

test("a series without values is shown as a sentence, and a series of two days as a table", async () => {
	await publish(article("tide"));
	const html = await (await open(READ)).text();
	expect(html).toContain("No deliveries in the last 30 days.");
	expect(html).toMatch(new RegExp(`<th scope="row">${TODAY}</th><td class="count" data-label="\\w+">1</td>`));
	expect(html).not.toContain('class="plot"');
});

test("each chart has a summary in words, and a table with its numbers", async () => {
	await publish(article("tide"));
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		for (const day of [1, 2, 3].map((past) => dayOf(Date.now() - past * 86_400_000))) {
			sql.exec(
				"INSERT INTO publication_day (day, publications, added, changed, removed, writes) VALUES (?, 1, 1, 0, 0, 5)",
				day,
			);
		}
	});
	const html = await (await open(READ)).text();
	const plots = html.match(/<figure class="plot">.*?<svg.*?<\/svg>/gs) ?? [];
	expect(plots).toHaveLength(2);
	for (const plot of plots) {
		const [, title = "", text = ""] = /aria-labelledby="(\S+) (\S+)"/.exec(plot) ?? [];
		expect(plot).toMatch(new RegExp(`<title id="${title}">[^<]+</title><desc id="${text}">\\d+ in total`));
	}
	expect(html).toMatch(new RegExp(`<th scope="row">${TODAY}</th><td class="count" data-label="\\w+">1</td>`));
});

test("what the operator should do is at the top of the page, with links to the sections that give the details", async () => {
	const id = await finishedJob("parked", "The repository is gone.");
	const day = dayOf(Date.now());
	await publish();
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec("UPDATE publication_day SET writes = 940 WHERE day = ?", day);
		sql.exec("INSERT INTO meta VALUES ('purge_fault', '1795345239711 Too many purges <now>.')");
	});
	const html = await (await open(READ)).text();
	const text = await textOf(new Response(html));
	expect(text).toContain("3 things need attention");
	expect(html).toMatch(/<a href="#usage">940 of today’s 1,000 free KV writes/);
	expect(html).toContain('<a href="#repositories">');
	expect(html).toContain(`href="/jobs/${id}"`);
	expect(html).toContain("Too many purges &lt;now&gt;.");
	for (const [, section] of html.matchAll(/href="#(\w+)"/g)) expect(html).toContain(`id="${section}"`);
});

test("failing KV writes are listed with the reason", async () => {
	await publish();
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec(
			"INSERT INTO outbox VALUES ('feed:topics/ai', 0, 3, ?1, ?1, 'KV is out of order.', NULL)",
			Date.now() - 7_200_000,
		);
	});
	const text = await textOf(open(READ));
	expect(text).toContain("1 thing needs attention");
	expect(text).toMatch(/Writes to KV have been failing since \w+ \d+, 20\d\d/);
	expect(text).toMatch(/feed:topics\/ai.*2 hours ago\)\s*3\s*KV is out of order\./s);
});

test("if the Reconciler fails, only its section of the page reports it", async () => {
	await publish(article("tide"));
	await reconcilerOf(env).jobs(1);
	await runInDurableObject(reconcilerOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE job"));
	const response = await open(READ);
	expect(response.status).toBe(200);
	const text = await textOf(response);
	expect(text).toContain("The Reconciler does not respond. Reload this page in a minute");
	expect(text).toContain("1 added");
	expect(text).not.toContain("The Publisher does not respond");
});

test("a Publisher that does not respond delays the page by ten seconds at most", async () => {
	const busy = Promise.withResolvers<void>();
	const held = runInDurableObject(publisherOf(env), (_, state) => state.blockConcurrencyWhile(() => busy.promise));
	const text = await textOf(open(READ));
	busy.resolve();
	await held;
	expect(text).toContain("The Publisher does not respond. Reload this page in a minute");
	expect(text).toContain("Not synced yet.");
});

test("on a site without tokens, the page explains how to set one", async () => {
	const response = await app.request("/status", {}, { ...env, PUBLISH_TOKEN: "", API_TOKENS: "" });
	expect(response.status).toBe(503);
	expect(await textOf(response)).toContain("wrangler secret put PUBLISH_TOKEN");
});
