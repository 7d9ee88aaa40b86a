import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort, scratch, start, startReady, stop } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const FORMATS = ["rss", "atom", "json"];

const jsonFeed = z.object({ feed_url: z.string(), items: z.array(z.object({ id: z.string(), url: z.string() })) });

const article = (title: string, topic: string) =>
	`---\ntitle: ${title}\ndate: 2026-05-04\ntopics: [${topic}]\n---\nText.\n`;

const folder = scratch();
const content = join(folder.path, "content");
const args = ["--port", String(PORT), "--state", join(folder.path, "state"), content];
beforeAll(() => {
	mkdirSync(content);
	writeFileSync(join(content, "tide.md"), article("Tide", "Harbour"));
	writeFileSync(join(content, "code.md"), article("Code", "C++"));
});
afterAll(folder.remove);

const snapshot = async () =>
	Promise.all(
		["feed", "topics/harbour", "topics/c_plus_plus"].flatMap((name) =>
			FORMATS.map(async (format) => {
				const { headers } = await fetch(`${SITE}/${name}.${format}`);
				return [name, format, headers.get("ETag"), headers.get("Last-Modified")];
			}),
		),
	);
test("a second start does not publish unchanged files again", async () => {
	const first = await startReady(...args);
	const before = await snapshot();
	await stop(first, PORT);
	const second = await startReady(...args);
	try {
		expect(second.output()).toContain("Nothing to upload");
		expect(await snapshot()).toEqual(before);
	} finally {
		await stop(second, PORT);
	}
});

test("files changed while the site was not running are published, and deleted files are unpublished", async () => {
	rmSync(join(content, "code.md"));
	writeFileSync(join(content, "new.md"), article("New", "Harbour"));
	const program = await startReady(...args);
	try {
		expect(program.output()).toContain("1 file uploaded, 1 removed, 1 unchanged");
		const emptied = jsonFeed.parse(await (await fetch(`${SITE}/topics/c_plus_plus.json`)).json());
		expect(emptied.items).toEqual([]);
	} finally {
		await stop(program, PORT);
	}
});

test("starting with an empty folder, or with the sample by mistake, unpublishes nothing", async () => {
	const empty = join(folder.path, "empty");
	mkdirSync(empty);
	for (const wrong of [[empty], []]) {
		const program = start(...args.slice(0, 4), ...wrong);
		expect(await program.ended).toBe(1);
		expect(program.output()).toContain("would unpublish all 2 files");
		expect(program.output()).toContain("--remove");
	}
	const program = await startReady(...args);
	expect(program.output()).toContain("Nothing to upload");
	await stop(program, PORT);
});

test("on a different port, links change but guids do not", async () => {
	const other = await freePort();
	const program = await startReady("--port", String(other), ...args.slice(2));
	try {
		const feed = jsonFeed.parse(await (await fetch(`http://localhost:${other}/feed.json`)).json());
		expect(feed.feed_url).toBe(`http://localhost:${other}/feed.json`);
		expect(feed.items.map((item) => new URL(item.url).port)).toEqual([`${other}`, `${other}`]);
		expect(feed.items.map((item) => new URL(item.id).port)).toEqual([`${PORT}`, `${PORT}`]);
	} finally {
		await stop(program, other);
	}
});
