import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { site, walk } from "./walk.ts";

walk.for([true, false])(
	"building a feed: choose, preview, subscribe (scripts: %s)",
	async (javaScriptEnabled, { open }) => {
		const page = await open("/", { javaScriptEnabled });
		await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Subscribe" }).click();
		await page
			.getByRole("group", { name: "Topics", exact: true })
			.getByRole("checkbox", { name: "Harbour life" })
			.check();
		await page.getByRole("group", { name: "Topics", exact: true }).getByRole("checkbox", { name: "Climate" }).check();
		await page.getByRole("group", { name: "Languages" }).getByRole("checkbox", { name: "German" }).check();
		await page.getByRole("button", { name: "Show what is in it" }).first().click();
		await page.waitForURL(/\/subscribe\?topic=climate&topic=harbour-life&lang=de#result$/);
		if (javaScriptEnabled) {
			await page.evaluate(() => scrollTo(0, 0));
			await snapshot(page, "builder");
		}

		const result = page.locator("#result");
		await result.getByRole("link", { name: "Laternenumzug über die Klappbrücke" }).waitFor();
		expect(await result.textContent()).not.toContain("The last lamplighter");
		const address = await result.getByLabel("RSS", { exact: true }).inputValue();
		expect(address).toBe(`${site}/select.rss?topic=climate&topic=harbour-life&lang=de`);
		expect(await (await fetch(address)).text()).toContain("<title>Laternenumzug über die Klappbrücke</title>");

		const file = page.waitForEvent("download");
		await result.getByRole("link", { name: "This feed as an OPML file" }).click();
		const opml = await (await file).createReadStream().then(textOf);
		expect(opml).toContain(`xmlUrl="${address.replaceAll("&", "&amp;")}"`);
		const files = page.waitForEvent("download");
		await result.getByRole("link", { name: "The 2 topics and providers as a feed each" }).click();
		const both = await (await files).createReadStream().then(textOf);
		expect(both.match(/xmlUrl="[^"]*"/g)).toHaveLength(2);

		await result.getByRole("link", { name: "Its page" }).click();
		await page.waitForURL("**/select?topic=climate&topic=harbour-life&lang=de");
		await page.getByRole("link", { name: "Laternenumzug über die Klappbrücke" }).waitFor();
		await snapshot(page, "selection");
	},
);

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part);
	return Buffer.concat(parts).toString();
}

walk.for([true, false])(
	"finding two of many providers by name keeps the first one ticked (scripts: %s)",
	async (javaScriptEnabled, { open }) => {
		const page = await open("/subscribe", { javaScriptEnabled });
		const providers = page.getByRole("group", { name: "Providers", exact: true });
		for (const name of ["Inkwell Echo", "Larkspur Herald"]) {
			await page.getByLabel("Find one of").fill(name);
			await providers.getByRole("button", { name: "Find" }).click();
			await expect.poll(() => providers.getByRole("checkbox", { checked: false }).count()).toBe(1);
			await providers.getByRole("checkbox", { name }).check();
		}
		await page.getByRole("button", { name: "Show what is in it" }).last().click();
		const result = page.locator("#result");
		await result.getByRole("link", { name: "Market day in Inkwell, as the Echo saw it" }).waitFor();
		await result.getByRole("link", { name: "Market day in Larkspur, as the Herald saw it" }).waitFor();
	},
);

walk("invalid input shows errors beside the fields and loses nothing", async ({ open }) => {
	const page = await open("/subscribe?q=ferry");
	await page.getByText("Quality, number and length").click();
	await page.getByLabel("Number of articles").fill("plenty");
	await page.getByRole("button", { name: "Show what is in it" }).first().click();
	await page.getByRole("heading", { name: "Something has to be changed" }).waitFor();
	const field = page.getByLabel("Number of articles");
	expect(await field.inputValue()).toBe("plenty");
	expect(await field.getAttribute("aria-invalid")).toBe("true");
	const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
	const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()));
	expect(texts.join(" ")).toMatch(/1 to 200/);
	expect(await page.getByLabel("With all of these words").inputValue()).toBe("ferry");
});
