import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { blobHash } from "../../src/git-hash.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { hashOf, ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { announce, endless, fileAt, png } from "../media/files.ts";
import { type Ask, checked, promised, unauthorized } from "./answers.ts";
import { fetchDocument } from "./document.ts";
import { ask, at, finishedJob, followed, REPOSITORY } from "./requests.ts";

afterEach(reset);

/** The requests that import a backup into an empty site, in order. */
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

const LARGE = "x".repeat(1024 * 1024 + 1);
const BAD = JSON.stringify({ path: "bad.md", text: "---\n[\n---" });
const SOURCES = "/api/sources";
const SUBSCRIBERS = "/api/subscribers";
/** Multipart uploads need R2, so their responses are covered in `tests/r2`. */
const isMeant = (path: string) => !path.startsWith("/api/uploads");
const UNDECODABLE = `${SOURCES}/%zz`;

test("every response that the OpenAPI document lists occurs and matches its schema", async () => {
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
	requests.push(...(await fileRequests()));
	const seen: string[] = [];
	seen.push(...(await unauthorized(document, isMeant)));
	for (const request of requests) seen.push(await checked(document, request));
	seen.push(await checked(document, await whenWritesAreUsedUp()));
	await reset();
	for (const request of IMPORT) seen.push(await checked(document, request));
	await reset();
	const [, begun, ...rest] = IMPORT;
	for (const request of [begun, rest.find(([id]) => id === "giveUpImport")]) {
		if (request) seen.push(await checked(document, request));
	}
	expect([...new Set(seen)].sort()).toEqual(promised(document, isMeant));
});

/** Uses up today's KV writes. Returns a request to store a file, which is expected to fail. */
async function whenWritesAreUsedUp(): Promise<Ask> {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec("UPDATE publication_day SET writes = 800");
	});
	const bytes = png(4, 3, 1);
	const headers = { "Content-Length": String(bytes.byteLength) };
	return ["putFile", fileAt("low.png", `?hash=${blobHash(bytes)}`), { body: bytes.slice().buffer, headers }];
}

/** Returns file requests, each with a different outcome. One file is still stored after they are sent. */
async function fileRequests(): Promise<Ask[]> {
	const [first, second] = ["high.png", "low.png"].map((path, shade) => ({ path, bytes: png(4, 3, shade) }));
	if (!first || !second) throw new Error("Two files are needed.");
	const hash = (file: { bytes: Uint8Array }) => `?hash=${blobHash(file.bytes)}`;
	const bodyOf = ({ bytes }: { bytes: Uint8Array }) => {
		return { body: bytes.slice().buffer, headers: { "Content-Length": String(bytes.byteLength) } };
	};
	const text = "---\ntitle: Tide\ndate: 2026-05-04\n---\n![High](high.png) ![Low](low.png)";
	await ask("PUT", at("tide.md"), { body: text });
	await announce(first, second);
	const owned = { path: "owned.png", hash: blobHash(first.bytes), bytes: first.bytes.byteLength };
	await publisherOf(env).files().announce([owned], ownerOfRepository(REPOSITORY));
	const unnamed = { bytes: png(4, 3, 7) };
	const html = new TextEncoder().encode("<html></html>");
	const large = { body: new Uint8Array(26 * 1024 * 1024).buffer };
	return [
		["putFile", fileAt("high.png", hash(first)), { body: endless(first.bytes) }],
		["putFile", fileAt("high.png", hash(first)), bodyOf(second)],
		["putFile", fileAt("high.png", hash(first)), large],
		["putFile", fileAt("high.png", hash({ bytes: html })), bodyOf({ bytes: html })],
		["putFile", fileAt("high.png", hash(first)), bodyOf(first)],
		["putFile", fileAt("other.png", hash(unnamed)), bodyOf(unnamed)],
		["putFile", fileAt("high.png"), bodyOf(first)],
		[
			"announceFiles",
			"/api/files",
			{ body: JSON.stringify({ path: "high.png", hash: blobHash(first.bytes), bytes: 9 }) },
		],
		["announceFiles", "/api/files", { body: "no JSON" }],
		["announceFiles", "/api/files", { body: LARGE }],
		["listFiles", "/api/files"],
		["listFiles", "/api/files?own=yes"],
		["getFile", fileAt("high.png")],
		["getFile", fileAt("high.png"), { headers: { "If-None-Match": `"${blobHash(first.bytes)}"` } }],
		["getFile", fileAt("none.png")],
		["getFile", "/api/files/%zz"],
		["deleteFile", fileAt("owned.png")],
		["deleteFile", fileAt("none.png")],
		["deleteFile", "/api/files/%zz"],
		["deleteFile", fileAt("high.png")],
	];
}
