import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { blobHash } from "../../src/git-hash.ts";
import { freePort, newsstand, type Program, scratch, startReady, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const ROOT = join(import.meta.dirname, "../..");
const COUNT = 300;

const folder = scratch();
const content = join(folder.path, "content");
let site: Program;

const held = z.object({ path: z.string(), hash: z.string() });
const feedList = z.object({ feeds: z.array(z.object({ name: z.string(), count: z.number() })) });

beforeAll(async () => {
	const empty = join(folder.path, "empty");
	for (const directory of [content, empty]) mkdirSync(directory);
	for (let index = 0; index < COUNT; index++) write(index, "Body.");
	site = await startReady("--port", String(PORT), "--state", join(folder.path, "state"), empty);
});
afterAll(async () => {
	await stop(site, PORT);
	folder.remove();
});

/** Writes an article of about 20 KB, so that publishing takes many requests. */
function write(index: number, body: string): void {
	const lines = ["---", `title: Article ${index}`, "date: 2026-05-04", `topics: [Topic ${index % 10}]`, "---"];
	writeFileSync(join(content, `${index}.md`), [...lines, `${body} `.repeat(4000)].join("\n"));
}

/** Returns the hashes of the site's sources, keyed by path. */
async function sources(): Promise<Record<string, string>> {
	const known = await readPublishToken(ROOT);
	if ("failure" in known) throw new Error(known.failure);
	const response = await fetch(`${SITE}/api/sources`, { headers: { authorization: `Bearer ${known.token}` } });
	const lines = (await response.text()).split("\n").filter((line) => line !== "");
	return Object.fromEntries(
		lines.map((line) => {
			const { path, hash } = held.parse(JSON.parse(line));
			return [path, hash];
		}),
	);
}

function inFolder(): Record<string, string> {
	return Object.fromEntries(readdirSync(content).map((name) => [name, blobHash(readFileSync(join(content, name)))]));
}

async function publish(...args: string[]): Promise<{ code: number | null; output: string }> {
	const program = newsstand("publish", content, "--to", SITE, ...args);
	return { code: await program.ended, output: program.output() };
}

test("after a run is killed midway, the next run uploads only the remaining files, and the site matches the folder", async () => {
	const first = newsstand("publish", content, "--to", SITE);
	let arrived = 0;
	await until(async () => {
		arrived = Object.keys(await sources()).length;
		return arrived > 0;
	});
	first.child.kill("SIGKILL");
	expect(await first.ended, "not finished yet").toBeNull();
	expect(arrived).toBeLessThan(COUNT);

	const { code, output } = await publish();
	const [, added, unchanged] = /^(\d+) files uploaded, (\d+) unchanged$/m.exec(output) ?? [];
	expect(code, output).toBe(0);
	expect(Number(added)).toBeGreaterThan(0);
	expect(Number(unchanged)).toBeGreaterThanOrEqual(arrived);
	expect(Number(added) + Number(unchanged)).toBe(COUNT);
	expect(output).toMatch(new RegExp(`^Live: ${SITE}$`, "m"));
	expect(await sources()).toEqual(inFolder());
	const { feeds } = feedList.parse(await (await fetch(`${SITE}/feeds.json`)).json());
	expect(feeds.find(({ name }) => name === "feed")?.count).toBe(COUNT);
	expect((await publish()).output).toContain(`${COUNT} files: ${COUNT} published\nNothing to upload\n`);
});

test("once the output says “Live”, changed, new and deleted files are live", async () => {
	write(1, "Another body.");
	write(COUNT, "New.");
	rmSync(join(content, "2.md"));
	const { code, output } = await publish();
	expect(code).toBe(0);
	expect(output).toContain(`2 files uploaded, 1 removed, ${COUNT - 2} unchanged`);
	expect(await sources()).toEqual(inFolder());
	const feed = await (await fetch(`${SITE}/topics/topic-${COUNT % 10}.json`)).text();
	expect(feed).toContain(`"Article ${COUNT}"`);
});

test("a wrong folder does not empty the site", async () => {
	const before = await sources();
	const wrong = join(folder.path, "wrong");
	mkdirSync(wrong);
	const program = newsstand("publish", wrong, "--to", SITE);
	expect(await program.ended).toBe(1);
	expect(program.output()).toMatch(/^This would unpublish all 300 files .*--remove\.$/m);
	expect(await sources()).toEqual(before);
});

test("jobs says that no repository is followed yet", async () => {
	const program = newsstand("jobs", "--to", SITE);
	expect(await program.ended, program.output()).toBe(0);
	expect(program.output()).toContain("docs/webhooks.md");
});
