import { gunzipSync } from "node:zlib";
import { topicLinks } from "../feed/feed.ts";
import type { Settings, Site } from "../settings.ts";
import { call, type Fetcher, inParallel, isSuccess } from "./call.ts";
import { lookupProblem } from "./callback.ts";
import { LATEST_START } from "./clock.ts";
import type { Load, Report } from "./handover.ts";
import { hostOf } from "./request.ts";
import { notifyRssCloud } from "./rsscloud.ts";
import { signatureOf } from "./signature.ts";
import type { Recipient, Result } from "./subscriptions.ts";

/** What came of a delivery; `gone`: the subscriber wants no more (WebSub, section 7). */
export type Outcome = { kind: "delivered" } | { kind: "gone" } | { kind: "failed"; error: string };

/**
 * Delivers to all recipients of a load, some at a time. What has not begun when half of the lock is over is left to
 * others.
 *
 * @param taken when the load was asked for, in milliseconds since 1970
 */
export async function deliverAll(
	load: Load,
	settings: Settings,
	fetcher: Fetcher,
	taken: number,
): Promise<Pick<Report, "results" | "checked">> {
	const body = gunzipSync(load.body);
	const lookup = lookups(load.known, settings.site, fetcher);
	const results = await inParallel(load.recipients, async (recipient): Promise<Result> => {
		const { id, callback } = recipient;
		if (Date.now() > taken + LATEST_START) return { id, kind: "untried" };
		const error = await lookup(callback);
		return { id, ...(error === null ? await deliver(load, body, recipient, settings, fetcher) : failed(error)) };
	});
	return { results, checked: await lookup.passed() };
}

async function deliver(
	{ topic, contentType }: Load,
	body: Uint8Array,
	{ callback, protocol, secret }: Recipient,
	{ site, webSub }: Settings,
	fetcher: Fetcher,
): Promise<Outcome> {
	if (protocol === "rsscloud") return notifyRssCloud(callback, topic, fetcher);
	const headers = new Headers({ "Content-Type": contentType, Link: topicLinks(topic, site.hub) });
	if (secret !== null) headers.set("X-Hub-Signature", signatureOf(webSub.signature, secret, body));
	const reply = await call(fetcher, callback, { method: "POST", headers, body });
	if ("error" in reply) return failed(reply.error);
	if (isSuccess(reply)) return { kind: "delivered" };
	return reply.status === 410 ? { kind: "gone" } : failed(`Answered ${reply.status}.`);
}

function failed(error: string): Outcome {
	return { kind: "failed", error };
}

/** Asks where a callback's host leads, once for each that is not known. */
function lookups(known: readonly string[], site: Site, fetcher: Fetcher) {
	const asked = new Map(known.map((host) => [host, Promise.resolve<string | null>(null)]));
	const lookup = (callback: string) => {
		const host = hostOf(callback);
		const answer = asked.get(host) ?? lookupProblem(callback, site, fetcher);
		asked.set(host, answer);
		return answer;
	};
	const passed = async () => {
		const answers = await Promise.all([...asked].map(async ([host, answer]) => ({ host, problem: await answer })));
		return answers.filter(({ host, problem }) => problem === null && !known.includes(host)).map(({ host }) => host);
	};
	return Object.assign(lookup, { passed });
}
