import type { Site } from "../settings.ts";
import { askCallback, type Fetcher, isSuccess, type Outcome, outcomeOf, postToCallback } from "./http-client.ts";
import { topicOf } from "./topic.ts";

/** Duration of a registration in seconds, by rssCloud convention. */
export const CLOUD_LEASE = 25 * 3600;

/** Maximum number of feeds per request. */
const MAX_FEEDS = 20;

/** A request to notify a callback when feeds change. */
export interface Registration {
	callback: string;
	/** Whether the request contains a domain. If so, the callback must repeat a challenge to confirm the request. */
	isNamed: boolean;
	/** Self links of RSS feeds. */
	topics: [string, ...string[]];
}

/**
 * Parses an rssCloud `pleaseNotify` request (https://www.rsscloud.co). If the request is invalid, returns a sentence
 * that says why.
 *
 * @param caller IP address that the request came from. Notifications go to it if the request does not contain a domain
 */
export function readRegistration(
	form: URLSearchParams,
	caller: string | null,
	site: Site,
): Registration | { problem: string } {
	const protocol = form.get("protocol") ?? "http-post";
	if (protocol !== "http-post" && protocol !== "https-post") {
		return { problem: `The protocol ${protocol} is not supported. Use http-post or https-post.` };
	}
	const domain = form.get("domain") || null;
	const host = domain ?? hostAt(caller);
	if (host === null) return { problem: "The address to notify is unknown. Add the parameter domain." };
	const callback = callbackAt(protocol, host, form.get("port") ?? "", form.get("path") ?? "");
	if (callback === null) return { problem: "The domain, port and path do not form a valid address." };
	const topics = feedsIn(form);
	const [first, ...others] = topics;
	if (first === undefined) return { problem: "The feed's address is missing. Add it as url1." };
	if (topics.length > MAX_FEEDS)
		return { problem: `The request contains more than ${MAX_FEEDS} feeds. Send several requests.` };
	for (const url of topics) {
		const topic = topicOf(url, site);
		if ("problem" in topic) return topic;
		if (topic.format !== "rss")
			return { problem: `rssCloud only supports RSS feeds, but ${url} has a different format.` };
	}
	return { callback, isNamed: domain !== null, topics: [first, ...others] };
}

/**
 * Verifies a callback. If the request contains a domain, the callback must repeat a challenge. If not, the callback is
 * at the caller's own IP address, and only has to accept a notification.
 */
export async function confirmCloud(registration: Registration, fetcher: Fetcher = fetch): Promise<boolean> {
	const { callback, isNamed, topics } = registration;
	const [topic] = topics;
	if (!isNamed) return (await notifyRssCloud(callback, topic, fetcher)).kind === "delivered";
	const challenge = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
	const reply = await askCallback(fetcher, callback, new URLSearchParams({ url: topic, challenge }));
	return !("error" in reply) && isSuccess(reply) && reply.text.trim() === challenge;
}

/** Notifies a callback that a feed has changed. */
export async function notifyRssCloud(callback: string, topic: string, fetcher: Fetcher): Promise<Outcome> {
	const body = new URLSearchParams({ url: topic });
	return outcomeOf(await postToCallback(fetcher, callback, { method: "POST", body }));
}

/** Returns the values of `url1`, `url2` and so on, in order, without duplicates. */
function feedsIn(form: URLSearchParams): string[] {
	const named = [...form].flatMap(([name, url]) => (/^url\d+$/.test(name) && url !== "" ? [{ name, url }] : []));
	named.sort((a, b) => Number(a.name.slice(3)) - Number(b.name.slice(3)));
	return [...new Set(named.map(({ url }) => url))];
}

/** Formats the caller's IP address as the host of a URL. */
function hostAt(caller: string | null): string | null {
	return caller?.includes(":") ? `[${caller}]` : caller;
}

/**
 * Builds the callback URL. Returns null if one part of the URL contains characters that would change another part. For
 * port 443, uses TLS even if the protocol is `http-post`.
 */
function callbackAt(protocol: "http-post" | "https-post", host: string, port: string, path: string): string | null {
	if (!/^(\[[\da-f:.]+\]|[^\s/\\?#@:[\]]+)$/i.test(host) || !/^\d{0,5}$/.test(port)) return null;
	const scheme = protocol === "https-post" || port === "443" ? "https" : "http";
	const slash = path.startsWith("/") ? "" : "/";
	return URL.parse(`${scheme}://${host}${port === "" ? "" : `:${port}`}${slash}${path}`)?.href ?? null;
}
