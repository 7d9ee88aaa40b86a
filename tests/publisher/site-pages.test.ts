import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ask } from "../api/requests.ts";
import { article, get, publish, setClock, settle, source, titles } from "./newsroom.ts";

afterEach(async () => {
	vi.useRealTimers();
	await reset();
});

const TIDE = article("tide", { title: "Tide" });

/** The current time. Isolates cache the menu for a minute, so every request moves the clock ahead. */
let clock = Date.now();
async function pageAt(path: string): Promise<string> {
	clock += 120_000;
	setClock(clock);
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

test.each([
	["in the folder pages/", source("pages/imprint.md", { title: "Imprint" }, "Text."), "/pages/imprint"],
	["with page: true", source("notes/imprint.md", { title: "Imprint", page: true }, "Text."), "/articles/notes/imprint"],
	["with layout: page", source("imprint.md", { title: "Imprint", layout: "page" }, "Text."), "/articles/imprint"],
	["with type: page", source("imprint.md", { title: "Imprint", type: "page" }, "Text."), "/articles/imprint"],
	["with a permalink", source("pages/a.md", { title: "Imprint", permalink: "/imprint" }, "Text."), "/imprint"],
	[
		"with a date, topics and authors",
		source("pages/imprint.md", { title: "Imprint", date: "2026-05-04", topics: ["Law"], authors: ["Ada"] }, "Text."),
		"/pages/imprint",
	],
])(
	"a file %s is a page of the site, and does not appear in feeds, selections, lists or archives",
	async (_, page, address) => {
		const { problems } = await publish(TIDE, page);
		expect(problems).toEqual([]);
		expect(await titles("feed")).toEqual(["Tide"]);
		const html = await pageAt(address);
		expect(html).toContain("<h1>Imprint</h1>");
		expect(html).not.toContain("1970");
		const everywhere = ["/select.json?q=imprint", "/select.json?type=page", "/feed.json", "/feeds.json", "/feeds.opml"];
		for (const path of everywhere) expect(await (await get(path)).text(), path).not.toContain("Imprint");
		expect(await (await ask("GET", "/api/news/articles")).text()).not.toContain("Imprint");
		expect(await (await get("/sitemap.xml")).text()).toContain(`<loc>http://localhost:8787${address}</loc>`);
		expect((await get("/topics/law")).status).toBe(404);
		expect((await get("/authors/ada")).status).toBe(404);
	},
);

test("a file in pages/ with page: false is an article", async () => {
	await publish(source("pages/tide.md", { title: "Tide", date: "2026-05-04", page: false }, "Text."));
	expect(await titles("feed")).toEqual(["Tide"]);
});

test("in a Jekyll site, a file outside _posts is a page if it has no date, and an article if it has one", async () => {
	await publish(
		{ path: "_config.yml", text: "timezone: UTC\n" },
		source("about.md", { title: "About us" }, "Text."),
		source("essay.md", { title: "Essay", date: "2026-05-04" }, "Text."),
		source("_posts/2026-05-04-tide.md", { title: "Tide" }, "Text."),
	);
	expect((await titles("feed")).sort()).toEqual(["Essay", "Tide"]);
	expect(await pageAt("/articles/about")).toContain("<h1>About us</h1>");
});

test("every page links to the site's own pages, each in its menu, in the declared order", async () => {
	await publish(
		TIDE,
		source("pages/about.md", { title: "About & us", menu: "main" }, "Text."),
		source("pages/privacy.md", { title: "Privacy", weight: "2" }, "Text."),
		source("pages/imprint.md", { title: "Imprint of the site", linkTitle: "Imprint", weight: "1" }, "Text."),
		source("pages/hidden.md", { title: "Hidden", menu: "none" }, "Text."),
	);
	for (const path of ["/", "/articles/tide", "/topics", "/pages/hidden"]) {
		const html = await pageAt(path);
		const [header = "", footer = ""] = [/<nav.*?<\/nav>/s.exec(html)?.[0], /<footer.*<\/footer>/s.exec(html)?.[0]];
		expect(header, path).toContain('<a href="/pages/about" lang="en" dir="ltr">About &amp; us</a>');
		expect(footer.indexOf('<a href="/pages/imprint" lang="en" dir="ltr">Imprint</a>'), path).toBeGreaterThan(0);
		expect(footer.indexOf('href="/pages/privacy"')).toBeGreaterThan(footer.indexOf('href="/pages/imprint"'));
		expect(html.replace(/<main.*<\/main>/s, ""), path).not.toContain('href="/pages/hidden"');
	}
	await publish({ path: "pages/about.md", deleted: true });
	await settle();
	expect(await pageAt("/")).not.toContain("About &amp; us");
	expect((await get("/pages/about")).status).toBe(410);
});

test("if a page declares an unknown menu, a warning is reported, and the page is linked in the footer", async () => {
	const { problems } = await publish(source("pages/about.md", { title: "About", menu: "sidebar" }, "Text."));
	expect(problems).toMatchObject([
		{ severity: "warning", path: "pages/about.md", message: "`menu` is not a menu on this site." },
	]);
	expect(await pageAt("/")).toContain('<a href="/pages/about" lang="en" dir="ltr">About</a>');
});

test("a page that an earlier release published as an article stays in its feeds until its file changes", async () => {
	const about = source("about.md", { title: "About", date: "2026-05-04", note: "page" }, "Text.");
	await publish(TIDE, about);
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec("UPDATE source SET text = replace(text, 'note:', 'layout:'), read_with = '[3]'");
	});
	await settle();
	expect((await titles("feed")).sort()).toEqual(["About", "Tide"]);
	expect((await publisherOf(env).report()).unpublishing).toEqual({
		count: 1,
		listed: [{ path: "about.md", reason: "It is a page of the site." }],
	});
	await publish({ path: "about.md", text: `${about.text.replace("note:", "layout:")}\nMore.` });
	expect(await titles("feed")).toEqual(["Tide"]);
	expect(await pageAt("/articles/about")).toContain("<h1>About</h1>");
});

test("a page that becomes an article disappears from the menu", async () => {
	await publish(source("pages/about.md", { title: "About" }, "Text."));
	expect(await pageAt("/")).toContain('<a href="/pages/about" lang="en" dir="ltr">About</a>');
	await publish(source("pages/about.md", { title: "About", date: "2026-05-04", page: false }, "Text."));
	await settle();
	expect(await titles("feed")).toEqual(["About"]);
	expect((await get("/pages/about")).headers.get("Location")).toBe("/articles/pages/about");
	const html = await pageAt("/topics");
	expect(html).not.toContain("/pages/about");
});
