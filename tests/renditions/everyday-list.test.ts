import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { readSource } from "../../src/article/read-source.ts";
import type { PublishedArticle } from "../../src/feed/feed.ts";
import { type ListedArticle, listedArticle } from "../../src/renditions/everyday-list.ts";
import { published, site } from "./sample.ts";

/** The fields that clients of everyday.cc's API decode, with their types. */
const text = z.string();
const integer = z.int().nullable();
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const picture = z.strictObject({
	url: z.url(),
	width: integer,
	height: integer,
	title: text.nullable(),
	attribution: text.nullable(),
	isCached: z.boolean(),
});
const listed = z.strictObject({
	path: text,
	title: text,
	excerpt: text,
	sourceUrl: text.nullable(),
	webUrl: z.url(),
	originalUrl: z.url(),
	featuredContent: text.nullable(),
	highlight: text.nullable(),
	heat: integer,
	tags: z.array(text).nullable(),
	images: z.array(picture),
	content: text,
	type: text,
	ampWebUrl: text.nullable(),
	cdnAmpWebUrl: text.nullable(),
	publishedDateTime: time,
	updatedDateTime: time.nullable(),
	provider: z.strictObject({
		name: text.nullable(),
		domain: text.nullable(),
		images: z.array(picture),
		publishers: z.array(text).nullable(),
		authors: z.array(text).nullable(),
	}),
	locale: z.string().regex(/^[a-z]{2,3}(-[a-z0-9]+)*$/),
	categories: z.array(text),
	topics: z.array(text),
});

/** Returns an article as a client receives it. */
function received(article: PublishedArticle): ListedArticle {
	const json: unknown = JSON.parse(JSON.stringify(listedArticle(article, site, true)));
	return listed.parse(json) as ListedArticle;
}

test("if an article has every field, all keys have values", () => {
	const article = published({
		path: "news/tide.md",
		link: "https://gazette.example/tide",
		original: "https://agency.example/tide",
		title: "Tide",
		excerpt: "The highest water.",
		html: "<p>Water.</p>",
		published: Date.UTC(2026, 4, 4, 8, 30, 15, 250),
		updated: Date.UTC(2026, 4, 5),
		language: "pt-BR",
		type: "video",
		category: "news",
		topics: ["Harbour", "C++"],
		provider: {
			key: "gazette.example",
			name: "Gazette",
			domain: "gazette.example",
			image: { url: "https://gazette.example/icon.png", width: 50, height: 50 },
		},
		authors: [{ name: "Ada" }, { name: "Ben" }],
		images: [{ url: "https://gazette.example/tide.jpg", width: 640.4, height: 480 }],
		heat: 70.6,
		quality: 61,
		player: "https://www.youtube-nocookie.com/embed/abc?a=1&b=2",
	});
	expect(received(article)).toEqual({
		path: "news/tide.md",
		title: "Tide",
		excerpt: "The highest water.",
		sourceUrl: null,
		webUrl: "https://gazette.example/tide",
		originalUrl: "https://agency.example/tide",
		featuredContent: '<iframe src="https://www.youtube-nocookie.com/embed/abc?a=1&amp;b=2" allowfullscreen></iframe>',
		highlight: null,
		heat: 71,
		tags: null,
		images: [
			{
				url: "https://gazette.example/tide.jpg",
				width: 640,
				height: 480,
				title: null,
				attribution: null,
				isCached: false,
			},
		],
		content: "<p>Water.</p>",
		type: "video",
		ampWebUrl: null,
		cdnAmpWebUrl: null,
		publishedDateTime: "2026-05-04T08:30:15Z",
		updatedDateTime: "2026-05-05T00:00:00Z",
		provider: {
			name: "Gazette",
			domain: "gazette.example",
			images: [
				{
					url: "https://gazette.example/icon.png",
					width: 50,
					height: 50,
					title: null,
					attribution: null,
					isCached: false,
				},
			],
			publishers: null,
			authors: ["Ada", "Ben"],
		},
		locale: "pt-br",
		categories: ["news"],
		topics: ["Harbour", "C++"],
	});
});

test("if an article has few fields, all keys are present nevertheless", () => {
	const bare: PublishedArticle = {
		path: "own.md",
		address: "/articles/own",
		link: "https://site.example/articles/own",
		title: "Own",
		excerpt: "",
		html: "",
		published: Date.UTC(2026, 4, 4),
		updated: Date.UTC(2026, 4, 4),
		guid: "https://site.example/articles/own",
		type: "article",
		topics: [],
		authors: [],
		images: [],
		related: [],
	};
	expect(received(bare)).toMatchObject({
		originalUrl: "https://site.example/articles/own",
		featuredContent: null,
		heat: null,
		images: [],
		content: "",
		updatedDateTime: null,
		provider: { name: null, domain: null, images: [], publishers: null, authors: null },
		locale: "en",
		categories: [],
		topics: [],
	});
});

const CORPUS = join(import.meta.dirname, "../../../shared/corpus/news");
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`Skipped: the corpus of real articles does not exist at ${CORPUS}.`);

const matter = z.object({
	title: text,
	excerpt: text,
	publishedDateTime: z.coerce.date(),
	webUrl: text.optional(),
	originalUrl: text,
	type: text,
	heat: z.number(),
	category: text,
	featuredContent: text.optional(),
	topics: z.array(text),
	images: z.array(z.object({ url: text, width: z.int().optional(), height: z.int().optional() })).default([]),
	provider: z.object({ name: text, domain: text }),
});

describe.skipIf(!isThere)("real articles", () => {
	test("every listed article matches its front matter, field by field, and contains no private fields", () => {
		const context = { siteUrl: site.url, timeZone: "UTC", defaults: {}, dated: undefined };
		let count = 0;
		for (const path of readdirSync(CORPUS)) {
			const source = readFileSync(join(CORPUS, path), "utf8");
			const read = readSource(path, source, context);
			if (read.kind !== "article") continue;
			count++;
			const { article } = read;
			const said = matter.parse(load(source.split(/^---$/m)[1] ?? ""));
			const entry = received({ ...article, guid: article.link, updated: article.published });
			expect(entry, path).toMatchObject({
				path,
				webUrl: new URL(said.webUrl ?? said.originalUrl).href,
				originalUrl: new URL(said.originalUrl).href,
				heat: said.heat,
				type: said.type,
				publishedDateTime: `${said.publishedDateTime.toISOString().slice(0, 19)}Z`,
				updatedDateTime: null,
				categories: [said.category],
				topics: said.topics,
				provider: { name: said.provider.name, domain: said.provider.domain },
				ampWebUrl: null,
				cdnAmpWebUrl: null,
			});
			expect(entry.images.map(({ width, height }) => [width, height])).toEqual(
				said.images.map(({ width = null, height = null }) => [width, height]),
			);
			expect(entry.featuredContent !== null, path).toBe(said.featuredContent !== undefined);
			expect(JSON.stringify(entry), path).not.toContain("secured");
		}
		expect(count).toBeGreaterThan(300);
	});
});
