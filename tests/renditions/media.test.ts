import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Attachment, Picture } from "../../src/article/article.ts";
import { renderAtom } from "../../src/renditions/atom.ts";
import { renderRss } from "../../src/renditions/rss.ts";
import { breachesOf } from "./json-feed-spec.ts";
import { isThere, PYTHON } from "./parsers.ts";
import { inAll, readJson } from "./reading.ts";
import { feed, published, site } from "./sample.ts";
import { ATOM, all, MEDIA, one, textOf } from "./xml.ts";

/** A picture stored on the site. */
const PICTURE: Picture = {
	url: "https://site.example/media/abc/tide.jpg",
	width: 1200,
	height: 800,
	type: "image/jpeg",
	bytes: 83_211,
	alt: "Waves & a quay",
	caption: "The quay at noon",
	credit: "Ada <Agency>",
};
const TALK: Attachment = {
	url: "https://site.example/media/def/talk.mp3",
	type: "audio/mpeg",
	bytes: 1_234_567,
	duration: 186.4,
	title: "Talk",
};
const FILM: Attachment = {
	url: "https://site.example/media/fed/film.mp4",
	type: "video/mp4",
	bytes: 77,
	width: 640,
	height: 360,
};

test("every format contains a stored picture's file size, dimensions and descriptions", () => {
	const { item, entry, json } = inAll({ images: [PICTURE] });
	const { url } = PICTURE;
	expect(one(item, "enclosure").attributes).toEqual({ url, length: "83211", type: "image/jpeg" });
	for (const parent of [item, entry]) {
		const content = one(parent, `${MEDIA}content`);
		expect(content.attributes).toEqual({
			url,
			width: "1200",
			height: "800",
			type: "image/jpeg",
			medium: "image",
			fileSize: "83211",
		});
		expect(textOf(content, `${MEDIA}title`)).toBe("The quay at noon");
		expect(textOf(content, `${MEDIA}description`)).toBe("Waves & a quay");
		expect(textOf(content, `${MEDIA}credit`)).toBe("Ada <Agency>");
		expect(one(parent, `${MEDIA}thumbnail`).attributes).toEqual({ url, width: "1200", height: "800" });
	}
	const link = all(entry, `${ATOM}link`).find(({ attributes }) => attributes["rel"] === "enclosure");
	expect(link?.attributes).toEqual({ rel: "enclosure", type: "image/jpeg", href: url, length: "83211" });
	expect(json.image).toBe(url);
	expect(json.attachments).toEqual([]);
	expect(json._newsstand.images).toEqual([
		{ url, width: 1200, height: 800, alt: PICTURE.alt, caption: PICTURE.caption, credit: PICTURE.credit },
	]);
});

test("if a picture has a caption but no alternative text, the caption becomes its description", () => {
	const { item } = inAll({ images: [{ url: "https://a.example/1.png", caption: "Noon" }] });
	const content = one(item, `${MEDIA}content`);
	expect(textOf(content, `${MEDIA}description`)).toBe("Noon");
	expect(all(content, `${MEDIA}title`)).toEqual([]);
	expect(all(item, `${MEDIA}thumbnail`)).toEqual([]);
});

test("audio becomes the enclosure, which comes before all media elements and is not repeated in them; the picture is still included as a picture", () => {
	const { item, entry, json } = inAll({ images: [PICTURE], attachments: [TALK, FILM] });
	expect(all(item, "enclosure").map(({ attributes }) => attributes)).toEqual([
		{ url: TALK.url, length: "1234567", type: "audio/mpeg" },
	]);
	const order = item.children.map(({ name }) => name);
	expect(order.indexOf("enclosure")).toBeLessThan(order.indexOf(`${MEDIA}content`));
	expect(all(item, `${MEDIA}content`).map(({ attributes }) => attributes["url"])).toEqual([FILM.url, PICTURE.url]);
	const links = all(entry, `${ATOM}link`).filter(({ attributes }) => attributes["rel"] === "enclosure");
	expect(links.map(({ attributes }) => attributes["href"])).toEqual([TALK.url, FILM.url]);
	expect(json.image).toBe(PICTURE.url);
	expect(json.attachments).toEqual([
		{ url: TALK.url, mime_type: "audio/mpeg", title: "Talk", size_in_bytes: 1_234_567, duration_in_seconds: 186 },
		{ url: FILM.url, mime_type: "video/mp4", size_in_bytes: 77 },
	]);
	expect(breachesOf(readJson({ articles: [published({ attachments: [TALK, FILM] })] }))).toEqual([]);
});

test("the enclosure for an attachment of unknown length has the length 0", () => {
	const { item } = inAll({ attachments: [{ url: "https://a.example/1.mp3", type: "audio/mpeg" }] });
	expect(one(item, "enclosure").attributes).toMatchObject({ length: "0" });
});

test.skipIf(!isThere(PYTHON, "-c", "import feedparser"))("feedparser reads enclosures, credits and thumbnails", () => {
	const articles = [published({ images: [PICTURE], attachments: [TALK] })];
	const script =
		"import feedparser,json,sys; e=feedparser.parse(sys.stdin.read()).entries[0]; " +
		"print(json.dumps([[(x.href,x.length,x.type) for x in e.enclosures], " +
		"[(m['url'],m['filesize'],m['medium']) for m in e.media_content], e.media_credit[0]['content']]))";
	for (const xml of [renderRss(feed({ articles }), site), renderAtom(feed({ articles }), site)]) {
		expect(JSON.parse(execFileSync(PYTHON, ["-c", script], { input: xml, encoding: "utf8" }))).toEqual([
			[[TALK.url, "1234567", "audio/mpeg"]],
			[[PICTURE.url, "83211", "image"]],
			"Ada <Agency>",
		]);
	}
});
