import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Article } from "../../src/article/article.ts";
import { plainText } from "../../src/article/body/plain-text.ts";
import { readSource } from "../../src/article/read-source.ts";
import { FORMATS, type Format } from "../../src/feed/feed.ts";
import { readHistory } from "../renditions/history.ts";
import { freePort, type Program, scratch, startReady, stop } from "./program.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/corpus");
const FOLDERS = ["news", "newsletters"];
const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const isCorpusThere = existsSync(CORPUS);
if (!isCorpusThere) console.warn(`Skipped: no real articles at ${CORPUS}.`);

/** Queries that use every parameter of a selection, alone and combined. */
const QUERIES = [
	"topic=canvas-apps&topic=portals",
	"topic=canvas-apps&topic=model-driven-apps&topic=teams-integration",
	"topic=power-apps&-topic=canvas-apps",
	"topic=power-apps&-topic=canvas-apps&-topic=teams-integration",
	"-topic=power-apps",
	"-topic=canvas-apps",
	"-topic=canvas-apps&-provider=microsoft.com",
	"topic=canvas-apps&provider=microsoft.com",
	"topic=canvas-apps&provider=microsoft.com&provider=zdnet.com",
	"topic=canvas-apps&topic=teams-integration&provider=microsoft.com&provider=zdnet.com",
	"provider=microsoft.com&provider=zdnet.com",
	"provider=zdnet.com&type=video",
	"-provider=microsoft.com",
	"-provider=microsoft.com&-provider=zdnet.com",
	"topic=canvas-apps&-provider=microsoft.com",
	"topic=canvas-apps&-provider=zdnet.com",
	"type=video",
	"type=article",
	"type=video&type=article",
	"type=podcast",
	"-type=video",
	"-type=article",
	"-type=video&-type=article",
	"type=video&topic=canvas-apps",
	"-type=video&topic=canvas-apps",
	"type=article&-topic=power-apps",
	"lang=en",
	"lang=de",
	"lang=en-GB",
	"lang=en&topic=canvas-apps",
	"lang=de&lang=en&type=video",
	"min_quality=50",
	"min_quality=72",
	"min_quality=72.5",
	"min_quality=1000",
	"min_quality=80&topic=canvas-apps",
	"min_quality=80&provider=microsoft.com&type=article",
	"limit=1",
	"limit=7",
	"limit=200",
	"limit=200&topic=power-apps&type=article",
	"limit=3&topic=canvas-apps&topic=portals",
	"limit=200&-topic=power-apps",
	"q=azure",
	"q=AZURE",
	"q=excel&q=sharepoint",
	"q=power portals",
	'q="power portals"',
	'q="power apps portals"',
	'q="general availability"',
	"q=environment&limit=200",
	"-q=power",
	"-q=microsoft&-q=apps&limit=200",
	"q=microsoft&-q=teams",
	"q=teams&topic=canvas-apps",
	"q=teams&topic=canvas-apps&topic=teams-integration&provider=microsoft.com",
	"q=video&type=video",
	"q=community&-type=video&min_quality=60",
	"q=nowhere-to-be-found",
	'q=unsubscribe&q="read more"',
	"q=it&topic=power-apps&limit=5",
	"q=power&q=apps&-q=microsoft&-topic=canvas-apps&-provider=zdnet.com&min_quality=10&limit=100",
	"content=summary",
	"content=summary&q=newsletter&limit=200",
	"topic=power-apps&provider=microsoft.com&type=article&lang=en&q=release&min_quality=40&limit=20&content=summary",
];

const feedList = z.object({ feeds: z.array(z.object({ name: z.string() })) });

/** Returns the words of a string, in lower case and without accents. */
function wordsOf(text: string): string {
	const words = text
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u);
	return ` ${words.filter((word) => word !== "").join(" ")} `;
}

const slug = (topic: string): string => topic.toLowerCase().replaceAll(" ", "-");

/** Whether an article matches a query. This implementation is deliberately simple. */
function fits(article: Article, query: URLSearchParams): boolean {
	const text = [article.title, article.excerpt, plainText(article.html)].map(wordsOf).join("|");
	const terms = (words: string) => (words.match(/"[^"]+"|[^" ]+/g) ?? []).map(wordsOf);
	const has: Record<string, (value: string) => boolean> = {
		topic: (value) => article.topics.map(slug).includes(value),
		provider: (value) => article.provider?.key === value,
		type: (value) => article.type === value,
		lang: (value) => `${article.language ?? "en"}-`.startsWith(`${value}-`),
		q: (value) => terms(value).every((term) => text.includes(term)),
		min_quality: (value) => (article.quality ?? 0) >= Number(value),
	};
	return Object.entries(has).every(([name, test]) => {
		const asked = query.getAll(name);
		return (asked.length === 0 || asked.some(test)) && !query.getAll(`-${name}`).some(test);
	});
}

describe.skipIf(!isCorpusThere)("selections and archives of real articles", () => {
	const content = scratch();
	const state = scratch();
	let program: Program;
	let shown: Article[];

	beforeAll(async () => {
		for (const folder of FOLDERS) cpSync(join(CORPUS, folder), join(content.path, folder), { recursive: true });
		const context = { siteUrl: SITE, timeZone: "UTC", defaults: {} };
		const articles = FOLDERS.flatMap((folder) => readdirSync(join(CORPUS, folder)).map((name) => `${folder}/${name}`))
			.map((path) => readSource(path, readFileSync(join(CORPUS, path), "utf8"), context))
			.flatMap((read) => (read.kind === "article" ? [read.article] : []));
		// Only one of several duplicates is published: the one with the highest quality; if several have it, the oldest of
		// these; if several are equally old, the one whose path sorts first. Different articles that link to the same page
		// are not duplicates.
		const isSameNews = (a: Article, b: Article) =>
			a.title === b.title || Math.abs(a.published - b.published) < 24 * 3_600_000;
		const rank = (a: Article, b: Article) =>
			(b.quality ?? 0) - (a.quality ?? 0) || a.published - b.published || (a.path < b.path ? -1 : 1);
		shown = articles.filter(
			(article) =>
				!articles.some(
					(other) => other.link === article.link && isSameNews(other, article) && rank(other, article) < 0,
				),
		);
		shown.sort((a, b) => b.published - a.published || (a.link < b.link ? -1 : 1));
		program = await startReady("--port", String(PORT), "--state", state.path, content.path);
	});
	afterAll(async () => {
		await stop(program, PORT);
		state.remove();
		content.remove();
	});

	const textOf = async (url: string): Promise<string> => {
		const response = await fetch(url);
		if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
		return response.text();
	};
	/** Returns the guid: the link, or the article's own page if another article has the same link. */
	const guidOf = ({ link, path, address }: Article): string =>
		shown.some((other) => other.link === link && other.path < path) ? SITE + address : link;
	const links = (articles: readonly Article[]) => articles.map(guidOf);

	/** Follows a feed's archive from the newest document to the oldest. Returns the ids of its articles. */
	const walk = async (address: string, format: Format): Promise<string[]> => {
		const found: string[] = [];
		let { previous } = readHistory(await textOf(address), format);
		while (previous !== undefined) {
			const document = readHistory(await textOf(previous), format);
			found.push(...document.ids);
			previous = document.previous;
		}
		return found;
	};

	test("there are enough articles and enough queries with results", () => {
		expect(shown.length).toBeGreaterThan(300);
		const sizes = QUERIES.map((text) => shown.filter((article) => fits(article, new URLSearchParams(text))).length);
		expect(QUERIES.length).toBeGreaterThanOrEqual(60);
		expect(sizes.filter((size) => size > 0 && size < shown.length).length).toBeGreaterThan(40);
	});

	test.each(QUERIES)("%s returns the same articles as a simple search, in every format", async (text) => {
		const query = new URLSearchParams(text);
		const expected = shown.filter((article) => fits(article, query)).slice(0, Number(query.get("limit") ?? 50));
		for (const format of FORMATS) {
			const { ids } = readHistory(await textOf(`${SITE}/select.${format}?${query}`), format);
			expect(ids, format).toEqual(links(expected));
		}
	});

	test.each(FORMATS)("following any feed's archive back in %s finds every article once", async (format) => {
		const { feeds } = feedList.parse(JSON.parse(await textOf(`${SITE}/feeds.json`)));
		expect(feeds.length).toBeGreaterThan(15);
		for (const { name } of feeds) {
			const [kind, key = ""] = name.split("/");
			const query = kind === "feed" ? "" : kind === "topics" ? `topic=${key}` : `provider=${key}`;
			const expected = shown.filter((article) => fits(article, new URLSearchParams(query)));
			expect(await walk(`${SITE}/${name}.${format}`, format), name).toEqual(links(expected));
		}
	});

	test.each(FORMATS)("following a selection's archive back in %s finds every article once", async (format) => {
		for (const text of ["q=azure", "type=video&-topic=canvas-apps", "topic=canvas-apps&topic=teams-integration"]) {
			const expected = shown.filter((article) => fits(article, new URLSearchParams(text)));
			expect(await walk(`${SITE}/select.${format}?${text}`, format), text).toEqual(links(expected));
		}
	});
});
