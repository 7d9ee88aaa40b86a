import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "./program.ts";
import { workerSeconds } from "./websub-processor.ts";
import { at, type HubSite, isSigned, openHubSite } from "./websub-site.ts";
import { type Callback, type Subscriber, startSubscriber } from "./websub-subscriber.ts";

const PORT = 8881;
const SUBSCRIPTIONS = 10_000;
/** A host may leave only so many verifications unanswered; these are all this machine. */
const HOSTS = ["127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"];
const AT_ONCE_PER_HOST = 80;

let room: HubSite;
let hosts: Subscriber[];
let callbacks: Callback[];
beforeAll(async () => {
	room = await openHubSite(PORT);
	hosts = await Promise.all(HOSTS.map((host) => startSubscriber(host)));
	await room.open("news");
	const since = Date.now();
	const before = workerSeconds(PORT);
	callbacks = await subscribeAll();
	// One that comes last is confirmed after all that came before: these are settled now.
	await room.subscribe(room.topic("news"), room.subscriber.callback("/last"));
	const [seconds, processor] = [(Date.now() - since) / 1000, workerSeconds(PORT) - before];
	console.log(`${SUBSCRIPTIONS} subscriptions in ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of the processor`);
}, 300_000);
afterAll(async () => {
	await room.close();
	for (const host of hosts) await host.close();
});

/** Every fifth subscriber wants its deliveries signed. */
const secretOf = (index: number): string | undefined => (index % 5 === 0 ? `secret of ${index}` : undefined);

/** Subscribes a callback, and waits until it has confirmed. What there is no room for yet is asked again a little later. */
async function subscribe(host: Subscriber, callback: Callback, secret: string | undefined): Promise<void> {
	const fields = {
		...{ "hub.mode": "subscribe", "hub.topic": room.topic("news"), "hub.callback": callback.url },
		...(secret === undefined ? {} : { "hub.secret": secret }),
	};
	for (;;) {
		const { status, text, headers } = await room.ask(fields);
		if (status === 202) break;
		if (status !== 429 && status !== 503) throw new Error(`${status}: ${text}`);
		await new Promise((resolve) => setTimeout(resolve, Number(headers.get("retry-after") ?? 1) * 1000));
	}
	await host.when(() => callback.verifications.at(-1)?.isOver === true);
}

async function subscribeAll(): Promise<Callback[]> {
	const all = Array.from({ length: SUBSCRIPTIONS }, (_, index) =>
		at(hosts, index % hosts.length).callback(`/${index}`),
	);
	const lanes = hosts.length * AT_ONCE_PER_HOST;
	await Promise.all(
		all.slice(0, lanes).map(async (_, lane) => {
			for (let index = lane; index < SUBSCRIPTIONS; index += lanes) {
				await subscribe(at(hosts, index % hosts.length), at(all, index), secretOf(index));
			}
		}),
	);
	return all;
}

/** How many callbacks have got a content in which something occurs. */
function reached(text: string): number {
	return callbacks.filter(({ requests }) => requests.at(-1)?.body.includes(text) === true).length;
}

/** How often a content in which something occurs was delivered. Each delivery is what GET gives, and signed as it should be. */
async function checked(text: string): Promise<number> {
	const { body } = await room.get(room.topic("news"));
	expect(body.toString()).toContain(text);
	return callbacks.reduce((sum, callback, index) => {
		const secret = secretOf(index);
		const deliveries = callback.deliveries.filter((delivery) => delivery.body.includes(text));
		for (const delivery of deliveries) {
			expect(delivery.body.equals(body), callback.url).toBe(true);
			if (secret === undefined) expect(delivery.headers["x-hub-signature"], callback.url).toBeUndefined();
			else expect(isSigned(delivery, secret), callback.url).toBe(true);
		}
		expect(callback.mostAtOnce, callback.url).toBe(1);
		return sum + deliveries.length;
	}, 0);
}

function report(what: string, deliveries: number, since: number, processor: number): void {
	const seconds = (Date.now() - since) / 1000;
	console.log(
		[
			`${what}: ${deliveries} deliveries in ${seconds.toFixed(1)} s, ${(deliveries / seconds).toFixed(0)} a second,`,
			`${((processor / deliveries) * 1000).toFixed(2)} ms of the processor for each`,
		].join(" "),
	);
}

test("ten thousand subscribers all get a new article, though the power is cut twice meanwhile", async () => {
	const spent = [workerSeconds(PORT)];
	const since = Date.now();
	await room.publish("news", "Landfall");
	for (const share of [0.2, 0.6]) {
		await until(() => reached("Landfall") > share * SUBSCRIPTIONS);
		expect(reached("Landfall"), "it was not done yet").toBeLessThan(SUBSCRIPTIONS);
		spent.push(workerSeconds(PORT));
		await room.site.kill();
		await room.site.start();
	}
	await until(
		() => reached("Landfall") === SUBSCRIPTIONS,
		() => `that all get it; ${reached("Landfall")} have`,
	);
	const [before = 0, first = 0, second = 0] = spent;
	const processor = first - before + second + workerSeconds(PORT);
	const deliveries = await checked("Landfall");
	report(`With two restarts, ${deliveries - SUBSCRIPTIONS} of them doubles`, deliveries, since, processor);
});

test("undisturbed, each of ten thousand subscribers gets the next article once", async () => {
	const before = workerSeconds(PORT);
	const since = Date.now();
	await room.publish("news", "Ebb");
	await until(
		() => reached("Ebb") === SUBSCRIPTIONS,
		() => `that all get it; ${reached("Ebb")} have`,
	);
	report("Undisturbed", SUBSCRIPTIONS, since, workerSeconds(PORT) - before);
	expect(await checked("Ebb")).toBe(SUBSCRIPTIONS);
});
