import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, type Program, scratch, start, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const FORMATS = ["rss", "atom", "json"];

const article = (title: string, topic: string) =>
	`---\ntitle: ${title}\ndate: 2026-05-04\ntopics: [${topic}]\n---\nText.\n`;

describe("the sample newsroom", () => {
	const folder = scratch();
	let program: Program;
	beforeAll(async () => {
		program = await startReady("--port", String(PORT), "--state", folder.path);
	});
	afterAll(async () => {
		await stop(program, PORT);
		folder.remove();
	});

	test("is published without problems and prints a table of feeds, then Ready", async () => {
		const lines = program.output().trim().split("\n");
		expect(lines.at(-1)).toBe(`Ready: ${SITE}`);
		expect(program.output()).toMatch(/^23 files: 16 published, 1 draft\nNot articles: .*\n23 files uploaded$/m);
		for (const name of ["feed", "topics/c_plus_plus", "providers/harbourpost.example"]) {
			expect(program.output()).toMatch(new RegExp(`^${name} +\\d+ +${SITE}/${name}.rss$`, "m"));
		}
		expect(program.output()).not.toMatch(/warn|error/i);
		expect(await (await fetch(`${SITE}/health`)).json()).toMatchObject({ status: "ok", pending: 0 });
	});

	test("responds to conditional requests over HTTP", async () => {
		for (const format of FORMATS) {
			const url = `${SITE}/feed.${format}`;
			const full = await fetch(url);
			const etag = full.headers.get("ETag") ?? "";
			const modified = full.headers.get("Last-Modified") ?? "";
			const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
			expect(full.status).toBe(200);
			expect(await ask({ "If-None-Match": etag })).toBe(304);
			expect(await ask({ "If-None-Match": etag.replace("W/", "") })).toBe(304);
			expect(await ask({ "If-None-Match": `"other", ${etag}` })).toBe(304);
			expect(await ask({ "If-None-Match": "*" })).toBe(304);
			expect(await ask({ "If-Modified-Since": modified })).toBe(304);
			expect(await ask({ "If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT" })).toBe(304);
			expect(await ask({ "If-None-Match": '"other"', "If-Modified-Since": modified })).toBe(200);
			expect(await ask({ "If-Modified-Since": new Date(Date.now() + 9e7).toUTCString() })).toBe(200);
			expect(await ask({ "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT" })).toBe(200);
		}
	});

	test("is compressed with gzip only for clients that accept it", async () => {
		const zipped = await fetch(`${SITE}/feed.rss`, { headers: { "Accept-Encoding": "gzip" } });
		const plain = await fetch(`${SITE}/feed.rss`, { headers: { "Accept-Encoding": "identity" } });
		expect(zipped.headers.get("Content-Encoding")).toBe("gzip");
		expect(plain.headers.get("Content-Encoding")).toBeNull();
		expect(await zipped.text()).toBe(await plain.text());
	});
});

describe("your own folder", () => {
	const folder = scratch();
	const content = join(folder.path, "content");
	const args = ["--port", String(PORT), "--state", join(folder.path, "state"), content];
	beforeAll(() => {
		mkdirSync(content);
		writeFileSync(join(content, "tide.md"), article("Tide", "Harbour"));
		writeFileSync(join(content, "code.md"), article("Code", "C++"));
	});
	afterAll(folder.remove);

	const read = async (name: string) => (await fetch(`${SITE}/${name}`)).text();

	test("files saved while the site runs are published, and deleted files are unpublished", async () => {
		const program = await startReady(...args);
		try {
			writeFileSync(join(content, "tide.md"), article("Spring tide", "Harbour"));
			await until(async () => (await read("topics/harbour.rss")).includes("<title>Spring tide</title>"));
			writeFileSync(join(content, "bad.md"), "---\ntitle: [\n---\n");
			await until(() => program.output().includes("bad.md:2"));
			rmSync(join(content, "code.md"));
			await until(async () => !(await read("feed.json")).includes("Code"));
		} finally {
			rmSync(join(content, "bad.md"), { force: true });
			writeFileSync(join(content, "code.md"), article("Code", "C++"));
			expect(await stop(program, PORT)).toBe(0);
		}
	});
});

describe("a startup error is one line that says how to fix it", () => {
	test("a folder that does not exist and an invalid option", async () => {
		for (const [args, what] of [
			[["no-such-folder"], /no-such-folder/],
			[["--port", "zero"], /port/],
			[["--wrong"], /--wrong/],
		] as const) {
			const program = start(...args);
			expect(await program.ended).toBe(1);
			expect(program.output().trim()).toMatch(what);
			expect(program.output().trim().split("\n")).toHaveLength(1);
		}
	});

	test("a port in use", async () => {
		const server = createServer().listen(PORT, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		const program = start("--port", String(PORT));
		expect(await program.ended).toBe(1);
		expect(program.output().trim()).toMatch(new RegExp(`${PORT}.*--port`));
		expect(program.output().trim().split("\n")).toHaveLength(1);
		await new Promise((resolve) => server.close(resolve));
	});
});
