import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { freePort, newsstand, scratch } from "../e2e/program.ts";
import { type Site, siteAt } from "../e2e/site.ts";

const ROOT = join(import.meta.dirname, "../..");
const stage = inject("stage");
const folder = scratch();
const sites: Site[] = [];
let token: string;

beforeAll(async () => {
	const known = await readPublishToken(ROOT);
	if ("failure" in known) throw new Error(known.failure);
	token = known.token;
});
afterAll(async () => {
	for (const site of sites) await site.kill();
	folder.remove();
});

/** Bytes per second: 44,100 samples of 16 bits. */
const SECOND = 88_200;

/** Makes a WAV file of silence. */
function wav(seconds: number): Buffer {
	const size = seconds * SECOND;
	const bytes = Buffer.alloc(44 + size);
	bytes.write("RIFF", 0);
	bytes.writeUInt32LE(36 + size, 4);
	bytes.write("WAVEfmt ", 8);
	for (const [at, value] of [
		[16, 16],
		[24, 44_100],
		[28, SECOND],
		[40, size],
	] as const)
		bytes.writeUInt32LE(value, at);
	for (const [at, value] of [
		[20, 1],
		[22, 1],
		[32, 2],
		[34, 16],
	] as const)
		bytes.writeUInt16LE(value, at);
	bytes.write("data", 36);
	return bytes;
}

/** Starts a site with an article that contains a recording. */
async function publish(name: string, seconds: number, hasBucket: boolean): Promise<Site> {
	const [home, content] = [join(folder.path, name), join(folder.path, `${name}-content`)];
	const site = siteAt(await freePort(), home, { PUBLISH_TOKEN: token });
	if (hasBucket) appendFileSync(join(home, "wrangler.toml"), '\n[[r2_buckets]]\nbinding = "MEDIA"\n');
	sites.push(site);
	await site.start();
	mkdirSync(content);
	writeFileSync(join(content, "waves.wav"), wav(seconds));
	writeFileSync(join(content, "waves.md"), "---\ntitle: Waves\ndate: 2026-05-04\n---\n![Waves](waves.wav)\n");
	const program = newsstand("publish", content, "--to", site.url);
	expect(await program.ended, program.output()).toBe(0);
	return site;
}

test.skipIf(stage === null).each([
	["20 MB in KV", 230, false],
	["200 MB in R2", 2300, true],
])(
	"a listener can jump to the end of a recording of %s without loading the rest",
	async (name, seconds, hasBucket) => {
		const site = await publish(name.replaceAll(" ", "-"), seconds, hasBucket);
		const browser = await chromium.connect(stage?.browser ?? "");
		try {
			const page = await browser.newPage();
			const answers: { status: number; from: number }[] = [];
			page.on("response", (response) => {
				if (!response.url().includes("/media/")) return;
				const [, from = "-1"] = /^bytes (\d+)-/.exec(response.headers()["content-range"] ?? "") ?? [];
				answers.push({ status: response.status(), from: Number(from) });
			});
			await page.goto(`${site.url}/articles/waves`);
			expect(await page.locator("audio").getAttribute("preload")).toBe("none");
			expect(answers, "nothing is loaded before the recording is played").toEqual([]);
			const target = seconds - 10;
			const state = await page.evaluate(async (time) => {
				const audio = document.querySelector("audio");
				if (audio === null) throw new Error("There is no player.");
				const happened = (event: string) =>
					new Promise((resolve, reject) => {
						audio.addEventListener(event, resolve, { once: true });
						audio.addEventListener("error", () => reject(new Error(audio.error?.message)), { once: true });
					});
				audio.preload = "metadata";
				const known = happened("loadedmetadata");
				audio.load();
				await known;
				const sought = happened("seeked");
				audio.currentTime = time;
				await sought;
				return { duration: audio.duration, time: audio.currentTime, isReady: audio.readyState >= 2 };
			}, target);
			expect(state).toEqual({ duration: seconds, time: target, isReady: true });
			expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([206]));
			const furthest = Math.max(...answers.map(({ from }) => from));
			expect(furthest, "the browser requests the part around the new position").toBeGreaterThan((seconds / 2) * SECOND);
			expect(furthest).toBeLessThanOrEqual(44 + target * SECOND);
		} finally {
			await browser.close();
		}
	},
	300_000,
);
