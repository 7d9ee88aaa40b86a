import type { Site } from "../settings.ts";
import { askCallback, type Fetcher, isSuccess, type Outcome, outcomeOf, postToCallback } from "./http-client.ts";
import { topicOf } from "./topic.ts";

/** Seconds that a registration lasts, by rssCloud's convention. */
export const CLOUD_LEASE = 25 * 3600;

/** In one request. */
const MAX_FEEDS = 20;

/** Who wants to be notified, and of which feeds. */
export interface Registration {
	callback: string;
	/** It was said which host the callback is at: the challenge proves that this host wants it. */
	isNamed: boolean;
	/** Self links of RSS feeds. */
	topics: [string, ...string[]];
}

/**
 * Reads a request of rssCloud's `pleaseNotify` (https://www.rsscloud.co), or says in a sentence what is wrong with it.
 *
 * @param caller the address that the request came from, to be notified where no domain is named
 */
export function readRegistration(
	form: URLSearchParams,
	caller: string | null,
	site: Site,
): Registration | { problem: string } {
	const protocol = form.get("protocol") ?? "http-post";
	if (protocol !== "http-post" && protocol !== "https-post") {
		return { problem: `The protocol ${protocol} is not spoken here; ask for http-post or https-post.` };
	}
	const domain = form.get("domain") || null;
	const host = domain ?? hostAt(caller);
	if (host === null) return { problem: "Where to notify is not known; name the domain." };
	const callback = callbackAt(protocol, host, form.get("port") ?? "", form.get("path") ?? "");
	if (callback === null) return { problem: "Domain, port and path make no address that can be called." };
	const topics = feedsIn(form);
	const [first, ...others] = topics;
	if (first === undefined) return { problem: "No feed is named; write its address as url1." };
	if (topics.length > MAX_FEEDS) return { problem: `At most ${MAX_FEEDS} feeds can be asked for at once.` };
	for (const url of topics) {
		const topic = topicOf(url, site);
		if ("problem" in topic) return topic;
		if (topic.format !== "rss") return { problem: `rssCloud is for RSS feeds; ${url} is of another format.` };
	}
	return { callback, isNamed: domain !== null, topics: [first, ...others] };
}

/**
 * Asks a callback whether it wants to be notified. With a domain it has to repeat a challenge; else it is where the
 * request came from, and has only to take a notification.
 */
export async function confirmCloud(registration: Registration, fetcher: Fetcher = fetch): Promise<boolean> {
	const { callback, isNamed, topics } = registration;
	const [topic] = topics;
	if (!isNamed) return (await notifyRssCloud(callback, topic, fetcher)).kind === "delivered";
	const challenge = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
	const reply = await askCallback(fetcher, callback, new URLSearchParams({ url: topic, challenge }));
	return !("error" in reply) && isSuccess(reply) && reply.text.trim() === challenge;
}

/** Tells a callback that a feed has changed. */
export async function notifyRssCloud(callback: string, topic: string, fetcher: Fetcher): Promise<Outcome> {
	const body = new URLSearchParams({ url: topic });
	return outcomeOf(await postToCallback(fetcher, callback, { method: "POST", body }));
}

/** `url1`, `url2` and so on, in their order; each feed once. */
function feedsIn(form: URLSearchParams): string[] {
	const named = [...form].flatMap(([name, url]) => (/^url\d+$/.test(name) && url !== "" ? [{ name, url }] : []));
	named.sort((a, b) => Number(a.name.slice(3)) - Number(b.name.slice(3)));
	return [...new Set(named.map(({ url }) => url))];
}

/** A caller's address as a URL has it. */
function hostAt(caller: string | null): string | null {
	return caller?.includes(":") ? `[${caller}]` : caller;
}

/** Null if one of the parts would reach into another. Port 443 speaks TLS, whatever the protocol is called. */
function callbackAt(protocol: "http-post" | "https-post", host: string, port: string, path: string): string | null {
	if (!/^(\[[\da-f:.]+\]|[^\s/\\?#@:[\]]+)$/i.test(host) || !/^\d{0,5}$/.test(port)) return null;
	const scheme = protocol === "https-post" || port === "443" ? "https" : "http";
	const slash = path.startsWith("/") ? "" : "/";
	return URL.parse(`${scheme}://${host}${port === "" ? "" : `:${port}`}${slash}${path}`)?.href ?? null;
}
