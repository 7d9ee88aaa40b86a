import type { Site } from "../settings.ts";
import { lookupProblem } from "./callback-url.ts";
import { askCallback, type Fetcher, isSuccess } from "./http-client.ts";
import { LATEST_START } from "./timing.ts";
import type { Verdict, Verification } from "./verifications.ts";

/**
 * Requests a callback's confirmation, or notifies it of a denial (WebSub, sections 5.2 and 5.3). The callback confirms
 * with a success status and the challenge as the body.
 *
 * @param claimed when the verification was claimed, in milliseconds since 1970
 */
export async function verify(intent: Verification, site: Site, fetcher: Fetcher, claimed: number): Promise<Verdict> {
	const isLate = () => Date.now() > claimed + LATEST_START;
	if (isLate()) return "untried";
	if ((await lookupProblem(intent.callback, site, fetcher)) !== null) return "unreachable";
	if (isLate()) return "untried";
	const reply = await askCallback(fetcher, intent.callback, questionOf(intent));
	if ("error" in reply || reply.status >= 500) return "unreachable";
	return isSuccess(reply) && reply.text === intent.challenge ? "verified" : "refused";
}

/** Returns the query parameters of a verification or denial. */
export function questionOf({ mode, topic, challenge, lease, reason }: Verification): URLSearchParams {
	const query = new URLSearchParams({ "hub.mode": mode, "hub.topic": topic });
	if (mode !== "denied") query.set("hub.challenge", challenge);
	if (mode === "subscribe") query.set("hub.lease_seconds", String(lease));
	if (reason !== null) query.set("hub.reason", reason);
	return query;
}
