import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { directionOf } from "../../src/article/language.ts";
import { operatorWordsFor } from "../../src/words/operator/operator-words.ts";
import { hasWords, wordsFor } from "../../src/words/words.ts";
import { finishedJob } from "../api/requests.ts";
import { get, publish, source } from "../publisher/newsroom.ts";
import { subscribe } from "../routes/subscribing.ts";
import { entriesOf } from "../words/said.ts";
import { type Said, textsOf } from "./visible.ts";

const LANGUAGE = env.SITE_LANGUAGE ?? "en";

/** Matches the words in the test content. No real word begins with these letters. */
const CONTENT = /^(zy|qx)/i;

/** Names, and other words that are the same in all languages. */
const NAMES = new Set(
	(
		"rss atom json feed opml newsstand websub rsscloud utc gmt kv r2 git commit cloudflare mb kb min x " +
		"feedly inoreader feedbin newsblur the old reader bazqux netnewswire reeder unread feeder read you readkit " +
		"fluent thunderbird newsflash liferea capy readyou iphone ipad mac android windows linux web ios macos example id " +
		"feedme quiterss guard lire mp anna akregator newsboat article url width height alt caption credit title summary " +
		"date published provider iframe video ui test publisher reconciler hub worker"
	).split(" "),
);

beforeAll(async () => {
	const provider = { name: "Zyprov", domain: "zyprov.example" };
	const image = { url: "https://zypics.example/zy.jpg", width: 1200, height: 800, caption: "Zycap", credit: "Qxcred" };
	await publish(
		source("topics/zyto.md", { name: "Zyto", description: "Zydesc qxdesc." }),
		source(
			"one.md",
			{ title: "Zyone qxone", date: "2026-05-04T10:00:00Z", topics: ["Zyto", "Zyno"], images: [image] },
			note(),
		),
		source("two.md", {
			title: "Zytwo",
			date: "2026-05-03",
			link: "https://zyprov.example/2",
			provider,
			topics: ["Zyto"],
		}),
		source(
			"three.md",
			{ title: "Zythree", date: "2026-04-03", authors: ["Zyauth Qxauth", "Zyother"], topics: ["Zyto"] },
			"Qxtext.",
		),
		source(
			"audio.md",
			{
				...{ title: "Zyaudio", date: "2026-03-03", topics: ["Zyto"], updated: "2026-05-09" },
				attachments: [{ url: "https://zypics.example/zy.mp3", type: "audio/mpeg", duration: 600, size: 1_200_000 }],
				related: [{ title: "Zyrel", url: "https://qxrel.example/", provider: "Qxrel" }],
			},
			"Qxtext.",
		),
		source(
			"video.md",
			{ title: "Zyvideo", date: "2026-03-02", player: "https://www.youtube.com/embed/aqz-KE-bpKQ", topics: ["Zyto"] },
			"Qxtext.",
		),
		source("members.md", { title: "Zymem", date: "2026-03-01", topics: ["Zyto"], audience: "members" }, "Qxtext."),
		source("gone.md", { title: "Zygone", date: "2026-02-01", topics: ["Zyto"] }, "Qxtext."),
		source("broken.md", { title: "", date: "never" }),
		...Array.from({ length: 60 }, (_, index) =>
			source(
				`old-${index}.md`,
				{ title: `Zyold${index}`, date: "2025-11-20", provider, topics: ["Zyto", `Zyt${index}`] },
				"Qxtext.",
			),
		),
	);
	await publish({ path: "gone.md", deleted: true });
});

function note(): string {
	return `Qxtext[^1].\n\n## Zyhead\n\n| Zya | Zyb |\n|---|---|\n| Zyc | Zyd |\n\n${"Qxword ".repeat(400)}\n\n[^1]: Qxnote.`;
}

const OPERATOR = { headers: { Authorization: `Basic ${btoa("me:test-token")}` } };

const PAGES: [path: string, status?: number, init?: RequestInit][] = [
	["/"],
	["/topics"],
	["/topics?find=qxnothing"],
	["/providers"],
	["/topics/zyto"],
	["/providers/zyprov.example"],
	["/topics/zyto/archive/2026-05"],
	["/feed/archive/2025-11"],
	["/feed/archive/2025-11?page=2"],
	["/articles/one"],
	["/articles/three"],
	["/articles/audio"],
	["/articles/video"],
	["/articles/gone", 410],
	["/zynothing", 404],
	["/topics/zyta", 404],
	["/follow"],
	["/follow?topic=zyto"],
	["/search"],
	["/search?q=qxtext"],
	["/search?q=qxtexx"],
	["/search?q=qxnothing"],
	["/select?-topic=zyno&type=article&q=qxtext"],
	["/select/archive/2026-05?q=qxtext"],
	["/select?q=qxnothing"],
	["/select?limit=900", 400],
	["/select?topic=zyta&q=qxtext", 404],
	["/languages/fr"],
	["/subscribe"],
	["/subscribe?topic=zyto&-provider=zyprov.example&q=qxtext&content=summary"],
	["/subscribe?q=qxnothing"],
	["/subscribe?limit=900&lang=%21"],
	["/about/feeds"],
	["/about/json-feed"],
	["/feed.rss", 200, { headers: { "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate" } }],
	["/jobs/1", 404],
	["/status", 200, OPERATOR],
	["/status", 401],
];

/** Pages whose English strings are marked as English on a site in a language without a catalogue. */
const MARKED = [
	"/",
	"/topics/zyto",
	"/feed/archive/2025-11",
	"/select?q=qxnothing",
	"/languages/fr",
	"/subscribe",
	"/about/feeds",
	"/about/json-feed",
	"/zynothing",
	"/status",
];

/** Returns all words that are known to be in the site's language: those in its catalogue, dates and language names. */
function ownWords(): Set<string> {
	const numbers = [0, 1, 2, 3, 5, 11, 100];
	const words = hasWords(LANGUAGE) ? [wordsFor(LANGUAGE), operatorWordsFor(LANGUAGE)] : [];
	const catalogue = words
		.flatMap((one) => entriesOf(one))
		.flatMap(([, value]) => (typeof value === "function" ? numbers.map(value) : [value]));
	const dates = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 3 + month)).flatMap((time) => [
		...(["full", "long", "medium"] as const).map((dateStyle) =>
			new Intl.DateTimeFormat(LANGUAGE, { dateStyle, timeStyle: "long", timeZone: "UTC" }).format(time),
		),
		new Intl.DateTimeFormat(LANGUAGE, { month: "short", day: "numeric", timeZone: "UTC" }).format(time),
	]);
	const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
	const ago = (["second", "minute", "hour", "day"] as const).flatMap((unit) =>
		[-11, -2, -1, 0, 1, 2, 11].map((count) => relative.format(count, unit)),
	);
	const names = new Intl.DisplayNames(LANGUAGE, { type: "language" });
	const languages = ["de", "en", "fr", "ar", "ja"].map((tag) => names.of(tag) ?? "");
	const lists = new Intl.ListFormat(LANGUAGE).format(["Zya", "Zyb", "Zyc"]);
	return new Set([...catalogue, ...dates, ...ago, ...languages, lists].flatMap(tokens));
}

/** Returns the words in a text that are written in Latin letters. */
function tokens(text: string): string[] {
	return (text.normalize("NFC").match(/\p{Script=Latin}[\p{Script=Latin}\p{M}]+/gu) ?? []).map((word) =>
		word.toLowerCase(),
	);
}

/** Removes URLs and paths from a string, because they do not consist of words. */
function withoutAddresses(text: string): string {
	return text.replaceAll(
		/(?:https?|feed):\S+|\/[\w./-]+(?:#\w+)?|\b[\w-]+\.(?:example|com|org|rss|opml|toml|md)\b|`[^`]*`/g,
		" ",
	);
}

/** Elements in which it is not possible to mark only part of the text with a language. */
const MIXED = /^(title|meta|link)\b/;

/**
 * Leaves out messages of `check`, the log and jobs. Pages for the operator quote these in English, and mark them as
 * English.
 */
function withoutMessages(said: readonly Said[]): Said[] {
	return said.filter(({ language, at }) => language !== "en" || at !== "span");
}

/** Returns the strings that are not in the language that they are marked with. */
function foreign(said: readonly Said[], known: ReadonlySet<string>): string[] {
	return said.flatMap(({ text, language, at }) => {
		// On a site in a language without a catalogue, English strings are marked as English wherever that is possible.
		if (!hasWords(LANGUAGE) && (language === "en" || MIXED.test(at))) return [];
		const unknown = tokens(withoutAddresses(text)).filter(
			(word) => !CONTENT.test(word) && !NAMES.has(word) && !known.has(word),
		);
		return unknown.length === 0
			? []
			: [`${at} in ${language}: ${text.slice(0, 120)} (${unknown.slice(0, 5).join(", ")})`];
	});
}

test.each(PAGES.filter(([path]) => hasWords(LANGUAGE) || MARKED.includes(path)))(
	`on a site in ${LANGUAGE}, every word of %s is in the language that it is marked with`,
	async (path, status = 200, init = {}) => {
		const response = await get(path, init);
		const html = await response.text();
		expect(response.status, path).toBe(status);
		expect(html).toMatch(new RegExp(`^<!DOCTYPE html><html lang="${LANGUAGE}" dir="${directionOf(LANGUAGE)}">`));
		expect(html).not.toMatch(/\{\w+\}(?!")/);
		const said = textsOf(html);
		expect(said.length).toBeGreaterThan(5);
		expect(foreign(withoutMessages(said), ownWords())).toEqual([]);
	},
);

test("the page of a job is in the site's language", async () => {
	for (const state of ["done", "parked"] as const) {
		const html = await (await get(`/jobs/${await finishedJob(state, "It is so.")}`)).text();
		const said = textsOf(html);
		expect(foreign(withoutMessages(said), ownWords()), state).toEqual([]);
		expect(said).toContainEqual(expect.objectContaining({ text: "It is so.", language: "en" }));
	}
});

test("a subscriber's page is in the site's language", async () => {
	const { base } = await subscribe();
	for (const path of [`${base}/`, `${base}/articles/members`]) {
		const html = await (await get(path)).text();
		expect(foreign(textsOf(html), ownWords()), path).toEqual([]);
	}
});

test("dates are written in the site's language, even if it has no catalogue", async () => {
	const html = await (await get("/articles/one")).text();
	expect(html).toContain(
		new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(2026, 4, 4)),
	);
});

test("feeds and lists of feeds are in the site's language", async () => {
	const says = wordsFor(LANGUAGE);
	const selection: { title: string; description: string } = await (
		await get("/select.json?topic=zyto&q=qxtext")
	).json();
	expect(
		!hasWords(LANGUAGE)
			? []
			: foreign([{ text: `${selection.title} ${selection.description}`, language: LANGUAGE, at: "feed" }], ownWords()),
	).toEqual([]);
	const opml = await (await get("/feeds.opml")).text();
	expect(opml).toContain(`<outline text="${says.nav.topics}"`);
	const feed: { items: { content_html: string }[] } = await (await get("/topics/zyno.json")).json();
	expect(feed.items[0]?.content_html).toContain(`title="${says.article.backTo.replace("{label}", "1")}"`);
});
