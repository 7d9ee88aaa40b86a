import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { calm, get, publish, remove } from "./client.ts";
import { spread } from "./measure.ts";
import { cpuOf, peakMemoryOf } from "./processes.ts";
import { type Server, serve, TOKEN } from "./server.ts";
import { table } from "./table.ts";

/** KV takes one write a second for a key: so long we wait, that it is not the pause which is measured. In milliseconds. */
const KEY_INTERVAL = 1100;

/** What something cost. */
interface Cost {
	/** Milliseconds until every reader can see it. */
	wall: number;
	/** Milliseconds on a processor. */
	cpu: number;
	/** Values written to KV. */
	puts: number;
}

/** What publishing costs at each size, through the real API, until the last feed is written. */
export async function publishing(folder: string, worker: string, sizes: readonly number[]): Promise<string> {
	const columns: string[][] = [];
	for (const size of sizes) columns.push(await measured(join(folder, String(size)), worker, size));
	const names = [
		"all articles: s",
		"all articles: CPU, s",
		"all articles: KV puts",
		"all articles: peak memory of workerd, MB",
		"all articles: state on disk, MB",
		"one article changed: ms",
		"one article changed: CPU, ms",
		"one article changed: KV puts",
		"a hundred changed at once: ms",
		"a hundred changed at once: CPU, ms",
		"a hundred changed at once: KV puts",
		"one article taken back: ms",
		"one article taken back: KV puts",
	];
	const rows = names.map((name, index) => {
		const values = columns.map((column) => column[index] ?? "");
		const [first, last] = [Number(values[0]), Number(values.at(-1))];
		return [name, ...values, sizes.length > 1 ? (last / first).toFixed(2) : ""];
	});
	return table(["publishing", ...sizes.map((size) => size.toLocaleString("en")), "last to first"], rows);
}

async function measured(folder: string, worker: string, size: number): Promise<string[]> {
	const server = await serve(folder, worker);
	const base = server.urls["newsstand"] ?? "";
	try {
		const indexes = Array.from({ length: size }, (_, index) => index);
		const all = await costOf(server, () => publish(base, indexes));
		const memory = peakMemoryOf(server.pid) / 1e6;
		const state = diskUse(folder) / 1e6;
		const one: Cost[] = [];
		// Of all ages: most are in no feed's newest articles any more, one in five is.
		for (let nth = 0; nth < 5; nth++) {
			await sleep(KEY_INTERVAL);
			const index = nth === 0 ? size - 1 : Math.floor((size * nth) / 5);
			one.push(await costOf(server, () => publish(base, [index], 2 + nth)));
		}
		await sleep(KEY_INTERVAL);
		const hundred = await costOf(server, () => publish(base, indexes.slice(-100), 9));
		await sleep(KEY_INTERVAL);
		const removal = await costOf(server, () => remove(base, size - 1));
		const middle = (part: keyof Cost) => spread(one.map((cost) => cost[part])).median;
		return [
			(all.wall / 1000).toFixed(1),
			(all.cpu / 1000).toFixed(1),
			String(all.puts),
			memory.toFixed(0),
			state.toFixed(0),
			middle("wall").toFixed(0),
			middle("cpu").toFixed(0),
			String(middle("puts")),
			hundred.wall.toFixed(0),
			hundred.cpu.toFixed(0),
			String(hundred.puts),
			removal.wall.toFixed(0),
			String(removal.puts),
		];
	} finally {
		await server.stop();
	}
}

async function costOf(server: Server, action: () => Promise<void>): Promise<Cost> {
	const base = server.urls["newsstand"] ?? "";
	const [puts, cpu, began] = [await putsOf(base), cpuOf(server.pid), performance.now()];
	await action();
	await calm(base);
	const [wall, used] = [performance.now() - began, cpuOf(server.pid) - cpu];
	return { wall, cpu: used, puts: (await putsOf(base)) - puts };
}

/** How many values were written to KV today, as the Worker itself counts them. */
async function putsOf(base: string): Promise<number> {
	const { body } = await get(`${base}/api/status`, { Authorization: `Bearer ${TOKEN}` });
	return JSON.parse(body.toString()).usage.writes;
}

function diskUse(folder: string): number {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
