import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../../src/cli/api/client.ts";
import { createPublication } from "../../src/cli/content/upload.ts";
import { scratch } from "./program.ts";
import { chance } from "./webhook-chance.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { send } from "./webhook-sender.ts";

/** The number of kills, and the maximum number of files renamed at once. */
const KILLS = Number(process.env["NEWSSTAND_KILLS"] ?? 6);
const MOST_FILES = Number(process.env["NEWSSTAND_FILES"] ?? 700);
const SEED = 20_261_130;

/** How articles are uploaded, and the folders they may be in. `vip` and `club` are members' folders. */
const WAYS = ["folder", "api", "git"] as const;
const PLACES = ["open", "vip", "club", "gone"] as const;
type Way = (typeof WAYS)[number];
type Place = (typeof PLACES)[number];

/** A move of some articles to a folder, uploaded in one of these ways. */
interface Rename {
	way: Way;
	place: Place;
	files: number;
	/** Milliseconds from the start of the move until the site is killed. */
	killAfter: number;
}

const scratchFolder = scratch();
let disturbed: Newsroom;
let calm: Newsroom;
beforeAll(async () => {
	const vars = { PRIVATE_FEEDS_SECRET: "secret-of-private-feeds" };
	disturbed = await openNewsroom(8991, [{ name: "acme/news" }], vars);
	calm = await openNewsroom(8992, [{ name: "acme/news" }], vars);
});
afterAll(async () => {
	await disturbed.close();
	await calm.close();
	scratchFolder.remove();
});

/** Returns the files for a folder. Members' articles do not share any words with public articles. */
function filesAt(way: Way, place: Place, files: number): Map<string, string> {
	if (place === "gone") return new Map();
	const [word, topic] = place === "open" ? ["Ferry", "Sea"] : ["Quicksilver", "Mercury"];
	const articles = Array.from({ length: files }, (_, index): [string, string] => {
		const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
		const fields = [`title: ${word} ${way} ${index}`, `date: ${date}`, `updated: ${date}`, `topics: [${topic}]`];
		const path = `${place}/${index % 7}/${word.toLowerCase()}-${way}-${index}.md`;
		return [path, ["---", ...fields, "---", `${word} flows.`].join("\n")];
	});
	return new Map(place === "open" ? articles : [[`${place}/_defaults.yaml`, "audience: members\n"], ...articles]);
}

/** Moves articles to a folder. Can be interrupted and repeated. */
async function carryOut(newsroom: Newsroom, { way, place, files }: Rename): Promise<void> {
	const wanted = filesAt(way, place, files);
	const { url } = newsroom.site;
	if (way === "git") {
		const news = newsroom.of("acme/news");
		for (const one of PLACES) await news.git.remove(one);
		await news.git.publish(Object.fromEntries(wanted));
		const { job = "" } = await send(url, await news.delivery());
		await newsroom.reader.settled(job);
	} else if (way === "folder") {
		const directory = join(scratchFolder.path, String(new URL(url).port));
		const next = `${directory}-next`;
		for (const [path, text] of [["open/readme.txt", ""], ...wanted] as const) {
			if (text === "") continue;
			mkdirSync(join(next, path, ".."), { recursive: true });
			writeFileSync(join(next, path), text);
		}
		mkdirSync(next, { recursive: true });
		rmSync(directory, { recursive: true, force: true });
		renameSync(next, directory);
		const api = createApi(url, "token", new AbortController().signal, []);
		await createPublication(api, [{ directory, prefix: "folder/" }]).publish(() => {});
	} else {
		const held = [...(await newsroom.reader.sources("api/")).keys()];
		const gone = held.filter((path) => !wanted.has(path.slice("api/".length)));
		const lines = [
			...[...wanted].map(([path, text]) => JSON.stringify({ path: `api/${path}`, text })),
			...gone.map((path) => JSON.stringify({ path, deleted: true })),
		];
		// This client ignores the recommended order: each request is a separate batch with changes in random order.
		for (let start = 0; start < lines.length; start += 1000) {
			const response = await newsroom.reader.api("sources", {
				method: "POST",
				body: lines.slice(start, start + 1000).join("\n"),
			});
			if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
		}
	}
}

const PUBLIC = [
	...["/", "/topics", "/providers", "/feeds.json", "/feeds.opml", "/sitemap.xml", "/feed", "/api/news/"],
	...["/feed.rss", "/feed.atom", "/feed.json", "/topics/sea.atom", "/select.json?q=flows", "/select.atom?type=article"],
];
const CLOSED = ["/topics/mercury", "/topics/mercury.atom", "/select.json?topic=mercury"];

/** Requests every public address once. Returns the responses that mention members' content. */
async function leaks(url: string): Promise<string[]> {
	const texts = PUBLIC.map(async (path) => {
		const text = await (await fetch(url + path)).text();
		return /quicksilver|mercury/i.test(text)
			? [`${path}: ${/.{0,80}(quicksilver|mercury).{0,80}/is.exec(text)?.[0]}`]
			: [];
	});
	// While the site is being killed, requests fail with 5xx.
	const closed = CLOSED.map(async (path) => {
		const { status } = await fetch(url + path);
		return status === 404 || status >= 500 ? [] : [`${path}: ${status}`];
	});
	return (await Promise.all([...texts, ...closed])).flat();
}

/** Retries a request whose connection broke because the process was killed. */
async function persistently<T>(request: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await request();
		} catch (error) {
			if (attempt === 5) throw error;
			await sleep(200);
		}
	}
}

/** Returns the final state: the sources, and what the public and members can read. */
async function outcome({ site, reader }: Newsroom): Promise<unknown> {
	await reader.calm();
	const items = z.object({
		items: z.array(z.object({ id: z.string(), title: z.string(), date_modified: z.string().optional() })),
	});
	const read = async (address: string) =>
		items
			.parse(await (await fetch(address)).json())
			.items.map(({ id, ...rest }) => ({ ...rest, id: new URL(id).pathname }));
	const issued = await reader.api("subscribers", { method: "POST", body: JSON.stringify({ for: "Anna" }) });
	const { url } = z.object({ url: z.string() }).parse(await issued.json());
	return {
		sources: [...(await reader.sources())].sort(),
		everybody: await read(`${site.url}/feed.json`),
		members: await read(`${url.replace(/\/$/, "")}/feed.json`),
	};
}

test(
	`killed ${KILLS} times while folders become members-only or are removed, the site never reveals members' content`,
	async () => {
		const random = chance(SEED);
		const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
		const renames = Array.from({ length: KILLS }, (): Rename => {
			const files = 1 + Math.floor(random() ** 2 * MOST_FILES);
			return { way: pick(WAYS), place: pick(PLACES), files, killAfter: random() * 1500 };
		});
		const { site } = disturbed;
		let looks = 0;
		for (const [round, rename] of renames.entries()) {
			const begun = carryOut(disturbed, rename).then(
				() => undefined,
				(error: unknown) => error,
			);
			const killed = sleep(rename.killAfter).then(() => site.kill());
			let isDead = false;
			killed.then(() => {
				isDead = true;
			});
			while (!isDead) {
				// The site does not respond while it is down.
				const seen = await leaks(site.url).catch(() => []);
				expect(seen, `round ${round}: ${JSON.stringify(rename)}`).toEqual([]);
				looks++;
			}
			await killed;
			await site.start();
			const error = await begun;
			if (error !== undefined && !(error instanceof Error)) throw error;
			expect(await persistently(() => leaks(site.url)), `round ${round}, after the restart`).toEqual([]);
			// An interrupted client repeats its upload while a reader keeps polling.
			const again = persistently(() => carryOut(disturbed, rename));
			let isDone = false;
			const over = again
				.then(() => disturbed.reader.calm())
				.finally(() => {
					isDone = true;
				});
			do {
				expect(await persistently(() => leaks(site.url)), `round ${round}, again: ${JSON.stringify(rename)}`).toEqual(
					[],
				);
				looks++;
			} while (!isDone);
			await over;
			expect(await persistently(() => leaks(site.url)), `round ${round}, at the end`).toEqual([]);
		}
		expect(looks).toBeGreaterThan(KILLS);
		for (const rename of renames) {
			await carryOut(calm, rename);
			await calm.reader.calm();
		}
		expect(await outcome(disturbed)).toEqual(await outcome(calm));
	},
	120_000 + KILLS * 60_000,
);
