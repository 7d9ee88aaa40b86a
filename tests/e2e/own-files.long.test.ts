import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { BUDGETS } from "../../src/budget.ts";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { png } from "../media/pictures.ts";
import { freePort, newsstand, type Program, scratch } from "./program.ts";
import { type Site, siteAt } from "./site.ts";

/**
 * Number of pictures (a multiple of ten) and of kills. For the full test, set NEWSSTAND_PICTURES=2000 and
 * NEWSSTAND_KILLS=20.
 */
const PICTURES = Number(process.env["NEWSSTAND_PICTURES"] ?? 160);
const KILLS = Number(process.env["NEWSSTAND_KILLS"] ?? 3);
/**
 * Number of articles in the newsroom that is published with a daily limit of writes. Each article has eight pictures.
 */
const BUDGETED_ARTICLES = Math.min(40, Math.floor(PICTURES / 20));
/** The daily limit of writes, which is enough for about a third of the pictures. */
const DAILY_WRITES = Math.floor(BUDGETED_ARTICLES * 2.5);

const ROOT = join(import.meta.dirname, "../..");
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

/** The address of a site on the free plan. A local site could store any number of files in KV. */
const LIVE = "https://news.example";

/** Starts a site that stores files in KV, or in R2 if it has a bucket. */
async function openSite(name: string, hasBucket = false, vars = {}): Promise<Site> {
	const site = siteAt(await freePort(), join(folder.path, name), { PUBLISH_TOKEN: token, ...vars });
	if (hasBucket) appendFileSync(join(folder.path, name, "wrangler.toml"), '\n[[r2_buckets]]\nbinding = "MEDIA"\n');
	sites.push(site);
	await site.start();
	return site;
}

/** Creates a folder of articles, each with this number of pictures. */
function newsroom(name: string, articles: number, pictures: number): string {
	const path = join(folder.path, name);
	mkdirSync(path);
	for (let article = 0; article < articles; article++) {
		const names = Array.from({ length: pictures }, (_, index) => `${article}-${index}.png`);
		for (const [index, file] of names.entries()) {
			writeFileSync(join(path, file), png({ width: 300, height: 200, seed: article * pictures + index }));
		}
		const body = names.map((file) => `![Tide](${file})`).join("\n\n");
		writeFileSync(join(path, `${article}.md`), `---\ntitle: Article ${article}\ndate: 2026-05-04\n---\n${body}\n`);
	}
	return path;
}

async function publish(site: Site, content: string): Promise<{ code: number | null; output: string; peak: number }> {
	const program = newsstand("publish", content, "--to", site.url);
	const peak = watchMemory(program);
	const code = await program.ended;
	return { code, output: program.output(), peak: peak() };
}

/** Tracks a program's memory. Returns a function that returns the peak so far, in MiB. */
function watchMemory({ child }: Program): () => number {
	let peak = 0;
	const look = () => {
		try {
			const [, kilobytes = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
			peak = Math.max(peak, Number(kilobytes) / 1024);
		} catch {
			// The process has exited.
		}
	};
	const timer = setInterval(look, 20);
	child.once("exit", () => clearInterval(timer));
	return () => Math.round(peak);
}

const fileSchema = z.object({ path: z.string(), hash: z.string(), state: z.string(), url: z.string().nullable() });

async function filesOf(site: Site): Promise<z.infer<typeof fileSchema>[]> {
	const response = await fetch(`${site.url}/api/files`, { headers: { authorization: `Bearer ${token}` } });
	const lines = (await response.text()).split("\n").filter((line) => line !== "");
	return lines.map((line) => fileSchema.parse(JSON.parse(line)));
}

/** Returns the addresses of files in the site's feed and archives. Fails if any of these addresses does not work. */
async function livePictures(site: Site): Promise<Set<string>> {
	const feed = await (await fetch(`${site.url}/feed.json`)).text();
	const addresses = new Set(feed.replaceAll(LIVE, site.url).match(/http:[^"\\\s]*\/media\/[^"\\\s]*/g));
	for (const address of addresses) {
		const response = await fetch(address, { method: "HEAD" });
		expect(response.status, address).toBe(200);
		expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
	}
	return addresses;
}

const statusSchema = z.object({ publications: z.array(z.object({ problems: z.number() })) });

async function problemsOfPublications(site: Site): Promise<number> {
	const response = await fetch(`${site.url}/api/status`, { headers: { authorization: `Bearer ${token}` } });
	const { publications } = statusSchema.parse(await response.json());
	expect(publications.length).toBeGreaterThan(0);
	return publications.reduce((sum, { problems }) => sum + problems, 0);
}

const pictureIn = (output: string) => /^Pictures and other files: (.*)$/m.exec(output)?.[1];

/** Returns a generator of pseudo-random numbers that are the same in every run. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

test(`${PICTURES} pictures are published in bounded memory, and a second run sends nothing`, async () => {
	const site = await openSite("many", true);
	const content = newsroom("many-content", PICTURES / 10, 10);
	const first = await publish(site, content);
	expect(first.code, first.output).toBe(0);
	expect(pictureIn(first.output)).toBe(`${PICTURES} uploaded`);
	expect(await problemsOfPublications(site), "no picture was reported as missing because it was uploaded later").toBe(
		0,
	);
	const second = await publish(site, content);
	expect(pictureIn(second.output)).toBe(`${PICTURES} unchanged`);
	console.info(`${PICTURES} pictures (NEWSSTAND_PICTURES): ${first.peak} MiB, second run ${second.peak} MiB`);
	expect(first.peak).toBeLessThan(400);
	expect(new Set((await filesOf(site)).map(({ state }) => state))).toEqual(new Set(["stored"]));
	// The newest fifty articles are in the feed.
	expect((await livePictures(site)).size).toBe(Math.min(PICTURES, 500));
}, 600_000);

test(`after a publication is killed ${KILLS} times at random, the next run stores exactly the files in the folder`, async () => {
	const site = await openSite("killed", true);
	const content = newsroom("killed-content", Math.min(60, PICTURES / 10), 10);
	const random = seeded(7);
	let kills = 0;
	while (kills < KILLS) {
		const program = newsstand("publish", content, "--to", site.url);
		const timer = setTimeout(() => program.child.kill("SIGKILL"), 150 + random() * 900);
		const code = await program.ended;
		clearTimeout(timer);
		if (code === null) kills++;
		else rmSync(join(content, readdirSync(content).find((name) => name.endsWith(".png")) ?? ""));
	}
	const pictures = readdirSync(content).filter((name) => name.endsWith(".png"));
	console.info(`${KILLS} kills (NEWSSTAND_KILLS): ${pictures.length} pictures are left`);
	const last = await publish(site, content);
	expect(last.code, last.output).toBe(0);
	expect(pictureIn((await publish(site, content)).output)).toBe(`${pictures.length} unchanged`);
	const files = await filesOf(site);
	expect(files.map(({ path }) => path)).toEqual(pictures.sort());
	expect(new Set(files.map(({ state }) => state))).toEqual(new Set(["stored"]));
	await livePictures(site);
}, 600_000);

/** Sets the number of KV writes left for files until the next "day". */
async function leaveWrites(site: Site, name: string, left: number): Promise<void> {
	await site.kill();
	const objects = join(folder.path, name, "state/v3/do/newsstand-Publisher");
	for (const file of readdirSync(objects).filter((one) => /^[0-9a-f]{64}\.sqlite$/.test(one))) {
		const database = new DatabaseSync(join(objects, file));
		database.prepare("UPDATE publication_day SET writes = ?").run(BUDGETS.free.fileWrites - left);
		database.close();
	}
	await site.start();
}

test(`with ${DAILY_WRITES} writes per day, everything is eventually published, and no link to a picture ever fails`, async () => {
	const site = await openSite("budget", false, { SITE_URL: LIVE });
	const content = newsroom("budget-content", BUDGETED_ARTICLES, 8);
	const empty = newsroom("budget-empty", 1, 0);
	await publish(site, empty);
	let uploaded = 0;
	const days: string[] = [];
	while (days.length < 10) {
		await leaveWrites(site, "budget", DAILY_WRITES);
		const { code, output } = await publish(site, content);
		expect(code, output).toBe(0);
		const words = pictureIn(output) ?? "";
		days.push(words);
		uploaded += Number(/(\d+) uploaded/.exec(words)?.[1] ?? 0);
		await livePictures(site);
		if (!/waiting/.test(words)) break;
		expect(output).toContain("The site cannot store more files today.");
		// Every article is published on the first day.
		expect(await (await fetch(`${site.url}/feed.json`)).text()).toContain(`"Article ${BUDGETED_ARTICLES - 1}"`);
	}
	console.info(`${DAILY_WRITES} writes a day: ${days.join("; ")}`);
	expect(uploaded).toBe(BUDGETED_ARTICLES * 8);
	expect(days.length).toBeGreaterThan(3);
	expect(new Set((await filesOf(site)).map(({ state }) => state))).toEqual(new Set(["stored"]));
	expect((await livePictures(site)).size).toBe(BUDGETED_ARTICLES * 8);
}, 600_000);

/** Creates bytes in which no two ranges are equal. */
function numbered(length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32BE(at, at);
	bytes.write("\0\0\0\x18ftypmp42", 0, "latin1");
	return bytes;
}

test.each([
	["KV", 20, false],
	["R2", 200, true],
])(
	"%s: a video of %s MB is uploaded in bounded memory, and players can seek in it",
	async (where, megabytes, hasBucket) => {
		const site = await openSite(`large-${where}`, hasBucket);
		const content = newsroom(`large-${where}-content`, 1, 0);
		const bytes = numbered(megabytes * 1_000_000);
		writeFileSync(join(content, "film.mp4"), bytes);
		writeFileSync(
			join(content, "0.md"),
			"---\ntitle: Film\ndate: 2026-05-04\nvideo: film.mp4\n---\n[Film](film.mp4)\n",
		);
		const { code, output, peak } = await publish(site, content);
		expect(code, output).toBe(0);
		console.info(`${megabytes} MB in ${where}: ${peak} MiB`);
		expect(peak).toBeLessThan(300);
		const [file] = await filesOf(site);
		const url = file?.url ?? "";
		const feed = await (await fetch(`${site.url}/feed.rss`)).text();
		expect(feed).toContain(`<enclosure url="${url}" length="${bytes.length}" type="video/mp4"/>`);
		const middle = Math.floor(bytes.length / 2);
		for (const [range, from, to] of [
			[`bytes=${middle}-${middle + 999}`, middle, middle + 1000],
			["bytes=-500", bytes.length - 500, bytes.length],
			["bytes=0-0", 0, 1],
		] as const) {
			const part = await fetch(url, { headers: { range } });
			expect(part.status, range).toBe(206);
			expect(part.headers.get("content-range")).toBe(`bytes ${from}-${to - 1}/${bytes.length}`);
			expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to)), range).toBe(true);
		}
		const whole = await fetch(url);
		expect(whole.headers.get("content-length")).toBe(String(bytes.length));
		expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
	},
	300_000,
);

test("a backup contains the files, and the restored site serves them at the same paths", async () => {
	const site = await openSite("saved", true);
	const content = newsroom("saved-content", 5, 4);
	writeFileSync(join(content, "film.mp4"), numbered(30_000_000));
	appendFileSync(join(content, "0.md"), "[Film](film.mp4)\n");
	await publish(site, content);
	const before = await livePictures(site);
	const saved = join(folder.path, "backup");
	const exported = newsstand("export", "--from", site.url, saved);
	expect(await exported.ended, exported.output()).toBe(0);
	expect(exported.output()).toContain("21 pictures and other files");
	expect(readdirSync(join(saved, "files"))).toHaveLength(21);
	const other = await openSite("restored", true);
	const imported = newsstand("import", "--to", other.url, saved);
	expect(await imported.ended, imported.output()).toBe(0);
	const after = await livePictures(other);
	const paths = (all: Set<string>) => [...all].map((address) => new URL(address).pathname).sort();
	expect(paths(after)).toEqual(paths(before));
	expect(after.size).toBe(21);
	// Ownership is restored as well, so the next run uploads nothing.
	expect(pictureIn((await publish(other, content)).output)).toBe("21 unchanged");
}, 300_000);

test("a file that needs R2 is reported with a fix, and everything else is published", async () => {
	const site = await openSite("without");
	const content = newsroom("without-content", 1, 1);
	writeFileSync(join(content, "film.mp4"), numbered(26_300_000));
	appendFileSync(join(content, "0.md"), "[Film](film.mp4)\n");
	const { output } = await publish(site, content);
	expect(output).toMatch(/film\.mp4.* 25\.1 MiB/);
	expect(output).toMatch(/R2/);
	expect(pictureIn(output)).toBe("1 uploaded");
	expect((await livePictures(site)).size).toBe(1);
}, 120_000);
