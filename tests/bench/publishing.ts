import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { get, publish, remove } from "./client.ts";
import { type Cost, costOf } from "./costs.ts";
import { type Counters, countersOf } from "./counters.ts";
import { watchHeap } from "./heap.ts";
import { spread } from "./measure.ts";
import { articleOf, type Sample } from "./newsroom.ts";
import { peakMemoryOf } from "./processes.ts";
import { type Server, serve } from "./server.ts";

/**
 * Milliseconds to wait before a change, because KV accepts one write per second per key, and waiting for KV must not be
 * measured.
 */
const KEY_INTERVAL = 1100;

/** The cost of publishing in a newsroom of this size. */
export interface Publishing {
	size: number;
	all: Cost;
	/** The work that it took to publish all articles. */
	counters: Counters;
	/** In bytes: peak memory of workerd, peak of V8's heap with garbage, final heap without garbage. */
	memory: { process: number; heap: number; inUse: number };
	/** Size on disk, in bytes. */
	state: number;
	/**
	 * A change to one of the newest articles. Each of these articles is in four full feeds, so the work is the same at
	 * all sizes.
	 */
	one: Cost;
	/** A change to the article in the middle of the archive. */
	old: Cost;
	hundred: Cost;
	removal: Cost;
}

/** A Worker, and the folder for its newsroom. */
export interface Site {
	folder: string;
	worker: string;
}

/** The changes that are measured. */
type Change = "one" | "old" | "hundred" | "removal";

/** A published newsroom, and the cost of each change. */
interface Newsroom extends Omit<Publishing, Change> {
	server: Server;
	costs: Record<Change, Cost[]>;
}

/**
 * Publishes a newsroom through the API of each Worker, then changes it. Makes each change in all newsrooms in turn, so
 * that other load on the machine affects all Workers equally.
 *
 * @param singles how many single changes to measure; the result is their median
 */
export async function publishNewsrooms(sites: readonly Site[], size: number, singles: number): Promise<Publishing[]> {
	const newsrooms: Newsroom[] = [];
	const change = async (kind: Change, action: (url: string) => Promise<void>) => {
		for (const { server, costs } of newsrooms) {
			await sleep(KEY_INTERVAL);
			costs[kind].push(await costOf(server, () => action(server.url)));
		}
	};
	try {
		for (const site of sites) newsrooms.push(await publishNewsroom(site, size));
		for (const index of newestInFullFeeds(size, singles)) await change("one", (url) => publish(url, [index], 2));
		for (let nth = 0; nth < singles; nth++) {
			await change("old", (url) => publish(url, [Math.floor(size / 2) - nth], 2));
		}
		const newest = Array.from({ length: size }, (_, index) => index).slice(-100);
		await change("hundred", (url) => publish(url, newest, 3));
		await change("removal", (url) => remove(url, size - 1));
		return newsrooms.map(({ server, costs, ...published }) => {
			const { one, old, hundred, removal } = costs;
			return {
				...published,
				...{ one: median(one), old: median(old), hundred: median(hundred), removal: median(removal) },
			};
		});
	} finally {
		await Promise.all(newsrooms.map(({ server }) => server.stop()));
	}
}

async function publishNewsroom({ folder, worker }: Site, size: number): Promise<Newsroom> {
	const server = await serve(folder, worker, {}, { isInspected: true });
	try {
		const heap = await watchHeap(server.inspector, "newsstand");
		const indexes = Array.from({ length: size }, (_, index) => index);
		const all = await costOf(server, () => publish(server.url, indexes));
		const { Publisher: counters } = await countersOf(server.url);
		const memory = {
			process: peakMemoryOf(server.pid),
			heap: heap.most(),
			inUse: await heap.inUse(() => get(`${server.url}/health`)),
		};
		heap.stop();
		const costs = { one: [], old: [], hundred: [], removal: [] };
		return { server, size, all, counters, memory, state: diskUse(folder), costs };
	} catch (error) {
		await server.stop();
		throw error;
	}
}

/** Number of articles in a full feed. */
const FULL = 50;

/** Number of recent articles that are counted to find the fullest feeds. */
const RECENT = 1000;

/**
 * Returns the numbers of articles that are among the newest fifty of four feeds: the site's, the provider's and those
 * of two topics. Articles in the fullest feeds come first, so the change is about the same at every size.
 */
function newestInFullFeeds(size: number, count: number): number[] {
	const recent = Array.from({ length: Math.min(size, RECENT) }, (_, nth) => articleOf(size - 1 - nth));
	const sizes = new Map<string, number>();
	for (const feed of recent.flatMap(feedsOf)) sizes.set(feed, (sizes.get(feed) ?? 0) + 1);
	return recent
		.slice(0, FULL)
		.map((article, nth) => ({ index: size - 1 - nth, feeds: feedsOf(article).map((feed) => sizes.get(feed) ?? 0) }))
		.filter(({ feeds }) => feeds.length === 3)
		.sort((a, b) => Math.min(...b.feeds) - Math.min(...a.feeds))
		.slice(0, count)
		.map(({ index }) => index);
}

/** Returns all feeds of an article except the site's. */
function feedsOf({ topics, provider }: Sample): string[] {
	return [...topics, provider];
}

/** Returns the median of each figure. */
function median(costs: readonly Cost[]): Cost {
	const middle = (part: keyof Cost) => spread(costs.map((cost) => cost[part])).median;
	return {
		...{ wall: middle("wall"), cpu: middle("cpu"), calls: middle("calls"), alarms: middle("alarms") },
		...{ puts: middle("puts"), putBytes: middle("putBytes"), deletes: middle("deletes") },
		...{ rowsRead: middle("rowsRead"), rowsWritten: middle("rowsWritten") },
	};
}

function diskUse(folder: string): number {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
