import { expect } from "vitest";
import { FORMATS, type Format } from "../../src/feed/feed.ts";
import { ATOM, all, one, parseXml } from "../renditions/xml.ts";
import { article, at, type HubSite, test } from "./websub-site.ts";

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
	await room.put([{ ...article("Küste", "Before"), path: "kueste.md" }, article("harbour", "Before")]);
	await room.reader.calm();
});

/** Finds the hub and self links in a document. */
function linksIn(text: string, format: Format): { hub: (string | undefined)[]; self: (string | undefined)[] } {
	if (format === "json") {
		const { hubs, feed_url }: { hubs?: { type: string; url: string }[]; feed_url: string } = JSON.parse(text);
		return { hub: (hubs ?? []).map(({ type, url }) => `${type} ${url}`), self: [feed_url] };
	}
	const document = parseXml(text);
	const links = all(format === "rss" ? one(document, "channel") : document, `${ATOM}link`);
	const hrefs = (rel: string) =>
		links.filter(({ attributes }) => attributes["rel"] === rel).map(({ attributes }) => attributes["href"]);
	return { hub: hrefs("hub"), self: hrefs("self") };
}

/** Finds the targets of a relation in a Link header (RFC 8288). */
function linked(header: string | null, rel: string): string[] {
	return [...(header ?? "").matchAll(/<([^>]*)>((?:\s*;\s*\w+="[^"]*")*)/g)]
		.filter(([, , parameters = ""]) => parameters.includes(`rel="${rel}"`))
		.map(([, target = ""]) => target);
}

const PATHS = ["/feed", "/topics/harbour", "/topics/k%C3%BCste", "/select"];

test.each(PATHS.flatMap((path) => FORMATS.map((format) => [path, format] as const)))(
	"%s as %s has working hub and self links in the header and the document",
	async (path, format) => {
		const url = `${room.site.url}${path}.${format}${path === "/select" ? "?topic=harbour&topic=k%C3%BCste&q=text" : ""}`;
		const response = await fetch(url);
		expect(response.status).toBe(200);
		const text = await response.text();
		const link = response.headers.get("link");
		const inDocument = linksIn(text, format);
		expect(linked(link, "hub")).toEqual([room.hub]);
		expect(linked(link, "self")).toEqual([url]);
		expect(inDocument).toEqual({ hub: [format === "json" ? `WebSub ${room.hub}` : room.hub], self: [url] });

		const known = await fetch(url, { headers: { "If-None-Match": response.headers.get("etag") ?? "" } });
		expect([known.status, known.headers.get("link")]).toEqual([304, link]);
		const head = await fetch(url, { method: "HEAD" });
		expect([head.status, head.headers.get("link")]).toEqual([200, link]);

		const callback = room.subscriber.callback(`/discovered${path}/${format}`);
		const { query } = await room.subscribe(url, callback);
		expect(query.get("hub.topic")).toBe(url);
	},
);

test("subscribers of every feed get exactly the content at the feed's address", async () => {
	await room.put([{ ...article("Küste", "After"), path: "after.md" }]);
	await room.put([article("harbour", "After")]);
	const topics = PATHS.filter((path) => path !== "/select").flatMap((path) =>
		FORMATS.map((format) => `${room.site.url}${path}.${format}`),
	);
	for (const topic of topics) {
		const callback = room.subscriber.callback(new URL(topic).pathname);
		await room.subscribe(topic, callback);
		await room.put([{ ...article("Küste", `For ${topic}`), path: "kueste.md" }]);
		await room.put([article("harbour", `For ${topic}`)]);
		await room.reader.calm();
		await room.subscriber.when(() => callback.deliveries.some(({ body }) => body.includes(`For ${topic}`)));
		await room.reader.calm();
		const { body } = await room.get(topic);
		await room.subscriber.when(() => at(callback.deliveries, -1).body.equals(body));
	}
});

test.each(["/feed/archive/2026-05.rss", "/topics/harbour/archive/2026-05.json", "/", "/topics/harbour", "/feeds.json"])(
	"%s cannot be subscribed to, so it does not link to a hub",
	async (path) => {
		const response = await fetch(room.site.url + path);
		expect(response.status).toBe(200);
		expect(linked(response.headers.get("link"), "hub")).toEqual([]);
		expect(await response.text()).not.toMatch(/rel="hub"|"hubs"/);
	},
);
