import { gunzipSync } from "node:zlib";
import { topicLinks } from "../feed/feed.ts";
import { log } from "../log.ts";
import type { Settings } from "../settings.ts";
import { call, type Fetcher, failed, inParallel, type Outcome, outcomeOf } from "./call.ts";
import { lookupProblem } from "./callback.ts";
import { LATEST_START } from "./clock.ts";
import type { Load, Report } from "./handover.ts";
import { hostOf } from "./request.ts";
import { notifyRssCloud } from "./rsscloud.ts";
import { signatureOf } from "./signature.ts";
import type { Recipient, Result } from "./subscriptions.ts";

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
	const { site } = settings;
	const asked = new Map<string, Promise<string | null>>();
	/** Where a callback's host leads is asked once. */
	const lookUp = async (callback: string): Promise<string | null> => {
		const host = hostOf(callback);
		if (load.known.includes(host)) return null;
		const answer = asked.get(host) ?? lookupProblem(callback, site, fetcher);
		asked.set(host, answer);
		return answer;
	};
	const results = await inParallel(load.recipients, async (recipient): Promise<Result> => {
		const { id, callback } = recipient;
		const isLate = () => Date.now() > taken + LATEST_START;
		if (isLate()) return { id, kind: "untried" };
		const problem = await lookUp(callback);
		if (isLate()) return { id, kind: "untried" };
		return { id, ...(problem === null ? await deliver(load, body, recipient, settings, fetcher) : failed(problem)) };
	});
	const checked: string[] = [];
	for (const [host, answer] of asked) if ((await answer) === null) checked.push(host);
	return { results, checked };
}

/** @param ms from when the load was asked for */
export function logDelivery({ topic, recipients }: Load, results: readonly Result[], ms: number): void {
	const of = (kind: Result["kind"]) => results.filter((result) => result.kind === kind).map(({ id }) => id);
	const failing = of("failed");
	const hosts = recipients.filter(({ id }) => failing.includes(id)).map(({ callback }) => hostOf(callback));
	log("delivery", {
		topic: new URL(topic).pathname,
		...{ delivered: of("delivered").length, failed: failing.length, gone: of("gone").length },
		...{ untried: of("untried").length, hosts: [...new Set(hosts)], ms },
	});
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
	return outcomeOf(await call(fetcher, callback, { method: "POST", headers, body }));
}
