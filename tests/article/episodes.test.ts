import { expect, test } from "vitest";
import { parseDuration } from "../../src/article/durations.ts";
import { AUTHORS } from "../../src/article/source.ts";
import { articleFrom, read, source, warned } from "./reading.ts";

const URL_OF_FILE = "https://cdn.example/talk.mp3";

/** The ways in which real podcasts name an episode's file, length and duration in front matter. */
const SPELLINGS: [name: string, fields: string][] = [
	["a plain address", `audio: ${URL_OF_FILE}\nlength: 1234567\nduration: "3:06"`],
	["RSS in Eleventy", `enclosure: {url: "${URL_OF_FILE}", length: 1234567, type: audio/mpeg, duration: 186}`],
	["Castanet for Hugo", `podcast_file: ${URL_OF_FILE}\npodcast_bytes: 1234567\npodcast_duration: "3:06"`],
	["Hugo, nested", `podcast:\n  mp3: ${URL_OF_FILE}\n  length: 1234567\n  duration: "00:03:06"`],
	["Hugo, params in one field", `podcast: ${URL_OF_FILE}\npodcast_bytes: "1234567"\npodcast_duration: "3:06"`],
	["Hugo, file of an audio theme", `audio_file: ${URL_OF_FILE}\naudio_bytes: 1234567\naudio_duration: PT3M6S`],
	["Hugo, address of an audio theme", `audio_url: ${URL_OF_FILE}\naudio_size: 1234567\naudio_duration: 186`],
	["Hugo, MP3 by format", `podcast_file_mp3: ${URL_OF_FILE}\npodcast_bytes: 1234567\nduration: 3 min 6 s`],
	[
		"Jekyll Podcast Feed",
		`podcast_link: ${URL_OF_FILE}\npodcast_file_size: 13.7 MB\npodcast_duration: "3:06"\npodcast_length: 1234567`,
	],
	["jekyll-podcast", `podcast: {file: "${URL_OF_FILE}", size: 1234567, duration: "0:03:06"}`],
	["Octopod for Jekyll", `audio: {mp3: "${URL_OF_FILE}"}\nfilesize: 1234567\nduration: "00:03:06.000"`],
	["podcaster for Jekyll", `file: ${URL_OF_FILE}\nlength: 1234567\nduration: "3:06"`],
	["a Jekyll theme", `enclosure_url: ${URL_OF_FILE}\nenclosure_length: 1234567\nitunes_duration: "3:06"`],
	["a link in Jekyll", `mp3_url: ${URL_OF_FILE}\nmp3_length: 1234567\nitunes_duration: 186`],
	["Eleventy's Podcaster", `episode: {filename: "${URL_OF_FILE}", size: 1234567, duration: "0:03:06"}`],
	["Eleventy, address and length", `audioUrl: ${URL_OF_FILE}\naudioLength: 1234567\nduration: 186`],
	["Eleventy, source", `audioSrc: ${URL_OF_FILE}\naudioLength: "3:06"\naudioBytes: 1234567`],
	["Eleventy, objects", `audio: {src: "${URL_OF_FILE}", bytes: 1234567, duration: 186}`],
	["Gatsby", `episodeUrl: ${URL_OF_FILE}\nepisodeLength: 1234567\nepisodeDuration: "3:06"`],
	["an export from Castopod", `media_url: ${URL_OF_FILE}\nmedia_length: 1234567\nduration: 186`],
	["a list", `enclosures:\n  - url: ${URL_OF_FILE}\n    length: 1234567\n    duration: "3:06"`],
	["an MP3 field", `mp3: ${URL_OF_FILE}\nmp3_size: 1234567\nduration: "3:06"`],
];

test.each(SPELLINGS)("an episode's file is read: %s", (_, fields) => {
	const [file, ...others] = articleFrom(fields).attachments ?? [];
	expect(file).toEqual({ url: URL_OF_FILE, type: "audio/mpeg", bytes: 1_234_567, duration: 186 });
	expect(others).toEqual([]);
});

test("a file name without a folder is found in any folder", () => {
	const { attachments, locals } = articleFrom('episode: {filename: "S1E1, High water.mp3"}');
	expect(attachments?.[0]?.url).toBe("local:/**/S1E1%2C%20High%20water.mp3");
	expect(locals?.map(({ path, kind }) => [path, kind])).toEqual([["**/S1E1, High water.mp3", "audio"]]);
});

test("additional formats of a recording are marked as alternates of the first file", () => {
	const { attachments } = articleFrom("audio:\n  opus: talk.opus\n  mp3: talk.mp3\n  m4a: talk.m4a");
	expect(attachments?.map(({ url, isAlternate }) => [url, isAlternate])).toEqual([
		["local:/**/talk.mp3", undefined],
		["local:/**/talk.m4a", true],
		["local:/**/talk.opus", true],
	]);
});

test("an episode's season, number, type and other data are read from flat or nested fields", () => {
	const flat = articleFrom(
		[
			"audio: talk.mp3",
			"season: 2",
			"season_name: Winter",
			"episode: 07",
			"episode_type: Bonus",
			"explicit: clean",
			"itunes_title: High water",
			"episode_image: https://cdn.example/art.jpg",
		].join("\n"),
	).episode;
	expect(flat).toEqual({
		season: 2,
		seasonName: "Winter",
		number: 7,
		kind: "bonus",
		explicit: false,
		title: "High water",
		art: { url: "https://cdn.example/art.jpg", width: undefined, height: undefined },
	});
	const nested = articleFrom(
		"episode: {filename: talk.mp3, seasonNumber: 2, episodeNumber: 7, episodeType: trailer, explicit: yes}",
	).episode;
	expect(nested).toEqual({ season: 2, number: 7, kind: "trailer", explicit: true });
});

test("hosts and guests can be names, objects or ids from an authors file", () => {
	const defaults = { [AUTHORS]: { ada: { name: "Ada Marsh", url: "https://ada.example/" } } };
	const fields =
		"audio: talk.mp3\nhosts: [ada]\nguests: [{name: Bo, role: Pilot, url: 'https://bo.example', image: bo.png}]";
	const reading = read(source(fields), "tide.md", { defaults });
	expect(reading.problems).toEqual([]);
	expect(reading.kind === "article" && reading.article.episode?.people).toEqual([
		{ name: "Ada Marsh", url: "https://ada.example/", role: "host" },
		{ name: "Bo", role: "pilot", url: "https://bo.example/", picture: "local:/bo.png" },
	]);
});

test("transcripts and chapters in files next to the article are published on this site", () => {
	const { episode, locals } = articleFrom(
		"audio: talk.mp3\ntranscript: talk.vtt\ntranscripts: [talk.srt, {url: 'https://cdn.example/talk.json', language: de}]\nchapters: talk.chapters.json",
	);
	expect(episode).toEqual({
		transcripts: [
			{ url: "local:/talk.srt", type: "application/x-subrip" },
			{ url: "https://cdn.example/talk.json", type: "application/json", language: "de" },
			{ url: "local:/talk.vtt", type: "text/vtt" },
		],
		chapters: "local:/talk.chapters.json",
	});
	expect(locals?.map(({ path }) => path)).toEqual(["talk.mp3", "talk.srt", "talk.vtt", "talk.chapters.json"]);
});

test("a transcript that is an article on the site links to its page", () => {
	const { episode } = articleFrom("audio: talk.mp3\ntranscript: talk.html");
	expect(episode?.transcripts).toEqual([{ url: "local:/talk.html", type: "text/html" }]);
});

test("chapters can be listed as strings, as objects or in Castanet's format", () => {
	const marks = [
		{ start: 0, title: "Intro" },
		{ start: 90.5, title: "High water" },
	];
	const written = [
		'chapters: ["00:01:30.500 High water", "00:00:00.000 Intro"]',
		"chapters: [{start: 0, title: Intro}, {start: '1:30.5', title: High water}]",
		"podcast_chapters: {version: 1.1.0, chapters: [{startTime: 0, title: Intro}, {startTime: 90.5, title: High water}]}",
	];
	for (const chapters of written) expect(articleFrom(`audio: talk.mp3\n${chapters}`).episode).toEqual({ marks });
});

test("soundbites are read", () => {
	const { episode } = articleFrom("audio: talk.mp3\nsoundbite: {start: '1:00', duration: 20, title: The wave}");
	expect(episode?.soundbites).toEqual([{ start: 60, duration: 20, title: "The wave" }]);
});

test("an article without audio or video is not an episode, whatever fields it has", () => {
	const article = articleFrom(
		"season: summer\nepisode: 3\nchapters: two\nhosts: [Ada]\nfile: report.pdf\nmedia: https://x.example/",
	);
	expect([article.episode, article.attachments]).toEqual([undefined, undefined]);
});

test("an article with audio but no podcast fields is not an episode, so its feed does not change", () => {
	expect("episode" in articleFrom("audio: talk.mp3") && articleFrom("audio: talk.mp3").episode).toBe(undefined);
});

const BAD: [what: string, fields: string, message: string][] = [
	[
		"two audio files",
		"audio: a.mp3\nenclosure: b.mp3",
		"`audio` is a second audio file. Podcast apps only play the file in `enclosure`.",
	],
	["a length of 0", "audio: {url: talk.mp3, length: 0}", "`audio.length` is 0."],
	["a length of 0 in a separate field", "audio: talk.mp3\naudio_length: 0", "`audio_length` is 0."],
	[
		"no length",
		`audio: ${URL_OF_FILE}\nepisode: 3`,
		"`length` is missing, and some podcast apps reject files of unknown length.",
	],
	["an unknown episode type", "audio: talk.mp3\nepisodeType: special", "`episodeType` is unknown."],
	["a fractional season number", "audio: talk.mp3\nseason: 1.5", "`season` is not a whole number above 0."],
	["an invalid value for explicit", "audio: talk.mp3\nexplicit: perhaps", "`explicit` is neither true nor false."],
	[
		"a transcript in an unsupported format",
		"audio: talk.mp3\ntranscript: talk.docx",
		"`transcript` is not a transcript.",
	],
	["chapters in an unsupported format", "audio: talk.mp3\nchapters: talk.txt", "`chapters` is not a chapters file."],
	["a chapter without a time", "audio: talk.mp3\nchapters: [Intro]", "`chapters` is not a chapter."],
	[
		"a soundbite without a duration",
		"audio: talk.mp3\nsoundbite: {start: 3}",
		"`soundbite` needs a start and a duration.",
	],
	["a guest without a name", "audio: talk.mp3\nguests: [{url: 'https://bo.example'}]", "`guests` has no name."],
];

test.each(BAD)("%s causes a warning, and the article is published", (_, fields, message) => {
	const { article, problem } = warned(fields);
	expect(problem.message).toBe(message);
	expect(article.attachments?.[0]?.type).toBe("audio/mpeg");
});

test.each([
	["186", 186],
	["3:06", 186],
	["01:02:03", 3723],
	["90:00", 5400],
	["0:00:05.250", 5.25],
	["PT1H2M3S", 3723],
	["1 h 2 min 3 s", 3723],
	["54 minutes", 3240],
	["", null],
	["soon", null],
	["1:2:3:4", null],
])("the duration %j is read as %s", (text, seconds) => expect(parseDuration(text)).toBe(seconds));
