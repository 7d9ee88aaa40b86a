import { FORMATS, feedUrl } from "../feed/feed.ts";
import { log } from "../log.ts";
import type { Site } from "../settings.ts";
import { type Fetcher, isSuccess, postToCallback } from "./http-client.ts";
import { inChunks, type Ping } from "./message.ts";

/** In one request. */
const MAX_URLS = 50;

/** In one call of `sendBatch`, which takes 256 KB. */
const MAX_PINGS = 10;

/** Seconds after which KV and the edge have the new content everywhere, the place included where the hub asks for it. */
const EVERYWHERE = 95;

/** The pings for feeds that have changed: their URLs in all formats. */
export function pingsFor(feeds: readonly string[], site: Site): Ping[] {
	const urls = feeds.flatMap((name) => FORMATS.map((format) => feedUrl(site, name, format)));
	return inChunks(urls, MAX_URLS).map((chunk) => ({ kind: "ping", urls: chunk }));
}

/**
 * Has another hub told of changed feeds: soon, and once more when what it fetches can no longer be what was there before.
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
 * Tells a hub of changed topics, in the manner of PubSubHubbub 0.4 (section 7.1); WebSub leaves it open. Throws if the
 * hub does not take that.
 */
export async function notifyExternalHub(hub: string, { urls }: Ping, fetcher: Fetcher = fetch): Promise<void> {
	const form = new URLSearchParams({ "hub.mode": "publish" });
	for (const url of urls) {
		// Hubs disagree on the name: some go by that of subscriptions, most by the older one.
		form.append("hub.topic", url);
		form.append("hub.url", url);
	}
	const began = Date.now();
	const reply = await postToCallback(fetcher, hub, { method: "POST", body: form });
	const { host } = new URL(hub);
	if ("error" in reply) throw new Error(`The hub at ${host} took no ping. ${reply.error}`);
	if (!isSuccess(reply)) throw new Error(`The hub at ${host} took no ping; it answered ${reply.status}.`);
	log("ping", { host, urls: urls.length, ms: Date.now() - began });
}
