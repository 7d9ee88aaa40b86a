import type { Page } from "playwright-core";
import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { PHONE, walk } from "./walk.ts";

const SAMPLE = "/articles/content/articles";
const PLAYER = /^https:\/\/www\.youtube-nocookie\.com\//;

/** Returns the URLs of a page's frames. */
function framesOf(page: Page): string[] {
	return page.frames().flatMap((frame) => (frame === page.mainFrame() ? [] : [frame.url()]));
}

walk("a reader can go from the home page to an article, its topic and its provider", async ({ open }) => {
	const page = await open("/providers/gazette.example");
	await page.getByRole("link", { name: "The weather shelf" }).first().waitFor();
	await page.goto(`${SAMPLE}/2026-08-06-seagrass-comes-back`);
	await snapshot(page, "article");
	expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("The seagrass comes back");
	await page.getByRole("link", { name: "Climate" }).first().click();
	expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Climate");
});

walk("an article from another site links to the original, for people and search engines", async ({ open }) => {
	const page = await open(`${SAMPLE}/2026-03-14-the-last-lamplighter`);
	const original = "https://harbourpost.example/2026/03/the-last-lamplighter";
	const link = page.getByRole("link", { name: "harbourpost.example" });
	expect(await link.first().getAttribute("href")).toBe(original);
	expect(await page.locator('link[rel="canonical"]').getAttribute("href")).toBe(original);
	expect(await page.locator('meta[name="robots"]').getAttribute("content")).toContain("noindex");
	await page.getByRole("heading", { name: "Related coverage" }).waitFor();
	await page.getByRole("link", { name: "Rowing boats to moor free until Easter" }).waitFor();
});

walk.for([
	["of another site", `${SAMPLE}/2026-05-09-film-night-on-the-quay`],
	["in a post on this site", "/articles/press/kite-club"],
])("a video %s is not requested before the reader opens it", async ([, path = ""], { open }) => {
	const page = await open(path, { asks: PLAYER });
	await page.waitForLoadState("networkidle");
	expect(framesOf(page).filter((url) => PLAYER.test(url))).toEqual([]);
	await page.getByRole("link", { name: "Play" }).click();
	await expect.poll(() => framesOf(page)).toEqual([expect.stringMatching(PLAYER)]);
	await page.frameLocator("iframe").getByRole("heading", { name: "Elsewhere" }).waitFor();
});

walk(
	"a German article is marked as German and keeps its umlauts, on a page in the site's language",
	async ({ open }) => {
		const page = await open("/articles/press/laternen");
		await snapshot(page, "article-german");
		expect(await page.getByRole("main").getByRole("article").first().getAttribute("lang")).toBe("de");
		expect(await page.locator("html").getAttribute("lang")).toBe("en");
		expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Laternenumzug über die Klappbrücke");
		await page.getByText("January 11, 2026").waitFor();
	},
);

walk("an Arabic article is right-to-left, but English parts of it are not", async ({ open }) => {
	const page = await open("/articles/press/lanterns-arabic", { viewport: PHONE });
	await snapshot(page, "article-arabic");
	expect(await page.getByRole("main").getByRole("article").first().getAttribute("lang")).toBe("ar");
	const heading = page.getByRole("heading", { level: 1 });
	expect(await heading.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
	const navigation = page.getByRole("navigation", { name: "Topics" }).first();
	expect(await navigation.evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
	expect(await navigation.evaluate((element) => element.closest("[lang]")?.getAttribute("lang"))).toBe("en");
});

walk("an Arabic title on the home page is right-to-left, but other titles are not", async ({ open }) => {
	const page = await open("/topics/harbour-life");
	const direction = async (title: string) =>
		page
			.getByRole("link", { name: title })
			.first()
			.evaluate((element) => getComputedStyle(element).direction);
	expect(await direction("دفتر الصيّادين")).toBe("rtl");
	expect(await direction("The kite club flies at night")).toBe("ltr");
});

walk("no public page shows members' articles", async ({ open }) => {
	for (const path of ["/", "/topics/reading", "/select?q=token"]) {
		const page = await open(path);
		expect(await page.content(), path).not.toContain("What the members know");
	}
});
