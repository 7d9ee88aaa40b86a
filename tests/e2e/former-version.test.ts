import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Program, scratch, startReady, stop, until } from "./program.ts";

/** The port of the stored site: its address is in every link. */
const PORT = 8990;
const SITE = `http://localhost:${PORT}`;
/** A site as version 0.1.0 left it on the disk (its state and its content), and what it served. */
const FIXTURE = join(import.meta.dirname, "../fixtures/site-0.1.0");

const served = z
	.record(
		z.string(),
		z.object({
			status: z.number(),
			location: z.string().nullable(),
			etag: z.string().nullable().optional(),
			lastModified: z.string().nullable().optional(),
			/** Of the body; left out for pages, whose looks may change. */
			sha256: z.string().optional(),
			/** Of a feed: guid, link and dates of its entries. */
			entries: z.array(z.array(z.string())).optional(),
		}),
	)
	.parse(JSON.parse(readFileSync(join(FIXTURE, "served.json"), "utf8")));

const folder = scratch();
let program: Program;

beforeAll(async () => {
	execFileSync("tar", ["-xzf", join(FIXTURE, "site.tgz"), "-C", folder.path]);
	program = await startReady(
		"--port",
		String(PORT),
		"--state",
		join(folder.path, "state"),
		join(folder.path, "content"),
	);
});
afterAll(async () => {
	await stop(program, PORT);
	folder.remove();
});

test("a site made with version 0.1.0 starts with its state: nothing is published again", () => {
	expect(program.output()).toMatch(/^24 files: .*\n(Not articles: .*\n)?Nothing to upload$/m);
});

/** What was not found before: former addresses that an article's `aliases` name. */
const FOUND_NOW: Record<string, { status: number; location: string }> = {
	"/old/place": { status: 308, location: "/2014/05/an-address-that-lasts/" },
};

test("every address answers as before, and no entry looks new or updated to a reader", async () => {
	// The feeds of this release differ in bytes: Atom categories, JSON attachments, ids of headings.
	await until(async () => (await (await fetch(`${SITE}/health`)).text()).includes('"pending":0'));
	for (const [path, before] of Object.entries(served)) {
		const response = await fetch(SITE + path, { redirect: "manual" });
		const body = Buffer.from(await response.arrayBuffer());
		const { status, location } = FOUND_NOW[path] ?? before;
		expect([path, response.status, response.headers.get("Location")]).toEqual([path, status, location]);
		if (before.entries !== undefined) expect(entriesOf(path, body.toString()), path).toEqual(before.entries);
		else if (before.sha256 !== undefined) {
			expect(createHash("sha256").update(body).digest("hex"), path).toBe(before.sha256);
			expect(response.headers.get("ETag"), path).toBe(before.etag);
		}
	}
});

/** What readers recognize entries by: guid, link and dates, in the order of the feed. */
function entriesOf(path: string, text: string): string[][] {
	const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, ...groups]) => groups);
	if (path.includes(".rss")) {
		const pattern =
			/<item>[\s\S]*?<link>(.*?)<\/link>[\s\S]*?<guid[^>]*>(.*?)<\/guid>[\s\S]*?<pubDate>(.*?)<\/pubDate>/g;
		return all(pattern).map(([link = "", guid = "", date = ""]) => [guid, link, date]);
	}
	if (path.includes(".atom")) return all(/<entry[^>]*>[\s\S]*?<id>(.*?)<\/id>[\s\S]*?<updated>(.*?)<\/updated>/g);
	const items = z.object({
		items: z.array(
			z.object({ id: z.string(), url: z.string(), date_published: z.string(), date_modified: z.string().default("") }),
		),
	});
	return items.parse(JSON.parse(text)).items.map((item) => Object.values(item));
}
