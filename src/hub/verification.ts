import type { Site } from "../settings.ts";
import { call, type Fetcher, isSuccess } from "./call.ts";
import { lookupProblem } from "./callback.ts";
import type { Intent, Verdict } from "./intents.ts";

/** More than a challenge need not be read of an answer. In bytes. */
const LONGEST_ANSWER = 1024;

/**
 * Asks a callback whether it wants what was asked for in its name, or tells it that it was denied (WebSub, sections 5.2
 * and 5.3): only an answer that is the challenge, with a status of success, confirms it.
 */
export async function verify(intent: Intent, site: Site, fetcher: Fetcher): Promise<Verdict> {
	if ((await lookupProblem(intent.callback, site, fetcher)) !== null) return "unreachable";
	const reply = await call(fetcher, questionOf(intent), { method: "GET" }, LONGEST_ANSWER);
	if ("error" in reply || reply.status >= 500) return "unreachable";
	return isSuccess(reply) && reply.text === intent.challenge ? "verified" : "refused";
}

/** The callback's address with what is to be known appended to the query that it has. */
export function questionOf({ callback, mode, topic, challenge, lease, reason }: Intent): string {
	const query = new URLSearchParams({ "hub.mode": mode, "hub.topic": topic });
	if (mode !== "denied") query.set("hub.challenge", challenge);
	if (mode === "subscribe") query.set("hub.lease_seconds", String(lease));
	if (reason !== null) query.set("hub.reason", reason);
	return `${callback}${callback.includes("?") ? "&" : "?"}${query}`;
}
