import type { Page } from "playwright-core";
import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { PHONE, site, walk } from "./walk.ts";

/** Ticks the boxes with these labels in the filter. */
async function choose(page: Page, ...labels: string[]): Promise<void> {
	for (const label of labels) await page.locator("#filter").getByRole("checkbox", { name: label }).first().check();
}

walk("with scripts, ticking a box changes the results and the address immediately", async ({ open }) => {
	const page = await open("/subscribe", { permissions: ["clipboard-read", "clipboard-write"] });
	await choose(page, "Harbour life", "Climate", "German");
	await page.waitForURL(/\/subscribe\?topic=climate&topic=harbour-life&lang=de$/);
	const result = page.locator("#result");
	await result.getByRole("link", { name: "Laternenumzug über die Klappbrücke" }).waitFor();
	expect(await result.textContent()).not.toContain("The last lamplighter");
	const count = await result.locator("#count").textContent();
	await expect.poll(() => page.getByRole("status").allTextContents()).toContain(count);
	await snapshot(page, "builder");

	await page
		.locator("#action")
		.getByRole("button", { name: /^Follow these \d+ articles$/ })
		.click();
	const panel = page.getByRole("dialog");
	const address = `${site}/select.rss?topic=climate&topic=harbour-life&lang=de`;
	expect(await panel.getByLabel("Feed address").inputValue()).toBe(address);
	await panel.getByRole("button", { name: "Copy" }).click();
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(address);
	expect(await (await fetch(address)).text()).toContain("<title>Laternenumzug über die Klappbrücke</title>");
	await page.keyboard.press("Escape");

	await result.getByRole("link", { name: "Remove German" }).click();
	await page.waitForURL("**/subscribe?topic=climate&topic=harbour-life");
	await page.locator("#result").getByRole("link", { name: "Remove Harbour life" }).waitFor();
});

walk("without scripts, changing a filter shows a button that submits the form", async ({ open }) => {
	const page = await open("/subscribe", { javaScriptEnabled: false });
	const action = page.locator("#action");
	expect(await action.getByRole("button", { name: "Show results" }).isVisible()).toBe(false);
	await choose(page, "Harbour life", "German");
	expect(await action.getByRole("button", { name: /^Follow/ }).isVisible()).toBe(false);
	await action.getByRole("button", { name: "Show results" }).click();
	await page.waitForURL(/\/subscribe\?topic=harbour-life&lang=de#result$/);
	await page.locator("#result").getByRole("link", { name: "Laternenumzug über die Klappbrücke" }).waitFor();
	await action.getByRole("button", { name: /^Follow/ }).click();
	await page.getByRole("dialog").getByText("Feed address").waitFor();
});

walk.for([true, false])(
	"on a phone, the filter opens as a sheet (scripts: %s)",
	async (javaScriptEnabled, { open }) => {
		const page = await open("/subscribe", { viewport: PHONE, javaScriptEnabled });
		const filter = page.locator("#filter");
		expect(await filter.isVisible()).toBe(false);
		await page.getByRole("button", { name: "Filter" }).click();
		expect(await filter.isVisible()).toBe(true);
		if (javaScriptEnabled) await snapshot(page, "builder-filter-phone");
		await choose(page, "Climate");
		await filter.getByRole("button", { name: "Show results" }).click();
		await page.waitForURL(/\/subscribe\?topic=climate(#result)?$/);
		await page.getByRole("button", { name: "Filter · 1" }).waitFor();
	},
);

walk.for([true, false])(
	"the first of two sources found by name stays ticked (scripts: %s)",
	async (javaScriptEnabled, { open }) => {
		const page = await open("/subscribe", { javaScriptEnabled });
		const sources = page.getByRole("group", { name: "Sources", exact: true });
		for (const name of ["Inkwell Echo", "Larkspur Herald"]) {
			const more = sources.locator("details");
			if ((await more.getAttribute("open")) === null) await more.locator("summary").click();
			await sources.getByRole("searchbox").fill(name);
			await sources.getByRole("button", { name: "Find" }).click();
			await expect.poll(() => sources.getByRole("checkbox", { checked: false }).count()).toBe(1);
			await sources.getByRole("checkbox", { name }).check();
		}
		if (!javaScriptEnabled) await page.locator("#action").getByRole("button", { name: "Show results" }).click();
		const result = page.locator("#result");
		await result.getByRole("link", { name: "Market day in Inkwell, as the Echo saw it" }).waitFor();
		await result.getByRole("link", { name: "Market day in Larkspur, as the Herald saw it" }).waitFor();
	},
);

walk("invalid input shows errors next to the fields, and nothing that was typed is lost", async ({ open }) => {
	const page = await open("/subscribe?q=ferry", { javaScriptEnabled: false });
	await page.getByText("Quality and length").click();
	await page.getByRole("textbox", { name: "Number of articles" }).fill("plenty");
	await page.getByRole("textbox", { name: "Number of articles" }).press("Enter");
	await page.getByRole("heading", { name: "Something in the filter needs a change" }).waitFor();
	const field = page.getByRole("textbox", { name: "Number of articles" });
	expect(await field.inputValue()).toBe("plenty");
	expect(await field.getAttribute("aria-invalid")).toBe("true");
	const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
	const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()));
	expect(texts.join(" ")).toMatch(/1 to 200/);
	expect(await page.getByLabel("Words", { exact: true }).inputValue()).toBe("ferry");
});
