import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort, kill, scratch, start, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const folder = scratch();
afterAll(folder.remove);

const feedList = z.object({ feeds: z.array(z.object({ rss: z.string(), atom: z.string(), json: z.string() })) });
const health = z.object({ pending: z.number() });

/** 400 articles in 40 topics from 20 providers. */
function writeNewsroom(content: string): void {
	mkdirSync(content);
	for (let index = 0; index < 400; index++) {
		const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
		const lines = [
			...["---", `title: Article ${index}`, `date: ${date}`, `link: https://p${index % 20}.example/${index}`],
			...[`topics: [Topic ${index % 40}, Topic ${(index * 7) % 40}]`, `provider: p${index % 20}.example`, "---"],
			`Body of article ${index}. `.repeat(40),
		];
		writeFileSync(join(content, `${index}.md`), lines.join("\n"));
	}
}

async function everyFeed(): Promise<Record<string, string>> {
	const { feeds } = feedList.parse(await (await fetch(`${SITE}/feeds.json`)).json());
	const urls = feeds.flatMap((feed) => [feed.rss, feed.atom, feed.json]);
	return Object.fromEntries(await Promise.all(urls.map(async (url) => [url, await (await fetch(url)).text()])));
}

test("killed repeatedly while publishing, it ends with the same bytes as an undisturbed run", async () => {
	const content = join(folder.path, "content");
	writeNewsroom(content);
	const args = (state: string) => ["--port", String(PORT), "--state", join(folder.path, state), content];

	const calm = await startReady(...args("calm"));
	const expected = await everyFeed();
	await stop(calm, PORT);
	expect(Object.keys(expected)).toHaveLength(3 * (1 + 40 + 20));

	let cuts = 0;
	for (const moment of [
		// Nothing is uploaded yet; some of it is; it is being rendered.
		async () => true,
		async () => (await pending()) > 0,
		async () => (await pending()) > 5 && (await fetch(`${SITE}/feed.rss`)).status === 200,
	]) {
		const program = start(...args("disturbed"));
		await until(async () => (await pending()) >= 0 && (await moment()));
		expect(program.output(), "not finished yet").not.toContain("Ready");
		await kill(program, PORT);
		cuts++;
	}
	const last = await startReady(...args("disturbed"));
	try {
		expect(cuts).toBe(3);
		expect(await everyFeed()).toEqual(expected);
	} finally {
		await stop(last, PORT);
	}
});

/** Number of feeds not up to date; -1 while there is no response. */
async function pending(): Promise<number> {
	try {
		return health.parse(await (await fetch(`${SITE}/health`)).json()).pending;
	} catch {
		return -1;
	}
}
