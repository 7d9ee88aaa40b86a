import { createServer, type Server } from "node:http";
import { expect } from "vitest";
import { freePort } from "../e2e/program.ts";
import { site, walk } from "./walk.ts";

/** Starts a stand-in for an online feed reader. It has a field for a feed's address, and lists the feed's titles. */
function reader(): Server {
	return createServer(async (request, response) => {
		response.setHeader("Content-Type", "text/html; charset=utf-8");
		const feed = new URL(request.url ?? "/", "http://reader.example").searchParams.get("feed");
		const form = '<form><label>Address <input name="feed"></label><button>Subscribe</button></form>';
		if (feed === null) return response.end(`<!DOCTYPE html><title>Reader</title>${form}`);
		const text = await (await fetch(feed)).text();
		const titles = [...text.matchAll(/<title>([^<]+)<\/title>/g)].map(([, title]) => title);
		return response.end(`<!DOCTYPE html><title>Reader</title><h1>Subscribed</h1><p>${titles.join("</p><p>")}</p>`);
	});
}

walk("three clicks lead from an article to a subscription", async ({ open, browser }) => {
	const service = reader();
	const port = await freePort();
	await new Promise<void>((listening) => service.listen(port, "127.0.0.1", listening));
	try {
		const page = await open("/articles/press/kite-club", { permissions: ["clipboard-read", "clipboard-write"] });
		await page.getByRole("banner").getByRole("button", { name: "Follow" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Copy" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Copied" }).waitFor();
		const address = await page.evaluate(() => navigator.clipboard.readText());
		expect(address.startsWith(site)).toBe(true);

		// The reader is another site, so open it in a separate page, in which requests and errors are not checked.
		const other = await browser.newPage();
		await other.goto(`http://127.0.0.1:${port}/`);
		await other.getByLabel("Address").fill(address);
		await other.getByRole("button", { name: "Subscribe" }).click();
		await other.getByRole("heading", { name: "Subscribed" }).waitFor();
		await other.getByText("The kite club flies at night").waitFor();
	} finally {
		service.close();
		service.closeAllConnections();
	}
});
