import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort, kill, type Program, scratch, start, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const folder = scratch();
afterAll(folder.remove);

const feedList = z.object({ feeds: z.array(z.object({ rss: z.string(), atom: z.string(), json: z.string() })) });
const health = z.object({ pending: z.number() });

/** Writes 400 articles in 40 topics from 20 providers. */
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

test("a site killed repeatedly while publishing ends with the same bytes as an undisturbed site", async () => {
	const content = join(folder.path, "content");
	writeNewsroom(content);
	const args = (state: string) => ["--port", String(PORT), "--state", join(folder.path, state), content];

	const calm = await startReady(...args("calm"));
	const expected = await everyFeed();
	await stop(calm, PORT);
	expect(Object.keys(expected)).toHaveLength(3 * (1 + 40 + 20));

	let cuts = 0;
	let compared = 0;
	for (const moment of [
		// Kill the site before the upload, during the upload, and while the site renders, after feeds have been compared.
		async () => true,
		async () => (await pending()) > 0,
		async () => (await pending()) > 0 && compared > 0,
	]) {
		const program = start(...args("disturbed"));
		const comparing = compareFormats(program, () => compared++);
		await until(async () => (await pending()) >= 0 && (await moment()));
		expect(program.output(), "not finished yet").not.toContain("Ready");
		await kill(program, PORT);
		await comparing;
		cuts++;
	}
	const last = await startReady(...args("disturbed"));
	try {
		expect(cuts).toBe(3);
		expect(compared, "feeds seen in all formats while others were being written").toBeGreaterThan(0);
		expect(await everyFeed()).toEqual(expected);
	} finally {
		await stop(last, PORT);
	}
});

/** Returns the number of feeds that are not up to date; -1 while there is no response. */
async function pending(): Promise<number> {
	try {
		return health.parse(await (await fetch(`${SITE}/health`)).json()).pending;
	} catch {
		return -1;
	}
}

const json = z.object({ items: z.array(z.object({ id: z.string() })) });

/**
 * Expects the same entries in all formats of each feed until the program is killed. A feed that changes between the first
 * and the last request is not compared.
 *
 * @param onCompared called after each comparison
 */
async function compareFormats(program: Program, onCompared: () => void): Promise<void> {
	const ask = async (path: string) => {
		const response = await fetch(`${SITE}/${path}`);
		return { status: response.status, etag: response.headers.get("ETag"), text: await response.text() };
	};
	for (let nth = 0; program.child.exitCode === null && program.child.signalCode === null; nth++) {
		const name = nth % 2 === 0 ? "feed" : `providers/p${nth % 20}.example`;
		const seen = await Promise.all(["rss", "atom", "json"].map((format) => ask(`${name}.${format}`))).catch(() => []);
		const last = await ask(`${name}.rss`).catch(() => undefined);
		const [rss, atom, feed] = seen;
		if (rss?.status !== 200 || !atom || !feed || rss.etag !== last?.etag) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			continue;
		}
		const guids = [...rss.text.matchAll(/<guid[^>]*>(.*?)<\/guid>/g)].map(([, guid]) => guid);
		const ids = [...atom.text.matchAll(/<entry[^>]*>[\s\S]*?<id>(.*?)<\/id>/g)].map(([, id]) => id);
		expect(ids, name).toEqual(guids);
		expect(json.parse(JSON.parse(feed.text)).items.map(({ id }) => id)).toEqual(guids);
		onCompared();
	}
}
