import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IndexedFeed } from "../../src/feed/feed-index.ts";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { answered } from "../../src/publisher/read/reader-queue.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { parseSummary } from "../../src/routes/stored-feeds.ts";
import { article, get, publish } from "../publisher/newsroom.ts";
import { storeFeeds, storeTeasers } from "./stored.ts";

/** Maximum size of a page, without pictures, in bytes. Larger pages would be slow on phones. */
const MOST_BYTES = 50_000;

const ARTICLES = 210;

/** Very long titles, URLs and names. */
const LONG = {
	english: {
		title: "What happened on the quay of the old harbour in the night from Sunday to Monday, and why nobody knew. ",
		address: "what-happened-on-the-quay-of-the-old-harbour-in-the-night-from-sunday-to-monday.html?utm_source=feed",
		name: "A word about harbours and what is in them",
	},
	arabic: {
		title: "ماذا حدث على رصيف الميناء القديم في ليلة الأحد إلى الاثنين، ولماذا لم يتوقع أحد ذلك على الإطلاق؟ ",
		address: encodeURI("ماذا-حدث-على-رصيف-الميناء"),
		name: "كلمة عن الموانئ وما فيها",
	},
};

beforeAll(async () => {
	for (const [topic, { title, address }] of Object.entries(LONG)) {
		const many = Array.from({ length: ARTICLES }, (_, index) =>
			article(`${topic}${index}`, {
				title: `${index} ${title.repeat(4)}`,
				excerpt: title.repeat(9),
				link: `https://gazette.example/2026/05/${address}&n=${index}`,
				image: { url: `https://gazette.example/pictures/large/${address}.jpg`, width: 1200, height: 800 },
				topics: [topic],
				provider: { name: "The Gazette of the Old Harbour", domain: "gazette.example" },
				language: topic === "arabic" ? "ar" : "en",
				date: new Date(Date.UTC(2026, 4, 31) - index * 3_600_000).toISOString(),
			}),
		);
		const tenYears = Array.from({ length: 120 }, (_, index) =>
			article(`${topic}-of-old${index}`, { topics: [topic], date: new Date(Date.UTC(2016, index, 2)).toISOString() }),
		);
		await publish(...many, ...tenYears);
		await storeLargest(topic);
	}
}, 120_000);
afterAll(reset);

/** Stores a topic's feed as if `FEED_SIZE` were 200. */
async function storeLargest(topic: string): Promise<void> {
	const selection = parseSelection(new URLSearchParams({ topic, limit: "200" }), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	const answer = answered(
		await publisherOf(env).library().select(selection, null, "summary", `?topic=${topic}&limit=200`),
	);
	if (answer.kind !== "document") throw new Error(`The response is of kind ${answer.kind}, not a document.`);
	const { items } = parseSummary(answer.body);
	expect(items).toHaveLength(200);
	await storeTeasers(`topics/${topic}`, items);
}

/** Replaces the list of feeds with two hundred topics and two thousand providers. */
async function listFeeds(name: string): Promise<void> {
	const about = {
		count: 1234,
		newest: Date.UTC(2026, 4, 1),
		activity: { from: "2025-06", counts: [..."123456789123"].map(Number) },
	};
	const numbered = (count: number, feed: (index: number) => Pick<IndexedFeed, "name" | "title">) =>
		Array.from({ length: count }, (_, index) => ({ ...feed(index), ...about }));
	const feeds = [
		...numbered(200, (n) => ({
			name: `topics/${name.replaceAll(" ", "-").toLowerCase()}-${n}`,
			title: `${name} ${n}`,
		})),
		...numbered(2000, (n) => ({ name: `providers/a-long-domain-${n}.gazette.example`, title: `${name} ${n}` })),
	];
	await storeFeeds(feeds);
}

async function page(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

function bytesOf(html: string): number {
	return new TextEncoder().encode(html).byteLength;
}

/** Returns the numbers at the start of the articles' titles. */
function numbers(html: string): number[] {
	return [...html.matchAll(/<a href="https:\/\/gazette\.example\/2026[^"]*">(\d+) /g)].map(([, number]) =>
		Number(number),
	);
}

const upTo = (length: number) => Array.from({ length }, (_, index) => index);

describe.each(["english", "arabic"] as const)("with the longest possible strings, in %s,", (topic) => {
	test.each([
		`/topics/${topic}`,
		`/topics/${topic}/archive/2026-05`,
		`/select?topic=${topic}&limit=200`,
		`/select/archive/2026-05?topic=${topic}&content=summary`,
	])("%s is small enough for a phone", async (path) => {
		const html = await page(path);
		expect(numbers(html)).toEqual(upTo(50));
		expect(bytesOf(html)).toBeLessThan(MOST_BYTES);
	});

	test("long lists of topics and providers are small, and so is the builder", async () => {
		await listFeeds(LONG[topic].name);
		const ticked = upTo(25).map((n) => `&topic=${encodeURIComponent(LONG[topic].name)}+${n}`);
		const led = (await get(`/subscribe?q=quay${ticked.join("")}`)).headers.get("Location") ?? "";
		for (const path of [
			"/",
			"/topics?find=a",
			"/topics",
			"/providers?find=a",
			"/subscribe",
			"/subscribe?q=quay",
			led,
		]) {
			expect(bytesOf(await page(path)), path).toBeLessThan(MOST_BYTES);
		}
	});
});

test("a long selection is split into pages that show every article once", async () => {
	for (const [first, count] of [
		["/select?topic=english&limit=200", 200],
		["/select/archive/2026-05?topic=english&content=summary", ARTICLES],
	] as const) {
		const seen: number[] = [];
		let next: string | undefined = first;
		while (next !== undefined) {
			const response = await get(next);
			expect(response.headers.get("Cloudflare-CDN-Cache-Control"), next).not.toBe("no-store");
			const html = await response.text();
			seen.push(...numbers(html));
			expect(html).toContain(`<link rel="canonical" href="http://localhost:8787${next.replaceAll("&", "&amp;")}"/>`);
			next = /<a class="btn" href="([^"]+)" rel="next">\s*Next page/.exec(html)?.[1]?.replaceAll("&amp;", "&");
		}
		expect(seen, first).toEqual(upTo(count));
	}
});

test("a page number beyond the last page returns 404, and other spellings of a page number redirect", async () => {
	expect((await get("/select?topic=english&limit=200&page=5")).status).toBe(404);
	for (const wrong of ["&page=1", "&page=x", "&page=02"]) {
		const { status, headers } = await get(`/select?topic=english&limit=200${wrong}`);
		expect([status, headers.get("Location")], wrong).toEqual([301, "/select?topic=english&limit=200"]);
	}
});

test("a feed's page links to the archive, which contains the articles that are not on the page", async () => {
	const html = await page("/topics/english");
	expect(html).toContain('<a class="btn" href="/topics/english/archive/2026-05">Older articles</a>');
	const years = [...html.matchAll(/<a href="\/topics\/english\/archive\/(\d{4}-\d\d)">(\d{4})<\/a>/g)];
	expect(years.map(([, month, year]) => [year, month])).toEqual(
		["2025", "2024", "2023", "2022", "2021", "2020", "2019", "2018", "2017", "2016"].map((year) => [
			year,
			`${year}-12`,
		]),
	);
	expect(html).toMatch(/<h2 class="day">Archive 2026<\/h2>/);
	expect(await page("/topics/arabic/archive/2016-01")).toContain("1 article");
});
