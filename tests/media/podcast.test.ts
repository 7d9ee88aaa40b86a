import { afterEach, expect, test } from "vitest";
import { showGuid } from "../../src/publisher/write/show-guids.ts";
import { ask } from "../api/requests.ts";
import { get, publish, SITE, settle, source } from "../publisher/newsroom.ts";
import { announce, bytesOf, joined, png, send, settledReset, type TestFile } from "./files.ts";

afterEach(settledReset);

/** The beginning of an MP3 file, which is enough to identify its type. */
const TALK: TestFile = {
	path: "talk.mp3",
	bytes: joined(Uint8Array.from([0xff, 0xfb, 0x90, 0]), new Uint8Array(996).fill(7)),
};
const CAPTIONS: TestFile = {
	path: "talk.vtt",
	bytes: bytesOf(
		"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ada>High water &amp; low.\n\n00:02.000 --> 00:04.000\n<v Bo>Indeed.\n",
	),
};
const CHAPTERS: TestFile = {
	path: "talk.chapters.json",
	bytes: bytesOf(
		JSON.stringify({
			version: "1.2.0",
			chapters: [
				{ startTime: 0, title: "Intro" },
				{ startTime: 75, title: "<Tide>" },
			],
		}),
	),
};
const COVER: TestFile = { path: "topics/cover.png", bytes: png(1400, 1400) };

const SHOW = {
	name: "Harbour talk",
	podcast: {
		author: "Harbour Post",
		owner: { name: "Ada", email: "ada@harbour.example" },
		category: "News > Daily News",
		artwork: "cover.png",
	},
};

const FIELDS = {
	title: "High water",
	date: "2026-05-04",
	topics: ["Harbour talk"],
	audio: "talk.mp3",
	duration: "3:06",
	transcript: "talk.vtt",
	chapters: "talk.chapters.json",
};

function episode(over: Record<string, unknown> = {}) {
	return source("talk.md", { ...FIELDS, ...over }, "What the harbour master says.");
}

function description(fields: unknown, path = "topics/talk.yaml") {
	return { path, text: JSON.stringify(fields) };
}

async function sendAll(...files: TestFile[]): Promise<void> {
	await announce(...files);
	for (const file of files) expect((await send(file)).status, file.path).toBe(200);
	await settle();
}

async function text(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

const FEED = "/topics/harbour-talk.rss";

test("a topic with `podcast` is a show, and its feed, pages and lists contain an episode together with the episode's files", async () => {
	await publish(description(SHOW), episode());
	await sendAll(TALK, CAPTIONS, CHAPTERS, COVER);
	const rss = await text(FEED);
	expect(rss).toContain(`length="1000" type="audio/mpeg"`);
	expect(rss).toContain("<itunes:duration>186</itunes:duration>");
	expect(rss).toMatch(/<itunes:image href="[^"]*\/cover\.png"\/>/);
	expect(rss).toMatch(/<podcast:transcript url="[^"]*\/talk\.vtt" type="text\/vtt" rel="captions"\/>/);
	expect(rss).toMatch(/<podcast:chapters url="[^"]*\/talk-chapters\.json" type="application\/json\+chapters"\/>/);
	expect(rss).toContain(`<podcast:guid>${showGuid(SITE + FEED)}</podcast:guid>`);

	const page = await text("/articles/talk");
	expect(page).toMatch(/<audio controls="" preload="none" src="[^"]*\/talk\.mp3"><\/audio>/);
	expect(page).toMatch(/<span class="meta">1:15<\/span><a href="[^"]*\/talk\.mp3#t=75"><bdi>&lt;Tide&gt;<\/bdi>/);
	expect(page).toContain('<p dir="auto">Ada: High water &amp; low.</p><p dir="auto">Bo: Indeed.</p>');
	expect(page).toMatch(/download="">Download \([\d.]+ kB\)<\/a> · 3:06 · <a [^>]*>Transcript \(WebVTT\)<\/a>/);
	const list = await text("/topics/harbour-talk");
	expect(list).toMatch(/<audio controls preload="none" src="[^"]*\/talk\.mp3" aria-label="High water">/);
	const bare = (SITE + FEED).replace(/^http:\/\//, "");
	for (const app of [
		`podcast://${bare}`,
		`pktc://subscribe/${bare}`,
		"overcast://x-callback-url/add?url=",
		"https://antennapod.org/deeplink/subscribe?url=",
	])
		expect(list).toContain(`href="${app}`);
	expect(await text("/feed.rss")).not.toContain("itunes:author");
});

test("when chapters change, the episode's page shows the new chapters", async () => {
	await publish(description(SHOW), episode());
	await sendAll(TALK, CHAPTERS);
	await sendAll({ ...CHAPTERS, bytes: bytesOf('{"version":"1.2.0","chapters":[{"startTime":5,"title":"Ebb"}]}') });
	expect(await text("/articles/talk")).toContain("<bdi>Ebb</bdi>");
});

test("a show keeps its guid when it is renamed, and can keep the guid of an old feed", async () => {
	await publish(description(SHOW), episode());
	await settle();
	const guid = showGuid(SITE + FEED);
	await publish(description({ ...SHOW, name: "Quay talk", aliases: ["Harbour talk"] }));
	await settle();
	expect(await text("/topics/quay-talk.rss")).toContain(`<podcast:guid>${guid}</podcast:guid>`);
	const written = "917393e3-1b1e-5cef-ace4-edaa54e1f810";
	const podcast = { ...SHOW.podcast, guid: written };
	await publish(description({ ...SHOW, podcast, name: "Quay talk" }));
	await settle();
	expect(await text("/topics/quay-talk.rss")).toContain(`<podcast:guid>${written}</podcast:guid>`);
	await publish(description({ ...SHOW, name: "Quay talk" }));
	await settle();
	expect(await text("/topics/quay-talk.rss")).toContain(`<podcast:guid>${written}</podcast:guid>`);
});

test("a show's guid is computed by the rule of the Podcasting 2.0 namespace", () => {
	expect(showGuid("https://podnews.net/rss")).toBe("9b024349-ccf0-5f69-a609-6b82873eab3c");
	expect(showGuid("https://mp3s.nashownotes.com/pc20rss.xml/")).toBe("917393e3-1b1e-5cef-ace4-edaa54e1f810");
});

test("podcast.yaml makes the site's feed a show, and deleting the file restores the previous feed", async () => {
	await publish(episode({ topics: [] }));
	await sendAll(TALK, CAPTIONS, CHAPTERS);
	const before = await text("/feed.rss");
	await publish(description({ ...SHOW, description: "What the harbour says." }, "podcast.yaml"));
	await settle();
	const rss = await text("/feed.rss");
	expect(rss).toContain("<itunes:author>Harbour Post</itunes:author>");
	expect(rss).toContain("<description>What the harbour says.</description>");
	expect(rss).toContain(`<podcast:guid>${showGuid(`${SITE}/feed.rss`)}</podcast:guid>`);
	expect(await text("/")).toContain("Listen in your podcast app");
	await publish({ path: "podcast.yaml", deleted: true });
	await settle();
	expect(await text("/feed.rss")).toBe(before);
});

test("with their token, members get the show, which is blocked from podcast directories, and can request its audio in parts", async () => {
	await publish(description(SHOW), episode({ audience: "members" }));
	await sendAll(TALK, CAPTIONS, CHAPTERS);
	const response = await ask("POST", "/api/subscribers", { body: JSON.stringify({ for: "Anna" }) });
	const base = new URL((await response.json<{ url: string }>()).url).pathname.replace(/\/$/, "");
	const rss = await text(base + FEED);
	expect(rss).toContain("<itunes:block>Yes</itunes:block>");
	expect(rss).toContain("<podcast:block>yes</podcast:block>");
	const [, file = ""] = /<enclosure url="([^"]*)" length="1000"/.exec(rss) ?? [];
	expect(file.startsWith(`${SITE}${base}/media/`)).toBe(true);
	const { pathname } = new URL(file);
	const part = await get(pathname, { headers: { Range: "bytes=0-1" } });
	expect([part.status, part.headers.get("Content-Range")]).toEqual([206, "bytes 0-1/1000"]);
	expect(new Uint8Array(await part.arrayBuffer())).toEqual(TALK.bytes.subarray(0, 2));
	const head = await get(pathname, { method: "HEAD" });
	expect([head.status, head.headers.get("Content-Length"), head.headers.get("Accept-Ranges")]).toEqual([
		200,
		"1000",
		"bytes",
	]);
	expect((await get(pathname.replace(base, ""))).status).toBe(404);
	const page = await text(`${base}/articles/talk`);
	expect(page).toContain("<bdi>&lt;Tide&gt;</bdi>");
	expect(page).toContain("Bo: Indeed.");
});

test("artwork of 300 pixels, and an episode whose file is not audio, cause warnings, but the feed stays published", async () => {
	await publish(description(SHOW), episode());
	await announce(TALK, { ...TALK, bytes: png() }, { ...COVER, bytes: png(300, 300) });
	await send({ ...TALK, bytes: png() });
	await send({ ...COVER, bytes: png(300, 300) });
	await settle();
	const { problems } = await (await ask("GET", "/api/problems")).json<{
		problems: { path: string; message: string }[];
	}>();
	expect(problems.map(({ path, message }) => [path, message])).toEqual(
		expect.arrayContaining([
			["topics/talk.yaml", "cover.png has 300 × 300 pixels, which is too small for podcast artwork."],
			["talk.md", "talk.mp3 is not audio: it contains image/png."],
		]),
	);
	const rss = await text(FEED);
	expect(rss).not.toContain("<enclosure");
	expect(rss).toContain("<item>");
});
