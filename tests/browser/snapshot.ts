import { join } from "node:path";
import type { Page } from "playwright-core";

/** Keeps a picture of what is on the screen, in the folder that the environment names as `SCREENSHOTS`; else does nothing. */
export async function snapshot(page: Page, name: string): Promise<void> {
	const folder = process.env["SCREENSHOTS"];
	if (folder === undefined) return;
	await page.screenshot({ path: join(folder, `${name}.png`) });
}
