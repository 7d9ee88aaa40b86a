import { afterAll, beforeAll, expect } from "vitest";
import { freePort } from "../e2e/program.ts";
import { barriers } from "./barriers.ts";
import { type Gallery, openGallery } from "./gallery/site.ts";
import { htmlFaults } from "./html-faults.ts";
import { PHONE, walkOn } from "./walk.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;

/** A site in Arabic. */
const walk = walkOn(SITE);

/** Pages that together contain every element that must be mirrored. */
const SHOWN = ["home", "article-foreign", "episode", "builder-filter", "follow-panel", "private", "status"];

let gallery: Gallery;
beforeAll(async () => {
	gallery = await openGallery("ar", PORT);
}, 120_000);
afterAll(() => gallery.close());

walk("an Arabic site is valid and accessible", async ({ open }) => {
	const page = await open("/", { extraHTTPHeaders: { Authorization: `Bearer ${gallery.token}` } });
	for (const [name, path, act = ""] of gallery.pages.filter(([one]) => SHOWN.includes(one))) {
		const response = await page.goto(path);
		expect.soft(response?.status(), name).toBe(200);
		expect.soft(await htmlFaults((await response?.text()) ?? ""), name).toEqual([]);
		await page.evaluate(act);
		expect.soft(await barriers(page), name).toEqual([]);
		await page.setViewportSize({ width: 320, height: 640 });
		const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect.soft(overhang, name).toBeLessThanOrEqual(0);
	}
});

walk(
	"on an Arabic site, the name is on the right, Follow is on the left, and addresses are left-to-right",
	async ({ open }) => {
		const page = await open("/", { viewport: PHONE });
		expect(await page.evaluate(() => getComputedStyle(document.documentElement).direction)).toBe("rtl");
		const name = await page.locator("header .name a").boundingBox();
		const follow = page.locator("header .go:visible");
		const button = await follow.boundingBox();
		expect(button?.x).toBeLessThan(40);
		expect((name?.x ?? 0) + (name?.width ?? 0)).toBeGreaterThan(350);
		await follow.click();
		const address = page.locator("#follow #address");
		expect(await address.evaluate((field) => getComputedStyle(field).direction)).toBe("ltr");
		const arrow = page.locator(".out").first();
		expect(await arrow.evaluate((sign) => getComputedStyle(sign).transform)).toBe("matrix(-1, 0, 0, 1, 0, 0)");
	},
);

walk("the age of an article published two hours ago is shown in Arabic", async ({ open }) => {
	const page = await open("/");
	expect(await page.locator(".lead time").textContent()).toBe("قبل ساعتين");
});
