import { reset } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";

const FACE = "https://gazette.example/face.png";

beforeAll(async () => {
	const gazette = `name: Gazette\ndomain: gazette.example\nimage: ${FACE}\n`;
	await publish({ path: "providers/gazette.yaml", text: gazette }, article("tide"));
});
afterAll(reset);

const read = async (url: string) => (await get(url.replace(SITE, ""))).text();

/** Returns the `<link>` elements of a page, whatever the order of their attributes. */
const linksIn = (page: string) =>
	[...page.matchAll(/<link\s[^>]*>/g)].map(([tag]) => ({
		rel: /\srel="([^"]*)"/.exec(tag)?.[1],
		href: /\shref="([^"]*)"/.exec(tag)?.[1] ?? "",
	}));

/** Expects a picture at a URL that a reader found in a feed or page. */
async function expectPicture(url: string): Promise<void> {
	expect(url).toMatch(/^https?:/);
	if (!url.startsWith(SITE)) return expect(url).toBe(FACE);
	const response = await get(url.replace(SITE, ""));
	expect([url, response.status, response.headers.get("Content-Type")]).toEqual([
		url,
		200,
		expect.stringMatching(/^image\//),
	]);
}

describe.each(["feed", "topics/harbour", "providers/gazette.example"])("readers find an icon for %s", (name) => {
	const isProvider = name.startsWith("providers/");

	// FreshRSS (`lib/favicons.php`) looks in the page that the feed links to, for `shortcut icon`, then for `icon`.
	test("as FreshRSS does: in the feed's page", async () => {
		const [, page = ""] = /<link>([^<]*)<\/link>/.exec(await read(`/${name}.rss`)) ?? [];
		const icons = linksIn(await read(page)).filter(({ rel }) => rel === "shortcut icon" || rel === "icon");
		await expectPicture(new URL(icons[0]?.href ?? "", page).href);
	});

	// NetNewsWire (`FeedIconDownloader`) uses the feed's own icon or, if there is none, the page's `apple-touch-icon`.
	test("as NetNewsWire does: in JSON Feed, or as the page's touch icon", async () => {
		const { icon, home_page_url } = JSON.parse(await read(`/${name}.json`));
		await expectPicture(icon);
		expect(icon === FACE).toBe(isProvider);
		const touch = linksIn(await read(home_page_url)).find(({ rel }) => rel === "apple-touch-icon");
		await expectPicture(new URL(touch?.href ?? "", home_page_url).href);
	});

	test("as readers that never load pages do: in the feed, as the image of RSS or the icon and logo of Atom", async () => {
		const [, image = ""] = /<image>\s*<url>([^<]*)<\/url>/.exec(await read(`/${name}.rss`)) ?? [];
		const atom = await read(`/${name}.atom`);
		const [, icon = ""] = /<icon>([^<]*)<\/icon>/.exec(atom) ?? [];
		const [, logo = ""] = /<logo>([^<]*)<\/logo>/.exec(atom) ?? [];
		for (const url of [image, icon, logo]) await expectPicture(url);
		expect([image, logo].every((url) => url === FACE)).toBe(isProvider);
	});
});
