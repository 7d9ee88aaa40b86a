import { expect } from "vitest";
import { LONG_WORD } from "./newsroom.ts";
import { snapshot } from "./snapshot.ts";
import { PHONE, walk } from "./walk.ts";

const LAPTOP = { width: 1100, height: 780 };

/** Returns the brightness of the background, 0 to 255. */
function lightness(): number {
	const { backgroundColor } = getComputedStyle(document.documentElement);
	const [red = 0, green = 0, blue = 0] = (backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
	return (red + green + blue) / 3;
}

walk("the page follows the system into dark mode and back", async ({ open }) => {
	const page = await open("/", { colorScheme: "dark" });
	expect(await page.evaluate(lightness)).toBeLessThan(64);
	await snapshot(page, "first-page-dark");
	await page.emulateMedia({ colorScheme: "light" });
	expect(await page.evaluate(lightness)).toBeGreaterThan(192);
	await page.setViewportSize(LAPTOP);
	await snapshot(page, "first-page");
	await page.setViewportSize(PHONE);
	await snapshot(page, "first-page-phone");
});

walk("a word too long for a line is wrapped, not cut off", async ({ open }) => {
	const page = await open("/articles/press/long-word", { viewport: PHONE });
	const heading = page.getByRole("heading", { level: 1 });
	expect(await heading.textContent()).toBe(LONG_WORD);
	const box = await heading.boundingBox();
	expect(box?.width).toBeLessThanOrEqual(PHONE.width);
	expect(box?.height, "the word takes several lines").toBeGreaterThan(100);
});
