import type { Site } from "../settings.ts";
import { lookupProblem } from "./callback-url.ts";
import { askCallback, type Fetcher, isSuccess } from "./http-client.ts";
import { LATEST_START } from "./timing.ts";
import type { Verdict, Verification } from "./verifications.ts";

/**
 * Asks a callback whether it wants what was asked for in its name, or tells it that it was denied (WebSub, sections 5.2
 * and 5.3): only an answer that is the challenge, with a status of success, confirms it.
 *
 * @param taken when the intent was taken from the Hub, in milliseconds since 1970
 */
export async function verify(intent: Verification, site: Site, fetcher: Fetcher, taken: number): Promise<Verdict> {
	const isLate = () => Date.now() > taken + LATEST_START;
	if (isLate()) return "untried";
	if ((await lookupProblem(intent.callback, site, fetcher)) !== null) return "unreachable";
	if (isLate()) return "untried";
	const reply = await askCallback(fetcher, intent.callback, questionOf(intent));
	if ("error" in reply || reply.status >= 500) return "unreachable";
	return isSuccess(reply) && reply.text === intent.challenge ? "verified" : "refused";
}

/** What a callback is to know. */
export function questionOf({ mode, topic, challenge, lease, reason }: Verification): URLSearchParams {
	const query = new URLSearchParams({ "hub.mode": mode, "hub.topic": topic });
	if (mode !== "denied") query.set("hub.challenge", challenge);
	if (mode === "subscribe") query.set("hub.lease_seconds", String(lease));
	if (reason !== null) query.set("hub.reason", reason);
	return query;
}
