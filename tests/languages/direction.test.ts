import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { directionOf } from "../../src/article/language.ts";
import { get, publish, source } from "../publisher/newsroom.ts";

const LANGUAGE = env.SITE_LANGUAGE ?? "en";

/** A language whose text direction is the opposite of that of the site's language. */
const OTHER = directionOf(LANGUAGE) === "rtl" ? "en" : "ar";

beforeAll(async () => {
	await publish(
		source("turned.md", {
			...{ title: "Zyturned", date: "2026-05-05", language: OTHER, link: "https://zyprov.example/turned" },
			...{ authors: ["Zyauthor"], provider: { name: "Zyprov", domain: "zyprov.example" } },
			related: [{ title: "Zyrelated", webUrl: "https://zyrelated.example/" }],
		}),
		source("straight.md", { title: "Zystraight", date: "2026-05-05", language: LANGUAGE, authors: ["Zyauthor"] }),
	);
});

test("in an article whose text direction differs from the site's, the site's own words keep the site's direction", async () => {
	const html = await (await get("/articles/turned")).text();
	const dir = directionOf(LANGUAGE);
	const own = LANGUAGE === "ja" ? 'dir="ltr" lang="en"' : `dir="${dir}"`;
	expect(html).toContain(`<article class="story" lang="${OTHER}" dir="${directionOf(OTHER)}">`);
	// Names next to numbers and dates are isolated (`<bdi>`), whatever script they are in.
	expect(html).toMatch(new RegExp(`<div ${own}><p>[^<]*<b><bdi><a [^>]*>Zyauthor</a></bdi></b>`));
	expect(html).toContain('<bdi><a href="/providers/zyprov.example">Zyprov</a></bdi>');
	expect(html).toMatch(new RegExp(`<a class="btn" [^>]*${own}>`));
	expect(html).toContain(`<section lang="${LANGUAGE}" dir="${dir}">`);
});

test("an article with the same text direction as the site has no `dir` attribute", async () => {
	const html = await (await get("/articles/straight")).text();
	expect(html).toMatch(/<div class="by" lang="\w+">.*?<p>[^<]*<b><bdi><a [^>]*>Zyauthor/);
});
