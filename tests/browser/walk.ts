import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { watch } from "./traffic.ts";

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** How a test opens a page: browser options, and what the test expects. */
export interface Look extends BrowserContextOptions {
	/** The expected error status. */
	status?: number;
	/** Another site that the page contacts on purpose, such as a video host. */
	asks?: RegExp;
}

const stage = inject("stage");

/** The site's address, its operator's token, and the path of a subscriber's private page. */
export const { site, token, privately } = stage ?? { site: "", token: "", privately: "" };

/**
 * Defines tests that use a site as a person would. `open` opens a URL in a separate browser. If a page misbehaves
 * (external request, console message, policy violation, missing file), the test still runs to its end, but then fails.
 *
 * @param address the site's address, without a trailing slash
 */
export function walkOn(address: string) {
	return test
		.extend("browser", () => chromium.connect(stage?.browser ?? ""))
		.extend("open", ({ browser }, { onCleanup }) => {
			const everything: string[][] = [];
			onCleanup(async () => {
				await browser.close();
				expect(everything.flat()).toEqual([]);
			});
			return async (path: string, { status = 200, asks, ...options }: Look = {}): Promise<Page> => {
				const context = await browser.newContext({
					baseURL: address,
					viewport: DESKTOP,
					reducedMotion: "reduce",
					...options,
				});
				const errors = new Map(status === 200 ? [] : [[new URL(path, address).href, status]]);
				everything.push(await watch(context, { site: address, errors, asks }));
				const page = await context.newPage();
				const response = await page.goto(path);
				expect(response?.status(), path).toBe(status);
				return page;
			};
		})
		.skipIf(stage === null);
}

/** Defines tests on the site that all tests share. */
export const walk = walkOn(site);
