import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort, until } from "./program.ts";
import { workerSeconds } from "./websub-processor.ts";
import { type HubSite, isSigned, openHubSite } from "./websub-site.ts";
import { type Callback, type Subscriber, startSubscriber } from "./websub-subscriber.ts";

const PORT = await freePort();
/**
 * Number of callbacks that subscribe through requests. Each subscription is then copied nine times, because more
 * requests would take minutes without testing anything new.
 */
const ASKING = 1000;
const COPIES = 9;
const SUBSCRIPTIONS = ASKING * (1 + COPIES);
/** Several loopback addresses, because the hub limits unanswered verifications per host. */
const HOSTS = ["127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"];
const AT_ONCE = 50;
const PATIENT = { timeout: 300_000 };

/** A callback and its secret, if it has one. */
interface Subscribed {
	callback: Callback;
	secret: string | undefined;
}

let room: HubSite;
let hosts: Subscriber[];
let all: Subscribed[];
beforeAll(async () => {
	room = await openHubSite(PORT);
	hosts = await Promise.all(HOSTS.map((host) => startSubscriber(host)));
	await room.open("news");
	const asking = (await Promise.all(hosts.map(subscribeSome))).flat();
	// When this subscription is confirmed, all earlier subscriptions are confirmed, too.
	await room.subscribe(room.topic("news"), room.subscriber.callback("/last"));
	await room.site.kill();
	all = [...asking, ...copied(asking)];
	await room.site.start();
}, 300_000);
afterAll(async () => {
	await room.close();
	for (const host of hosts) await host.close();
});

/**
 * Subscribes the callbacks of one host, a few at a time. Every fifth callback has a secret, so its deliveries are
 * signed.
 */
async function subscribeSome(host: Subscriber): Promise<Subscribed[]> {
	const some = Array.from({ length: ASKING / HOSTS.length }, (_, index) => ({
		callback: host.callback(`/${index}`),
		secret: index % 5 === 0 ? `the secret of ${host.url}/${index}` : undefined,
	}));
	const rest = some.values();
	const lane = async () => {
		for (const { callback, secret } of rest) {
			await taken({
				...{ "hub.mode": "subscribe", "hub.topic": room.topic("news"), "hub.callback": callback.url },
				...(secret === undefined ? {} : { "hub.secret": secret }),
			});
			await host.when(() => callback.verifications.at(-1)?.isOver === true);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	return some;
}

/** Repeats a request until the hub accepts it, waiting as long as Retry-After requires. */
async function taken(fields: Record<string, string>): Promise<void> {
	const { status, text, headers } = await room.ask(fields);
	if (status === 202) return;
	expect(status, text).toBe(429);
	await new Promise((resolve) => setTimeout(resolve, Number(headers.get("retry-after")) * 1000));
	return taken(fields);
}

/** Copies each subscription in the Hub's tables. The copies have callbacks below the path of the original. */
function copied(asking: readonly Subscribed[]): Subscribed[] {
	const folder = join(room.state, "v3/do/newsstand-Hub");
	const file = readdirSync(folder).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
	const database = new DatabaseSync(join(folder, file ?? "not there"), { timeout: 10_000 });
	const numbers = Array.from({ length: COPIES }, (_, number) => number);
	const { changes } = database
		.prepare(
			`INSERT INTO subscription (topic, callback, host, protocol, secret, lease_ends, version)
			SELECT topic, callback || '/' || value, host, protocol, secret, lease_ends, version
			FROM subscription, json_each(?) WHERE callback NOT LIKE '%/last'`,
		)
		.run(JSON.stringify(numbers));
	database.close();
	expect(changes).toBe(asking.length * COPIES);
	return asking.flatMap(({ callback, secret }) => {
		const { origin, pathname } = new URL(callback.url);
		const host = hosts.find(({ url }) => url === origin);
		return numbers.flatMap((number) => (host ? [{ callback: host.callback(`${pathname}/${number}`), secret }] : []));
	});
}

/** Counts the callbacks that received content with this text. */
function reached(text: string): number {
	return all.filter(({ callback: { requests } }) => requests.at(-1)?.body.includes(text) === true).length;
}

/**
 * Waits until every callback has received this text. Subscriptions that a power cut left locked are retried when the
 * lock expires.
 */
async function everybodyHas(text: string): Promise<void> {
	await vi.waitUntil(() => reached(text) === SUBSCRIPTIONS, { timeout: 180_000, interval: 50 });
}

/** Checks the content and signature of each delivery with this text. Returns their number. */
async function checked(text: string): Promise<number> {
	const { body } = await room.get(room.topic("news"));
	expect(body.toString()).toContain(text);
	return all.reduce((sum, { callback, secret }) => {
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

test("all ten thousand subscribers get a new article despite two power cuts", PATIENT, async () => {
	const spent = [workerSeconds(PORT)];
	const since = Date.now();
	await room.publish("news", "Landfall");
	for (const share of [0.2, 0.6]) {
		await until(() => reached("Landfall") > share * SUBSCRIPTIONS);
		expect(reached("Landfall"), "not finished yet").toBeLessThan(SUBSCRIPTIONS);
		spent.push(workerSeconds(PORT));
		await room.site.kill();
		await room.site.start();
	}
	await everybodyHas("Landfall");
	const [before = 0, first = 0, second = 0] = spent;
	const processor = first - before + second + workerSeconds(PORT);
	const deliveries = await checked("Landfall");
	report(`With two restarts, ${deliveries - SUBSCRIPTIONS} of them doubles`, deliveries, since, processor);
});

test("without power cuts, each of ten thousand subscribers gets the next article once", PATIENT, async () => {
	const before = workerSeconds(PORT);
	const since = Date.now();
	await room.publish("news", "Ebb");
	await everybodyHas("Ebb");
	report("Undisturbed", SUBSCRIPTIONS, since, workerSeconds(PORT) - before);
	expect(await checked("Ebb")).toBe(SUBSCRIPTIONS);
});
