import type { Desk } from "./desk.ts";
import type { Pending, Verdict } from "./intents.ts";
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
	// Others may have come while the topic was looked up.
	const late = limitReached(request, desk, Date.now());
	if (late) return late;
	const etag = content.kind === "content" ? content.etag : null;
	const host = topic.kind === "selection" ? hostOf(request.callback) : null;
	desk.transact(() => desk.topics.add(topic.url, etag, feedsBehind(topic), Date.now() + desk.delay, host));
	return null;
}

/** Takes up a request: its callback is going to be asked. */
export function intend({ topics, intents }: Desk, request: Request, now: number): void {
	intents.add(request, topics.get(request.topic)?.version ?? 0, now);
}

/** Puts a subscription in force that its callback has confirmed. */
export function enter(desk: Desk, request: Request, now: number, version?: number): void {
	const topic = desk.topics.get(request.topic);
	if (!topic) return;
	const since = version ?? topic.version;
	const has = desk.subscriptions.put(topic.id, request, request.secret, now + request.lease * 1000, since);
	// Something was distributed while the callback was being asked, or could not be delivered until now.
	if (has < topic.version) desk.topics.passAgain(now, topic.id);
}

/** Notes what a callback made of an intent. */
export function conclude(desk: Desk, id: number, verdict: Verdict, now: number): void {
	const intent = desk.intents.get(id);
	if (!intent || (verdict === "unreachable" && desk.intents.postpone(intent, now))) return;
	if (verdict === "untried") desk.intents.release(id);
	else settle(desk, intent, verdict === "verified", now);
}

function settle(desk: Desk, { mode, ...intent }: Pending, isVerified: boolean, now: number): void {
	desk.intents.remove(intent.id);
	if (mode === "denied") return;
	if (!isVerified) {
		desk.hosts.failed(hostOf(intent.callback), now);
		return;
	}
	desk.intents.overrule(intent);
	const request: Request = { ...intent, mode, protocol: "websub" };
	const topic = desk.topics.get(intent.topic);
	if (mode === "subscribe") enter(desk, request, now, intent.version);
	else if (topic) desk.subscriptions.remove(topic.id, request);
}
