import { env } from "cloudflare:workers";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { type Content, contentOf, feedsBehind, type Topic, topicOf } from "../../src/hub/topic.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { readSettings, type Site } from "../../src/settings.ts";
import { article, get, publish, SITE, settle, source } from "../publisher/newsroom.ts";

const settings = readSettings(env);
if ("problems" in settings) throw new Error(settings.problems.join(" "));
const site: Site = settings.site;

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("tide", { topics: ["Küste", "AI"] }, "A **body**. ".repeat(100)),
		article("wave", { topics: ["AI"], provider: { name: "Herald", domain: "herald.example" } }),
	);
});

function topicAt(path: string): Topic {
	const topic = topicOf(SITE + path, site);
	if ("problem" in topic) throw new Error(topic.problem);
	return topic;
}

function content(path: string): Promise<Content> {
	return contentOf(env, site, topicAt(path));
}

describe("valid topics", () => {
	test.each([
		["/feed.rss", ["feed"]],
		["/topics/k%C3%BCste.atom", ["topics/küste"]],
		["/providers/herald.example.json", ["providers/herald.example"]],
		["/select.rss?lang=en", ["feed"]],
		[
			"/select.json?topic=ai&topic=robots&-topic=sport&provider=herald.example&q=tide",
			["topics/ai", "topics/robots", "providers/herald.example", "topics/sport"],
		],
	])("include %s, which depends on %j", (path, feeds) => {
		expect(feedsBehind(topicAt(path))).toEqual(feeds);
	});

	test.each([
		["https://elsewhere.example/feed.rss", /not a feed of this site.*http:\/\/localhost:8787\/feed\.rss/],
		["", /not a feed of this site/],
		["feed.rss", /not a feed of this site/],
		[`${SITE}/`, /no feed at this address/],
		[`${SITE}/feed`, /no feed at this address/],
		[`${SITE}/topics/ai`, /no feed at this address/],
		[`${SITE}/feed/archive/2026-05.rss`, /no feed at this address/],
		[`${SITE}/private/abc/feed.rss`, /no feed at this address/],
		[`${SITE}/private/abc/select.rss?topic=ai`, /no feed at this address/],
		[`${SITE}/select/archive/2026-05.rss?topic=ai`, /no feed at this address/],
		[`${SITE}/topics/%ff.rss`, /no feed at this address/],
		[`${SITE}/select.rss?limit=9999`, /limit=9999 is not allowed/],
		[`${SITE}/select.rss?q=${"a".repeat(4000)}`, /at most 4000 characters/],
	])("%s is rejected with a reason", (url, problem) => {
		expect(topicOf(url, site)).toMatchObject({ problem: expect.stringMatching(problem) });
	});

	test.each([
		[`${SITE}/feed.rss?utm_source=x`, `${SITE}/feed.rss`],
		[`${SITE}/feed.rss#top`, `${SITE}/feed.rss`],
		[`HTTP://LocalHost:8787/feed.rss`, `${SITE}/feed.rss`],
		["https://localhost:8787/feed.rss", `${SITE}/feed.rss`],
		[`http://anna:secret@localhost:8787/feed.rss`, `${SITE}/feed.rss`],
		[` ${SITE}/feed.rss`, `${SITE}/feed.rss`],
		[`${SITE}/a/../feed.rss`, `${SITE}/feed.rss`],
		[`${SITE}/topics/AI.rss`, `${SITE}/topics/ai.rss`],
		[`${SITE}/topics/küste.rss`, `${SITE}/topics/k%C3%BCste.rss`],
		[`${SITE}/topics/k%c3%bcste.rss`, `${SITE}/topics/k%C3%BCste.rss`],
		[`${SITE}/select.rss?lang=en#top`, `${SITE}/select.rss?lang=en`],
		[`${SITE}/select.rss?lang=en `, `${SITE}/select.rss?lang=en`],
	])("%s is not canonical, so it is rejected with the canonical address", (url, canonical) => {
		expect(topicOf(url, site)).toMatchObject({
			problem: expect.stringContaining(`is ${canonical}. Subscribe to that address`),
		});
	});
});

describe("a topic's content", () => {
	const paths = FORMATS.flatMap((format) => [
		`/feed.${format}`,
		`/topics/k%C3%BCste.${format}`,
		`/select.${format}?topic=artificial-intelligence&lang=en`,
	]);

	test.each(paths)("equals the response to GET %s byte for byte, with media type and ETag", async (path) => {
		const got = await get(path);
		const found = await content(path);
		if (found.kind !== "content") throw new Error(found.kind);
		expect(gunzipSync(found.body).toString()).toBe(await got.text());
		expect(found.etag).toBe(got.headers.get("ETag"));
		expect(found.contentType).toBe(got.headers.get("Content-Type"));
	});

	test.each([
		["/topics/nowhere.rss", "There is no such feed on this site"],
		["/select.rss?topic=nowhere&lang=en", 'There is no topic "nowhere" here'],
		["/select.rss", `${SITE}/feed.rss. Subscribe to that address`],
		["/select.rss?lang=EN", `${SITE}/select.rss?lang=en. Subscribe to that address`],
		[
			"/select.rss?topic=AI&lang=en",
			`${SITE}/select.rss?topic=artificial-intelligence&lang=en. Subscribe to that address`,
		],
		["/select.atom?provider=herald.example", `${SITE}/providers/herald.example.atom. Subscribe to that address`],
	])("does not exist for %s, and the reason is stated", async (path, reason) => {
		expect(await content(path)).toEqual({ kind: "none", reason: expect.stringContaining(reason) });
	});

	test("is not available before readers can fetch it, because rssCloud readers would get the old version", async () => {
		await publisherOf(env).apply([article("news", { title: "Just in" })], "token:test");
		for (const path of ["/feed.json", "/select.json?lang=en"]) {
			const found = await content(path);
			if (found.kind === "content") expect(gunzipSync(found.body).toString()).toContain("Just in");
			else expect(found).toEqual({ kind: "later" });
		}
		expect((await content("/topics/artificial-intelligence.rss")).kind, "this feed has not changed").toBe("content");
		await settle();
		const found = await content("/feed.json");
		expect(found.kind === "content" && gunzipSync(found.body).toString()).toContain("Just in");
	});

	test("is not available while a batch is incomplete", async () => {
		await publisherOf(env).apply([article("half")], "token:test", true);
		for (const path of ["/feed.json", "/select.json?lang=en"]) expect(await content(path)).toEqual({ kind: "later" });
		await publish(article("whole"));
		expect((await content("/feed.json")).kind).toBe("content");
	});

	test("remains available, but is empty, when the last article is deleted; ends when the topic is renamed", async () => {
		await publish({ path: "wave.md", deleted: true });
		expect((await content("/providers/herald.example.rss")).kind).toBe("content");
		await publish(source("topics/coast.md", { name: "Coast", aliases: ["Küste"] }));
		expect((await content("/topics/coast.rss")).kind).toBe("content");
		expect((await content("/topics/k%C3%BCste.rss")).kind).toBe("none");
	});
});
