import { expect, test } from "vitest";
import { notifyExternalHub, pingsFor, queuePings } from "../../src/hub/external-hub.ts";
import type { Ping } from "../../src/hub/message.ts";
import { site } from "../renditions/sample.ts";

const HUB = "https://hub.example/?pushpress=hub";

test("an external hub is notified of a changed feed in every format, with the feed's self links", () => {
	expect(pingsFor(["feed", "topics/küste"], site)).toEqual([
		{
			kind: "ping",
			urls: [
				...["/feed.rss", "/feed.atom", "/feed.json"],
				...["/topics/k%C3%BCste.rss", "/topics/k%C3%BCste.atom", "/topics/k%C3%BCste.json"],
			].map((path) => site.url + path),
		},
	]);
	expect(pingsFor([], site)).toEqual([]);
});

test("each ping contains at most fifty URLs, and no URL is left out", () => {
	const feeds = Array.from({ length: 500 }, (_, index) => `topics/t${index}`);
	const pings = pingsFor(feeds, site);
	expect(Math.max(...pings.map(({ urls }) => urls.length))).toBe(50);
	expect(new Set(pings.flatMap(({ urls }) => urls)).size).toBe(1500);
});

test("the hub is notified soon after a change, and again when no cache contains the old content any more", async () => {
	const sent: { urls: number; after: number | undefined }[] = [];
	const queue: Pick<Queue<Ping>, "sendBatch"> = {
		sendBatch: async (messages, options) => {
			const all = [...messages];
			expect(all.length).toBeLessThanOrEqual(10);
			for (const { body } of all) sent.push({ urls: body.urls.length, after: options?.delaySeconds });
			return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
		},
	};
	const feeds = Array.from({ length: 200 }, (_, index) => `topics/t${index}`);
	await queuePings(queue, feeds, site, 5);
	const total = (after: number) => sent.filter((one) => one.after === after).reduce((sum, { urls }) => sum + urls, 0);
	expect(total(5)).toBe(600);
	expect(total(100)).toBe(600);
	expect(sent.length).toBe(24);
});

test("a ping contains both names of the URL parameter, because hubs expect one or the other", async () => {
	const requests: Request[] = [];
	const urls = [`${site.url}/feed.rss`, `${site.url}/topics/a%26b.rss`];
	await notifyExternalHub(HUB, { kind: "ping", urls }, async (url, init) => {
		requests.push(new Request(url, init));
		return new Response(null, { status: 204 });
	});
	const [request] = requests;
	expect(requests.length).toBe(1);
	expect([request?.method, request?.url]).toEqual(["POST", HUB]);
	expect(request?.headers.get("Content-Type")).toMatch(/^application\/x-www-form-urlencoded/);
	const form = new URLSearchParams(await request?.text());
	expect(form.getAll("hub.mode")).toEqual(["publish"]);
	expect(form.getAll("hub.topic")).toEqual(urls);
	expect(form.getAll("hub.url")).toEqual(urls);
});

test.each<[string, () => Promise<Response>, string]>([
	["refuses", async () => new Response("no such publisher", { status: 403 }), "responded with 403"],
	["fails", async () => new Response(null, { status: 503 }), "responded with 503"],
	["redirects", async () => Response.redirect("https://elsewhere.example/", 302), "responded with 302"],
	["cannot be reached", () => Promise.reject(new Error("refused")), "cannot be reached"],
])("a ping to a hub that %s fails with a reason, and is retried", async (_, answer, reason) => {
	const told = notifyExternalHub(HUB, { kind: "ping", urls: [`${site.url}/feed.rss`] }, answer);
	await expect(told).rejects.toThrow(reason);
	await expect(told).rejects.toThrow("hub.example");
});
