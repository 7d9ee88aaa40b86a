import { log } from "../log.ts";
import { hasOwnHub, readSettings, type Settings } from "../settings.ts";
import { deliverAll, logDelivery } from "./deliver.ts";
import { notifyExternalHub } from "./external-hub.ts";
import { hostOf, inParallel } from "./http-client.ts";
import type { Message as Work } from "./message.ts";
import { hubOf } from "./stub.ts";
import { retryDelay } from "./timing.ts";
import { verify } from "./verify.ts";

/** The dead letter queue is recognized by this part of its name. The rest of the name differs from site to site. */
const DEAD = "dead";

/** Minimum delay in seconds before a message is retried after an unexpected error. */
const RETRY = 10;

/** Does the work that queue messages request. Each failed message is retried separately. */
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
	// The operator has switched to another hub since the message was sent.
	if (!hasOwnHub(site)) return;
	if (body.kind === "deliver") return deliver(message, body, env, settings);
	const hub = hubOf(env);
	const claimed = Date.now();
	await inParallel(await hub.claimVerifications(), async (intent) => {
		const started = Date.now();
		const verdict = await verify(intent, site, fetch, claimed);
		await hub.applyVerdict(intent.id, verdict);
		log("verification", { mode: intent.mode, host: hostOf(intent.callback), verdict, ms: Date.now() - started });
	});
}

/** Delivers a batch. Each failed delivery gets a separate message, which is retried with backoff. */
async function deliver(
	message: Message<Work>,
	{ topic, ids, retryOf }: Extract<Work, { kind: "deliver" }>,
	env: Cloudflare.Env,
	settings: Settings,
): Promise<void> {
	const claimed = Date.now();
	const hub = hubOf(env);
	const deliveries = await hub.claimBatch(topic, ids, retryOf);
	if (!deliveries) return;
	const done = await deliverAll(deliveries, settings, fetch, claimed);
	logDelivery(deliveries, done.results, Date.now() - claimed);
	const retryIn = retryDelay(retryOf === null ? 1 : message.attempts + 1);
	const { version, lock } = deliveries;
	const { again, retry } = await hub.recordResults({ topic, held: { version, lock }, ...done, retryIn });
	const messages: MessageSendRequest<Work>[] = [];
	if (again.length > 0) messages.push({ body: { kind: "deliver", topic, ids: again, retryOf: null } });
	if (retryOf !== null && retry.length > 0) message.retry({ delaySeconds: retryIn });
	for (const id of retryOf === null ? retry : []) {
		messages.push({ body: { kind: "deliver", topic, ids: [id], retryOf: version }, delaySeconds: retryIn });
	}
	if (messages.length > 0) await env.DELIVERIES.sendBatch(messages);
}

/** Records that a message has used up its retries. */
async function recordDeadLetter({ body }: Message<Work>, env: Cloudflare.Env): Promise<void> {
	log("dead letter", { kind: body.kind, error: "All retries failed." });
	if (body.kind === "deliver" && body.retryOf !== null) await hubOf(env).gaveUp(body.topic, body.ids, body.retryOf);
}
