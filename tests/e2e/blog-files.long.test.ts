import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { contentHeaders, contentType } from "../../src/media/content-type.ts";
import { freePort, newsstand, scratch } from "./program.ts";
import { type Site, siteAt } from "./site.ts";

const ROOT = join(import.meta.dirname, "../..");
const BLOGS = join(ROOT, "../shared/corpus/blogs");
/** The blogs with the most pictures. */
const NAMES = ["v8", "rn", "node", "jekyll"];
const isThere = existsSync(BLOGS);
if (!isThere) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);

const folder = scratch();
let site: Site | undefined;
afterAll(async () => {
	await site?.kill();
	folder.remove();
});

const files = z.object({ path: z.string(), state: z.string(), url: z.string().nullable() });
const feed = z.object({ items: z.array(z.object({ url: z.string() })) });

/** Finds the URLs of this site's files in a string. */
const mediaIn = (text: string) => text.match(/http:\/\/localhost:\d+\/media\/[^"'\\\s<>)]*/g) ?? [];

describe.skipIf(!isThere)("blogs built with other generators", () => {
	test("every URL of a stored file in feeds and pages returns the file's bytes and type", async () => {
		const known = await readPublishToken(ROOT);
		if ("failure" in known) throw new Error(known.failure);
		site = siteAt(await freePort(), join(folder.path, "site"), { PUBLISH_TOKEN: known.token, FEED_SIZE: "200" });
		await site.start();
		const program = newsstand("publish", ...NAMES.map((name) => join(BLOGS, name)), "--to", site.url);
		await program.ended;
		const held = (
			await (await fetch(`${site.url}/api/files`, { headers: { authorization: `Bearer ${known.token}` } })).text()
		)
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => files.parse(JSON.parse(line)));
		const named = held.filter(({ state }) => state !== "unnamed");
		expect(named.length, program.output()).toBeGreaterThan(20);
		expect(named.filter(({ state, url }) => state !== "stored" || url === null)).toEqual([]);

		const texts: string[] = [];
		for (const format of ["rss", "atom", "json"]) texts.push(await (await fetch(`${site.url}/feed.${format}`)).text());
		const { items } = feed.parse(JSON.parse(texts[2] ?? ""));
		for (const { url } of items.filter((item) => item.url.startsWith(`${site?.url}/`))) {
			const page = await fetch(url);
			expect(page.status, url).toBe(200);
			texts.push(await page.text());
		}
		const addresses = new Set(texts.flatMap(mediaIn));
		for (const address of addresses) {
			const response = await fetch(address);
			expect(response.status, address).toBe(200);
			const content = contentType(new Uint8Array(await response.arrayBuffer()), address);
			if ("message" in content) throw new Error(`${address}: ${content.message}`);
			expect(response.headers.get("content-type"), address).toBe(contentHeaders(content.type)["Content-Type"]);
			expect(address.endsWith(`.${content.extension}`), address).toBe(true);
		}
		const shown = new Set([...addresses].map((address) => new URL(address).pathname));
		expect(named.filter(({ url }) => url !== null && !shown.has(new URL(url).pathname))).toEqual([]);
		// Missing files are reported, and no feed or page refers to them.
		expect(program.output()).toMatch(/is not in the folder/);
		expect(texts.join("\n")).not.toContain("local:/");
	}, 300_000);
});
