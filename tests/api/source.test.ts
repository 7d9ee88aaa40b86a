import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { hashOf, ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { article, feed, settle, titles } from "../publisher/newsroom.ts";
import { ask, at, followed, held, REPOSITORY } from "./requests.ts";

afterEach(reset);

const MIB = 1024 * 1024;

async function error(response: Response): Promise<string> {
	return (await response.json<{ error: string }>()).error;
}

test("an uploaded article appears in the feed, can be read back, and leaves the feed when it is deleted", async () => {
	const { path, text } = article("tide");
	const put = await ask("PUT", at(path), { body: text });
	expect(put.status).toBe(201);
	expect(await put.json()).toEqual({ added: 1, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [] });
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);

	const got = await ask("GET", at(path));
	expect(got.status).toBe(200);
	expect(got.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
	expect(got.headers.get("X-Content-Type-Options")).toBe("nosniff");
	expect(got.headers.get("Cache-Control")).toBe("no-store");
	expect(await got.text()).toBe(text);

	const deleted = await ask("DELETE", at(path));
	expect(deleted.status).toBe(200);
	expect(await deleted.json()).toMatchObject({ added: 0, removed: 1 });
	await settle();
	expect(await titles("feed")).toEqual([]);
	expect((await ask("GET", at(path))).status).toBe(404);
});

test("uploading the same text again changes nothing, but uploading a different text does", async () => {
	const { path, text } = article("tide");
	await ask("PUT", at(path), { body: text });
	const again = await ask("PUT", at(path), { body: text });
	expect([again.status, await again.json()]).toMatchObject([200, { added: 0, changed: 0, unchanged: 1 }]);
	const other = await ask("PUT", at(path), { body: `${text}More.` });
	expect([other.status, await other.json()]).toMatchObject([200, { added: 0, changed: 1, unchanged: 0 }]);
});

test("a text with problems is stored, and the response lists the problems", async () => {
	const response = await ask("PUT", at("bad.md"), { body: "---\n[\n---" });
	expect(response.status).toBe(201);
	expect(await response.json()).toMatchObject({ added: 1, problems: [{ path: "bad.md", line: 2, severity: "error" }] });
	expect(await (await ask("GET", at("bad.md"))).text()).toBe("---\n[\n---");
});

test.each([
	["a byte order mark", "\uFEFF---\ntitle: A\n---\n"],
	["Windows line endings", "one\r\ntwo\r\n"],
	["no characters", ""],
	["characters beyond the BMP, and a NUL", "🌊\u0000\u{10FFFF}"],
])("a text with %s is returned byte for byte, with Git's hash as the ETag", async (_, text) => {
	await ask("PUT", at("a.txt"), { body: text });
	const response = await ask("GET", at("a.txt"));
	expect(new Uint8Array(await response.arrayBuffer())).toEqual(new TextEncoder().encode(text));
	expect(response.headers.get("ETag")).toBe(`"${hashOf(text)}"`);
});

test("a client that already has the text gets a 304", async () => {
	await ask("PUT", at("a.md"), { body: "one" });
	const etag = `"${hashOf("one")}"`;
	for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
		const response = await ask("GET", at("a.md"), { headers: { "If-None-Match": tags } });
		expect([response.status, await response.text(), response.headers.get("ETag")]).toEqual([304, "", etag]);
	}
	await ask("PUT", at("a.md"), { body: "two" });
	const changed = await ask("GET", at("a.md"), { headers: { "If-None-Match": etag } });
	expect([changed.status, await changed.text()]).toEqual([200, "two"]);
});

test("an article without a date gets the modification time in the request as its date", async () => {
	const modified = encodeURIComponent("2026-05-04T12:00:00+02:00");
	expect((await ask("PUT", `${at("note.md")}?modified=${modified}`, { body: "# High water\n\nAt noon." })).status).toBe(
		201,
	);
	await settle();
	expect((await feed("feed"))?.items).toMatchObject([
		{ date_published: expect.stringMatching(/^2026-05-04T10:00:00/) },
	]);
});

test.each(["yesterday", "2026-02-30T10:00:00Z", "", "2026-05-04T12:00:00+02:00"])(
	"modified=%s returns a 400 with the right format, and nothing changes",
	async (modified) => {
		const response = await ask("PUT", `${at("a.md")}?modified=${modified}`, { body: "one" });
		expect(response.status).toBe(400);
		expect(await error(response)).toMatch(/^The parameter modified is not a time; .*%2B/);
		expect(await held()).toEqual([]);
	},
);

test("a text of 1 MiB is accepted; one more byte returns a 413, with or without Content-Length, and nothing changes", async () => {
	expect((await ask("PUT", at("large.txt"), { body: "x".repeat(MIB) })).status).toBe(201);
	const tooLarge = "x".repeat(MIB + 1);
	for (const body of [tooLarge, new Response(tooLarge).body ?? ""]) {
		const response = await ask("PUT", at("larger.txt"), { body });
		expect(response.status).toBe(413);
		expect(await error(response)).toContain("larger than 1 MiB");
	}
	expect(await held()).toEqual(["large.txt"]);
});

test("a text with invalid UTF-8 returns a 400 that names the line, and the previous text is kept", async () => {
	await ask("PUT", at("a.md"), { body: "one" });
	const response = await ask("PUT", at("a.md"), { body: new Uint8Array([0x61, 0x0a, 0xff, 0xfe]) });
	expect(response.status).toBe(400);
	expect(await error(response)).toMatch(/^Line 2: .*UTF-8/);
	expect(await (await ask("GET", at("a.md"))).text()).toBe("one");
});

test("an unknown path returns a 404 in JSON for GET and DELETE", async () => {
	for (const method of ["GET", "DELETE"]) {
		const response = await ask(method, at("none.md"));
		expect([response.status, await error(response)]).toEqual([404, expect.stringContaining("no source")]);
	}
});

test("an unreadable file returns a 409 with the reason until a text is uploaded in its place", async () => {
	const text = "x".repeat(MIB + 1);
	await ask("POST", "/api/sources", { body: JSON.stringify({ path: "large.txt", text }) });
	const response = await ask("GET", at("large.txt"));
	expect([response.status, await error(response)]).toEqual([409, expect.stringContaining("larger than 1 MiB")]);
	expect((await ask("PUT", at("large.txt"), { body: "short" })).status).toBe(200);
	expect(await (await ask("GET", at("large.txt"))).text()).toBe("short");
});

test("changing a repository's source returns a 409 that names the repository, and the text is kept", async () => {
	await followed("a.md", "of the repository");
	for (const [method, init] of [
		["PUT", { body: "other" }],
		["PUT", { body: "of the repository" }],
		["DELETE", {}],
	] as const) {
		const response = await ask(method, at("a.md"), init);
		expect(response.status).toBe(409);
		expect(await error(response)).toMatch(`belongs to the repository ${REPOSITORY}. Change it in the repository`);
	}
	expect(await (await ask("GET", at("a.md"))).text()).toBe("of the repository");
	expect(await publisherOf(env).sources("", 10, ownerOfRepository(REPOSITORY))).toMatchObject([{ path: "a.md" }]);
});

test("unsupported methods return a 405 with the allowed methods", async () => {
	const response = await ask("POST", at("a.md"), { body: "one" });
	expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET, HEAD, PUT, DELETE, OPTIONS"]);
});

test("HEAD returns the hash without the text", async () => {
	await ask("PUT", at("a.md"), { body: "one" });
	const response = await ask("HEAD", at("a.md"));
	expect([response.status, response.headers.get("ETag"), await response.text()]).toEqual([
		200,
		`"${hashOf("one")}"`,
		"",
	]);
});
