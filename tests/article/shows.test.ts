import { expect, test } from "vitest";
import type { Description } from "../../src/article/article.ts";
import { categoryOf, isCategory } from "../../src/article/podcast-categories.ts";
import type { Problem } from "../../src/article/problem.ts";
import { read } from "./reading.ts";

const COMPLETE = `name: Harbour talk
description: What the harbour is about.
podcast:
  author: Harbour Post
  owner: { name: Ada Marsh, email: ada@harbour.example }
  category: [News > Daily News, Society & Culture]
  artwork: cover.jpg
  explicit: false
  type: serial
  language: de
  funding: { url: https://harbour.example/give, text: Help }
  locked: yes
  medium: podcast
  license: cc-by-4.0
  guid: 9b024349-ccf0-5f69-a609-6b82873eab3c
  hosts: [Ada]
  apple: https://podcasts.apple.com/de/podcast/harbour/id1234567890
`;

function described(text: string, path = "topics/talk.yaml"): { description: Description; problems: Problem[] } {
	const reading = read(text, path);
	if (reading.kind !== "description") throw new Error(`the source is ${reading.kind}`);
	return reading;
}

test("a topic can contain all data that podcast directories require", () => {
	const { description, problems } = described(COMPLETE);
	expect(problems).toEqual([]);
	expect(description.feed).toBe("topics/harbour-talk");
	expect(description.show).toEqual({
		author: "Harbour Post",
		owner: { name: "Ada Marsh", email: "ada@harbour.example" },
		categories: [{ name: "News", sub: "Daily News" }, { name: "Society & Culture" }],
		artwork: { url: "local:/topics/cover.jpg", width: undefined, height: undefined },
		explicit: false,
		type: "serial",
		language: "de",
		funding: [{ url: "https://harbour.example/give", text: "Help" }],
		locked: true,
		medium: "podcast",
		license: { name: "cc-by-4.0", url: undefined },
		guid: "9b024349-ccf0-5f69-a609-6b82873eab3c",
		people: [{ name: "Ada", role: "host", url: undefined }],
		appleId: "1234567890",
	});
	expect(description.locals).toEqual([
		{ path: "topics/cover.jpg", kind: "picture", isArtwork: true, line: 7, otherwise: undefined },
	]);
});

test("podcast.yaml at the top level describes the podcast of the whole site, and a provider can have its own podcast", () => {
	const site = described(COMPLETE.replace("name: Harbour talk\n", ""), "podcast.yaml");
	expect([site.problems, site.description.feed, site.description.show?.author]).toEqual([[], "feed", "Harbour Post"]);
	expect(site.description.locals?.[0]?.path).toBe("cover.jpg");
	expect(described(COMPLETE, "providers/talk.yaml").description.feed).toBe("providers/harbour-talk");
	expect(described("podcast: {}", "podcast.yml").description.feed).toBe("feed");
	expect(read("name: x", "data/podcast.yaml").kind).toBe("rejected");
});

test("the stored description of a topic without `podcast` does not contain a show", () => {
	expect("show" in described("name: Talk").description).toBe(false);
});

test("each missing field that apps require causes a warning with a fix", () => {
	const { description, problems } = described("name: Talk\npodcast: true");
	expect(description.show).toMatchObject({ categories: [], explicit: false, type: "episodic" });
	expect(problems.map(({ message }) => message)).toEqual([
		"`podcast.category` is missing: Apple and Spotify require one.",
		"`podcast.owner` is missing: YouTube and Spotify verify shows by e-mail.",
		"`podcast.artwork` is missing: Apple and Spotify require a cover.",
		"`description` is missing: directories require one.",
		"`podcast.author` is missing: apps show it below the title.",
	]);
	for (const { severity, hint } of problems) expect([severity, /[.!?]$|`$/.test(hint)]).toEqual(["warning", true]);
});

test.each([
	[
		"category: Harbours",
		'`podcast.category` "Harbours" is not in Apple\'s list of categories.',
		"Use one such as `News > Daily News`.",
	],
	[
		"category: Daily Politics",
		'`podcast.category` "Daily Politics" is not in Apple\'s list of categories.',
		"Did you mean `News > Daily News`?",
	],
	[
		"category: Arts > Politics",
		'`podcast.category` "Arts > Politics" is not in Apple\'s list of categories.',
		"Did you mean `Arts`?",
	],
	[
		"owner: { name: Ada }",
		"`podcast.owner.email` is missing: directories need it to send a verification code.",
		"Add `email:` below `owner:`.",
	],
	["owner: Ada", "`podcast.owner` is not an e-mail address.", "Use an address such as podcast@example.org."],
	["type: weekly", "`podcast.type` is unknown.", "Use episodic (newest first) or serial (oldest first)."],
	[
		"guid: 12",
		"`podcast.guid` is not a UUID.",
		"Copy `podcast:guid` from the old feed, or omit it: the site then generates one.",
	],
	[
		"medium: radio",
		"`podcast.medium` is unknown.",
		"Use podcast, music, video, film, audiobook, newsletter, blog or course.",
	],
	["language: klingon1", "`podcast.language` is not a language.", "Use a code such as en or de."],
	[
		"artwork: cover.mp3",
		"`podcast.artwork` is not a picture.",
		"Use the address of a .jpg, .png, .webp, .avif or .svg file.",
	],
])("%s causes a warning", (line, message, hint) => {
	const { problems } = described(`name: Talk\npodcast:\n  ${line}\n`);
	expect(problems).toContainEqual({ severity: "warning", path: "topics/talk.yaml", line: 3, message, hint });
});

test.each([
	["News", { name: "News" }],
	["daily news", { name: "News", sub: "Daily News" }],
	["News / Daily News", { name: "News", sub: "Daily News" }],
	["Society &amp; Culture", { name: "Society & Culture" }],
	["society and culture: documentary", { name: "Society & Culture", sub: "Documentary" }],
	["Self Improvement", { name: "Education", sub: "Self-Improvement" }],
	["constructor", undefined],
])("%s is matched to Apple's category", (text, category) => expect(categoryOf(text)).toEqual(category));

test("a category with a subcategory can be written in any of three notations", () => {
	const shows = [
		"{ News: Daily News }",
		"{ name: News, sub: Daily News }",
		"[{ text: News, subcategory: [Daily News] }]",
	];
	for (const written of shows) {
		const { show } = described(`name: Talk\npodcast:\n  category: ${written}\n`).description;
		expect(show?.categories).toEqual([{ name: "News", sub: "Daily News" }]);
	}
	expect([isCategory("News", "Daily News"), isCategory("News", "Books"), isCategory("toString")]).toEqual([
		true,
		false,
		false,
	]);
});
