import type { Page } from "playwright-core";
import { expect } from "vitest";
import { walk } from "./walk.ts";

const ARTICLE = "/articles/content/articles/2026-08-06-seagrass-comes-back";
const EPISODE = "/articles/content/articles/2026-11-18-harbour-talk-the-fog-horn";
const READING = ["/", "/topics/climate", "/providers/gazette.example", ARTICLE, "/topics", "/follow?topic=climate"];

/** Returns by how many pixels a page is wider than its window. */
function overhang(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** Measures layout shifts, and whether the largest element was in the first response. */
async function paint(page: Page): Promise<{ shift: number; largest: string }> {
	return page.evaluate(
		() =>
			new Promise((resolve) => {
				let shift = 0;
				let largest = "";
				new PerformanceObserver((list) => {
					for (const entry of list.getEntries()) shift += Number(Reflect.get(entry, "value"));
				}).observe({ type: "layout-shift", buffered: true });
				new PerformanceObserver((list) => {
					const element: unknown = Reflect.get(list.getEntries().at(-1) ?? {}, "element");
					largest = element instanceof Element ? (element.getAttribute("src") ?? element.textContent ?? "") : "";
				}).observe({ type: "largest-contentful-paint", buffered: true });
				requestAnimationFrame(() => setTimeout(() => resolve({ shift, largest }), 0));
			}),
	);
}

walk.for([...READING, EPISODE])(
	"%s does not shift while it loads, and its largest element is in the first response",
	async (path, { open }) => {
		const page = await open(path);
		await page.waitForLoadState("networkidle");
		const { shift, largest } = await paint(page);
		expect(shift).toBe(0);
		const html = await (await page.request.get(path)).text();
		const plain = html.replaceAll(/<[^>]*>/g, "").replaceAll(/&#?\w+;/g, "");
		const words = largest.trim().slice(0, 40);
		expect(html.includes(words) || plain.includes(words), words).toBe(true);
	},
);

walk.for([...READING, EPISODE, "/articles/press/long-word", "/feed/archive/2026-01"])(
	"%s is never wider than its window",
	async (path, { open }) => {
		const page = await open(path);
		for (const width of [320, 390, 768, 1024, 1280, 1600]) {
			await page.setViewportSize({ width, height: 800 });
			expect(await overhang(page), `${width} pixels`).toBeLessThanOrEqual(0);
		}
	},
);

walk("before scrolling, all filled buttons have the same label", async ({ open }) => {
	const page = await open("/");
	for (const path of READING) {
		await page.goto(path);
		const labels = await page.evaluate(() =>
			[...document.querySelectorAll(".go")]
				.filter((element) => element.checkVisibility() && element.getBoundingClientRect().top < innerHeight)
				.map((element) => element.textContent),
		);
		expect(new Set(labels).size, path).toBeLessThanOrEqual(1);
	}
});

walk("controls are large enough for fingers", async ({ open }) => {
	const page = await open("/topics/climate", { viewport: { width: 390, height: 844 } });
	for (const button of await page.locator(":is(.go, .btn, .find):visible").all()) {
		expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
	}
	await page.getByRole("button", { name: "Follow Climate" }).click();
	for (const control of await page.locator("#follow :is(button, .apps a, input):visible").all()) {
		expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44);
	}
});

walk("if a picture does not load, its generated cover remains visible", async ({ open }) => {
	const page = await open("/");
	const frame = page.locator(".pic:has(img)").first();
	const image = frame.locator("img");
	await image.evaluate((element) => element.setAttribute("src", "data:image/png;base64,"));
	await image.waitFor({ state: "hidden" });
	expect(await frame.locator("svg.cv").isVisible()).toBe(true);
});

walk("a title with a different text direction is aligned with the page", async ({ open }) => {
	const page = await open("/topics/harbour-life");
	const title = page.locator('[lang="ar"]:is(h3, h4)').first();
	expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
	const edges = await title.evaluate((element) => {
		const range = document.createRange();
		range.selectNodeContents(element);
		const story = element.closest(".st");
		const meta = story?.querySelector(".meta");
		return [range.getBoundingClientRect().left, meta?.getBoundingClientRect().left];
	});
	expect(Math.round(edges[0] ?? 0)).toBe(Math.round(edges[1] ?? -1));
});

walk("the link that opens an app comes after the links to web readers", async ({ open }) => {
	const page = await open("/");
	for (const path of [...READING, EPISODE, "/subscribe?topic=climate", "/search?q=market"]) {
		await page.goto(path);
		const places = await page
			.locator('a[href^="feed:"]')
			.evaluateAll((links) =>
				links.map((link) => link.closest("li")?.matches("#follow .apps > :last-child, .own .apps > :last-child")),
			);
		expect(places, path).toEqual([true]);
	}
});

walk("selecting a chapter makes the page's player play from there", async ({ open }) => {
	const page = await open(EPISODE);
	await page.getByRole("link", { name: "On the quay" }).click();
	const player = page.locator("main audio").first();
	await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThanOrEqual(1);
	expect(page.url()).toContain(EPISODE);
});

walk.for([
	["en", "2 hours ago"],
	["de", "vor 2 Stunden"],
	["fr", "il y a 2 heures"],
	["es", "hace 2 horas"],
	["ar", "قبل ساعتين"],
])("a time two hours ago is shown as a relative time in %s", async ([language = "", relative], { open }) => {
	const page = await open("/");
	const html = await (await page.request.get("/")).text();
	const recent = new Date(Date.now() - 2 * 3_600_000).toISOString();
	const body = html
		.replace(/<html lang="en"/, `<html lang="${language}"`)
		.replace(/<time datetime="[^"]+"/, `<time datetime="${recent}"`);
	await page.route("/", (route) =>
		route.fulfill({ contentType: "text/html", headers: { "Content-Language": language }, body }),
	);
	await page.goto("/");
	expect(await page.locator("time").first().textContent()).toBe(relative);
});

walk("a printed article leaves out what works only on a screen", async ({ open }) => {
	const page = await open(ARTICLE);
	await page.emulateMedia({ media: "print" });
	for (const hidden of ["header .go", ".bar", ".box", "footer"]) {
		expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
	}
	expect(await page.getByRole("heading", { level: 1 }).isVisible()).toBe(true);
});
