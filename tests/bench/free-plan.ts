import { setTimeout as sleep } from "node:timers/promises";
import { calm, publish } from "./client.ts";
import { type Counters, countersOf } from "./counters.ts";
import { articleOf } from "./newsroom.ts";
import { cpuOf } from "./processes.ts";
import { type Server, serve } from "./server.ts";
import { table } from "./table.ts";
import { atMost, brokenOf, type Part } from "./verdict.ts";

/** The free plan's limits per day: developers.cloudflare.com, `kv/platform/limits`, `durable-objects/platform/pricing`. */
const LIMITS = { puts: 1000, deletes: 1000, rowsWritten: 100_000, rowsRead: 5_000_000, requests: 100_000 };

/** Numbers of new articles per day to measure. */
const DAYS = [20, 60, 200];
const PROMISED = 60;

/**
 * Milliseconds between changes (KV accepts one write per second per key), and milliseconds until the cache's second
 * purge.
 */
const KEY_INTERVAL = 1100;
const SECOND_PURGE = 95_000;

/** The usage of all Durable Objects together. */
interface Used {
	puts: number;
	putBytes: number;
	deletes: number;
	rowsWritten: number;
	rowsRead: number;
	/** Requests to Durable Objects, including alarm runs. */
	requests: number;
	/** Processor time in milliseconds. */
	cpu: number;
}

/**
 * Measures the share of the free plan that a day's new articles use if each is in four feeds. Publishes the articles
 * one by one (only `singles` articles; larger numbers are extrapolated) and all at once in one request.
 *
 * @param site a folder with a newsroom of `size` articles
 * @param singles how many articles to publish one by one
 * @param isWhole whether to wait for the second purge, a minute and a half later
 */
export async function freePlan(
	site: string,
	worker: string,
	size: number,
	singles: number,
	isWhole: boolean,
): Promise<Part> {
	const server = await serve(site, worker);
	const later = () => (isWhole ? settled(server) : Promise.resolve());
	try {
		await later();
		const fresh = inFourFeeds(size, singles + DAYS.reduce((sum, count) => sum + count, 0));
		const single = await usedBy(server, async () => {
			for (const index of fresh.splice(0, singles)) {
				await publish(server.url, [index]);
				await calm(server.url);
				await sleep(KEY_INTERVAL);
			}
			await later();
		});
		const bursts: Used[] = [];
		for (const count of DAYS) {
			const used = await usedBy(server, async () => {
				await publish(server.url, fresh.splice(0, count));
				await calm(server.url);
			});
			bursts.push(used);
			await sleep(KEY_INTERVAL);
		}
		return partOf(
			DAYS.map((count) => times(single, count / singles)),
			bursts,
		);
	} finally {
		await server.stop();
	}
}

function partOf(spreads: Used[], bursts: Used[]): Part {
	const columns = [...spreads, ...bursts];
	const promised = DAYS.indexOf(PROMISED);
	const row = (name: string, part: keyof Used, limit?: number) => {
		const values = columns.map((used) => Math.round(used[part]));
		const worst = Math.max(values[promised] ?? 0, values[promised + DAYS.length] ?? 0);
		const bar =
			limit === undefined
				? ""
				: `${limit.toLocaleString("en")}; ${PROMISED} a day: ${atMost(worst, limit).replace(/^≤ \S+ /, "")}`;
		return [name, ...values.map(String), bar];
	};
	const text = table(
		[
			"of the free plan, in a day",
			...DAYS.map((count) => `${count} one by one`),
			...DAYS.map((count) => `${count} at once`),
			"limit",
		],
		[
			row("KV writes", "puts", LIMITS.puts),
			row("bytes written to KV", "putBytes"),
			row("KV deletes", "deletes", LIMITS.deletes),
			row("rows written", "rowsWritten", LIMITS.rowsWritten),
			row("rows read", "rowsRead", LIMITS.rowsRead),
			row("requests to Durable Objects", "requests", LIMITS.requests),
			row("CPU, ms", "cpu"),
		],
	);
	const used = [spreads[promised], bursts[promised]].flatMap((one) => one ?? []);
	return {
		text,
		broken: brokenOf({
			[`${PROMISED} new articles a day stay within the KV writes of the free plan.`]: used.every(
				({ puts }) => puts <= LIMITS.puts,
			),
			[`${PROMISED} new articles a day stay within the rows of the free plan.`]: used.every(
				({ rowsWritten, rowsRead }) => rowsWritten <= LIMITS.rowsWritten && rowsRead <= LIMITS.rowsRead,
			),
		}),
	};
}

/** Waits until everything that a publication causes is done, including the second purges. */
async function settled({ url }: Server): Promise<void> {
	await sleep(SECOND_PURGE);
	for (let last = -1; ; await sleep(2 * KEY_INTERVAL)) {
		const { rowsWritten } = (await countersOf(url)).Publisher;
		if (rowsWritten === last) return;
		last = rowsWritten;
	}
}

/** Returns the numbers of the next articles that have two topics, and so are in four feeds. */
function inFourFeeds(from: number, count: number): number[] {
	const found: number[] = [];
	for (let index = from; found.length < count; index++) if (articleOf(index).topics.length === 2) found.push(index);
	return found;
}

async function usedBy({ url, pid }: Server, action: () => Promise<void>): Promise<Used> {
	const [before, cpu] = [await countersOf(url), cpuOf(pid)];
	await action();
	const [after, used] = [await countersOf(url), cpuOf(pid) - cpu];
	const sum = (part: keyof Counters) => {
		const of = (counters: Record<string, Counters>) =>
			Object.values(counters).reduce((total, one) => total + one[part], 0);
		return of(after) - of(before);
	};
	return {
		...{ puts: sum("puts"), putBytes: sum("putBytes"), deletes: sum("deletes"), cpu: used },
		...{ rowsWritten: sum("rowsWritten"), rowsRead: sum("rowsRead"), requests: sum("calls") + sum("alarms") },
	};
}

function times(used: Used, factor: number): Used {
	return {
		...{
			puts: used.puts * factor,
			putBytes: used.putBytes * factor,
			deletes: used.deletes * factor,
			cpu: used.cpu * factor,
		},
		...{ rowsWritten: used.rowsWritten * factor, rowsRead: used.rowsRead * factor, requests: used.requests * factor },
	};
}
