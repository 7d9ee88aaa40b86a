import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { hashOf } from "../../src/publisher/write/sources.ts";
import { compiled, type Document, fetchDocument, operationsOf } from "./document.ts";
import { ask, at, finishedJob, followed, READ } from "./requests.ts";

afterEach(reset);

/** The requests of an import into an empty site, in order. */
const IMPORT: Ask[] = [
	["beginImport", "/api/import", { body: "{}" }],
	["beginImport", "/api/import", { body: '{"id":"a-back-up","released":"2026-05-04T10:00:00.000Z"}' }],
	["importRecords", "/api/import/records/identities", { body: '{"key":"link:x","guid":"g"}\n' }],
	["importRecords", "/api/import/records/none", { body: "" }],
	["importRecords", "/api/import/records/sources", { body: " ".repeat(8 * 1024 * 1024 + 1) }],
	["advanceImport", "/api/import/advance"],
	["finishImport", "/api/import/finish"],
	["beginImport", "/api/import", { body: '{"id":"another-one","released":"2026-05-04T10:00:00.000Z"}' }],
	["giveUpImport", "/api/import"],
	["importRecords", "/api/import/records/sources", { body: "" }],
	["finishImport", "/api/import/finish"],
];

type Ask = [operation: string, path: string, init?: Parameters<typeof ask>[2]];

const LARGE = "x".repeat(1024 * 1024 + 1);
const BAD = JSON.stringify({ path: "bad.md", text: "---\n[\n---" });
const SOURCES = "/api/sources";
const SUBSCRIBERS = "/api/subscribers";
const UNDECODABLE = `${SOURCES}/%zz`;

test("every response in the OpenAPI document occurs and matches its schema", async () => {
	await followed("owned.md", "of the repository");
	await ask("POST", SOURCES, { body: JSON.stringify({ path: "unreadable.md", text: LARGE }) });
	const [done, parked] = [await finishedJob("done"), await finishedJob("parked", "It is gone.")];
	const { id } = await (await ask("POST", SUBSCRIBERS, { body: '{"for":"Bob"}' })).json<{ id: string }>();
	const requests: Ask[] = [
		["changeSources", SOURCES, { body: `${BAD}\n{"path":"owned.md","text":"other"}` }],
		["changeSources", SOURCES, { body: "no JSON" }],
		["changeSources", SOURCES, { body: LARGE.repeat(4) }],
		["listSources", `${SOURCES}?own=true`],
		["listSources", `${SOURCES}?own=yes`],
		["listProblems", "/api/problems"],
		["getStatus", "/api/status"],
		["putSource", at("a.md"), { body: "one" }],
		["putSource", at("a.md"), { body: "one" }],
		["putSource", at("owned.md"), { body: "one" }],
		["putSource", at("a.md"), { body: LARGE }],
		["putSource", UNDECODABLE, { body: "one" }],
		["getSource", at("a.md")],
		["getSource", at("a.md"), { headers: { "If-None-Match": `"${hashOf("one")}"` } }],
		["getSource", at("none.md")],
		["getSource", at("unreadable.md")],
		["getSource", UNDECODABLE],
		["deleteSource", at("a.md")],
		["deleteSource", at("a.md")],
		["deleteSource", at("owned.md")],
		["deleteSource", UNDECODABLE],
		["listJobs", "/api/jobs"],
		["getJob", `/api/jobs/${done}`],
		["getJob", "/api/jobs/none"],
		["getJob", "/api/jobs/%zz"],
		["retryJob", `/api/jobs/${parked}/retry`],
		["retryJob", `/api/jobs/${done}/retry`],
		["retryJob", "/api/jobs/none/retry"],
		["retryJob", "/api/jobs/%zz/retry"],
		["listSubscribers", SUBSCRIBERS],
		["addSubscriber", SUBSCRIBERS, { body: '{"for":"Anna","feeds":["topics/ai"],"expires":"2999-12-31"}' }],
		["addSubscriber", SUBSCRIBERS, { body: "no JSON" }],
		["addSubscriber", SUBSCRIBERS, { body: LARGE }],
		["revokeSubscriber", `${SUBSCRIBERS}/${id}`],
		["revokeSubscriber", `${SUBSCRIBERS}/none`],
		["revokeSubscriber", `${SUBSCRIBERS}/%zz`],
		["getOpenApi", "/api/openapi.json"],
		["getHoldings", "/api/export"],
		["exportRecords", "/api/export/sources"],
		["exportRecords", "/api/export/none"],
		["getReaders", "/api/readers"],
		["getReaders", "/api/readers?from=today"],
		["getReadersCsv", "/api/readers.csv"],
		["getReadersCsv", "/api/readers.csv?from=today"],
	];
	const document = await fetchDocument();
	const seen = [];
	for (const { operationId, path, security } of operationsOf(document)) {
		// Without a token, and with a read-only one.
		const scopes = security.flatMap(({ token }) => token ?? []);
		if (scopes.length > 0) seen.push(await checked(document, [operationId, path, { token: null }]));
		if (scopes.includes("publish")) seen.push(await checked(document, [operationId, path, { token: READ }]));
	}
	for (const request of requests) seen.push(await checked(document, request));
	await reset();
	for (const request of IMPORT) seen.push(await checked(document, request));
	await reset();
	const [, begun, ...rest] = IMPORT;
	for (const request of [begun, rest.find(([id]) => id === "giveUpImport")]) {
		if (request) seen.push(await checked(document, request));
	}
	expect([...new Set(seen)].sort()).toEqual(promised(document));
});

/** Sends a request and validates the response against the document. */
async function checked(document: Document, [id, path, init]: Ask): Promise<string> {
	const operation = operationsOf(document).find(({ operationId }) => operationId === id);
	const response = await ask(operation?.method.toUpperCase() ?? "", path, init);
	const name = `${id} ${response.status}`;
	const body = new TextDecoder().decode(await response.arrayBuffer());
	const contents = Object.entries(operation?.responses[response.status]?.content ?? {});
	if (contents.length === 0) expect([name, body]).toEqual([name, ""]);
	for (const [type, { schema }] of contents) {
		expect(response.headers.get("Content-Type"), name).toContain(type);
		for (const value of valuesOf(type, body)) {
			expect(compiled(document, schema).safeParse(value), name).toMatchObject({ success: true });
		}
	}
	return name;
}

/** The values of a body: for NDJSON, one per line, at least one. */
function valuesOf(type: string, body: string): unknown[] {
	if (type.startsWith("text/")) return [body];
	return (type === "application/x-ndjson" ? body.trim().split("\n") : [body]).map((text) => JSON.parse(text));
}

/** Every status of every operation, except those of a site without tokens. */
function promised(document: Document): string[] {
	return operationsOf(document)
		.flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`))
		.filter((name) => !name.endsWith(" 503"))
		.sort();
}
