import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { siteConfigOf } from "../../src/cli/site/site-config.ts";
import { configElsewhere, isOpen, type Program, scratch, startReady, stop, until } from "./program.ts";
import { spawnIn } from "./site.ts";

/** The port of the stored site, which is part of every link. */
const PORT = 8990;
const SITE = `http://localhost:${PORT}`;
/** The state and content that version 0.1.0 of a site left on disk, with its responses. */
const FIXTURE = join(import.meta.dirname, "../fixtures/site-0.1.0");

const served = z
	.record(
		z.string(),
		z.object({
			status: z.number(),
			location: z.string().nullable(),
			etag: z.string().nullable().optional(),
			lastModified: z.string().nullable().optional(),
			/** The hash of the body. Missing for pages, because their design may change. */
			sha256: z.string().optional(),
			/** Guid, link and dates of each entry, if this is a feed. */
			entries: z.array(z.array(z.string())).optional(),
		}),
	)
	.parse(JSON.parse(readFileSync(join(FIXTURE, "served.json"), "utf8")));

const folder = scratch();
let program: Program;

/** The responses to polls while the current release starts and re-renders all feeds. */
const polled: { path: string; status: number; guids: string[] }[] = [];
let isUpToDate = false;

async function poll(): Promise<void> {
	while (!isUpToDate) {
		for (const [path, { entries }] of Object.entries(served)) {
			if (entries === undefined) continue;
			const response = await fetch(SITE + path).catch(() => undefined);
			if (!response) {
				await new Promise((resolve) => setTimeout(resolve, 20));
				break;
			}
			const guids = entriesOf(path, await response.text()).map(([guid = ""]) => guid);
			polled.push({ path, status: response.status, guids });
		}
	}
}

beforeAll(async () => {
	execFileSync("tar", ["-xzf", join(FIXTURE, "site.tgz"), "-C", folder.path]);
	const polling = poll();
	program = await startReady(
		"--port",
		String(PORT),
		"--state",
		join(folder.path, "state"),
		join(folder.path, "content"),
	);
	await until(async () => (await (await fetch(`${SITE}/health`)).text()).includes('"pending":0'));
	isUpToDate = true;
	await polling;
});
afterAll(async () => {
	if (await isOpen(PORT)) await stop(program, PORT);
	folder.remove();
});

test("a site created with version 0.1.0 keeps its state, so nothing is published again", () => {
	expect(program.output()).toMatch(/^24 files: .*\n(Not articles: .*\n)?Nothing to upload$/m);
});

test("readers that poll during the migration get every feed with the same guids", () => {
	expect(polled.length).toBeGreaterThanOrEqual(Object.values(served).filter(({ entries }) => entries).length);
	for (const { path, status, guids } of polled) {
		expect([path, status]).toEqual([path, 200]);
		expect(guids, path).toEqual(served[path]?.entries?.map(([guid]) => guid));
	}
});

/** Old addresses from an article's `aliases`, for which version 0.1.0 returned 404. */
const FOUND_NOW: Record<string, { status: number; location: string }> = {
	"/old/place": { status: 308, location: "/2014/05/an-address-that-lasts/" },
};

test("every address responds as in version 0.1.0, and no entry appears new or updated to a reader", async () => {
	// The current release changes some bytes in feeds: Atom categories, JSON attachments and ids of headings.
	await until(async () => (await (await fetch(`${SITE}/health`)).text()).includes('"pending":0'));
	for (const [path, before] of Object.entries(served)) {
		const response = await fetch(SITE + path, { redirect: "manual" });
		const body = Buffer.from(await response.arrayBuffer());
		const { status, location } = FOUND_NOW[path] ?? before;
		expect([path, response.status, response.headers.get("Location")]).toEqual([path, status, location]);
		if (before.entries !== undefined) expect(entriesOf(path, body.toString()), path).toEqual(before.entries);
		else if (before.sha256 !== undefined) {
			const text = withoutAuthors(body.toString());
			expect(createHash("sha256").update(text).digest("hex"), path).toBe(before.sha256);
			if (text === body.toString()) expect(response.headers.get("ETag"), path).toBe(before.etag);
		}
	}
});

test("after a downgrade to version 0.1.0, everything published is still served; after another upgrade, publishing works", async () => {
	await stop(program, PORT);
	const former = join(folder.path, "former");
	mkdirSync(former);
	writeFileSync(join(former, "worker.js"), gunzipSync(readFileSync(join(FIXTURE, "worker.js.gz"))));
	writeFileSync(
		join(former, "wrangler.toml"),
		siteConfigOf(configElsewhere()).replace(/^main = .*$/m, 'main = "worker.js"'),
	);
	writeFileSync(join(former, ".dev.vars"), `SITE_URL=${SITE}\nPUBLISH_TOKEN=token\nPRIVATE_FEEDS_SECRET=secret\n`);
	const child = spawnIn(former, PORT, join(folder.path, "state"));
	const answers = async () => (await fetch(`${SITE}/feed.rss`).catch(() => null))?.status === 200;
	try {
		await until(answers);
		const feeds = Object.entries(served).filter(([path, { entries }]) => entries !== undefined && !path.includes("?"));
		expect(feeds.length).toBeGreaterThan(10);
		for (const [path, { entries }] of feeds) {
			const response = await fetch(SITE + path);
			expect([path, response.status]).toEqual([path, 200]);
			expect(entriesOf(path, await response.text()), path).toEqual(entries);
		}
		const upload = await fetch(`${SITE}/api/sources/before.md`, {
			method: "PUT",
			headers: { Authorization: "Bearer token" },
			body: "---\ntitle: Before\ndate: 2026-11-20\n---\nText.\n",
		});
		expect(upload.status).toBe(500);
	} finally {
		if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
		await until(async () => !(await isOpen(PORT)));
	}
	writeFileSync(join(folder.path, "content/after.md"), "---\ntitle: After\ndate: 2026-11-21\n---\nStill here.\n");
	program = await startReady(
		"--port",
		String(PORT),
		"--state",
		join(folder.path, "state"),
		join(folder.path, "content"),
	);
	expect(await (await fetch(`${SITE}/feed.rss`)).text()).toContain("Still here.");
	// Version 0.1.0 did not change stored files.
	expect(program.output()).toContain("1 file uploaded, 24 unchanged");
});

/** When the stored site's list of feeds last changed. The current release changes the list once, by adding authors. */
const LIST_CHANGED = new Date(1796039219000).toUTCString();

/** Removes what the current release adds to a list: authors in /feeds.json, OPML and the sitemap. */
function withoutAuthors(text: string): string {
	return text
		.replace(/(?<=\]),"authors":\[.*\](?=\}$)/, "")
		.replace(/(?<=<dateModified>)[^<]*/, LIST_CHANGED)
		.replace(/\t\t<outline text="Authors"[\s\S]*?\n\t\t<\/outline>\n/, "")
		.replace(/<url><loc>[^<]*\/authors\/[^<]*<\/loc><lastmod>[^<]*<\/lastmod><\/url>\n/g, "");
}

/** Returns the guid, link and dates of each entry, in the feed's order. Readers recognize entries by these. */
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
