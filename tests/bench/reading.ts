import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { calm, type Got, get, publish, put } from "./client.ts";
import { type Figures, interleaved, ratios, spread, type Work } from "./measure.ts";
import { buildOther, serve } from "./server.ts";
import { figure, table } from "./table.ts";

const GZIP = { "Accept-Encoding": "gzip" };

/** A work, and the one that it is compared with. */
interface Compared extends Work {
	to: string;
	/** The ratio that is promised. */
	bar?: string;
}

/**
 * What reading costs: this Worker beside one that only streams out of KV, one that renders on each request, and a Node
 * server that does.
 */
export async function reading(
	folder: string,
	worker: string,
	size: { rounds: number; times: number },
): Promise<string> {
	const bare = join(import.meta.dirname, "workers/bare.js");
	const rendering = buildOther(join(folder, "build-rendering"), "rendering");
	const server = await serve(folder, worker, { bare, rendering });
	const base = server.urls["newsstand"] ?? "";
	await publish(
		base,
		Array.from({ length: 400 }, (_, index) => index),
	);
	await calm(base);
	const json = (await get(`${base}/feed.json`)).body;
	const node = await startNode(join(folder, "feed.json"), json);
	try {
		await put(`${server.urls["bare"]}/feed.rss`, (await get(`${base}/feed.rss`)).body);
		await put(`${server.urls["rendering"]}/feed.json`, json);
		const works = [...(await ours(server.urls, server.pid)), node.work];
		const figures = await interleaved(works, size.rounds, size.times);
		return `${rowsOf(works, figures)}\n\n${await bytesOf(base)}`;
	} finally {
		node.child.kill();
		await server.stop();
	}
}

async function ours(urls: Record<string, string>, pid: number): Promise<Compared[]> {
	const { newsstand = "", bare = "", rendering = "" } = urls;
	const { headers } = await get(`${newsstand}/feed.rss`, GZIP);
	const etag = { ...GZIP, "If-None-Match": String(headers["etag"]) };
	const date = { ...GZIP, "If-Modified-Since": String(headers["last-modified"]) };
	const work = (name: string, to: string, status: number, ask: () => Promise<Got>, bar?: string): Compared => {
		return { name, to, pid, ...(bar ? { bar } : {}), once: () => expected(ask(), status) };
	};
	const [FEED, NOT_MODIFIED, HEAD] = ["bare: feed", "bare: 304", "bare: HEAD"];
	return [
		work(FEED, FEED, 200, () => get(`${bare}/feed.rss`, GZIP)),
		work("feed, RSS", FEED, 200, () => get(`${newsstand}/feed.rss`, GZIP), "≤ 1.1"),
		work("feed, Atom", FEED, 200, () => get(`${newsstand}/feed.atom`, GZIP), "≤ 1.1"),
		work("feed, JSON", FEED, 200, () => get(`${newsstand}/feed.json`, GZIP), "≤ 1.1"),
		work(NOT_MODIFIED, NOT_MODIFIED, 304, () => get(`${bare}/feed.rss`, { "If-None-Match": '"1"' })),
		work("304 by ETag", NOT_MODIFIED, 304, () => get(`${newsstand}/feed.rss`, etag), "≤ 1.1"),
		work("304 by date", NOT_MODIFIED, 304, () => get(`${newsstand}/feed.rss`, date), "≤ 1.1"),
		work(HEAD, HEAD, 200, () => get(`${bare}/feed.rss`, GZIP, "HEAD")),
		work("HEAD", HEAD, 200, () => get(`${newsstand}/feed.rss`, GZIP, "HEAD"), "≤ 1.1"),
		work("404", FEED, 404, () => get(`${newsstand}/topics/nothing.rss`, GZIP)),
		work("a selection", FEED, 200, () => get(`${newsstand}/select.rss?topic=topic-1&lang=en`, GZIP)),
		work("home", FEED, 200, () => get(`${newsstand}/`, GZIP)),
		work("a feed's page", FEED, 200, () => get(`${newsstand}/topics/topic-0`, GZIP)),
		work("rendered on each request (hono, feed)", FEED, 200, () => get(`${rendering}/feed.rss`, GZIP), "≥ 8"),
	];
}

async function expected(asked: Promise<Got>, status: number): Promise<void> {
	const got = await asked;
	if (got.status !== status) throw new Error(`It was answered ${got.status} instead of ${status}.`);
}

function rowsOf(works: readonly Compared[], figures: ReadonlyMap<string, Figures>): string {
	const rows = works.map(({ name, to, bar = "" }) => {
		const [own, other] = [figures.get(name), figures.get(to)];
		if (!own || !other) throw new Error(`${name} was not measured.`);
		const ratio = name === to ? "1" : figure(spread(ratios(own.cpu, other.cpu)));
		return [name, figure(spread(own.cpu), 3), ratio, to, bar, spread(own.rate).median.toFixed(0)];
	});
	return table(["reading", "CPU, ms a request", "ratio", "to", "bar", "requests a second"], rows);
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
				"≤ 0.25",
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
