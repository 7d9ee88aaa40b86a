import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exif, jpeg, png } from "../media/pictures.ts";
import { freePort, type Program, printed, scratch, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const folder = scratch();
const content = join(folder.path, "content");
let site: Program;

beforeAll(async () => {
	mkdirSync(content);
	const lines = ["---", "title: Tide", "date: 2026-05-04", "image: pier.jpg", "---", "![Tide](tide.png)"];
	writeFileSync(join(content, "tide.md"), lines.join("\n"));
	writeFileSync(join(content, "pier.jpg"), jpeg({}, [Buffer.concat([Buffer.from("Exif\0\0"), exif()])]));
	site = await startReady("--port", String(PORT), "--state", join(folder.path, "state"), content);
});
afterAll(async () => {
	await stop(site, PORT);
	folder.remove();
});

/** The addresses of files in the feed, by name. */
async function media(): Promise<Record<string, string>> {
	const feed = await (await fetch(`${SITE}/feed.rss`)).text();
	const addresses = feed.match(/http:[^"\s]*\/media\/[^"\s]*/g) ?? [];
	return Object.fromEntries(addresses.map((address) => [address.split("/").at(-1) ?? "", address]));
}

test("the enclosure loads with the length and type that the feed says, and without location data", async () => {
	const feed = await (await fetch(`${SITE}/feed.rss`)).text();
	const [, url = "", length, type] = /<enclosure url="([^"]*)" length="(\d+)" type="([^"]*)"\/>/.exec(feed) ?? [];
	const response = await fetch(url);
	const bytes = Buffer.from(await response.arrayBuffer());
	expect([response.status, String(bytes.length), response.headers.get("content-type")]).toEqual([200, length, type]);
	expect(bytes.includes("Leica")).toBe(true);
	expect(bytes.includes(Buffer.from([0x25, 0x88]))).toBe(false);
	const part = await fetch(url, { headers: { range: "bytes=2-5" } });
	expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(2, 6)]);
	expect(site.output()).toContain("Location data were removed from 1 picture.");
	expect(site.output()).toMatch(/^tide\.md:6 {2}Warning: .*tide\.png/m);
});

test("a picture saved beside its article is live, a changed one has another address, a deleted one is a warning", async () => {
	writeFileSync(join(content, "tide.png"), png({ seed: 1 }));
	await until(async () => (await media())["tide.png"] !== undefined);
	const first = (await media())["tide.png"];
	await printed(site, /1 file uploaded: tide\.png/);
	writeFileSync(join(content, "tide.png"), png({ seed: 2 }));
	await until(async () => ![first, undefined].includes((await media())["tide.png"]));
	expect(Buffer.from(await (await fetch((await media())["tide.png"] ?? "")).arrayBuffer())).toEqual(png({ seed: 2 }));
	expect((await fetch(first ?? "")).status, "feeds in caches have the former address").toBe(200);
	rmSync(join(content, "tide.png"));
	await printed(site, /1 file removed, 1 problem: tide\.png/);
	await until(async () => (await media())["tide.png"] === undefined);
});
