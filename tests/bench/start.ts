import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { wrangle } from "./build.ts";
import { get } from "./client.ts";
import { ratios, spread } from "./measure.ts";
import { cpuOf } from "./processes.ts";
import { serve } from "./server.ts";
import { figure, table } from "./table.ts";
import { atMost, brokenOf, type Part } from "./verdict.ts";

/** Limits: gzipped bytes, and processor time in milliseconds. */
const BUNDLE = 640 * 1024;
const START = 50;

/** How many parts of the bundle are listed. */
const LISTED = 15;

/**
 * The Worker's size, and its cost until the first response.
 *
 * @param site a folder with a newsroom
 */
export async function starting(folder: string, site: string, worker: string, rounds: number): Promise<Part> {
	const bundle = gzipSync(readFileSync(worker)).length;
	const bare = join(import.meta.dirname, "workers/bare.js");
	const starts: { ours: number[]; bare: number[]; feed: number[]; warm: number[] } = {
		ours: [],
		bare: [],
		feed: [],
		warm: [],
	};
	for (let round = 0; round < rounds; round++) {
		const other = await serve(join(folder, "bare"), bare, {}, { path: "/robots.txt" });
		starts.bare.push(cpuOf(other.pid));
		await other.stop();
		const server = await serve(site, worker, {}, { path: "/icon.svg" });
		starts.ours.push(cpuOf(server.pid));
		const asked = async () => {
			const before = cpuOf(server.pid);
			await get(`${server.url}/feed.rss`);
			return cpuOf(server.pid) - before;
		};
		starts.feed.push(await asked());
		for (let time = 0; time < 50; time++) await asked();
		starts.warm.push(await asked());
		await server.stop();
	}
	const own = starts.ours.map((cpu, round) => cpu - (starts.bare[round] ?? 0));
	const text = table(
		["start", "figure", "bar"],
		[
			["bundle, gzipped, KB", (bundle / 1024).toFixed(0), atMost(bundle / 1024, BUNDLE / 1024)],
			["workerd with the Worker, until it answers: CPU, ms", figure(spread(starts.ours), 0), ""],
			["workerd with a bare Worker: CPU, ms", figure(spread(starts.bare), 0), ""],
			["the Worker's part: CPU, ms", figure(spread(own), 0), atMost(spread(own).median, START)],
			["first feed: CPU, ms", figure(spread(starts.feed), 1), ""],
			["first feed, times that of a later one", figure(spread(ratios(starts.feed, starts.warm)), 1), ""],
			["`wrangler check startup`: active, ms", startupOf(join(folder, "startup.cpuprofile")), ""],
		],
	);
	return {
		text: [text, contentsOf(dirname(worker), bundle)].join("\n\n"),
		broken: brokenOf({ "The Worker has less than 640 KB, gzipped.": bundle <= BUNDLE }),
	};
}

/** The startup time that wrangler measures. */
function startupOf(file: string): string {
	const printed = wrangle(["check", "startup", "--outfile", file]);
	return /Active: ([\d.]+) ms/.exec(printed)?.[1] ?? "unknown";
}

/** The bundle's content by package and, of this project, by room. Gzipped sizes are estimated from minified ones. */
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
