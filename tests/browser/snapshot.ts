import { join } from "node:path";
import type { Page } from "playwright-core";

/**
 * Saves a screenshot to the folder in the environment variable `SCREENSHOTS`. Does nothing if the variable is not set.
 */
export async function snapshot(page: Page, name: string): Promise<void> {
	const folder = process.env["SCREENSHOTS"];
	if (folder === undefined) return;
	await page.screenshot({ path: join(folder, `${name}.png`) });
}
