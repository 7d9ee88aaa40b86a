import type { Page } from "playwright-core";
import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { PHONE, walk } from "./walk.ts";

/** Returns the visible text of a page, which may be XML or HTML. */
function textOf(page: Page): Promise<string> {
	return page.evaluate(() => {
		const selection = getSelection();
		selection?.selectAllChildren(document.documentElement);
		const text = selection?.toString() ?? "";
		selection?.removeAllRanges();
		return text;
	});
}

walk.for(["rss", "atom", "json"])(
	"a feed opened as %s shows an explanation and its articles",
	async (format, { open }) => {
		for (const path of ["/topics/harbour-life", "/feed", "/topics/harbour-life/archive/2026-05", "/select"]) {
			const query = path === "/select" ? "?topic=harbour-life&topic=reading" : "";
			const page = await open(`${path}.${format}${query}`);
			if (path === "/topics/harbour-life") await snapshot(page, `opened-${format}`);
			const text = await textOf(page);
			expect(text, path).toMatch(/This is a feed/);
			expect(text, path).toContain("Film night on the quay: a rabbit, three bullies and a bedsheet");
			expect(text, path).toMatch(/May/);
			expect(text, path).not.toMatch(/<\w|<\/|&\w+;|\{"|This XML file does not appear/);
		}
	},
);

walk.for(["rss", "atom", "json"])(
	"a feed opened as %s fits on a phone and follows dark mode",
	async (format, { open }) => {
		const page = await open(`/topics/harbour-life.${format}`, { viewport: PHONE, colorScheme: "dark" });
		await snapshot(page, `opened-${format}-phone`);
		const [width, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
		expect(width).toBeLessThanOrEqual(outer);
		const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
		const colours = (background.match(/\d+/g) ?? []).slice(0, 3).map(Number);
		expect(Math.max(...colours), background).toBeLessThan(64);
	},
);

walk("programs get the JSON of a feed, and people can view its source", async ({ open }) => {
	const page = await open("/topics/climate.json");
	const raw = page.waitForResponse(/climate\.json\?/);
	await page.getByRole("link", { name: "Show the source" }).click();
	for (const headers of [(await raw).headers(), (await page.request.get("/topics/climate.json")).headers()]) {
		expect(headers["content-type"]).toBe("application/feed+json; charset=utf-8");
	}
});
