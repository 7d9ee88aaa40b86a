import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, settle, titles } from "../publisher/newsroom.ts";
import { held, send, standardHeaders } from "./sending.ts";

afterEach(reset);

const NOTHING = { added: 0, changed: 0, unchanged: 0, removed: 0, problems: [] };
const TIDE = { id: 12, title: "Tide", date: "2026-05-04T10:00:00Z", topics: ["Harbour"] };

type Signing = Parameters<typeof standardHeaders>[1];

function deliver(event: object, signing?: Signing): Promise<Response> {
	const body = JSON.stringify(event);
	return send("articles", standardHeaders(body, signing), body);
}

const published = (data: object, over: object = {}) => ({
	type: "article.published",
	timestamp: iso(0),
	data,
	...over,
});
const removed = (data: object, over: object = {}) => ({ type: "article.removed", timestamp: iso(0), data, ...over });

/** Returns the time `fromNow` seconds from now, in the format of an event's timestamp. */
function iso(fromNow: number): string {
	return new Date(Date.now() + fromNow * 1000).toISOString();
}

test("an article sent as fields is published before the response, and removed on request", async () => {
	const response = await deliver(published({ ...TIDE, body: "The *highest* water." }));
	expect(response.status).toBe(200);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(await response.json()).toEqual({ ...NOTHING, added: 1 });
	expect(await held()).toEqual(["cms/12.html"]);
	await settle();
	expect((await feed("topics/harbour"))?.items).toMatchObject([
		{ title: "Tide", content_html: "<p>The <em>highest</em> water.</p>" },
	]);
	expect(await (await deliver(removed({ id: 12 }))).json()).toEqual({ ...NOTHING, removed: 1 });
	await settle();
	expect(await titles("feed")).toEqual([]);
	expect(await held()).toEqual([]);
});

test("an article sent as a file is stored unchanged at its path", async () => {
	const tide = article("cms/news/tide");
	expect(await (await deliver(published(tide))).json()).toEqual({ ...NOTHING, added: 1 });
	expect(await (await deliver(published(tide))).json()).toEqual({ ...NOTHING, unchanged: 1 });
	expect(await publisherOf(env).source(tide.path)).toMatchObject(tide);
	expect(await (await deliver(removed({ path: tide.path }))).json()).toEqual({ ...NOTHING, removed: 1 });
});

test("an article remains a single source when its body changes from HTML to Markdown, or is removed", async () => {
	await deliver(published({ ...TIDE, html: "<p>As <b>HTML</b>.</p>" }));
	const changes = [{ body: "As **Markdown**." }, { html: null }, { html: "<p>Again.</p>", body: null }, {}];
	for (const body of changes) {
		expect(await (await deliver(published({ ...TIDE, ...body }))).json()).toEqual({ ...NOTHING, changed: 1 });
	}
	expect(await held()).toEqual(["cms/12.html"]);
	await settle();
	expect(await titles("feed")).toEqual(["Tide"]);
});

test.each([
	["a number", 12, "cms/12.html"],
	["a string with the digits of a number", "12", "cms/12.html"],
	["a slug", "spring-tide_1.2~x", "cms/spring-tide_1.2~x.html"],
	["a path", "a/b\\c", "cms/a%2Fb%5Cc.html"],
	["a parent directory", "../../topics/x", "cms/%2E.%2F..%2Ftopics%2Fx.html"],
	["a dot", ".", "cms/%2E.html"],
	["two dots", "..", "cms/%2E..html"],
	["text that looks encoded", "a%2Fb", "cms/a%252Fb.html"],
	["decomposed umlauts", "Ku\u0308ste", "cms/K\u00fcste.html"],
	["two hundred letters of different scripts", "潮".repeat(200), `cms/${"潮".repeat(200)}.html`],
	["a control character", "a\u0000b", "cms/a%00b.html"],
])("an id that is %s becomes one file in the CMS folder", async (_, id, path) => {
	expect(await (await deliver(published({ ...TIDE, id }))).json()).toEqual({ ...NOTHING, added: 1 });
	expect(await held()).toEqual([path]);
	await settle();
	expect(await titles("feed")).toEqual(["Tide"]);
	expect(await (await deliver(removed({ id }))).json()).toEqual({ ...NOTHING, removed: 1 });
});

test("if a new version of an article has invalid fields, the errors name the fields, and the published version stays online", async () => {
	await deliver(published(TIDE));
	const response = await deliver(published({ ...TIDE, title: null, date: "2026-02-30" }));
	expect(response.status).toBe(200);
	const { problems } = await response.json<{ problems: object[] }>();
	expect(problems).toMatchObject([
		{ severity: "error", path: "cms/12.html", message: expect.stringContaining("`title`") },
		{ severity: "error", path: "cms/12.html", message: expect.stringContaining("`date`") },
	]);
	await settle();
	expect(await titles("feed")).toEqual(["Tide"]);
});

test("a repeated delivery changes nothing, even after other deliveries", async () => {
	const first = { id: "msg_1" };
	await deliver(published(TIDE), first);
	await deliver(removed({ id: 12 }));
	const again = await deliver(published(TIDE), first);
	expect(again.status).toBe(200);
	expect(again.headers.get("Cache-Control")).toBe("no-store");
	expect(await again.json()).toEqual({ duplicate: true });
	expect(await held()).toEqual([]);
});

test("a late or retried event does not restore an older version", async () => {
	await deliver(removed({ id: 12 }, { timestamp: iso(-90) }));
	const late = await deliver(published(TIDE, { timestamp: iso(-100) }));
	expect(late.status).toBe(200);
	expect(await late.json()).toEqual({ outdated: true });
	expect(await held()).toEqual([]);
});

test("during a rotation, both the old and the new secret work, and one matching signature among several is enough", async () => {
	for (const key of ["articles-secret", "articles-secret-before"]) {
		expect((await deliver(published(TIDE), { key })).status).toBe(200);
	}
	const body = JSON.stringify(published(TIDE));
	const headers = standardHeaders(body);
	const other = standardHeaders(body, { key: "other" })["webhook-signature"];
	const several = `v1a,AAAA v2,BBBB ${other} ${headers["webhook-signature"]}`;
	expect((await send("articles", { ...headers, "webhook-signature": several }, body)).status).toBe(200);
});

test("unknown fields are ignored", async () => {
	const event = { ...published({ ...TIDE, secret: "Quicksilver" }), version: 2, tenant: { id: 7 } };
	expect(await (await deliver(event)).json()).toEqual({ ...NOTHING, added: 1 });
	await settle();
	expect(JSON.stringify(await feed("feed"))).not.toContain("Quicksilver");
});

test.each([
	["folder defaults", { path: "cms/_defaults.yaml", text: "audience: public" }],
	["a second defaults file in a folder", { path: "vip/_defaults.yml", text: "audience: public" }],
	["redirects", { path: "cms/_redirects.yaml", text: "/a: /b" }],
	["a topic", { path: "topics/harbour.yaml", text: "name: Sea" }],
	["a topic by its folder", { path: "cms/topics/harbour.md", text: "---\nname: Sea\n---\n" }],
	["a provider by its fields", { id: 1, taxonomy: "provider", name: "gazette.example" }],
	["an article in another owner's folder", article("news/tide")],
	["a folder with a similar name", article("cmsx/tide")],
])("a CMS may write only articles inside its folder, not %s", async (_, data) => {
	for (const event of [published(data), removed("path" in data ? { path: data.path } : { id: 1 })]) {
		const response = await deliver(event);
		if (event.type === "article.removed" && "id" in data) continue;
		expect(response.status).toBe(409);
		expect((await response.json<{ error: string }>()).error).toMatch(
			/^(Webhooks may write only articles|This webhook may only write inside `cms\/`)/,
		);
	}
	expect(await held()).toEqual([]);
});

test("a path written by a webhook still belongs to webhooks after its article is removed", async () => {
	const tide = article("news/tide");
	await publisherOf(env).deliver("earlier", Date.now() - 1000, tide, "");
	const edited = article("news/tide", { title: "Edited" });
	expect(await (await deliver(published(edited))).json()).toEqual({ ...NOTHING, changed: 1 });
	expect(await (await deliver(removed({ path: tide.path }))).json()).toEqual({ ...NOTHING, removed: 1 });
	expect(await (await deliver(published(tide))).json()).toEqual({ ...NOTHING, added: 1 });
	// The path no longer belongs to webhooks once another owner has written to it.
	await publisherOf(env).apply([article("news/tide", { title: "Ours" })], "token:publish");
	expect((await deliver(removed({ path: tide.path }))).status).toBe(409);
});

const yamlOf = (fields: object) =>
	`---\n${Object.entries(fields)
		.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}\n`)
		.join("")}---\nQuagga7.`;

test.each<[string, object]>([
	["Draft", { Draft: true }],
	["status", { status: "pending" }],
	["published", { Published: false }],
	["build", { build: { render: "never" } }],
	["an invisible character", { "\u200Bdraft": "yes" }],
	["a later date", { publish_date: "2999-01-01" }],
	["a past expiry date", { ExpiryDate: "2026-05-05" }],
])("an article that the CMS hides with %s does not appear in any feed", async (_, fields) => {
	await deliver(published({ id: 1, title: "Open", date: "2026-05-04", body: "Open." }));
	await deliver(published({ ...TIDE, ...fields, body: "Quagga7." }));
	await deliver(published({ path: "own.md", text: yamlOf({ ...TIDE, title: "Own", ...fields }) }));
	await settle();
	expect(await titles("feed")).toEqual(["Open"]);
	expect(JSON.stringify(await feed("feed"))).not.toContain("Quagga7");
});
