import { createHmac } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect } from "vitest";
import { freePort, scratch } from "./program.ts";
import { type Site, siteAt } from "./site.ts";
import { SECRETS } from "./webhook-sender.ts";
import { SiteReader } from "./webhook-site-reader.ts";
import { type Callback, type Received, type Subscriber, startSubscriber } from "./websub-subscriber.ts";

/** The hub's response to a subscriber. */
export interface HubAnswer {
	status: number;
	text: string;
	headers: Headers;
}

/** A local site with its hub and a subscriber. */
export interface HubSite {
	site: Site;
	/** The base of the site's URLs, which is its local address unless `SITE_URL` is set. */
	url: string;
	/** The hub's address: `http://localhost:<port>/hub` */
	hub: string;
	/** The folder with the site's state. */
	state: string;
	subscriber: Subscriber;
	reader: SiteReader;
	/** Returns the feed address of a topic used only by this test file. */
	topic(slug: string, format?: "rss" | "atom" | "json"): string;
	/** Publishes a topic's first article and waits for its feeds. */
	open(slug: string): Promise<void>;
	/** Publishes an article in a topic. The article is stored when the promise resolves. */
	publish(slug: string, title: string, body?: string): Promise<void>;
	/** Sends sources to the API without changing them. */
	put(sources: { path: string; text?: string; deleted?: boolean }[]): Promise<void>;
	/** Sends a form to the hub. A list becomes a repeated field. */
	ask(fields: Record<string, string | string[]>): Promise<HubAnswer>;
	/** Subscribes or unsubscribes and waits until the callback has confirmed. */
	subscribe(topic: string, callback: Callback, more?: Record<string, string>): Promise<Received>;
	/** Requests a feed as a reader does. */
	get(url: string): Promise<{ body: Buffer; headers: Headers }>;
	close(): Promise<void>;
}

/** A running site with its hub. */
interface Running {
	site: Site;
	/** The base of the site's URLs. */
	url: string;
	/** The folder with the site's state. */
	state: string;
	close(): Promise<void>;
}

async function startSite(port: number, vars: Record<string, string> = {}): Promise<Running> {
	const folder = scratch();
	const site = siteAt(port, join(folder.path, "site"), {
		...SECRETS,
		...{ PUBLISH_TOKEN: "token", WEBSUB_DELAY: "0" },
		...vars,
	});
	const { SITE_URL: url = site.url } = vars;
	appendFileSync(join(folder.path, "site/.dev.vars"), `SITE_URL='${url}'\n`);
	await site.start();
	return {
		...{ site, url, state: join(folder.path, "site/state") },
		async close() {
			await site.kill();
			folder.remove();
		},
	};
}

/**
 * Starts a separate site.
 *
 * @param vars additional settings and secrets
 */
export async function openHubSite(port: number, vars: Record<string, string> = {}): Promise<HubSite> {
	const running = await startSite(port, vars);
	const room = await joined(running);
	return {
		...room,
		async close() {
			await running.close();
			await room.close();
		},
	};
}

/**
 * Defines tests of a site with default settings. Test files that run in the same process share the site, but each has
 * its own subscriber and topics.
 */
export const test = base
	// biome-ignore lint/correctness/noEmptyPattern: a fixture lists the fixtures it needs here
	.extend("running", { scope: "worker" }, async ({}, { onCleanup }) => {
		const running = await startSite(await freePort());
		onCleanup(() => running.close());
		return running;
	})
	.extend("room", { scope: "file" }, async ({ running }, { onCleanup }) => {
		const room = await joined(running);
		onCleanup(() => room.close());
		return room;
	});

/** Returns the shared site with a subscriber for one test file. Closing it stops the subscriber, not the site. */
async function joined({ site, url, state }: Running): Promise<HubSite> {
	const subscriber = await startSubscriber();
	const reader = new SiteReader(site.url);
	const hub = `${site.url}/hub`;
	const put: HubSite["put"] = async (sources) => {
		for (const source of sources) {
			const response = await reader.api("sources", { method: "POST", body: JSON.stringify(source) });
			expect(response.status, await response.text()).toBe(200);
		}
	};
	return {
		...{ site, url, hub, state, subscriber, reader, put },
		topic: (slug, format = "rss") => `${url}/topics/${slug}.${format}`,
		async open(slug) {
			await put([article(slug, "Before")]);
			await reader.calm();
		},
		publish: (slug, title, body = "Text.") => put([article(slug, title, body)]),
		ask: (fields) => ask(hub, fields),
		async subscribe(topic, callback, more = {}) {
			const before = callback.verifications.length;
			const fields = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback.url, ...more };
			const { status, text } = await ask(hub, fields);
			expect(status, text).toBe(202);
			await subscriber.when(
				() => callback.verifications[before]?.isOver === true,
				() => `that ${callback.url} is asked for its intent`,
			);
			return at(callback.verifications, before);
		},
		async get(url) {
			const response = await fetch(url);
			expect(response.status, url).toBe(200);
			return { body: Buffer.from(await response.arrayBuffer()), headers: response.headers };
		},
		close: () => subscriber.close(),
	};
}

/** Creates an article in a topic. The title identifies the article. */
export function article(slug: string, title: string, body = "Text.") {
	const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
	const text = ["---", `title: ${title}`, "date: 2026-05-04", `topics: [${slug}]`, "---", body, ""].join("\n");
	return { path: `${slug}/${name}.md`, text };
}

/** Sends a form to a hub. */
export async function ask(hub: string, fields: Record<string, string | string[]>): Promise<HubAnswer> {
	const body = new URLSearchParams();
	for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
	const response = await fetch(hub, { method: "POST", body, redirect: "manual" });
	return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Returns the element at an index. Throws if it does not exist. */
export function at<T>(list: readonly T[], index: number): T {
	const found = list.at(index);
	if (found === undefined) throw new Error(`The list has ${list.length} elements, so there is none at index ${index}.`);
	return found;
}

/** Whether a delivery has a valid signature (WebSub, section 7). */
export function isSigned({ headers, body }: Received, secret: string, method = "sha256"): boolean {
	return headers["x-hub-signature"] === `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
}
