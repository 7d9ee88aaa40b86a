import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { article, get, publish, source } from "../publisher/newsroom.ts";

afterEach(reset);

/** Fetches a path from a site with these additional settings. */
async function getWith(path: string, settings: Record<string, unknown>): Promise<Response> {
	return app.request(`http://localhost:8787${path}`, {}, { ...env, ...settings }, createExecutionContext());
}

function structuredDataIn(html: string): Record<string, unknown> {
	return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? "null");
}

const OWN = source(
	"own.md",
	{
		title: "Own",
		date: "2026-05-04T10:00:00Z",
		authors: ["Ada"],
		images: [{ url: "https://a.example/own.jpg", width: "1200", height: "630", credit: "Bo" }],
		corrections: [{ date: "2026-05-05", text: "It was Tuesday." }],
	},
	"Text.",
);
const SETTINGS = {
	SITE_LICENSE: "CC-BY-4.0",
	SITE_COPYRIGHT: "© Gazette",
	SITE_AUTHOR: "Gazette Ltd",
	SITE_LOGO: "logo.svg",
};

test("an article's structured data has its author, publisher with logo, picture sizes, licence and corrections", async () => {
	await publish(OWN);
	const html = await (await getWith("/articles/own", SETTINGS)).text();
	expect(structuredDataIn(html)).toMatchObject({
		"@type": "NewsArticle",
		license: "https://creativecommons.org/licenses/by/4.0/",
		copyrightNotice: "© Gazette",
		publisher: { name: "Gazette Ltd", logo: { "@type": "ImageObject", url: "http://localhost:8787/logo" } },
		author: [{ "@type": "Person", name: "Ada", url: "http://localhost:8787/authors/ada" }],
		image: [{ "@type": "ImageObject", url: "https://a.example/own.jpg", width: 1200, height: 630, creditText: "Bo" }],
		correction: [{ "@type": "CorrectionComment", text: "It was Tuesday." }],
	});
	expect(html).toContain('<meta property="og:image:width" content="1200"/>');
	expect(html).toContain('<meta property="og:image:height" content="630"/>');
	expect(html).toContain('<meta property="article:author" content="Ada"/>');
	expect(html).toContain('<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>');
});

test("the site's licence and publisher are not claimed for another provider's article", async () => {
	await publish(
		article("theirs", { title: "Theirs", provider: "gazette.example", webUrl: "https://gazette.example/1" }),
	);
	const html = await (await getWith("/articles/theirs", SETTINGS)).text();
	const data = structuredDataIn(html);
	expect(data).not.toHaveProperty("license");
	expect(data).not.toHaveProperty("copyrightNotice");
	expect(html).not.toContain('<link rel="license"');
	// If an article does not have an author, its provider is the author.
	expect(data).toMatchObject({ author: [{ "@type": "Organization", name: "gazette.example" }] });
});

test("link previews show the site's icon for pages without a picture, including the home page", async () => {
	await publish(article("plain", { title: "Plain" }));
	for (const path of ["/", "/articles/plain"]) {
		expect(await (await get(path)).text(), path).toContain(
			'<meta property="og:image" content="http://localhost:8787/icon-512.png"/>',
		);
	}
});

test("a site page is a WebPage without dates", async () => {
	await publish(source("pages/about.md", { title: "About" }, "Text."));
	const html = await (await get("/pages/about")).text();
	expect(structuredDataIn(html)).toMatchObject({ "@type": "WebPage", name: "About" });
	expect(html).toContain('<meta property="og:type" content="website"/>');
	expect(html).not.toContain("article:published_time");
});

test("the news sitemap lists only articles hosted on this site, from the last two days", async () => {
	const hours = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString();
	await publish(
		source("new.md", { title: "New & <fresh>", date: hours(1), language: "de-AT" }, "Text."),
		source("older.md", { title: "Older", date: hours(40) }, "Text."),
		source("old.md", { title: "Old", date: hours(50) }, "Text."),
		source("theirs.md", { title: "Theirs", date: hours(1), provider: "gazette.example" }, "Text."),
		source("link.md", { title: "Link", date: hours(1), webUrl: "https://gazette.example/1" }, "Text."),
		source("members.md", { title: "Members", date: hours(1), audience: "members" }, "Text."),
		source("pages/about.md", { title: "About", date: hours(1) }, "Text."),
	);
	const response = await get("/sitemap-news.xml");
	expect(response.headers.get("Content-Type")).toBe("application/xml; charset=utf-8");
	const xml = await response.text();
	expect([...xml.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url)).toEqual([
		"http://localhost:8787/articles/new",
		"http://localhost:8787/articles/older",
	]);
	expect(xml).toContain("<news:title>New &amp; &lt;fresh&gt;</news:title>");
	expect(xml).toContain("<news:name>Newsstand</news:name><news:language>de</news:language>");
	expect(await (await get("/robots.txt")).text()).toContain("Sitemap: http://localhost:8787/sitemap-news.xml");
});

test("security.txt contains the site's contact, and returns 404 if no contact is set", async () => {
	expect((await get("/.well-known/security.txt")).status).toBe(404);
	const settings = { SITE_CONTACT: "editor@news.example.org", SITE_LANGUAGE: "de" };
	const response = await getWith("/.well-known/security.txt", settings);
	expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
	const text = await response.text();
	expect(text).toMatch(/^Contact: mailto:editor@news\.example\.org\nExpires: \d{4}-\d\d-\d\dT00:00:00\.000Z\n/);
	expect(text).toContain("Preferred-Languages: de, en\n");
	expect(text).toContain("Canonical: http://localhost:8787/.well-known/security.txt\n");
	const expires = Date.parse(/Expires: (.*)/.exec(text)?.[1] ?? "");
	expect(expires).toBeGreaterThan(Date.now() + 100 * 86_400_000);
	expect(expires).toBeLessThan(Date.now() + 365 * 86_400_000);
	const page = await getWith("/.well-known/security.txt", { SITE_CONTACT: "https://news.example.org/contact" });
	expect(await page.text()).toContain("Contact: https://news.example.org/contact\n");
});

test("error pages have the site's logo, colours and links", async () => {
	const settings = { ...SETTINGS, SITE_ACCENT: "teal", SITE_LINKS: { Imprint: "/imprint" } };
	const response = await getWith("/nothing", settings);
	expect(response.status).toBe(404);
	const html = await response.text();
	const home = await (await getWith("/about/feeds", settings)).text();
	const style = /href="\/style\.css[^"]*"/.exec(home)?.[0] ?? "none";
	for (const part of ['<img class="logo" src="/logo"', '<a href="/imprint" lang="en" dir="ltr">Imprint</a>', style]) {
		expect(html).toContain(part);
	}
});

/** The ways in which feed readers find an icon. Each function returns the icon's URL. */
const WAYS: Record<string, (feed: string) => Promise<string>> = {
	// FreshRSS 1.26: `link rel=icon` of the page that the channel links to, otherwise /favicon.ico.
	"as FreshRSS does": async (feed) => {
		const link = /<channel[\s\S]*?<link>(.*?)<\/link>/.exec(await (await get(`${feed}.rss`)).text())?.[1] ?? "";
		return new URL(relIcon(await (await at(link)).text()) ?? "/favicon.ico", link).href;
	},
	// NetNewsWire: JSON Feed's icon or favicon. For other formats, the page's icon, then /favicon.ico.
	"as NetNewsWire does": async (feed) => {
		const json = await (await get(`${feed}.json`)).json<{ icon: string; favicon: string; home_page_url: string }>();
		for (const url of [json.icon, json.favicon]) expect((await at(url)).status).toBe(200);
		return new URL(relIcon(await (await at(json.home_page_url)).text()) ?? "/favicon.ico", json.home_page_url).href;
	},
	// Feedly: the feed's logo, otherwise `og:image` or the touch icon of the feed's page.
	"as Feedly does": async (feed) => {
		const atom = await (await get(`${feed}.atom`)).text();
		const [, logo = ""] = /<logo>(.*?)<\/logo>/.exec(atom) ?? [];
		expect((await at(logo)).headers.get("Content-Type")).toMatch(/^image\//);
		const page = await (await at(/<link rel="alternate" href="(.*?)"/.exec(atom)?.[1] ?? "")).text();
		return new URL(/<link rel="apple-touch-icon" href="(.*?)"/.exec(page)?.[1] ?? "none:", "http://localhost:8787")
			.href;
	},
};

function relIcon(html: string): string | undefined {
	return /<link rel="icon" href="([^"]*)"/.exec(html)?.[1];
}

function at(url: string): Promise<Response> {
	const { origin, pathname } = new URL(url);
	expect(origin).toBe("http://localhost:8787");
	return get(pathname);
}

test.each(
	Object.keys(WAYS).flatMap((way) =>
		["/feed", "/topics/harbour", "/providers/gazette.example"].map((feed) => [way, feed] as const),
	),
)("readers find an icon, %s, for %s", async (way, feed) => {
	await publish(article("tide", { topics: ["Harbour"], provider: "gazette.example" }));
	const response = await at((await WAYS[way]?.(feed)) ?? "");
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toMatch(/^image\/(png|x-icon)/);
	expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
});
