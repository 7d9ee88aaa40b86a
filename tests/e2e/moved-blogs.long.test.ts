import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { BLOG_RULES } from "../blog-rules.ts";
import { freePort, type Program, scratch, startReady, stop } from "./program.ts";

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const areThere = existsSync(BLOGS);
if (!areThere) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);
const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

const expected = z.object({
	folder: z.string(),
	files: z.record(
		z.string(),
		z.object({
			status: z.string(),
			path: z.string().optional(),
			guid: z.union([z.string(), z.array(z.string())]).optional(),
			link: z.string().optional(),
			"old paths": z.array(z.string()).default([]),
		}),
	),
});
const document = z.object({
	items: z.array(z.object({ id: z.string(), url: z.string() })),
	next_url: z.string().optional(),
});

describe.skipIf(!areThere)("thirteen blogs from other generators, moved to Newsstand with one rule each", () => {
	const [state, content] = [scratch(), scratch()];
	const names = areThere ? readdirSync(BLOGS).filter((name) => !name.includes(".")) : [];
	const articles = names.flatMap((name) => {
		const { folder, files } = expected.parse(JSON.parse(readFileSync(join(BLOGS, name, "expected.json"), "utf8")));
		return Object.entries(files).map(([file, asked]) => ({ file: `${name}/${folder}/${file}`, ...asked }));
	});
	const published = articles.filter(({ status }) => status === "published");
	let program: Program;

	beforeAll(async () => {
		for (const name of names) {
			cpSync(join(BLOGS, name), join(content.path, name), {
				recursive: true,
				filter: (path) => !path.endsWith("expected.json"),
			});
			const { folder } = expected.parse(JSON.parse(readFileSync(join(BLOGS, name, "expected.json"), "utf8")));
			writeFileSync(join(content.path, name, folder, "_defaults.yaml"), BLOG_RULES[name] ?? "");
		}
		program = await startReady("--port", String(PORT), "--state", state.path, content.path);
	});
	afterAll(async () => {
		await stop(program, PORT);
		state.remove();
		content.remove();
	});

	test("each article keeps its address, and its former addresses redirect there in one step", async () => {
		expect(published.length).toBeGreaterThan(400);
		const lost: string[] = [];
		for (const { file, path = "", "old paths": past } of published) {
			const page = await fetch(SITE + path, { redirect: "manual" });
			if (page.status !== 200) lost.push(`${file}: ${path} is ${page.status}`);
			for (const old of past) {
				const moved = await fetch(SITE + old, { redirect: "manual" });
				const to = moved.headers.get("Location");
				if (moved.status !== 308 || to !== new URL(path, SITE).pathname) lost.push(`${file}: ${old} leads to ${to}`);
			}
		}
		expect(lost).toEqual([]);
	});

	test("the feed and its archive contain each old guid once, with a link to the article's page or the external page", async () => {
		const items: { id: string; url: string }[] = [];
		for (let next: string | undefined = `${SITE}/feed.json`; next !== undefined; ) {
			const read: z.infer<typeof document> = document.parse(await (await fetch(next)).json());
			items.push(...read.items.filter(({ id }) => !items.some((item) => item.id === id)));
			next = read.next_url;
		}
		const links = new Map(items.map(({ id, url }) => [id, url]));
		const lost = published.flatMap(({ file, path = "", guid = [], link }) => {
			const guids = [guid].flat().map((one) => (/^https?:/.test(one) ? new URL(one).href : one));
			const found = guids.find((one) => links.has(one));
			if (found === undefined) return [`${file}: ${guids[0]} is not there`];
			const wanted = new URL(link ?? path, SITE).href;
			return links.get(found) === wanted ? [] : [`${file}: ${links.get(found)} instead of ${wanted}`];
		});
		expect(lost).toEqual([]);
	});
});
