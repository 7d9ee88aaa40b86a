import { readSettings, type Settings } from "../settings.ts";
import { inParallel } from "./call.ts";
import { retryDelay } from "./clock.ts";
import { deliverAll } from "./delivery.ts";
import type { Message as Work } from "./message.ts";
import { ping } from "./ping.ts";
import { hubOf } from "./stub.ts";
import { verify } from "./verification.ts";

const DEAD_LETTERS = "newsstand-dead-deliveries";

/** Seconds until work is tried again that failed before it began. */
const RETRY = 10;

/** Does the work that messages of the queue name. What fails in it is tried again later, each message by itself. */
export async function consume(batch: MessageBatch<Work>, env: Cloudflare.Env): Promise<void> {
	const settings = readSettings(env);
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	const work = batch.queue === DEAD_LETTERS ? bury : attend;
	const one = async (message: Message<Work>) => {
		try {
			await work(message, env, settings);
		} catch (error) {
			console.error(JSON.stringify({ event: "queue", kind: message.body.kind, error: String(error) }));
			message.retry({ delaySeconds: Math.max(RETRY, retryDelay(message.attempts)) });
		}
	};
	await Promise.all(batch.messages.map(one));
}

async function attend(message: Message<Work>, env: Cloudflare.Env, settings: Settings): Promise<void> {
	const { body } = message;
	if (body.kind === "ping") return settings.site.hub === null ? undefined : ping(settings.site.hub, body);
	if (body.kind === "deliver") return deliver(message, body, env, settings);
	const hub = hubOf(env);
	await inParallel(await hub.intents(body.ids), async (intent) => {
		await hub.conclude(intent.id, await verify(intent, settings.site, fetch));
	});
}

/** What fails has a message of its own from then on, whose retries come later each time. */
async function deliver(
	message: Message<Work>,
	{ topic, ids, retryOf }: Extract<Work, { kind: "deliver" }>,
	env: Cloudflare.Env,
	settings: Settings,
): Promise<void> {
	const taken = Date.now();
	const hub = hubOf(env);
	const load = await hub.take(topic, ids, retryOf);
	if (!load) return;
	const done = await deliverAll(load, settings, fetch, taken);
	const retryIn = retryDelay(retryOf === null ? 1 : message.attempts + 1);
	const { version, lock } = load;
	const { again, retry } = await hub.settle({ topic, held: { version, lock }, ...done, retryIn });
	const messages: MessageSendRequest<Work>[] = [];
	if (again.length > 0) messages.push({ body: { kind: "deliver", topic, ids: again, retryOf: null } });
	if (retryOf !== null && retry.length > 0) message.retry({ delaySeconds: retryIn });
	else
		for (const id of retry)
			messages.push({ body: { kind: "deliver", topic, ids: [id], retryOf: version }, delaySeconds: retryIn });
	if (messages.length > 0) await env.DELIVERIES.sendBatch(messages);
}

/** Notes that something was tried for the last time. */
async function bury({ body }: Message<Work>, env: Cloudflare.Env): Promise<void> {
	console.error(JSON.stringify({ event: "dead letter", kind: body.kind }));
	if (body.kind === "deliver" && body.retryOf !== null) await hubOf(env).gaveUp(body.ids, body.retryOf);
}
