import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildOther } from "./build.ts";
import { calm, type Got, get, publish, publishFile, put } from "./client.ts";
import { type Figures, interleaved, ratios, spread, type Work } from "./measure.ts";
import { type Server, serve } from "./server.ts";
import { figure, table } from "./table.ts";
import { atLeast, atMost, type Part } from "./verdict.ts";

/** Request headers of a feed reader, and the header in which Cloudflare passes on the client's IP address. */
const GZIP = {
	"Accept-Encoding": "gzip",
	"User-Agent": "NetNewsWire (RSS Reader; https://netnewswire.com/)",
	"CF-Connecting-IP": "203.0.113.7",
};

/** Limits for a read, as a ratio and in milliseconds. The free plan allows ten milliseconds. */
const COPY = { ratio: 1.1 };
const NO_COPY = { ratio: 1.15 };
const NO_BODY = { ratio: 1.3 };
const READ = { cpu: 2 };

/** Limit for serving a file, as a ratio: it should cost little more than streaming the file. */
const FILE = { ratio: 1.2 };

/** An operation, and the operation to compare it with. */
interface Compared extends Work {
	to: string;
	/** The target: a maximum ratio, a minimum ratio, or a maximum processor time in milliseconds. */
	bar?: { ratio: number } | { times: number } | { cpu: number };
}

/** The size of bodies in bytes, so that a feed of fifty articles has about 60 KB. */
const BODY = 500;

/**
 * Measures reading from this Worker, a Worker that only streams from KV, and a Worker and a Node server that render on
 * each request.
 */
export async function reading(folder: string, worker: string, size: { rounds: number; times: number }): Promise<Part> {
	const bare = join(import.meta.dirname, "workers/bare.js");
	const rendering = buildOther(join(folder, "build-rendering"), "rendering.ts");
	const server = await serve(folder, worker, { bare, rendering });
	const base = server.url;
	await publish(
		base,
		Array.from({ length: 400 }, (_, index) => index),
		1,
		BODY,
	);
	const [small, large] = await Promise.all([
		publishFile(base, "picture.png", pictureOf(60_000)),
		publishFile(base, "film.png", pictureOf(10_000_000)),
	]);
	await calm(base);
	const json = (await get(`${base}/feed.json`)).body;
	const node = await startNode(join(folder, "feed.json"), json);
	try {
		await put(`${server.others["bare"]}/feed.rss`, (await get(`${base}/feed.rss`, GZIP)).body);
		await put(`${server.others["rendering"]}/feed.json`, json);
		await put(`${server.others["bare"]}/picture.png`, (await get(base + small)).body);
		await put(`${server.others["bare"]}/film.png`, (await get(base + large)).body);
		const works = [...(await ours(server)), ...files(server, small, large), node.work];
		const figures = await interleaved(works, size.rounds, size.times);
		return { text: `${rowsOf(works, figures)}\n\n${await bytesOf(base)}`, broken: [] };
	} finally {
		node.child.kill();
		await server.stop();
	}
}

async function ours({ url: newsstand, others, pid }: Server): Promise<Compared[]> {
	const { bare = "", rendering = "" } = others;
	const { headers } = await get(`${newsstand}/feed.rss`, GZIP);
	const bareHeaders = (await get(`${bare}/feed.rss`, GZIP)).headers;
	const [own, other] = [headers, bareHeaders].map((one) => Object.keys(one).sort().join(" "));
	if (own !== other) throw new Error(`The bare Worker sends different headers: ${other} instead of ${own}`);
	const etag = { ...GZIP, "If-None-Match": String(headers["etag"]) };
	const date = { ...GZIP, "If-Modified-Since": String(headers["last-modified"]) };
	const work = (name: string, to: string, status: number, ask: () => Promise<Got>, bar?: Compared["bar"]): Compared => {
		return { name, to, pid, ...(bar ? { bar } : {}), once: () => expected(ask(), status) };
	};
	const [FEED, NOT_MODIFIED, HEAD] = ["bare: feed", "bare: 304", "bare: HEAD"];
	return [
		work(FEED, FEED, 200, () => get(`${bare}/feed.rss`, GZIP)),
		work("feed, RSS", FEED, 200, () => get(`${newsstand}/feed.rss`, GZIP), COPY),
		work("feed, Atom", FEED, 200, () => get(`${newsstand}/feed.atom`, GZIP), COPY),
		work("feed, JSON", FEED, 200, () => get(`${newsstand}/feed.json`, GZIP), COPY),
		work(NOT_MODIFIED, NOT_MODIFIED, 304, () => get(`${bare}/feed.rss`, { ...GZIP, "If-None-Match": '"1"' })),
		work("304 by ETag", NOT_MODIFIED, 304, () => get(`${newsstand}/feed.rss`, etag), NO_COPY),
		work("304 by date", NOT_MODIFIED, 304, () => get(`${newsstand}/feed.rss`, date), NO_COPY),
		work(HEAD, HEAD, 200, () => get(`${bare}/feed.rss`, GZIP, "HEAD")),
		work("HEAD", HEAD, 200, () => get(`${newsstand}/feed.rss`, GZIP, "HEAD"), NO_BODY),
		work("404", FEED, 404, () => get(`${newsstand}/topics/nothing.rss`, GZIP), READ),
		work("a selection", FEED, 200, () => get(`${newsstand}/select.rss?topic=topic-1&lang=en`, GZIP)),
		work("home", FEED, 200, () => get(`${newsstand}/`, GZIP), READ),
		work("a feed's page", FEED, 200, () => get(`${newsstand}/topics/topic-0`, GZIP), READ),
		work("rendered on each request (hono, feed)", FEED, 200, () => get(`${rendering}/feed.rss`, GZIP), { times: 8 }),
	];
}

/** Returns the operations on files: serving a picture, a large file, and a part of the large file. */
function files({ url: newsstand, others, pid }: Server, small: string, large: string): Compared[] {
	const { bare = "" } = others;
	const etag = `"${small.split("/")[2]}"`;
	const work = (name: string, to: string, status: number, ask: () => Promise<Got>, bar?: Compared["bar"]): Compared => {
		return { name, to, pid, ...(bar ? { bar } : {}), once: () => expected(ask(), status) };
	};
	const [PICTURE, FILM, NOT_MODIFIED] = ["bare: 60 KB file", "bare: 10 MB file", "bare: 304 of a file"];
	const part = { Range: "bytes=9000000-9099999" };
	return [
		work(PICTURE, PICTURE, 200, () => get(`${bare}/picture.png`)),
		work("60 KB file", PICTURE, 200, () => get(newsstand + small), FILE),
		work(NOT_MODIFIED, NOT_MODIFIED, 304, () => get(`${bare}/picture.png`, { "If-None-Match": '"1"' })),
		work("304 of a file", NOT_MODIFIED, 304, () => get(newsstand + small, { "If-None-Match": etag }), FILE),
		work(FILM, FILM, 200, () => get(`${bare}/film.png`)),
		work("10 MB file", FILM, 200, () => get(newsstand + large), FILE),
		work("the last 100 KB of a 10 MB file", FILM, 206, () => get(newsstand + large, part), FILE),
	];
}

/** Makes a file that is recognized as a picture and cannot be compressed. */
function pictureOf(length: number): Uint8Array<ArrayBuffer> {
	const bytes = randomBytes(length);
	bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
	return bytes;
}

async function expected(asked: Promise<Got>, status: number): Promise<void> {
	const got = await asked;
	if (got.status !== status) throw new Error(`Got status ${got.status} instead of ${status}.`);
}

function rowsOf(works: readonly Compared[], figures: ReadonlyMap<string, Figures>): string {
	const rows = works.map(({ name, to, bar }) => {
		const [own, other] = [figures.get(name), figures.get(to)];
		if (!own || !other) throw new Error(`${name} was not measured.`);
		const [cpu, ratio] = [spread(own.cpu), spread(ratios(own.cpu, other.cpu))];
		const shown = name === to ? "1" : figure(ratio);
		return [
			name,
			figure(cpu, 3),
			shown,
			to,
			verdictOf(bar, ratio.median, cpu.median),
			spread(own.rate).median.toFixed(0),
		];
	});
	return table(["reading", "CPU, ms a request", "ratio", "to", "bar", "requests a second"], rows);
}

function verdictOf(bar: Compared["bar"], ratio: number, cpu: number): string {
	if (bar === undefined) return "";
	if ("cpu" in bar) return `${atMost(cpu, bar.cpu)} (ms)`;
	return "times" in bar ? atLeast(ratio, bar.times) : atMost(ratio, bar.ratio);
}

async function bytesOf(base: string): Promise<string> {
	const rows = await Promise.all(
		["rss", "atom", "json"].map(async (format) => {
			const [sent, plain] = [await get(`${base}/feed.${format}`, GZIP), await get(`${base}/feed.${format}`)];
			return [
				`feed.${format}`,
				String(plain.body.length),
				String(sent.body.length),
				(sent.body.length / plain.body.length).toFixed(2),
				atMost(sent.body.length / plain.body.length, 0.25),
			];
		}),
	);
	return table(["bytes of a feed", "plain", "sent", "ratio", "bar"], rows);
}

async function startNode(file: string, json: Buffer): Promise<{ child: ChildProcess; work: Compared }> {
	writeFileSync(file, json);
	const child = spawn(process.execPath, [join(import.meta.dirname, "workers/node-server.mjs"), file], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [port] = await once(child.stdout ?? child, "data");
	const url = `http://127.0.0.1:${String(port).trim()}/`;
	const ask = () => expected(get(url, GZIP), 200);
	return {
		child,
		work: { name: "rendered by a Node server (@astrojs/rss)", to: "bare: feed", pid: child.pid ?? 0, once: ask },
	};
}
