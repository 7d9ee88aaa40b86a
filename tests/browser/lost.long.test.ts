import { expect } from "vitest";
import { snapshot } from "./snapshot.ts";
import { walk } from "./walk.ts";

walk("the page for a mistyped address suggests the intended topic", async ({ open }) => {
	const page = await open("/topics/harbor-life", { status: 404 });
	await snapshot(page, "not-found");
	await page.getByRole("main").getByRole("link", { name: "Harbour life" }).click();
	await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toContain("Harbour life");
});

walk(
	"the page for an unknown address offers the most similar article, the latest articles, and a search",
	async ({ open }) => {
		const page = await open("/articles/2019-old-lamplightr.html", { status: 404 });
		await page.getByRole("main").getByRole("link", { name: "The last lamplighter of Pier Nine" }).first().waitFor();
		expect(await page.getByRole("region", { name: "Latest" }).getByRole("article").count()).toBe(3);
		const words = page.getByRole("main").getByRole("searchbox");
		await words.fill("lamplighter");
		await words.press("Enter");
		await page.waitForURL("**/search?q=lamplighter");
		await page.getByRole("link", { name: "The last lamplighter of Pier Nine" }).waitFor();
	},
);

walk("the page of a removed article says that it was removed, and shows none of it", async ({ open }) => {
	const page = await open("/articles/press/taken-back", { status: 410 });
	expect(await page.getByRole("main").textContent()).toMatch(/was removed/);
	expect(await page.getByRole("main").textContent()).not.toContain("rumour");
});
