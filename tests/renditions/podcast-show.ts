import type { Feed, PublishedArticle } from "../../src/feed/feed.ts";
import { feed, published, site } from "./sample.ts";

const MEDIA = `${site.url}/media/0123456789012345678901234567890123456789`;

/** The show's cover, which is stored on the site. */
const COVER = { url: `${MEDIA}/cover.png`, type: "image/png", width: 1400, height: 1400, bytes: 9000 };

function episode(number: number, over: Partial<PublishedArticle> = {}): PublishedArticle {
	return published({
		title: `High water & low, ${number === 3 ? "<part>" : "part"} ${["one", "two", "three", "four", "five"][number - 1]}`,
		path: `talk-${number}.md`,
		link: `${site.url}/articles/talk-${number}`,
		address: `/articles/talk-${number}`,
		guid: `urn:talk:${number}`,
		html: "<p>What the harbour master says.</p>",
		published: Date.UTC(2026, 4, number, 7),
		images: [],
		attachments: [
			{ url: `${MEDIA}/talk-${number}.mp3`, type: "audio/mpeg", bytes: 1_000_000 + number, duration: 186.4 + number },
		],
		...over,
	});
}

/** A show with five episodes. One episode has all fields, and another has nothing but its file. */
export const SHOW: Feed = feed({
	name: "topics/harbour-talk",
	title: "Harbour talk",
	description: "What the harbour is about.",
	url: `${site.url}/topics/harbour-talk`,
	hub: undefined,
	image: { url: COVER.url },
	show: {
		author: "Harbour Post & Sons",
		owner: { name: "Ada Marsh", email: "ada@harbour.example" },
		categories: [{ name: "News", sub: "Daily News" }, { name: "Society & Culture" }],
		artwork: COVER,
		explicit: false,
		type: "serial",
		language: "en-GB",
		funding: [{ url: "https://harbour.example/give?a=1&b=2", text: "Help & support" }],
		locked: true,
		medium: "podcast",
		license: { name: "cc-by-4.0" },
		people: [{ name: "Ada Marsh", role: "host" }],
		guid: "9b024349-ccf0-5f69-a609-6b82873eab3c",
	},
	articles: [
		episode(5, {
			// A document, followed by the same recording in two formats.
			attachments: [
				{ url: `${MEDIA}/table.pdf`, type: "application/pdf", bytes: 10 },
				{ url: `${MEDIA}/talk-5.mp3`, type: "audio/mpeg", bytes: 1_000_005, duration: 191.4 },
				{ url: `${MEDIA}/talk-5.opus`, type: "audio/ogg", bytes: 500_000, isAlternate: true },
			],
			images: [{ url: `${MEDIA}/art.jpg`, type: "image/jpeg", width: 1500, height: 1500, bytes: 8000 }],
			episode: {
				title: "Five & last",
				season: 2,
				seasonName: "Winter",
				number: 5,
				kind: "full",
				explicit: true,
				people: [
					{ name: "Bo <Pilot>", role: "guest", group: "cast", url: "https://bo.example/", picture: `${MEDIA}/bo.jpg` },
				],
				transcripts: [
					{ url: `${MEDIA}/talk.vtt`, type: "text/vtt", language: "en" },
					{ url: `${MEDIA}/talk.srt`, type: "application/x-subrip" },
				],
				chapters: `${MEDIA}/talk-chapters.json`,
				marks: [
					{ start: 0, title: "Intro" },
					{ start: 90.5, title: 'High "water"', url: "https://harbour.example/" },
				],
				soundbites: [{ start: 73, duration: 60, title: "The wave" }],
			},
		}),
		episode(4, { episode: { kind: "bonus" } }),
		episode(3, { episode: { number: 3, season: 1 } }),
		episode(2, { episode: { kind: "trailer", art: { url: `${MEDIA}/art-2.png`, type: "image/png" } } }),
		episode(1),
	],
});
