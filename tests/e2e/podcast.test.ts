import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isThere } from "../renditions/parsers.ts";
import { freePort, newsstand, type Program, scratch, startReady, stop, until } from "./program.ts";

const run = promisify(execFile);

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const FEED = `${SITE}/topics/harbour-talk.rss`;
const folder = scratch();
let site: Program;

// Creates five copies of the sample's episode that differ in a byte after the audio data.
beforeAll(async () => {
	const content = join(folder.path, "content");
	mkdirSync(join(content, "topics"), { recursive: true });
	const samples = join(import.meta.dirname, "../../content");
	for (const name of ["harbour-talk.yaml", "harbour-talk.png"])
		writeFileSync(join(content, "topics", name), readFileSync(join(samples, "topics", name)));
	const sound = readFileSync(join(samples, "articles/fog-horn.mp3"));
	for (const number of [1, 2, 3, 4, 5]) {
		writeFileSync(join(content, `talk-${number}.mp3`), Buffer.concat([sound, Buffer.alloc(number)]));
		const fields = [
			`title: Talk ${number}`,
			`date: 2026-05-0${number}`,
			"topics: [Harbour talk]",
			`audio: talk-${number}.mp3`,
		];
		writeFileSync(
			join(content, `talk-${number}.md`),
			["---", ...fields, `episode: ${number}`, "---", "Notes."].join("\n"),
		);
	}
	site = await startReady("--port", String(PORT), "--state", join(folder.path, "state"), content);
});
afterAll(async () => {
	await stop(site, PORT);
	folder.remove();
});

test("a show of five episodes from a folder passes verify --podcast, with measured durations", async () => {
	expect(site.output()).not.toContain("Warning");
	const feed = await (await fetch(FEED)).text();
	expect(feed.match(/<itunes:duration>9<\/itunes:duration>/g)).toHaveLength(5);
	const verified = newsstand("verify", "--podcast", FEED);
	expect(await verified.ended, verified.output()).toBe(0);
	expect(verified.output()).toContain(`${FEED}: no errors, no warnings`);
});

test("curl gets the byte range that it requests", async () => {
	const feed = await (await fetch(FEED)).text();
	const [, url = "", length] = /<enclosure url="([^"]*\/talk-5\.mp3)" length="(\d+)"/.exec(feed) ?? [];
	const part = join(folder.path, "part");
	const { stdout } = await run("curl", ["-s", "-r", "100-199", "-D", "-", "-o", part, url]);
	expect(stdout).toMatch(/^HTTP\/1\.1 206 /);
	expect(stdout).toContain(`Content-Range: bytes 100-199/${length}`);
	const whole = readFileSync(join(folder.path, "content/talk-5.mp3"));
	expect([String(whole.length), readFileSync(part)]).toEqual([length, whole.subarray(100, 200)]);
});

test.skipIf(!isThere("sh", "-c", "command -v newsboat podboat script"))(
	"newsboat finds the episodes, and podboat downloads them",
	async () => {
		const home = join(folder.path, "newsboat");
		const downloads = join(home, "downloads");
		mkdirSync(downloads, { recursive: true });
		writeFileSync(join(home, "urls"), `${FEED}\n`);
		writeFileSync(join(home, "config"), `podcast-auto-enqueue yes\ndownload-path ${downloads}/\n`);
		const env = { ...process.env, HOME: home, TERM: "xterm" };
		const at = { cwd: home, env };
		await run("newsboat", ["-u", "urls", "-C", "config", "-c", "cache.db", "-q", "-x", "reload"], at);
		expect(readFileSync(join(home, ".newsboat/queue"), "utf8").trim().split("\n")).toHaveLength(5);
		// podboat needs a terminal and does not exit by itself.
		const podboat = spawn("script", ["-qfc", "exec podboat -C config -q .newsboat/queue -a", "/dev/null"], {
			...at,
			stdio: "ignore",
			detached: true,
		});
		try {
			const file = join(downloads, "talk-5.mp3");
			const { size } = statSync(join(folder.path, "content/talk-5.mp3"));
			await until(() => existsSync(file) && statSync(file).size === size);
			expect(readFileSync(file)).toEqual(readFileSync(join(folder.path, "content/talk-5.mp3")));
		} finally {
			if (podboat.pid !== undefined) process.kill(-podboat.pid);
		}
	},
);
