import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { DESKTOP, PHONE, site, walk } from "./walk.ts";

walk.for([true, false])(
	"the search field in the header finds articles, and the words are highlighted (scripts: %s)",
	async (scripts, { open }) => {
		const page = await open("/topics/climate", { javaScriptEnabled: scripts });
		const field = page.getByRole("banner").getByRole("searchbox");
		await field.fill("market");
		await field.press("Enter");
		await page.waitForURL("**/search?q=market");
		await page.getByRole("heading", { level: 1, name: "Results for “market”" }).waitFor();
		await page.getByText("120 articles, newest first").waitFor();
		const marks = await page.locator("main mark").allTextContents();
		expect(new Set(marks.map((text) => text.toLowerCase()))).toEqual(new Set(["market"]));
		await snapshot(page, "search");
		await page.getByRole("link", { name: "Next page" }).click();
		await page.waitForURL("**/search?q=market&page=2");
	},
);

walk("a misspelt word finds articles with a similar word, and the page says so", async ({ open }) => {
	const page = await open("/search?q=lamplightr");
	await page.getByText("Showing results for lamplighter").waitFor();
	await page.getByRole("link", { name: "The last lamplighter of Pier Nine" }).waitFor();
	// The page must not offer a feed for the corrected word.
	expect(await page.content()).not.toContain("/select.rss?q=lamplighter");
	await page.getByRole("main").getByRole("link", { name: "lamplighter", exact: true }).click();
	await page.waitForURL("**/search?q=lamplighter");
});

walk("search results can be followed as a feed, and narrowed down", async ({ open }) => {
	const page = await open("/search?q=harbour");
	await page.getByRole("main").getByRole("button", { name: "Follow" }).click();
	const address = await page.getByRole("dialog").getByLabel("Feed address").inputValue();
	expect(address).toBe(`${site}/select.rss?q=harbour`);
	await page.keyboard.press("Escape");
	const narrow = page.getByRole("navigation", { name: "Narrow down" }).getByRole("link").first();
	const name = (await narrow.textContent()) ?? "";
	await narrow.click();
	await page.getByRole("link", { name: `Remove ${name}` }).waitFor();
});

walk(
	"if there are no results, the page suggests what to change, and future results can be followed as a feed",
	async ({ open }) => {
		const page = await open("/search?q=zanzibar");
		await page.getByText("No article mentions “zanzibar”.").waitFor();
		await page.getByText("Try fewer or other words.").waitFor();
		expect(await page.getByRole("main").getByRole("article").count()).toBe(3);
		await page.getByRole("button", { name: "Follow this search" }).click();
		expect(await page.getByRole("dialog").getByLabel("Feed address").inputValue()).toBe(
			`${site}/select.rss?q=zanzibar`,
		);
	},
);

walk("on a phone, the header links to the search page", async ({ open }) => {
	const page = await open("/", { viewport: PHONE });
	await page.getByRole("banner").getByRole("link", { name: "Search" }).click();
	await page.waitForURL("**/search");
	await page.getByRole("main").getByRole("searchbox").fill("gulls");
	await page.keyboard.press("Enter");
	await page.getByRole("link", { name: "Reading aloud to gulls" }).waitFor();
	await page.setViewportSize(DESKTOP);
	expect(await page.getByRole("searchbox").count()).toBe(1);
});
