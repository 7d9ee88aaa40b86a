import { spawnSync } from "node:child_process";
import { parseFeed as feedsmith } from "feedsmith";
import partytime from "podcast-partytime";
import { expect, test } from "vitest";
import type { Feed } from "../../src/feed/feed.ts";
import { renderAtom } from "../../src/renditions/atom.ts";
import { renderJson } from "../../src/renditions/json.ts";
import { renderRss } from "../../src/renditions/rss.ts";
import { breachesOf } from "./json-feed-spec.ts";
import { feedparser, isThere, PYTHON, podcastparser, xmllint } from "./parsers.ts";
import { SHOW } from "./podcast-show.ts";
import { feed, published, site } from "./sample.ts";
import { ATOM, all, MEDIA, one, parseXml, textOf } from "./xml.ts";

const ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}";
const PODCAST = "{https://podcastindex.org/namespace/1.0}";
const PSC = "{http://podlove.org/simple-chapters}";

const FILES = "https://site.example/media/0123456789012345678901234567890123456789";

function channelOf(show: Feed) {
	return one(parseXml(renderRss(show, site)), "channel");
}

test("the channel contains the elements that Apple requires and the podcast namespace defines", () => {
	const channel = channelOf(SHOW);
	const texts = ["author", "explicit", "type"].map((name) => textOf(channel, ITUNES + name));
	expect(texts).toEqual(["Harbour Post & Sons", "false", "serial"]);
	const owner = one(channel, `${ITUNES}owner`);
	expect([textOf(owner, `${ITUNES}name`), textOf(owner, `${ITUNES}email`)]).toEqual([
		"Ada Marsh",
		"ada@harbour.example",
	]);
	expect(one(channel, `${ITUNES}image`).attributes).toEqual({ href: `${FILES}/cover.png` });
	const [news, culture] = all(channel, `${ITUNES}category`);
	expect([news?.attributes, culture?.attributes]).toEqual([{ text: "News" }, { text: "Society & Culture" }]);
	expect(news && one(news, `${ITUNES}category`).attributes).toEqual({ text: "Daily News" });
	expect(textOf(channel, "language")).toBe("en-GB");
	expect(textOf(channel, `${PODCAST}guid`)).toBe("9b024349-ccf0-5f69-a609-6b82873eab3c");
	expect(one(channel, `${PODCAST}locked`)).toMatchObject({ text: "yes", attributes: { owner: "ada@harbour.example" } });
	expect(one(channel, `${PODCAST}funding`)).toMatchObject({
		text: "Help & support",
		attributes: { url: "https://harbour.example/give?a=1&b=2" },
	});
	expect(textOf(channel, `${PODCAST}medium`)).toBe("podcast");
	expect(textOf(channel, `${PODCAST}license`)).toBe("cc-by-4.0");
	expect(one(channel, `${PODCAST}person`)).toMatchObject({ text: "Ada Marsh", attributes: { role: "host" } });
	expect([`${ITUNES}block`, `${PODCAST}block`].flatMap((name) => all(channel, name))).toEqual([]);
	const rss = renderRss(SHOW, site);
	// Apple requires exactly this form of the namespace, and the root element on the second line.
	expect(rss.split("\n")[1]).toMatch(/^<rss [^>]*xmlns:itunes="http:\/\/www\.itunes\.com\/dtds\/podcast-1\.0\.dtd"/);
});

test("an episode's only enclosure is its audio, which precedes all elements of other namespaces, and the episode's picture is its cover", () => {
	const [item] = all(channelOf(SHOW), "item");
	if (!item) throw new Error("no item");
	expect(all(item, "enclosure").map(({ attributes }) => attributes)).toEqual([
		{ url: `${FILES}/talk-5.mp3`, length: "1000005", type: "audio/mpeg" },
	]);
	expect(all(item, `${MEDIA}content`).map(({ attributes }) => attributes["type"])).toEqual(["application/pdf"]);
	expect(all(item, `${MEDIA}thumbnail`)).toEqual([]);
	const names = item.children.map(({ name }) => name);
	expect(names.indexOf("enclosure")).toBeLessThan(names.indexOf(`${MEDIA}content`));
	expect(names.lastIndexOf(`${MEDIA}content`)).toBeLessThan(names.indexOf(`${ITUNES}image`));
	expect(one(item, `${ITUNES}image`).attributes).toEqual({ href: `${FILES}/art.jpg` });
	const facts = ["title", "duration", "season", "episode", "episodeType", "explicit"];
	expect(facts.map((name) => textOf(item, ITUNES + name))).toEqual(["Five & last", "191", "2", "5", "full", "true"]);
	expect(one(item, `${PODCAST}season`)).toMatchObject({ text: "2", attributes: { name: "Winter" } });
	expect(textOf(item, `${PODCAST}episode`)).toBe("5");
	expect(one(item, `${PODCAST}person`)).toMatchObject({
		text: "Bo <Pilot>",
		attributes: { role: "guest", group: "cast", href: "https://bo.example/", img: `${FILES}/bo.jpg` },
	});
	expect(all(item, `${PODCAST}transcript`).map(({ attributes }) => attributes)).toEqual([
		{ url: `${FILES}/talk.vtt`, type: "text/vtt", language: "en", rel: "captions" },
		{ url: `${FILES}/talk.srt`, type: "application/x-subrip", rel: "captions" },
	]);
	expect(one(item, `${PODCAST}chapters`).attributes).toEqual({
		url: `${FILES}/talk-chapters.json`,
		type: "application/json+chapters",
	});
	expect(all(one(item, `${PSC}chapters`), `${PSC}chapter`).map(({ attributes }) => attributes)).toEqual([
		{ start: "00:00:00.000", title: "Intro" },
		{ start: "00:01:30.500", title: 'High "water"', href: "https://harbour.example/" },
	]);
	expect(one(item, `${PODCAST}soundbite`)).toMatchObject({
		text: "The wave",
		attributes: { startTime: "73", duration: "60" },
	});
	const alternate = one(item, `${PODCAST}alternateEnclosure`);
	expect(alternate.attributes).toEqual({ type: "audio/ogg", length: "500000" });
	expect(one(alternate, `${PODCAST}source`).attributes).toEqual({ uri: `${FILES}/talk-5.opus` });
});

test("Atom and JSON Feed list all files, beginning with the audio, and JSON Feed contains its size and duration", () => {
	const [entry] = all(parseXml(renderAtom(SHOW, site)), `${ATOM}entry`);
	const links = entry ? all(entry, `${ATOM}link`).filter(({ attributes }) => attributes["rel"] === "enclosure") : [];
	expect(links.map(({ attributes }) => [attributes["href"], attributes["length"]])).toEqual([
		[`${FILES}/talk-5.mp3`, "1000005"],
		[`${FILES}/talk-5.opus`, "500000"],
		[`${FILES}/table.pdf`, "10"],
	]);
	const json = JSON.parse(renderJson(SHOW, site));
	expect(breachesOf(json)).toEqual([]);
	expect(json.items[0].attachments[0]).toEqual({
		url: `${FILES}/talk-5.mp3`,
		mime_type: "audio/mpeg",
		title: SHOW.articles[0]?.title,
		size_in_bytes: 1_000_005,
		duration_in_seconds: 191,
	});
	// In JSON Feed, attachments with the same title are versions of the same recording.
	expect(json.items[0].attachments[1].title).toBe(json.items[0].attachments[0].title);
	expect(json.items[1].attachments[0].duration_in_seconds).toBe(190);
});

test("in a show, an article without audio has no picture, because players would take the picture for an episode", () => {
	const text = published({ images: [{ url: "https://a.example/1.jpg" }] });
	const [item] = all(channelOf({ ...SHOW, articles: [text] }), "item");
	const namespaced = item?.children.filter(({ name }) => /itunes|podcastindex|mrss/.test(name) || name === "enclosure");
	expect(namespaced).toEqual([]);
});

test("a subscriber's copy asks directories not to list it, and does not contain the guid of the public show", () => {
	const channel = channelOf({ ...SHOW, name: "private/token/topics/harbour-talk" });
	expect([textOf(channel, `${ITUNES}block`), textOf(channel, `${PODCAST}block`)]).toEqual(["Yes", "yes"]);
	expect(all(channel, `${PODCAST}guid`)).toEqual([]);
});

test("a feed without podcast fields has no podcast namespace, even if it has audio", () => {
	const sound = published({ attachments: [{ url: `${FILES}/talk.mp3`, type: "audio/mpeg", duration: 3 }] });
	expect(renderRss(feed({ articles: [sound] }), site)).not.toMatch(/itunes|podcastindex|podlove/);
	const episode = { ...sound, episode: { number: 3 } };
	expect(renderRss(feed({ articles: [episode] }), site)).toContain("<itunes:episode>3</itunes:episode>");
});

test("artwork that podcast apps would reject is left out, and the feed is still valid", () => {
	const artwork = { url: `${FILES}/cover.webp`, type: "image/webp" };
	const broken = SHOW.show && { ...SHOW.show, artwork, categories: [], owner: undefined, locked: false };
	const channel = channelOf({ ...SHOW, show: broken });
	expect(["image", "category", "owner"].flatMap((name) => all(channel, ITUNES + name))).toEqual([]);
	expect(one(channel, `${PODCAST}locked`)).toMatchObject({ text: "no", attributes: {} });
});

test("podcast-partytime reads the whole show", () => {
	const parsed = partytime.parseFeed(renderRss(SHOW, site));
	expect(parsed).toMatchObject({
		title: "Harbour talk",
		author: "Harbour Post & Sons",
		owner: { name: "Ada Marsh", email: "ada@harbour.example" },
		itunesType: "serial",
		explicit: false,
		guid: "9b024349-ccf0-5f69-a609-6b82873eab3c",
		locked: true,
		medium: "podcast",
	});
	expect(parsed?.items.map(({ guid, enclosure }) => [guid, enclosure.url, enclosure.length])).toEqual(
		SHOW.articles.map(({ guid }, index) => [guid, `${FILES}/talk-${5 - index}.mp3`, 1_000_005 - index]),
	);
	expect(parsed?.items[0]).toMatchObject({
		duration: 191,
		podcastChapters: { url: `${FILES}/talk-chapters.json` },
		podcastSeason: { number: 2, name: "Winter" },
		podcastEpisode: { number: 5 },
	});
	expect(parsed?.items[0]?.podcastTranscripts?.map(({ type }) => type)).toEqual(["text/vtt", "application/srt"]);
});

test("feedsmith reads every field that it supports", () => {
	const parsed = feedsmith(renderRss(SHOW, site));
	if (parsed.format !== "rss") throw new Error(parsed.format);
	const { itunes, podcast, items = [] } = parsed.feed;
	expect(itunes).toMatchObject({
		author: "Harbour Post & Sons",
		explicit: false,
		image: `${FILES}/cover.png`,
		type: "serial",
		owner: { name: "Ada Marsh", email: "ada@harbour.example" },
		categories: [{ text: "News", categories: [{ text: "Daily News" }] }, { text: "Society & Culture" }],
	});
	expect(podcast).toMatchObject({
		guid: "9b024349-ccf0-5f69-a609-6b82873eab3c",
		locked: { value: true, owner: "ada@harbour.example" },
		medium: "podcast",
		license: { display: "cc-by-4.0" },
		fundings: [{ display: "Help & support", url: "https://harbour.example/give?a=1&b=2" }],
		persons: [{ display: "Ada Marsh", role: "host" }],
	});
	expect(items).toHaveLength(5);
	expect(items[0]).toMatchObject({
		enclosures: [{ url: `${FILES}/talk-5.mp3`, length: 1_000_005, type: "audio/mpeg" }],
		itunes: { title: "Five & last", duration: 191, season: 2, episode: 5, episodeType: "full", explicit: true },
		podcast: {
			chapters: { url: `${FILES}/talk-chapters.json`, type: "application/json+chapters" },
			soundbites: [{ startTime: 73, duration: 60, display: "The wave" }],
			season: { number: 2, name: "Winter" },
			episode: { number: 5 },
			persons: [{ display: "Bo <Pilot>", role: "guest", group: "cast" }],
			alternateEnclosures: [{ type: "audio/ogg", length: 500_000, sources: [{ uri: `${FILES}/talk-5.opus` }] }],
		},
	});
});

test.skipIf(!isThere(PYTHON, "-c", "import podcastparser"))(
	"gPodder's parser finds one file and one cover for each episode",
	() => {
		const [parsed] = podcastparser([renderRss(SHOW, site)]);
		expect(parsed).toMatchObject({
			title: "Harbour talk",
			type: "serial",
			cover_url: `${FILES}/cover.png`,
			itunes_owner: { name: "Ada Marsh", email: "ada@harbour.example" },
		});
		// For a serial show, gPodder's parser returns the oldest episode first.
		const episodes = parsed?.episodes.toReversed();
		expect(episodes?.map(({ guid, total_time, enclosures }) => [guid, total_time, enclosures[0]])).toEqual(
			SHOW.articles.map(({ guid }, index) => [
				guid,
				191 - index,
				{ url: `${FILES}/talk-${5 - index}.mp3`, file_size: 1_000_005 - index, mime_type: "audio/mpeg" },
			]),
		);
		expect(episodes?.map(({ episode_art_url }) => episode_art_url ?? "")).toEqual([
			`${FILES}/art.jpg`,
			"",
			"",
			`${FILES}/art-2.png`,
			"",
		]);
	},
);

test.skipIf(!isThere(PYTHON, "-c", "import feedparser"))("feedparser and libxml2 read the show without errors", () => {
	const documents = [renderRss(SHOW, site), renderAtom(SHOW, site)];
	expect(feedparser(documents).map(({ bozo, entries }) => [bozo, entries.length])).toEqual([
		["", 5],
		["", 5],
	]);
	expect(spawnSync("xmllint", ["--version"]).status === 0 ? xmllint(documents) : "").toBe("");
});
