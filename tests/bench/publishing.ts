import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { get, publish, remove } from "./client.ts";
import { type Cost, costOf } from "./costs.ts";
import { type Counters, countersOf } from "./counters.ts";
import { watchHeap } from "./heap.ts";
import { spread } from "./measure.ts";
import { articleOf } from "./newsroom.ts";
import { peakMemoryOf } from "./processes.ts";
import { serve } from "./server.ts";

/** KV accepts one write per key and second: wait this long before a change, so that the pause is not measured. In milliseconds. */
const KEY_INTERVAL = 1100;

/** The cost of publishing in a newsroom of one size. */
export interface Publishing {
	size: number;
	all: Cost;
	/** Publishing all articles. */
	counters: Counters;
	/** In bytes: peak memory of workerd, peak of V8's heap with garbage, final heap without garbage. */
	memory: { process: number; heap: number; inUse: number };
	/** Size on disk, in bytes. */
	state: number;
	/** A change of one of the newest articles, which are in four feeds each. */
	one: Cost;
	/** A change of the article in the middle of the archive. */
	old: Cost;
	hundred: Cost;
	removal: Cost;
}

/**
 * Publishes a newsroom through the API, and changes it.
 *
 * @param singles how many single changes are measured; the median counts
 */
export async function publishNewsroom(
	folder: string,
	worker: string,
	size: number,
	singles: number,
): Promise<Publishing> {
	const server = await serve(folder, worker, {}, { isInspected: true });
	const { url } = server;
	const heap = await watchHeap(server.inspector, "newsstand");
	const change = async (action: () => Promise<void>) => {
		await sleep(KEY_INTERVAL);
		return costOf(server, action);
	};
	try {
		const indexes = Array.from({ length: size }, (_, index) => index);
		const all = await costOf(server, () => publish(url, indexes));
		const { Publisher: counters } = await countersOf(url);
		const memory = {
			process: peakMemoryOf(server.pid),
			heap: heap.most(),
			inUse: await heap.inUse(() => get(`${url}/health`)),
		};
		heap.stop();
		const state = diskUse(folder);
		const one: Cost[] = [];
		for (const index of newestInFourFeeds(size, singles)) one.push(await change(() => publish(url, [index], 2)));
		const old: Cost[] = [];
		for (let nth = 0; nth < singles; nth++) old.push(await change(() => publish(url, [Math.floor(size / 2) - nth], 2)));
		const hundred = await change(() => publish(url, indexes.slice(-100), 3));
		const removal = await change(() => remove(url, size - 1));
		return { size, all, counters, memory, state, one: median(one), old: median(old), hundred, removal };
	} finally {
		heap.stop();
		await server.stop();
	}
}

/** The numbers of the newest articles with two topics: they are in four feeds, with the provider's and the site's. */
function newestInFourFeeds(size: number, count: number): number[] {
	const found: number[] = [];
	for (let index = size - 1; index >= 0 && found.length < count; index--) {
		if (articleOf(index).topics.length === 2) found.push(index);
	}
	return found;
}

/** The median of each figure. */
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
