import { expect } from "vitest";
import { PRESS } from "./newsroom.ts";
import { snapshot } from "./snapshot.ts";
import { site, walk } from "./walk.ts";

walk("a topic's feed address can be found and copied, and a feed reader can read the feed", async ({ open }) => {
	const page = await open("/", { permissions: ["clipboard-read", "clipboard-write"] });
	await page.getByRole("main").getByRole("link", { name: "Harbour life", exact: true }).first().click();
	await page.getByRole("heading", { level: 1, name: "Harbour life" }).waitFor();
	await snapshot(page, "topic");
	await page.getByRole("button", { name: "Follow Harbour life" }).click();
	const panel = page.getByRole("dialog", { name: "Follow Harbour life" });
	await panel.getByRole("button", { name: "Copy" }).click();
	await panel.getByRole("button", { name: "Copied" }).waitFor();
	const address = `${site}/topics/harbour-life.rss`;
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(address);
	const response = await fetch(address);
	expect(response.headers.get("Content-Type")).toBe("application/rss+xml; charset=utf-8");
	expect(await response.text()).toContain("The kite club flies at night");
});

walk.for([true, false])(
	"a key opens Follow, and Escape closes it (scripts: %s)",
	async (javaScriptEnabled, { open }) => {
		const page = await open("/topics/climate", { javaScriptEnabled });
		const button = page.getByRole("banner").getByRole("button", { name: "Follow" });
		await button.focus();
		await page.keyboard.press("Enter");
		const panel = page.getByRole("dialog", { name: "Follow Climate" });
		await panel.waitFor();
		expect(await panel.getByLabel("Feed address").inputValue()).toBe(`${site}/topics/climate.rss`);
		expect(await panel.getByRole("link", { name: "Open an app on this device" }).getAttribute("href")).toBe(
			`feed:${site}/topics/climate.rss`,
		);
		expect(await page.getByRole("button", { name: "Copy" }).count()).toBe(javaScriptEnabled ? 1 : 0);
		await page.keyboard.press("Tab");
		const isWithin =
			javaScriptEnabled && (await page.evaluate(() => document.activeElement?.closest("#follow") !== null));
		expect(isWithin).toBe(javaScriptEnabled);
		await page.keyboard.press("Escape");
		await panel.waitFor({ state: "hidden" });
		if (javaScriptEnabled) expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
	},
);

walk("in browsers without popovers, the Follow link leads to a page with the same addresses", async ({ open }) => {
	const page = await open("/topics/climate");
	const style = await page.request.get("/style.css");
	const without = (await style.text()).replaceAll(":popover-open", ":no-such-state");
	await page.route("**/style.css*", (route) => route.fulfill({ contentType: "text/css", body: without }));
	await page.reload();
	expect(await page.getByRole("button", { name: "Follow" }).count()).toBe(0);
	await page.getByRole("banner").getByRole("link", { name: "Follow" }).click();
	await page.waitForURL("**/follow?topic=climate");
	expect(await page.getByLabel("Feed address").inputValue()).toBe(`${site}/topics/climate.rss`);
});

walk("the list of all providers can be searched by town", async ({ open }) => {
	const page = await open("/providers");
	const providers = page.locator(".feeds > li");
	expect(await providers.count()).toBeGreaterThan(20);
	await page.getByRole("link", { name: "Next page" }).click();
	await page.waitForURL("**/providers?page=2");
	await page.getByRole("link", { name: "Next page" }).click();
	await page.getByRole("link", { name: "The Linker's Almanac", exact: true }).waitFor();
	await page.getByRole("main").getByRole("searchbox").fill("gullhaven");
	await page.getByRole("button", { name: "Find" }).click();
	await page.getByRole("link", { name: "Gullhaven Gleaner", exact: true }).waitFor();
	expect(await providers.count()).toBe(10);
});

walk("a complete list is filtered as you type, and the result is announced", async ({ open }) => {
	const page = await open("/topics");
	const topics = page.locator(".feeds > li:visible");
	expect(await topics.count()).toBe(6);
	await page.getByRole("main").getByRole("searchbox").fill("life");
	await expect.poll(() => topics.count()).toBe(1);
	await page.getByRole("status").getByText("1 / 6").waitFor();
	await page.getByRole("main").getByRole("searchbox").fill("");
	await expect.poll(() => topics.count()).toBe(6);
});

walk("a topic's archive links to its months, and each month links to the previous and next month", async ({ open }) => {
	const page = await open("/topics/harbour-life");
	await page.getByRole("link", { name: "May", exact: true }).click();
	await page.waitForURL("**/topics/harbour-life/archive/2026-05");
	await page.getByRole("link", { name: "Film night on the quay" }).waitFor();
	await snapshot(page, "month");
	await page.getByRole("link", { name: "Older: April 2026" }).click();
	await page.getByRole("link", { name: "مكتبة على ظهر العبّارة" }).waitFor();
});

walk("all feeds can be downloaded as one file, and imported into a reader", async ({ open }) => {
	const page = await open("/");
	const address = await page.getByRole("link", { name: "OPML", exact: true }).getAttribute("href");
	const opml = await (await fetch(new URL(address ?? "", site))).text();
	expect(opml.match(/xmlUrl="/g)?.length).toBeGreaterThan(PRESS);
	expect(opml).toContain(`xmlUrl="${site}/topics/harbour-life.rss"`);
});
