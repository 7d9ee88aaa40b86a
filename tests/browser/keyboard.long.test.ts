import { expect } from "vitest";
import { walk } from "./walk.ts";

walk("keyboard users can skip the navigation", async ({ open }) => {
	const page = await open("/");
	await page.keyboard.press("Tab");
	const skip = page.getByRole("link", { name: "Skip to content" });
	expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
	expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
	await page.keyboard.press("Enter");
	await page.keyboard.press("Tab");
	expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
});

walk("keyboard users can copy an address, and that is announced", async ({ open }) => {
	const page = await open("/topics/harbour-life", { permissions: ["clipboard-read", "clipboard-write"] });
	await page.getByRole("button", { name: "Follow Harbour life" }).click();
	await page.getByRole("button", { name: "Copy" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
	expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/topics\/harbour-life\.rss$/);
});

walk("keyboard users can build a feed", async ({ open }) => {
	const page = await open("/subscribe");
	await page.getByLabel("Words", { exact: true }).focus();
	await page.keyboard.type("gulls");
	await page.getByRole("checkbox", { name: "Reading" }).first().focus();
	await page.keyboard.press("Space");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/subscribe\?topic=reading&q=gulls#result$/);
	await page.locator("#result").getByRole("link", { name: "Reading aloud to gulls" }).waitFor();
	await page.keyboard.press("Tab");
	expect(await page.evaluate(() => document.activeElement?.closest("#result") !== null)).toBe(true);
});
