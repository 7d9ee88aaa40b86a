import type { Desk } from "./desk.ts";
import type { Intent, Verdict } from "./intents.ts";
import { limitReached } from "./limits.ts";
import { hostOf, type Refusal, type Request } from "./request.ts";
import { contentOf, feedsBehind, topicOf } from "./topics.ts";

/** Why a request is not taken up; null if it is. A topic that nobody subscribed to so far is looked up. */
export async function admit(desk: Desk, request: Request): Promise<Refusal | null> {
	const refusal = limitReached(request, desk, Date.now());
	if (refusal || desk.topics.get(request.topic)) return refusal;
	if (request.mode === "unsubscribe") return { status: 404, message: "Nobody has subscribed to this topic." };
	const topic = topicOf(request.topic, desk.site);
	if ("problem" in topic) return { status: 404, message: topic.problem };
	const content = await contentOf(desk.env, desk.site, topic);
	if (content.kind === "none") return { status: 404, message: content.reason };
	const etag = content.kind === "content" ? content.etag : null;
	desk.transact(() => desk.topics.add(topic.url, etag, feedsBehind(topic), Date.now() + desk.delay));
	return null;
}

/** Takes up a request: its callback is going to be asked. */
export function intend({ topics, intents }: Desk, request: Request): void {
	intents.add(request, topics.get(request.topic)?.version ?? 0);
}

/** Puts a subscription in force that its callback has confirmed. */
export function enter(desk: Desk, request: Request, now: number, version?: number): void {
	const topic = desk.topics.get(request.topic);
	if (!topic) return;
	const since = version ?? topic.version;
	desk.subscriptions.put(topic.id, request, request.secret, now + request.lease * 1000, since);
	// Something was distributed while the callback was being asked.
	if (since < topic.version) desk.topics.passAgain(now, topic.id);
}

/** Notes what a callback made of an intent. */
export function conclude(desk: Desk, id: Intent["id"], verdict: Verdict, now: number): void {
	const intent = desk.intents.get(id);
	if (!intent || (verdict === "unreachable" && desk.intents.postpone(intent, now))) return;
	desk.intents.remove(id);
	const { mode } = intent;
	if (mode === "denied") return;
	const topic = desk.topics.get(intent.topic);
	const asked: Request = { ...intent, mode, protocol: "websub" };
	if (verdict !== "verified") desk.hosts.failed(hostOf(intent.callback), now);
	else if (mode === "subscribe") enter(desk, asked, now, intent.version);
	else if (topic) desk.subscriptions.remove(topic.id, asked);
}
