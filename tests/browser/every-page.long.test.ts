import type { Page } from "playwright-core";
import { expect } from "vitest";
import { barriers } from "./barriers.ts";
import { htmlFaults } from "./html-faults.ts";
import { stepsThrough } from "./keyboard.ts";
import { PAGES } from "./pages.ts";
import { walk } from "./walk.ts";

/** Maximum size of a page in bytes, without pictures. */
const MOST_BYTES = 50_000;

walk.for(PAGES)("%s is small, valid and accessible", async ([, path, look], { open }) => {
	const page = await open(path, look);
	const html = await (await page.request.get(path, { headers: { "Sec-Fetch-Dest": "document" } })).text();
	expect.soft(await htmlFaults(html)).toEqual([]);
	expect.soft(Buffer.byteLength(html), "bytes").toBeLessThan(MOST_BYTES);
	expect.soft(await barriers(page), "barriers").toEqual([]);
	expect.soft(await stepsThrough(page), "with the keyboard").toEqual([]);
	expect.soft(await tooWide(page, ""), "on the narrowest phone, or enlarged four times").toEqual([]);
	expect.soft(await tooWide(page, SPACED), "with more space in texts").toEqual([]);
	expect.soft(await tooWide(page, LARGE, 1280), "with texts twice as large").toEqual([]);
});

/** The text spacing that readers may set (WCAG 2.2, 1.4.12). */
const SPACED =
	"* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";

/** Enlarged text without zoom (WCAG 2.2, 1.4.4). */
const LARGE = "html { font-size: 200% !important }";

/**
 * Finds elements that are wider than a window of 320 pixels, which is 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10).
 *
 * @param style the content of a reader's own stylesheet
 */
async function tooWide(page: Page, style: string, width = 320): Promise<string[]> {
	await page.setViewportSize({ width, height: 640 });
	return page.evaluate((css) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(css);
		document.adoptedStyleSheets = [sheet];
		if (document.documentElement.scrollWidth <= innerWidth) return [];
		const elements = [...document.querySelectorAll("body *")];
		const wide = elements.filter((element) => element.getBoundingClientRect().right > innerWidth);
		return wide.map(({ outerHTML }) => outerHTML.slice(0, 150)).slice(0, 5);
	}, style);
}
