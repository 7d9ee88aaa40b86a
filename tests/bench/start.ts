import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Builds, type Built, wrangle } from "./build.ts";
import { calm, get, publish, put } from "./client.ts";
import { ratios, spread } from "./measure.ts";
import { cpuOf } from "./processes.ts";
import { serve } from "./server.ts";
import { figure, table } from "./table.ts";
import { atMost, brokenOf, type Part } from "./verdict.ts";

/** The limit on the gzipped upload, in bytes. */
const BUNDLE = 672 * 1024;

/**
 * Limits as ratios to the earlier commit's Worker, for the time until the first feed, the time until the first
 * `/health`, and the startup time that wrangler measures.
 */
const FEED = 0.3;
const HEALTH = 0.65;
const STARTUP = 0.35;

/** Number of packages and rooms that are listed individually. */
const LISTED = 15;

/** Number of articles on the site. */
const ARTICLES = 400;

/**
 * The paths to request first after a start. A feed does not need a Durable Object, a page needs the whole app, and
 * `/health` needs the Publisher.
 */
const FIRST = { feed: "/feed.rss", page: "/", health: "/health" };

/** Processor time until workerd has sent its first response, in milliseconds, for each round. */
type Starts = Record<keyof typeof FIRST | "startup", number[]>;

/** Measures the Worker's size, and its cost until the first response. */
export async function starting(folder: string, { now, former }: Builds, rounds: number): Promise<Part> {
	const bare = {
		worker: join(import.meta.dirname, "workers/bare.js"),
		site: join(folder, "bare"),
		cpu: [] as number[],
	};
	const built = [now, ...(former ? [former] : [])].map((build, index) => {
		const starts: Starts = { feed: [], page: [], health: [], startup: [] };
		return { build, site: join(folder, String(index)), starts };
	});
	for (const { build, site } of built) await putFeed(bare, await publishSite(site, build.worker));
	for (let round = 0; round < rounds; round++) {
		bare.cpu.push(await startOf(bare.site, bare.worker, FIRST.feed));
		for (const { build, site, starts } of built) {
			for (const first of ["feed", "page", "health"] as const) {
				starts[first].push(await startOf(copyOf(site, first), build.worker, FIRST[first]));
			}
			starts.startup.push(startupOf(build, join(folder, "startup.cpuprofile")));
		}
	}
	const [own, other] = built.map(({ starts }) => aboveBare(starts, bare.cpu));
	const row = (name: string, kind: keyof Starts, limit?: number) => {
		if (!own) throw new Error("Nothing was measured.");
		const ratio = other && spread(ratios(own[kind], other[kind]));
		const bar = ratio && limit ? atMost(ratio.median, limit) : "";
		return [name, figure(spread(own[kind]), 1), ...(ratio ? [figure(ratio)] : []), bar];
	};
	const bundle = gzipSync(readFileSync(now.worker)).length;
	const none = former ? [""] : [];
	const text = table(
		["start", "figure", ...(former ? [`to ${former.commit}`] : []), "bar"],
		[
			["bundle, gzipped, KB", (bundle / 1024).toFixed(0), ...none, atMost(bundle / 1024, BUNDLE / 1024)],
			["workerd with a bare Worker, until it has sent a feed: CPU, ms", figure(spread(bare.cpu), 0), ...none, ""],
			row("the Worker above that, until it has sent a feed: CPU, ms", "feed", FEED),
			row("the same until the home page: CPU, ms", "page"),
			row("the same until `/health`, with the Publisher: CPU, ms", "health", HEALTH),
			row("`wrangler check startup`: active, ms", "startup", STARTUP),
		],
	);
	return {
		text: [text, contentsOf(dirname(now.worker), bundle)].join("\n\n"),
		broken: brokenOf({ "The Worker has less than 672 KB, gzipped.": bundle <= BUNDLE }),
	};
}

/** Publishes a site. Returns its feed. */
async function publishSite(site: string, worker: string): Promise<Buffer> {
	const server = await serve(site, worker);
	await publish(
		server.url,
		Array.from({ length: ARTICLES }, (_, index) => index),
	);
	await calm(server.url);
	const { body } = await get(server.url + FIRST.feed);
	await server.stop();
	return body;
}

async function putFeed({ site, worker }: { site: string; worker: string }, feed: Buffer): Promise<void> {
	const server = await serve(site, worker, {}, { path: FIRST.feed });
	await put(server.url + FIRST.feed, feed);
	await server.stop();
}

/**
 * Copies a site for one start. For feeds and pages, copies only KV, because a copied Durable Object would be woken by
 * its alarm.
 */
function copyOf(site: string, first: keyof typeof FIRST): string {
	const copy = `${site}-copy`;
	rmSync(copy, { recursive: true, force: true });
	for (const part of first === "health" ? ["kv", "objects"] : ["kv"]) {
		cpSync(join(site, part), join(copy, part), { recursive: true });
	}
	return copy;
}

/** Starts a Worker and requests one address. Returns the processor time until the response. */
async function startOf(site: string, worker: string, path: string): Promise<number> {
	const server = await serve(site, worker, {}, { path });
	const cpu = cpuOf(server.pid);
	await server.stop();
	return cpu;
}

/**
 * Subtracts the time that workerd takes with a bare Worker. The startup time stays unchanged, because `wrangler check
 * startup` does not include workerd's own time in it.
 */
function aboveBare({ startup, ...starts }: Starts, bare: readonly number[]): Starts {
	const above = (cpu: readonly number[]) => cpu.map((one, round) => one - (bare[round] ?? Number.NaN));
	return { startup, feed: above(starts.feed), page: above(starts.page), health: above(starts.health) };
}

/** Returns the startup time that wrangler measures. */
function startupOf({ root }: Built, file: string): number {
	const printed = wrangle(["check", "startup", "--outfile", file], root);
	return Number(/Active: ([\d.]+) ms/.exec(printed)?.[1]);
}

/**
 * Lists the bundle's content: dependencies by package, and this project's code by room. Gzipped sizes are estimated
 * from minified sizes.
 */
function contentsOf(folder: string, bundle: number): string {
	const meta: {
		outputs: Record<string, { bytes: number; inputs: Record<string, { bytesInOutput: number }> }>;
	} = JSON.parse(readFileSync(join(folder, "bundle-meta.json"), "utf8"));
	const [output] = Object.entries(meta.outputs).flatMap(([path, one]) => (path.endsWith(".js") ? [one] : []));
	const sizes = new Map<string, number>();
	for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
		const name = partOf(path);
		sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
	}
	const sum = [...sizes.values()].reduce((total, size) => total + size, 0);
	const sorted = [...sizes].sort(([, a], [, b]) => b - a);
	const rest = sorted.slice(LISTED).reduce((total, [, size]) => total + size, 0);
	const rows = [...sorted.slice(0, LISTED), ["the rest", rest] as const].map(([name, size]) => {
		return [name, (size / 1024).toFixed(0), ((size / sum) * (bundle / 1024)).toFixed(0)];
	});
	return table(["in the bundle", "KB", "KB gzipped"], rows);
}

function partOf(path: string): string {
	const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
	const [, room] = /(?:^|\/)src\/([^/]+)\//.exec(path) ?? [];
	return name ?? (room === undefined ? "else" : `src/${room}`);
}
