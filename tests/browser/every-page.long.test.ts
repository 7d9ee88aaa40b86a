import type { Page } from "playwright-core";
import { expect } from "vitest";
import { barriers } from "./barriers.ts";
import { htmlFaults } from "./html-faults.ts";
import { stepsThrough } from "./keyboard.ts";
import { PAGES } from "./pages.ts";
import { walk } from "./walk.ts";

/** Maximum page weight in bytes, without pictures. */
const MOST_BYTES = 50_000;

walk.for(PAGES)("%s is small, valid and accessible", async ([, path, look], { open }) => {
	const page = await open(path, look);
	const html = await (await page.request.get(path, { headers: { "Sec-Fetch-Dest": "document" } })).text();
	expect.soft(await htmlFaults(html)).toEqual([]);
	expect.soft(Buffer.byteLength(html), "bytes").toBeLessThan(MOST_BYTES);
	expect.soft(await barriers(page), "barriers").toEqual([]);
	expect.soft(await stepsThrough(page), "with the keyboard").toEqual([]);
	expect.soft(await tooWide(page), "on the narrowest phone, or enlarged four times").toEqual([]);
});

/** Elements that are wider than a window of 320 pixels, which is 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10). */
async function tooWide(page: Page): Promise<string[]> {
	await page.setViewportSize({ width: 320, height: 640 });
	return page.evaluate(() => {
		if (document.documentElement.scrollWidth <= innerWidth) return [];
		const elements = [...document.querySelectorAll("body *")];
		const wide = elements.filter((element) => element.getBoundingClientRect().right > innerWidth);
		return wide.map(({ outerHTML }) => outerHTML.slice(0, 150)).slice(0, 5);
	});
}
