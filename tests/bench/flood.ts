import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { publish } from "./client.ts";
import { costOf } from "./costs.ts";
import { spread } from "./measure.ts";
import { serve } from "./server.ts";
import { figure, table } from "./table.ts";
import { atMost, type Part } from "./verdict.ts";

/** The number of clients. Each client requests uncached selections, one at a time. */
const CLIENTS = 24;

/**
 * Milliseconds between changes. KV accepts one write per second per key, so a change after a shorter pause would have
 * to wait.
 */
const KEY_INTERVAL = 1100;

/** How long a change to one article took, in milliseconds. */
interface Change {
	/** Time until the API responds. */
	answered: number;
	/** Time until the article's feeds are in KV. */
	written: number;
}

/**
 * Publishes alternately with and without clients that request selections, to show that readers do not delay authors.
 *
 * @param folder the folder with a newsroom of `size` articles
 * @param times how many times to publish with clients, and how many times without
 */
export async function flood(folder: string, worker: string, size: number, times: number): Promise<Part> {
	const server = await serve(folder, worker);
	// Use an edition that no earlier run has published, because the state on disk may be from an earlier run.
	const edition = Date.now();
	const change = async (round: number): Promise<Change> => {
		await sleep(KEY_INTERVAL);
		let answered = 0;
		const { wall } = await costOf(server, async () => {
			const began = performance.now();
			await publish(server.url, [size - 1 - round], edition);
			answered = performance.now() - began;
		});
		return { answered, written: wall };
	};
	try {
		await change(0);
		const [alone, flooded]: [Change[], Change[]] = [[], []];
		const answers = new Map<number, number>();
		let asking = 0;
		for (let round = 1; round <= times; round++) {
			alone.push(await change(2 * round));
			const since = performance.now();
			const clients = askAll(server.url, answers);
			flooded.push(await change(2 * round + 1));
			await clients.stop();
			asking += performance.now() - since;
		}
		if (answers.size === 0) throw new Error("No client requested a selection.");
		const row = (name: string, of: keyof Change) => {
			const ratio =
				spread(flooded.map((one) => one[of])).median / Math.max(1, spread(alone.map((one) => one[of])).median);
			const cells = [alone, flooded].map((changes) => figure(spread(changes.map((one) => one[of])), 0));
			return [name, ...cells, ratio.toFixed(2), atMost(ratio, 2)];
		};
		const text = table(
			[`publish while ${CLIENTS} clients ask for selections`, "alone, ms", "meanwhile, ms", "ratio", "bar"],
			[row("until the API answers", "answered"), row("until the feeds are written", "written")],
		);
		const counts = [...answers]
			.sort(([a], [b]) => a - b)
			.map(([status, count]) => {
				return `${status}: ${((count / asking) * 1000).toFixed(0)} a second`;
			});
		return { text: `${text}\n\nResponses to the clients: ${counts.join(", ")}.`, broken: [] };
	} finally {
		await server.stop();
	}
}

/** Starts all clients, and counts the responses. */
function askAll(base: string, answers: Map<number, number>): { stop(): Promise<void> } {
	const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
	let isOver = false;
	const one = async (client: number) => {
		for (let asked = 0; !isOver; asked++) {
			const word = `x${client.toString(36)}x${asked.toString(36)}x${Math.random().toString(36).slice(2)}`;
			const status = await statusOf(`${base}/select.json?topic=topic-${asked % 20}&-q=${word}`, agent);
			answers.set(status, (answers.get(status) ?? 0) + 1);
		}
	};
	const clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => one(client)));
	return {
		async stop() {
			isOver = true;
			await clients;
			agent.destroy();
		},
	};
}

function statusOf(url: string, agent: Agent): Promise<number> {
	return new Promise((resolve, reject) => {
		request(url, { agent, headers: { "Accept-Encoding": "gzip" } }, (response) => {
			response.on("error", reject).on("end", () => resolve(response.statusCode ?? 0));
			response.resume();
		})
			.on("error", reject)
			.end();
	});
}
