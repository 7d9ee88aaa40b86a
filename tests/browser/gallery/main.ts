/**
 * `npm run gallery -- --language de --out DIR [--browser firefox] [--only home,topic]`: takes a picture of every page,
 * in light and dark mode, on a phone and a desktop, for people to review.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { freePort } from "../../e2e/program.ts";
import { findChromium } from "../chromium.ts";
import { Firefox, type View } from "./firefox.ts";
import { openGallery } from "./site.ts";

const { values } = parseArgs({
	options: {
		language: { type: "string", default: "de" },
		out: { type: "string", default: "gallery" },
		browser: { type: "string", default: "chromium" },
		only: { type: "string" },
	},
});

const WIDTHS = [
	["phone", 390, 844],
	["desk", 1280, 900],
] as const;

/** Loads all pictures of a page, because browsers load those below the fold only when someone scrolls there. */
const LOAD_PICTURES = `Promise.all([...document.images].map((image) => {
	image.loading = "eager";
	return image.decode().catch(() => {});
}))`;

interface Browser {
	picture(url: string, view: Omit<View, "isDark">, act?: string): Promise<Buffer>;
	stop(): Promise<unknown>;
}

const port = await freePort();

/** The host at which the browsers open the site. The browsers treat this host as if it used HTTPS. */
const HOST = "coast.example";
const SITE = `http://${HOST}:${port}`;

async function startChromium(isDark: boolean): Promise<Browser> {
	const args = [
		"--no-sandbox",
		`--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
		`--unsafely-treat-insecure-origin-as-secure=${SITE}`,
	];
	const browser = await chromium.launch({
		executablePath: findChromium() ?? "",
		args,
	});
	return {
		async picture(url, { width, height, headers }, act = "") {
			const context = await browser.newContext({
				viewport: { width, height },
				colorScheme: isDark ? "dark" : "light",
				extraHTTPHeaders: headers,
			});
			const page = await context.newPage();
			await page.goto(url);
			await page.waitForLoadState("networkidle");
			await page.evaluate(act);
			const picture = await page.screenshot({ fullPage: true });
			await context.close();
			return picture;
		},
		stop: () => browser.close(),
	};
}

// Pages offer online feed readers only if such a reader could reach the site, so the site needs a public host name.
const { pages, token, close } = await openGallery(values.language, port, SITE);
try {
	mkdirSync(values.out, { recursive: true });
	const only = values.only?.split(",");
	for (const isDark of [false, true]) {
		const browser = await (values.browser === "firefox" ? Firefox.start(isDark, HOST) : startChromium(isDark));
		for (const [device, width, height] of WIDTHS) {
			for (const [name, path, act = ""] of pages.filter(([one]) => only?.includes(one) ?? true)) {
				const headers = path === "/status" ? { Authorization: `Bearer ${token}` } : {};
				const picture = await browser.picture(
					SITE + path,
					{ width, height, headers },
					`${LOAD_PICTURES}.then(() => { ${act} })`,
				);
				const file = `${values.language}-${name}-${device}-${isDark ? "dark" : "light"}-${values.browser}.png`;
				writeFileSync(join(values.out, file), picture);
			}
		}
		await browser.stop();
	}
} finally {
	await close();
}
