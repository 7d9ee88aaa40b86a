import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { calm, publish } from "./client.ts";
import { countersOf } from "./counters.ts";
import { spread } from "./measure.ts";
import { cpuOf } from "./processes.ts";
import { type Server, serve } from "./server.ts";
import { SITE } from "./server-config.ts";
import { table } from "./table.ts";
import type { Part } from "./verdict.ts";

/** The hosts of the callbacks. There are several, because the hub limits concurrent callbacks per host. */
const HOSTS = ["127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"];

/** Milliseconds between two checks, and milliseconds until the benchmark gives up. */
const PAUSE = 20;
const PATIENCE = 120_000;

/** Measures the delivery of a feed's change to many subscribers, all on this machine. */
export async function hub(folder: string, worker: string, subscriptions: number, changes: number): Promise<Part> {
	const server = await serve(folder, worker);
	const subscribers = await startSubscribers();
	try {
		await publish(server.url, [0]);
		await calm(server.url);
		const began = performance.now();
		await subscribe(server, subscribers, subscriptions);
		const subscribing = (performance.now() - began) / 1000;
		const [rates, cpus, rows]: [number[], number[], number[]] = [[], [], []];
		for (let change = 0; change < changes; change++) {
			const [before, cpu, count] = [await countersOf(server.url), cpuOf(server.pid), subscribers.delivered.length];
			await publish(server.url, [0], 2 + change);
			await until(() => subscribers.delivered.length >= count + subscriptions, "every subscriber has the change");
			const times = subscribers.delivered.slice(count);
			rates.push((subscriptions / ((times.at(-1) ?? 0) - (times[0] ?? 0))) * 1000);
			cpus.push((cpuOf(server.pid) - cpu) / subscriptions);
			rows.push(((await countersOf(server.url)).Hub.rowsWritten - before.Hub.rowsWritten) / subscriptions);
			await sleep(2000);
		}
		const text = table(
			[`hub, ${subscriptions.toLocaleString("en")} subscriptions`, "figure"],
			[
				["subscribed in a second, each confirmed", (subscriptions / subscribing).toFixed(0)],
				["deliveries in a second", spread(rates).median.toFixed(0)],
				["CPU of a delivery, with the queue's and the change's, ms", spread(cpus).median.toFixed(2)],
				["rows written for a delivery", spread(rows).median.toFixed(1)],
			],
		);
		return { text, broken: [] };
	} finally {
		await server.stop();
		for (const one of subscribers.servers) one.close();
	}
}

interface Subscribers {
	servers: HttpServer[];
	/** For each host, the prefix of its callbacks' URLs. */
	urls: string[];
	/** The confirmed callbacks. */
	confirmed: Set<string>;
	/** The time of each delivery. */
	delivered: number[];
}

async function startSubscribers(): Promise<Subscribers> {
	const [confirmed, delivered] = [new Set<string>(), [] as number[]];
	const urls: string[] = [];
	const servers: HttpServer[] = [];
	for (const host of HOSTS) {
		const server = createServer((request, response) => {
			const { pathname, searchParams } = new URL(request.url ?? "", `http://${request.headers.host}`);
			request.resume().once("end", () => {
				if (request.method === "POST") delivered.push(performance.now());
				else confirmed.add(pathname);
				response.end(searchParams.get("hub.challenge"));
			});
		});
		await once(server.listen(0, host), "listening");
		const address = server.address();
		urls.push(`http://${host}:${typeof address === "object" && address ? address.port : 0}`);
		servers.push(server);
	}
	return { servers, urls, confirmed, delivered };
}

/**
 * Subscribes as many callbacks as the hub accepts at once, then waits as long as its Retry-After header says, and
 * continues.
 */
async function subscribe({ url }: Server, { urls, confirmed }: Subscribers, count: number): Promise<void> {
	const left = Array.from({ length: count }, (_, index) => index).values();
	const lane = async () => {
		for (const index of left) {
			const callback = `${urls[index % urls.length]}/${index}`;
			const form = { "hub.mode": "subscribe", "hub.topic": `${SITE}/feed.rss`, "hub.callback": callback };
			for (;;) {
				const { status, headers } = await fetch(`${url}/hub`, { method: "POST", body: new URLSearchParams(form) });
				if (status === 202) break;
				if (status !== 429) throw new Error(`The hub returned ${status}.`);
				await sleep(Number(headers.get("Retry-After")) * 1000);
			}
			await until(() => confirmed.has(`/${index}`), `the hub verifies ${callback}`);
		}
	};
	await Promise.all(Array.from({ length: 50 }, lane));
}

async function until(isSo: () => boolean, what: string): Promise<void> {
	for (const deadline = Date.now() + PATIENCE; !isSo(); await sleep(PAUSE)) {
		if (Date.now() > deadline) throw new Error(`Timed out waiting until ${what}.`);
	}
}
