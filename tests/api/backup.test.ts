import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { hashOf } from "../../src/publisher/write/sources.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { advance, begin, exported, holdingsOf, imported, put } from "./backup.ts";
import { compiled, fetchDocument } from "./document.ts";
import { ask, READ } from "./requests.ts";

afterEach(reset);

const record = (over: Record<string, unknown> = {}) => {
	const text = "---\ntitle: One\ndate: 2026-05-04\n---\nText.";
	return { path: "one.md", owner: "token:publish", dated: null, hash: hashOf(text), text, fault: null, ...over };
};

async function errorOf(response: Response): Promise<[number, string]> {
	return [response.status, (await response.json<{ error: string }>()).error];
}

test("export and import require a token that may publish", async () => {
	for (const [method, path] of [
		["GET", "/api/export"],
		["GET", "/api/export/subscribers"],
		["POST", "/api/import"],
		["DELETE", "/api/import"],
		["POST", "/api/import/records/sources"],
		["POST", "/api/import/advance"],
		["POST", "/api/import/finish"],
	] as const) {
		expect((await ask(method, path, { token: null })).status, path).toBe(401);
		expect((await ask(method, path, { token: READ })).status, path).toBe(403);
	}
	expect((await ask("GET", "/api/export")).headers.get("Cache-Control")).toBe("no-store");
});

test("an export matches its documented schema", async () => {
	await publish(article("one"), article("two", { audience: "members" }));
	const document = await fetchDocument();
	const { records } = await exported();
	const schema = compiled(document, document.components.schemas["BackupRecord"]);
	for (const [subject, all] of records)
		for (const one of all) expect(schema.safeParse(one).success, subject).toBe(true);
	const holdings = compiled(document, document.components.schemas["Holdings"]);
	expect(holdings.safeParse(await (await ask("GET", "/api/export")).json()).success).toBe(true);
});

test("each publication changes the edition, but reading does not", async () => {
	await publish(article("one"));
	const { edition } = await holdingsOf();
	expect((await holdingsOf()).edition).toBe(edition);
	await publish(article("one", { title: "Another" }));
	const changed = (await holdingsOf()).edition;
	expect(changed).not.toBe(edition);
	await publish(article("two", { audience: "members" }));
	expect((await holdingsOf()).edition).not.toBe(changed);
});

test("a request for a table or page that does not exist gets an error message", async () => {
	expect(await errorOf(await ask("GET", "/api/export/meta"))).toEqual([
		400,
		"The parameter subject is not the name of a backup table; GET /api/export lists all tables.",
	]);
	for (const after of ["x", "{}", "[]", '["a","b"]', "[null]"]) {
		const response = await ask("GET", `/api/export/sources?after=${encodeURIComponent(after)}`);
		expect(response.status, after).toBe(400);
	}
	expect(await (await ask("GET", `/api/export/sources?after=${encodeURIComponent('["zzz"]')}`)).json()).toEqual({
		records: [],
		next: null,
	});
});

test("if a line is invalid, or a source does not match its hash, the whole request is rejected", async () => {
	await begin("a-back-up");
	const wrong = [{ path: "one.md" }, record({ owner: 1 }), record({ more: true }), record({ dated: "today" }), null];
	for (const line of wrong) {
		const [status, error] = await errorOf(await put("sources", [record(), line]));
		expect([status, error]).toEqual([400, "Line 2 is not a record of sources. Nothing was imported."]);
	}
	expect((await put("sources", [record({ text: "Another text." })])).status).toBe(400);
	const body = new Uint8Array([0x22, 0xff, 0x22]);
	expect((await ask("POST", "/api/import/records/sources", { body })).status).toBe(400);
	expect((await ask("POST", "/api/import/records/sources", { body: " ".repeat(8 * 1024 * 1024 + 1) })).status).toBe(
		413,
	);
	expect((await holdingsOf()).subjects).toContainEqual({ name: "sources", count: 0 });
});

test("records are accepted only while an import is running", async () => {
	expect((await put("sources", [record()])).status).toBe(409);
	expect((await ask("POST", "/api/import", { body: "{}" })).status).toBe(400);
	expect(await (await begin("a-back-up")).json()).toEqual({ state: "begun" });
	expect(await (await put("sources", [record(), record()])).json()).toEqual({ taken: 2 });
	expect((await ask("POST", "/api/import/finish")).status).toBe(409);
	await advance();
	expect(await (await ask("POST", "/api/import/finish")).json()).toEqual({ state: "done" });
});

test("a backup includes WebSub subscriptions with their secrets", async () => {
	const subscription = {
		...{ topic: "http://localhost:8787/feed.rss", callback: "https://reader.example/callback", protocol: "websub" },
		...{ secret: "s", ends: new Date(Date.now() + 86_400_000).toISOString(), etag: null },
	};
	expect((await put("websub-subscriptions", [subscription])).status).toBe(409);
	await begin("a-back-up");
	expect(await (await put("websub-subscriptions", [subscription])).json()).toEqual({ taken: 1 });
	expect((await ask("POST", "/api/import/finish")).status).toBe(200);
	const dump = await exported();
	expect(dump.records.get("websub-subscriptions")).toEqual([subscription]);
	await reset();
	await imported(dump);
	expect((await exported()).records.get("websub-subscriptions")).toEqual([subscription]);
});
