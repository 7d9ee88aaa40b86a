import { setTimeout as sleep } from "node:timers/promises";
import { fromCms, send } from "../e2e/webhook-sender.ts";
import { calm, get } from "./client.ts";
import { countersOf } from "./counters.ts";
import { spread } from "./measure.ts";
import { serve } from "./server.ts";
import { figure, table } from "./table.ts";
import { atMost, brokenOf, type Part } from "./verdict.ts";

/**
 * Number of topics to use in turn. KV accepts one write per second per key, and no topic's feed should have to wait
 * because of that limit.
 */
const TOPICS = 20;

/** Milliseconds between two requests for the feed. */
const PAUSE = 5;

/**
 * Milliseconds between two webhooks, because KV accepts one write per second per key, including that of the site's
 * feed.
 */
const KEY_INTERVAL = 1100;

/** Target: milliseconds from the webhook until a reader gets the article in its topic's feed. */
const TARGET = 500;

/**
 * Maximum number of alarm runs per webhook. The first run writes everything, and a second run may follow for the site's
 * feed.
 */
const ALARMS = 2;

/**
 * Measures the time from a CMS's webhook until the article is in the feed.
 *
 * @param folder the folder with a newsroom
 * @param times number of webhooks
 */
export async function webhooks(folder: string, worker: string, times: number): Promise<Part> {
	const server = await serve(folder, worker);
	const { url } = server;
	const publish = async (index: number): Promise<number> => {
		await sleep(KEY_INTERVAL);
		const [title, topic] = [`Dispatch ${index}`, `desk-${index % TOPICS}`];
		const data = { id: index, title, date: "2026-05-04", topics: [topic], body: "Text." };
		const began = performance.now();
		const { status } = await send(
			url,
			fromCms({ type: "article.published", timestamp: new Date().toISOString(), data }),
		);
		if (status !== 200) throw new Error(`The webhook returned ${status}.`);
		while (!(await get(`${url}/topics/${topic}.json`, { "Accept-Encoding": "identity" })).body.includes(title)) {
			await sleep(PAUSE);
		}
		return performance.now() - began;
	};
	try {
		// Make sure that each topic's feed already exists.
		for (let index = 0; index < Math.min(TOPICS, times); index++) await publish(index);
		await calm(url);
		const { Publisher: before } = await countersOf(url);
		const took: number[] = [];
		for (let index = 0; index < times; index++) took.push(await publish(TOPICS + index));
		await calm(url);
		const { Publisher: after } = await countersOf(url);
		const alarms = (after.alarms - before.alarms) / times;
		const { median } = spread(took);
		const text = table(
			["an article from a CMS", "figure", "bar"],
			[
				["webhook to feed, ms", figure(spread(took), 0), atMost(median, TARGET)],
				["alarm runs", alarms.toFixed(1), atMost(alarms, ALARMS)],
			],
		);
		return {
			text,
			broken: brokenOf({ [`A webhook causes ${ALARMS} alarm runs at most.`]: alarms <= ALARMS }),
		};
	} finally {
		await server.stop();
	}
}
