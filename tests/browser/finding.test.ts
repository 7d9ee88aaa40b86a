import { expect } from "vitest";
import { PRESS } from "./newsroom.ts";
import { snapshot } from "./snapshot.ts";
import { site, walk } from "./walk.ts";

const FORMATS = [
	["RSS", "rss", "application/rss+xml"],
	["Atom", "atom", "application/atom+xml"],
	["JSON Feed", "json", "application/feed+json"],
] as const;

walk("a topic's feed address can be found, copied and read by a feed reader", async ({ open }) => {
	const page = await open("/", { permissions: ["clipboard-read", "clipboard-write"] });
	await page.getByRole("main").getByRole("link", { name: "Harbour life", exact: true }).click();
	await page.getByRole("heading", { level: 1, name: "Harbour life" }).waitFor();
	await snapshot(page, "topic");
	for (const [name, ending, type] of FORMATS) {
		await page.getByRole("button", { name: `Copy the ${name} address` }).click();
		const address = `${site}/topics/harbour-life.${ending}`;
		await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(address);
		const response = await fetch(address);
		expect(response.headers.get("Content-Type")).toBe(`${type}; charset=utf-8`);
		expect(await response.text()).toContain("The kite club flies at night");
	}
});

walk("one-click links open the feed in a reader, by its address and on the web", async ({ open }) => {
	const page = await open("/topics/c_plus_plus");
	const feed = `${site}/topics/c_plus_plus.rss`;
	const open_ = page.getByRole("link", { name: "Open in your reader" });
	expect(await open_.getAttribute("href")).toBe(`feed:${feed}`);
	const reader = page.getByRole("link", { name: "Feedly" });
	expect(await reader.getAttribute("href")).toContain(encodeURIComponent(feed));
});

walk("the list of all providers can be searched by town", async ({ open }) => {
	const page = await open("/providers");
	const providers = page.getByRole("main").getByRole("listitem");
	expect(await providers.count()).toBeGreaterThan(20);
	await page.getByRole("link", { name: /next/i }).click();
	await page.getByRole("link", { name: "The Linker's Almanac" }).waitFor();
	await page.getByRole("searchbox").fill("gullhaven");
	await page.getByRole("button", { name: "Find" }).click();
	await page.getByRole("link", { name: "Gullhaven Gleaner" }).waitFor();
	expect(await providers.count()).toBe(10);
});

walk("a complete list is filtered while typing, and the result is announced", async ({ open }) => {
	const page = await open("/topics");
	const topics = page.getByRole("main").getByRole("listitem");
	expect(await topics.count()).toBe(5);
	await page.getByRole("searchbox").fill("har");
	await expect.poll(() => topics.count()).toBe(1);
	await page.getByRole("status").getByText("1 of 5").waitFor();
	await page.getByRole("searchbox").fill("");
	await expect.poll(() => topics.count()).toBe(5);
});

walk.for([true, false])("the home page finds a provider by name (scripts: %s)", async (javaScriptEnabled, { open }) => {
	const page = await open("/", { javaScriptEnabled });
	const field = page.getByRole("main").getByRole("searchbox");
	await field.fill("kestrelby argus");
	await field.press("Enter");
	await page.getByRole("link", { name: "Kestrelby Argus" }).click();
	await page.getByRole("heading", { level: 1, name: "Kestrelby Argus" }).waitFor();
});

walk("without scripts the feed address can be copied by hand, and there is no dead button", async ({ open }) => {
	const page = await open("/topics/climate", { javaScriptEnabled: false });
	expect(await page.getByLabel("RSS", { exact: true }).inputValue()).toBe(`${site}/topics/climate.rss`);
	expect(await page.getByRole("button", { name: /copy/i }).count()).toBe(0);
});

walk("a topic's archive leads to a month and its neighbours", async ({ open }) => {
	const page = await open("/topics/harbour-life");
	await page.getByRole("link", { name: /^May/ }).click();
	await page.waitForURL("**/topics/harbour-life/archive/2026-05");
	await page.getByRole("link", { name: "Film night on the quay" }).waitFor();
	await snapshot(page, "month");
	await page.getByRole("link", { name: "Older: April 2026" }).click();
	await page.getByRole("link", { name: "مكتبة على ظهر العبّارة" }).waitFor();
});

walk("all feeds can be downloaded as one file and imported into a reader", async ({ open }) => {
	const page = await open("/");
	const address = await page.getByRole("link", { name: "Take all feeds at once" }).getAttribute("href");
	const opml = await (await fetch(new URL(address ?? "", site))).text();
	expect(opml.match(/xmlUrl="/g)?.length).toBeGreaterThan(PRESS);
	expect(opml).toContain(`xmlUrl="${site}/topics/harbour-life.rss"`);
});
