import { FORMATS, feedUrl } from "../feed/feed.ts";
import { log } from "../log.ts";
import type { Site } from "../settings.ts";
import { type Fetcher, isSuccess, postToCallback } from "./http-client.ts";
import { inChunks, type Ping } from "./message.ts";

/** Maximum number of URLs per request. */
const MAX_URLS = 50;

/** Maximum number of pings per call to `sendBatch`, which accepts 256 KB. */
const MAX_PINGS = 10;

/**
 * Seconds after a change until KV and Cloudflare's cache return the new content everywhere, including at the hub's
 * location.
 */
const EVERYWHERE = 95;

/** Creates pings for changed feeds, with the URLs of all formats. */
export function pingsFor(feeds: readonly string[], site: Site): Ping[] {
	const urls = feeds.flatMap((name) => FORMATS.map((format) => feedUrl(site, name, format)));
	return inChunks(urls, MAX_URLS).map((chunk) => ({ kind: "ping", urls: chunk }));
}

/**
 * Notifies an external hub of changed feeds: soon after the change, and again once no cache can still return the old
 * version.
 *
 * @param delay in seconds
 */
export async function queuePings(
	queue: Pick<Queue<Ping>, "sendBatch">,
	feeds: readonly string[],
	site: Site,
	delay: number,
): Promise<void> {
	const messages = pingsFor(feeds, site).map((body) => ({ body }));
	for (const part of inChunks(messages, MAX_PINGS)) {
		for (const delaySeconds of [delay, delay + EVERYWHERE]) await queue.sendBatch(part, { delaySeconds });
	}
}

/**
 * Notifies a hub of changed URLs, as in PubSubHubbub 0.4 (section 7.1), because WebSub does not define how to notify a
 * hub. Throws if the hub does not accept the ping.
 */
export async function notifyExternalHub(hub: string, { urls }: Ping, fetcher: Fetcher = fetch): Promise<void> {
	const form = new URLSearchParams({ "hub.mode": "publish" });
	for (const url of urls) {
		// Hubs disagree about the parameter's name. Most expect the older `hub.url`, but some expect `hub.topic`, as in
		// subscription requests.
		form.append("hub.topic", url);
		form.append("hub.url", url);
	}
	const began = Date.now();
	const reply = await postToCallback(fetcher, hub, { method: "POST", body: form });
	const { host } = new URL(hub);
	if ("error" in reply) throw new Error(`The hub at ${host} did not accept the ping. ${reply.error}`);
	if (!isSuccess(reply))
		throw new Error(`The hub at ${host} did not accept the ping. It responded with ${reply.status}.`);
	log("ping", { host, urls: urls.length, ms: Date.now() - began });
}
