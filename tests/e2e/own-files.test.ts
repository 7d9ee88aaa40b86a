import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blobHash } from "../../src/git-hash.ts";
import { exif, jpeg, png } from "../media/pictures.ts";
import { freePort, type Program, printed, scratch, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const folder = scratch();
const content = join(folder.path, "content");

/** A name with a control character that makes terminals show the rest of the name from right to left. */
const TURNED = "tide\u202Eexe.jpg";
const SECRET = png({ seed: 99 });
let site: Program;

beforeAll(async () => {
	mkdirSync(content);
	const lines = ["---", "title: Tide", "date: 2026-05-04", "image: pier.jpg", "---", "![Tide](tide.png)"];
	writeFileSync(join(content, "tide.md"), lines.join("\n"));
	writeFileSync(join(content, "pier.jpg"), jpeg({}, [Buffer.concat([Buffer.from("Exif\0\0"), exif()])]));
	mkdirSync(join(folder.path, "private"));
	writeFileSync(join(folder.path, "private/plan.png"), SECRET);
	symlinkSync(join(folder.path, "private/plan.png"), join(content, "plan.png"));
	symlinkSync(join(folder.path, "private"), join(content, "drawer"));
	symlinkSync("/etc/hostname", join(content, "host.txt"));
	writeFileSync(join(content, "empty.png"), "");
	writeFileSync(join(content, "page.jpg"), "<!doctype html><script>alert(document.domain)</script>");
	writeFileSync(join(content, TURNED), png({ seed: 3 }));
	const names = ["plan.png", "drawer/plan.png", "../private/plan.png", "empty.png", "page.jpg", TURNED];
	writeFileSync(
		join(content, "hostile.md"),
		`---\ntitle: Hostile\ndate: 2026-05-03\n---\n${names.map((name) => `![x](<${name}>)\n`).join("\n")}`,
	);
	site = await startReady("--port", String(PORT), "--state", join(folder.path, "state"), content);
});
afterAll(async () => {
	await stop(site, PORT);
	folder.remove();
});

/** Returns the addresses of files in the feed, keyed by file name. */
async function media(): Promise<Record<string, string>> {
	const feed = await (await fetch(`${SITE}/feed.rss`)).text();
	const addresses = feed.match(/http:[^"\s]*\/media\/[^"\s]*/g) ?? [];
	return Object.fromEntries(addresses.map((address) => [address.split("/").at(-1) ?? "", address]));
}

test("the enclosure has the length and type stated in the feed, and no location data", async () => {
	const feed = await (await fetch(`${SITE}/feed.rss`)).text();
	const [, url = "", length, type] = /<enclosure url="([^"]*)" length="(\d+)" type="([^"]*)"\/>/.exec(feed) ?? [];
	const response = await fetch(url);
	const bytes = Buffer.from(await response.arrayBuffer());
	expect([response.status, String(bytes.length), response.headers.get("content-type")]).toEqual([200, length, type]);
	expect(bytes.includes("Leica")).toBe(true);
	expect(bytes.includes(Buffer.from([0x25, 0x88]))).toBe(false);
	const part = await fetch(url, { headers: { range: "bytes=2-5" } });
	expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(2, 6)]);
	// The photo was taken with the camera rotated by 90 degrees.
	expect(feed).toMatch(/<media:content [^>]*width="30" height="40"/);
	const page = await (await fetch(`${SITE}/articles/tide`)).text();
	expect(page).toMatch(/property="og:image:width" content="30".*property="og:image:height" content="40"/);
	expect(page, "a portrait picture is not cropped").toMatch(/<div class="pic whole"><img src="[^"]*\/pier\.jpg"/);
	expect(site.output()).toContain("Location data was removed from 1 picture.");
	expect(site.output()).toMatch(/^tide\.md:6 {2}Warning: .*tide\.png/m);
});

test("hostile files are reported with a clear reason and not published", async () => {
	const output = site.output();
	expect(output).toMatch(
		/leads out of the folder, so the linked file is not published\. \(2 times\)\n +In host\.txt, plan\.png/,
	);
	expect(output).toMatch(/hostile\.md:\d+ {2}Warning: drawer\/plan\.png is not in the folder\./);
	expect(output).toMatch(/hostile\.md:\d+ {2}Warning: empty\.png is empty\./);
	expect(output).toMatch(
		/hostile\.md:\d+ {2}Warning: page\.jpg does not match its extension: it contains HTML or XML\./,
	);
	expect(
		output.match(/empty\.png is empty/g),
		"the file is reported once, where the article refers to it",
	).toHaveLength(1);
	expect(output, "a file name cannot reverse text in the terminal").not.toContain("\u202E");
	expect(output).not.toContain("/etc/hostname");
	const page = await (await fetch(`${SITE}/articles/hostile`)).text();
	expect(page.match(/\/media\/[^"]*/g)?.map((address) => address.split("/").at(-1))).toEqual(["tide-exe.png"]);
	for (const name of ["plan.png", "x.png"]) {
		expect((await fetch(`${SITE}/media/${blobHash(SECRET)}/${name}`)).status).toBe(404);
	}
	for (const path of ["plan.png", "drawer/plan.png", "..%2Fprivate%2Fplan.png"]) {
		expect((await fetch(`${SITE}/media/${path}`)).status).toBe(404);
	}
});

test("a saved picture is published, a changed picture gets a new address, and a deleted picture causes a warning", async () => {
	writeFileSync(join(content, "tide.png"), png({ seed: 1 }));
	await until(async () => (await media())["tide.png"] !== undefined);
	const first = (await media())["tide.png"];
	await printed(site, /1 file uploaded, 1 problem fixed: tide\.png/);
	writeFileSync(join(content, "tide.png"), png({ seed: 2 }));
	await until(async () => ![first, undefined].includes((await media())["tide.png"]));
	expect(Buffer.from(await (await fetch((await media())["tide.png"] ?? "")).arrayBuffer())).toEqual(png({ seed: 2 }));
	expect((await fetch(first ?? "")).status, "cached feeds still contain the old address").toBe(200);
	rmSync(join(content, "tide.png"));
	await printed(site, /1 file removed, 1 problem: tide\.png/);
	await until(async () => (await media())["tide.png"] === undefined);
});
