import { afterEach, expect, test } from "vitest";
import { ask } from "../api/requests.ts";
import { feed, get, publish } from "../publisher/newsroom.ts";
import { addressOf, announce, bytesOf, fileAt, joined, png, published, send, settledReset, tide } from "./files.ts";

afterEach(settledReset);

const SCRIPT = "<script>alert(document.domain)</script>";

const SANDBOXED = [
	["an SVG with a script", "x.svg", `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`, "image/svg+xml"],
	[
		"an SVG after a comment",
		"x.svg",
		`\u{feff}<?xml version="1.0"?>\n<!-- ${"a".repeat(2000)} -->\n<svg/>`,
		"image/svg+xml",
	],
	["an SVG named like a picture", "x.png", `<svg onload="alert(1)"/>`, "image/svg+xml"],
	["HTML named like a text file", "x.txt", `<!doctype html>${SCRIPT}`, "text/plain; charset=utf-8"],
	["HTML named like JSON", "x.json", `<html>${SCRIPT}</html>`, "application/json; charset=utf-8"],
] as const;

test.each(SANDBOXED)("%s does not execute anything", async (_, path, text, type) => {
	const file = { path, bytes: bytesOf(text) };
	expect((await published(file)).status).toBe(200);
	const name = type === "image/svg+xml" ? "x.svg" : path;
	const response = await get(addressOf(file, name));
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe(type);
	expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
	expect(response.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none';.* sandbox$/);
});

const REFUSED = [
	["HTML named like a picture", "x.jpg", bytesOf(`<html>${SCRIPT}</html>`), "contains HTML or XML"],
	[
		"XML named like a picture",
		"x.png",
		bytesOf(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`),
		"contains HTML or XML",
	],
	["an SVG inside HTML", "x.svg", bytesOf(`<html><svg></svg>${SCRIPT}</html>`), "contains HTML or XML"],
	["a script named like a picture", "x.gif", bytesOf("alert(1)"), "does not match its extension"],
	["a text with a zero byte", "x.txt", bytesOf("a\0b"), "does not match its extension"],
	["no bytes at all", "x.png", new Uint8Array(), "is empty"],
	["a picture of four billion pixels", "x.png", png(65_535, 65_535), "pixels"],
] as const;

test.each(REFUSED)("%s is rejected, and a problem of the article states the reason", async (_, path, bytes, reason) => {
	const file = { path, bytes };
	const response = await published(file);
	expect(response.status).toBe(415);
	expect((await response.json<{ error: string }>()).error).toContain(reason);
	const { problems } = await (await ask("GET", "/api/problems")).json<{
		problems: { path: string; message: string }[];
	}>();
	expect(problems).toMatchObject([{ path: "posts/tide.md", severity: "warning", line: 7 }]);
	expect(problems[0]?.message).toContain(reason);
	expect((await get(addressOf(file, path))).status).toBe(404);
	expect(await announce(file)).toMatchObject({ wanted: [], problems: [{ path }] });
});

test("a picture that is also a script is served as a picture", async () => {
	const file = { path: "x.gif", bytes: bytesOf(`GIF89a/*  */=0;${SCRIPT}`) };
	await published(file);
	const response = await get(addressOf(file, "x.gif"));
	expect(response.headers.get("Content-Type")).toBe("image/gif");
	expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
});

test("the extension in a file's URL depends on the file's content", async () => {
	const file = { path: "photo.jpg", bytes: png() };
	await published(file);
	expect((await get(addressOf(file, "photo.png"))).headers.get("Content-Type")).toBe("image/png");
});

test("browsers download archives, and show PDFs", async () => {
	const zip = { path: "x.epub", bytes: bytesOf("PK\x03\x04 and more") };
	await published(zip);
	expect((await get(addressOf(zip, "x.epub"))).headers.get("Content-Disposition")).toBe("attachment");
	const pdf = { path: "x.pdf", bytes: bytesOf("%PDF-1.7\n") };
	await published(pdf);
	const { headers } = await get(addressOf(pdf, "x.pdf"));
	expect(headers.get("Content-Disposition")).toBeNull();
	expect(headers.get("Content-Security-Policy")).toBeNull();
});

test.each([
	["leads out of the folder", "../x.png", 400],
	["contains a hidden folder", ".git/x.png", 409],
	["contains a zero byte", "x\0.png", 400],
	["contains a backslash", "a\\b.png", 400],
	["is the path of an article file", "x.md", 409],
	["is the path of a program", "x.exe", 409],
	["is the path of a configuration file", "package.json", 409],
])("a file is rejected if its path %s", async (_, path, status) => {
	const address = `/api/files/${encodeURIComponent(path)}?hash=${"0".repeat(40)}`;
	const response = await ask("PUT", address, { body: "x", headers: { "Content-Length": "1" } });
	expect(response.status).toBe(status);
	const listed = await ask("GET", "/api/files");
	expect(await listed.arrayBuffer()).toEqual(new ArrayBuffer(0));
});

test("a file's URL does not contain text direction marks from the file's name", async () => {
	const file = { path: "posts/photo\u{202e}gpj.png", bytes: png(5, 5) };
	await publish(tide(`![x](</${file.path}>)`));
	await announce(file);
	expect(await (await send(file)).json()).toMatchObject({ url: expect.stringMatching(/\/photo-gpj\.png$/) });
});

test("a file whose declared length is too large is rejected before any byte is read", async () => {
	await publish(tide("![x](/x.png)"));
	const line = JSON.stringify({ path: "x.png", hash: "1".repeat(40), bytes: 26 * 1024 * 1024 });
	const { wanted, problems } = await (await ask("POST", "/api/files", { body: line })).json<{
		wanted: string[];
		problems: { message: string }[];
	}>();
	expect(wanted).toEqual([]);
	expect(problems).toMatchObject([
		{ message: "x.png is too large: it has 26 MiB, and this site can publish files of up to 25 MiB." },
	]);
	expect((await feed("feed"))?.items[0]?.content_html).not.toContain("<img");
	const response = await ask("PUT", fileAt("x.png", `?hash=${"1".repeat(40)}`), {
		body: joined(png(), new Uint8Array(26 * 1024 * 1024)).slice().buffer,
	});
	expect(response.status).toBe(413);
});
