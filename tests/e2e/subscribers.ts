import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { z } from "zod";
import { readAtom } from "../../src/cli/verify/parse-atom.ts";
import { readRss } from "../../src/cli/verify/parse-rss.ts";
import { parseXml } from "../../src/cli/verify/xml.ts";
import { PYTHON } from "../renditions/parsers.ts";

/** The result of a poll: the address to poll next, and the entries, each with the key that a reader stores. */
interface Poll {
	url: string;
	entries: { key: string; title: string }[];
}

/** Polls a feed as a reader does. */
export type Reader = (url: string) => Promise<Poll>;

/**
 * Polls like FreshRSS, which reads feeds with SimplePie. According to its documentation (`get_id`), SimplePie identifies
 * an entry by its trimmed `atom:id` or `guid`; FreshRSS falls back to the link (`unicityCriteria`). If all redirects are
 * permanent (301, 308), it stores the last address (`permanent_url`).
 */
export const freshRss: Reader = async (start) => {
	let at = start;
	let permanent = start;
	let isPermanent = true;
	for (let redirects = 0; redirects < 10; redirects++) {
		const response = await fetch(at, { redirect: "manual" });
		const location = response.headers.get("Location");
		if (location === null) {
			if (response.status !== 200) throw new Error(`${at} returns ${response.status}`);
			const root = parseXml(await response.text());
			if ("malformed" in root) throw new Error(root.malformed);
			const { entries } = root.local === "feed" ? readAtom(root) : readRss(root);
			return { url: permanent, entries: entries.map(({ id, link, title }) => ({ key: id || link, title })) };
		}
		at = new URL(location, at).href;
		isPermanent &&= [301, 308].includes(response.status);
		if (isPermanent) permanent = at;
	}
	throw new Error(`${start} redirects too often`);
};

const SCRIPT = `
import sys, json, feedparser
d = feedparser.parse(sys.argv[1])
assert d.get("status") in (200, 301, 302, 308), d.get("status")
assert d.entries or not d.bozo, d.get("bozo_exception")
url = d.href if d.status in (301, 308) else sys.argv[1]
print(json.dumps({"url": url, "entries": [{"key": e.get("id") or e.get("link"), "title": e.title} for e in d.entries]}))`;

const poll = z.object({ url: z.string(), entries: z.array(z.object({ key: z.string(), title: z.string() })) });
const run = promisify(execFile);

/**
 * Polls like readers that use python3-feedparser, which sends the request itself. Its documentation says to identify an
 * entry by `id`, otherwise by `link`, and to store `href` after a permanent redirect.
 */
export const feedparser: Reader = async (url) => {
	const { stdout } = await run(PYTHON, ["-c", SCRIPT, url]);
	return poll.parse(JSON.parse(stdout));
};

/** A subscriber to a feed. */
export interface Subscriber {
	/** The address that the reader polls. */
	url: string;
	/** Polls the feed. Returns the titles of entries that appear as new, and of entries that are no longer in the feed. */
	poll: () => Promise<{ appeared: string[]; lost: string[] }>;
}

export function subscribe(url: string, reader: Reader): Subscriber {
	const known = new Map<string, string>();
	const subscriber: Subscriber = {
		url,
		async poll() {
			const { url: next, entries } = await reader(subscriber.url);
			const appeared = entries.filter(({ key }) => !known.has(key)).map(({ title }) => title);
			const lost = [...known].filter(([key]) => !entries.some((one) => one.key === key)).map(([, title]) => title);
			for (const { key, title } of entries) known.set(key, title);
			subscriber.url = next;
			return { appeared, lost };
		},
	};
	return subscriber;
}

/** Starts the host of an old site: a file server that later redirects everything to the new site. */
export async function oldHost(files: Record<string, string>) {
	let target: string | undefined;
	const server = createServer(({ url = "" }, response) => {
		if (target !== undefined) return void response.writeHead(301, { Location: target + url }).end();
		const file = files[url];
		if (file === undefined) return void response.writeHead(404).end();
		response.writeHead(200, { "Content-Type": "application/xml; charset=utf-8" }).end(file);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`,
		redirectTo(site: string) {
			target = site;
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
