import { log } from "../log.ts";
import { hasOwnHub, readSettings, type Settings } from "../settings.ts";
import { deliverAll, logDelivery } from "./deliver.ts";
import { notifyExternalHub } from "./external-hub.ts";
import { hostOf, inParallel } from "./http-client.ts";
import type { Message as Work } from "./message.ts";
import { hubOf } from "./stub.ts";
import { retryDelay } from "./timing.ts";
import { verify } from "./verify.ts";

/** In the name of the queue of dead letters, and in that of no other: sites of one account have queues of other names. */
const DEAD = "dead";

/** Seconds until work is tried again that failed before it began. */
const RETRY = 10;

/** Does the work that messages of the queue name. What fails in it is tried again later, each message by itself. */
export async function consume(batch: MessageBatch<Work>, env: Cloudflare.Env): Promise<void> {
	const settings = readSettings(env);
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	const work = batch.queue.includes(DEAD) ? recordDeadLetter : handle;
	const one = async (message: Message<Work>) => {
		try {
			await work(message, env, settings);
		} catch (error) {
			log("queue", { kind: message.body.kind, attempts: message.attempts, error });
			message.retry({ delaySeconds: Math.max(RETRY, retryDelay(message.attempts)) });
		}
	};
	await Promise.all(batch.messages.map(one));
}

async function handle(message: Message<Work>, env: Cloudflare.Env, settings: Settings): Promise<void> {
	const { body } = message;
	const { site } = settings;
	if (body.kind === "ping") return site.hub === null || hasOwnHub(site) ? undefined : notifyExternalHub(site.hub, body);
	// The operator has left it for another.
	if (!hasOwnHub(site)) return;
	if (body.kind === "deliver") return deliver(message, body, env, settings);
	const hub = hubOf(env);
	const taken = Date.now();
	await inParallel(await hub.claimVerifications(), async (intent) => {
		const asked = Date.now();
		const verdict = await verify(intent, site, fetch, taken);
		await hub.applyVerdict(intent.id, verdict);
		log("verification", { mode: intent.mode, host: hostOf(intent.callback), verdict, ms: Date.now() - asked });
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
	const load = await hub.claimBatch(topic, ids, retryOf);
	if (!load) return;
	const done = await deliverAll(load, settings, fetch, taken);
	logDelivery(load, done.results, Date.now() - taken);
	const retryIn = retryDelay(retryOf === null ? 1 : message.attempts + 1);
	const { version, lock } = load;
	const { again, retry } = await hub.recordResults({ topic, held: { version, lock }, ...done, retryIn });
	const messages: MessageSendRequest<Work>[] = [];
	if (again.length > 0) messages.push({ body: { kind: "deliver", topic, ids: again, retryOf: null } });
	if (retryOf !== null && retry.length > 0) message.retry({ delaySeconds: retryIn });
	for (const id of retryOf === null ? retry : []) {
		messages.push({ body: { kind: "deliver", topic, ids: [id], retryOf: version }, delaySeconds: retryIn });
	}
	if (messages.length > 0) await env.DELIVERIES.sendBatch(messages);
}

/** Notes that something was tried for the last time. */
async function recordDeadLetter({ body }: Message<Work>, env: Cloudflare.Env): Promise<void> {
	log("dead letter", { kind: body.kind, error: "It was tried for the last time." });
	if (body.kind === "deliver" && body.retryOf !== null) await hubOf(env).gaveUp(body.topic, body.ids, body.retryOf);
}
