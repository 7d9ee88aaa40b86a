import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { htmlFaults } from "../browser/html-faults.ts";
import { isThere, PYTHON } from "../renditions/parsers.ts";
import { freePort, type Program, scratch, startReady, stop } from "./program.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/corpus/news");
const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const source = z.object({
	title: z.string(),
	excerpt: z.string(),
	publishedDateTime: z.string(),
	webUrl: z.string().optional(),
	originalUrl: z.string(),
	published: z.boolean(),
	quality: z.number(),
	secured: z.string(),
	ampWebUrl: z.string().optional(),
	provider: z.object({ name: z.string(), domain: z.string() }),
	topics: z.array(z.string()),
	images: z.array(z.object({ url: z.string() })).default([]),
});
type Source = z.infer<typeof source> & { path: string };

const feedList = z.object({
	feeds: z.array(
		z.object({ name: z.string(), count: z.number(), rss: z.string(), atom: z.string(), json: z.string() }),
	),
});

const isCorpusThere = existsSync(CORPUS);
if (!isCorpusThere) console.warn(`Skipped: no real articles at ${CORPUS}.`);
const canRead = isCorpusThere && isThere("xmllint", "--version") && isThere(PYTHON, "-c", "import feedparser");

describe.skipIf(!canRead)("501 real articles", () => {
	const state = scratch();
	let program: Program;
	let sources: Source[];
	let shown: Source[];
	const url = (article: Source) => new URL(article.webUrl ?? article.originalUrl).href;

	beforeAll(async () => {
		sources = readdirSync(CORPUS).map((path) => {
			const [, yaml = ""] = readFileSync(join(CORPUS, path), "utf8").split(/^---$/m);
			return { path, ...source.parse(load(yaml)) };
		});
		// Only one of several duplicates is published: the one with the highest quality; if several have it, the oldest of
		// these; if several are equally old, the one whose path sorts first. Different articles that link to the same page
		// are not duplicates.
		const isSameNews = (a: Source, b: Source) => a.title === b.title || Math.abs(time(a) - time(b)) < 24 * 3_600_000;
		const rank = (a: Source, b: Source) => b.quality - a.quality || time(a) - time(b) || (a.path < b.path ? -1 : 1);
		const published = sources.filter((article) => article.published);
		shown = published.filter(
			(article) =>
				!published.some(
					(other) => url(other) === url(article) && isSameNews(other, article) && rank(other, article) < 0,
				),
		);
		shown.sort((a, b) => time(b) - time(a) || (url(a) < url(b) ? -1 : 1));
		program = await startReady("--port", String(PORT), "--state", state.path, CORPUS);
	});
	afterAll(async () => {
		await stop(program, PORT);
		state.remove();
	});

	const feeds = async () => feedList.parse(await (await fetch(`${SITE}/feeds.json`)).json()).feeds;

	test("the article counts in the terminal and in the list of feeds match the front matter", async () => {
		expect(sources).toHaveLength(501);
		expect(program.output()).toContain("501 files uploaded\n");
		const rivals = sources.filter((article) => article.published).length - shown.length;
		expect(program.output().match(/has the same URL or guid/g) ?? []).toHaveLength(rivals);
		const list = await feeds();
		const counts = new Map<string, number>([["feed", shown.length]]);
		const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
		for (const article of shown) {
			count(`providers/${article.provider.domain}`);
			for (const topic of article.topics) count(`topics/${topic.toLowerCase().replaceAll(" ", "-")}`);
		}
		expect(Object.fromEntries(list.map((feed) => [feed.name, feed.count]))).toEqual(Object.fromEntries(counts));
		for (const [name, number] of counts) expect(program.output()).toMatch(new RegExp(`^${name} +${number} `, "m"));
	});

	test("every feed is well-formed and matches its sources: titles, links, dates, authors, pictures", async () => {
		for (const feed of await feeds()) {
			const expected = shown
				.filter((article) => feed.name === "feed" || names(article).includes(feed.name))
				.slice(0, 50)
				.map((article) => ({
					title: article.title.replace(/\s+/g, " "),
					link: url(article),
					date: new Date(time(article)).toISOString().replace(".000Z", "Z"),
					author: article.provider.name,
					image: article.images.map((image) => new URL(image.url).href)[0] ?? null,
				}));
			for (const address of [feed.rss, feed.atom]) {
				const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
				execFileSync("xmllint", ["--noout", "-"], { input: bytes });
				expect(parseWithFeedparser(bytes), address).toEqual(expected);
			}
			const { items } = itemList.parse(await (await fetch(feed.json)).json());
			expect(
				items.map((item) => ({
					title: item.title,
					link: item.url,
					date: item.date_published.replace(".000Z", "Z"),
					author: item.authors[0]?.name,
					image: item.image ?? null,
				})),
			).toEqual(expected);
		}
	});

	test("every page is valid HTML, and small without its pictures", async () => {
		const names = (await feeds()).map(({ name }) => (name === "feed" ? "" : name));
		const paths = [
			...names.map((name) => `/${name}`),
			...["/topics", "/providers", "/subscribe", "/subscribe?q=azure", "/select?q=azure", "/feed/archive/2021-08"],
			...shown.filter((_, index) => index % 20 === 0).map(({ path }) => `/articles/${path.replace(/\.md$/, "")}`),
		];
		for (const path of paths) {
			const response = await fetch(SITE + path);
			const html = await response.text();
			expect(response.status, path).toBe(200);
			expect(Buffer.byteLength(html), path).toBeLessThan(50_000);
			expect(await htmlFaults(html), path).toEqual([]);
		}
	});

	test("no response contains unpublished articles or private fields", async () => {
		const list = await feeds();
		const pages = shown.map((article) => `${SITE}/articles/${article.path.replace(/\.md$/, "")}`);
		const addresses = [
			...["/", "/feeds.json", "/health"].map((path) => SITE + path),
			...list.flatMap((feed) => [feed.rss, feed.atom, feed.json, feed.rss.replace(/\.rss$/, "")]),
			...pages,
		];
		const bodies = await Promise.all(
			addresses.map(async (address) => {
				const response = await fetch(address);
				return { address, status: response.status, text: await response.text() };
			}),
		);
		for (const { address, status } of bodies) expect(status, address).toBe(200);
		const all = bodies.map((body) => body.text).join("\n");
		const titles = new Set(shown.map((article) => article.title));
		for (const { secured, ampWebUrl, published, title, webUrl } of sources) {
			expect(all.includes(secured)).toBe(false);
			if (ampWebUrl !== undefined && ampWebUrl !== webUrl) expect(all.includes(ampWebUrl), ampWebUrl).toBe(false);
			if (!published && !titles.has(title))
				expect(all.includes(escaped(title)) || all.includes(title), title).toBe(false);
		}
		for (const field of ["secured", "isCached", "ampWebUrl", "cdnAmpWebUrl", ".md"])
			expect(all.includes(field), field).toBe(false);
	});
});

const itemList = z.object({
	items: z.array(
		z.object({
			title: z.string(),
			url: z.string(),
			date_published: z.string(),
			authors: z.array(z.object({ name: z.string() })),
			image: z.string().optional(),
		}),
	),
});

function time(article: Source): number {
	return Date.parse(article.publishedDateTime);
}

function names(article: Source): string[] {
	return [
		`providers/${article.provider.domain}`,
		...article.topics.map((topic) => `topics/${topic.toLowerCase().replaceAll(" ", "-")}`),
	];
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Parses a feed with python3-feedparser. Fails if feedparser reports problems. */
function parseWithFeedparser(bytes: Buffer): unknown {
	const script = `
import sys, json, time, feedparser
d = feedparser.parse(sys.stdin.buffer.read())
assert not d.bozo, d.bozo_exception
print(json.dumps([{
  "title": e.title, "link": e.link, "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", e.published_parsed), "author": e.author,
  "image": next((l.href for l in e.links if l.rel == "enclosure"), None)} for e in d.entries]))`;
	return JSON.parse(execFileSync(PYTHON, ["-c", script], { input: bytes, encoding: "utf8" }));
}
