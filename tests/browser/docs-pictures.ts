/**
 * `npm run docs:pictures`: takes the pictures in the README and the tutorial from the running product. Requires
 * Chromium. Port 8787 must be free, because the pages show it.
 *
 * Publishes the article files from the tutorial, so the pictures match the text.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium } from "playwright-core";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { filesOf, ROOT, readPage, write } from "../docs.ts";
import { scratch, startReady, stop, until } from "../e2e/program.ts";
import { findChromium } from "./chromium.ts";

const PORT = 8787;
const SIZE = { width: 1200, height: 840 };

interface Picture {
	name: string;
	path: string;
	/** Text that appears when the page is complete. */
	shows: string;
}

async function takePictures(browser: Browser, folder: string, pictures: readonly Picture[]): Promise<void> {
	const state = scratch();
	const program = await startReady("--port", String(PORT), "--state", state.path, folder);
	try {
		const token = await readPublishToken(ROOT);
		if ("failure" in token) throw new Error(token.failure);
		const context = await browser.newContext({
			baseURL: `http://localhost:${PORT}`,
			viewport: SIZE,
			colorScheme: "light",
			reducedMotion: "reduce",
			httpCredentials: { username: "operator", password: token.token },
		});
		const page = await context.newPage();
		for (const { name, path, shows } of pictures) {
			await until(async () => {
				await page.goto(path);
				return page.getByText(shows).first().isVisible();
			});
			await page.waitForLoadState("networkidle");
			await page.screenshot({ path: join(ROOT, "docs/images", `${name}.png`) });
			console.log(`docs/images/${name}.png`);
		}
	} finally {
		await stop(program, PORT);
		state.remove();
	}
}

const executablePath = findChromium();
if (executablePath === undefined) process.exit(1);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const work = scratch();
try {
	cpSync(join(ROOT, "content"), join(work.path, "content"), { recursive: true });
	await takePictures(browser, join(work.path, "content"), [
		{ name: "home", path: "/", shows: "The weather shelf" },
		{ name: "builder", path: "/subscribe?topic=climate&topic=reading&lang=en", shows: "The weather shelf" },
	]);
	const files = filesOf(readPage("docs/tutorial.md")).filter(({ path }) => !path.includes("mistake"));
	for (const file of files) write(work.path, file);
	await takePictures(browser, join(work.path, "my-newsroom"), [
		{ name: "article", path: "/articles/2026-11-20-low-tide", shows: "six in the morning" },
		{ name: "topic", path: "/topics/harbour-life", shows: "Tides, ferries" },
		{ name: "status", path: "/status", shows: "KV" },
	]);
} finally {
	await browser.close();
	work.remove();
}
