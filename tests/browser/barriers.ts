import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { DESKTOP, PHONE } from "./walk.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All rules for WCAG 2.2 A and AA, and axe-core's best practices. The rule for target sizes is off by default. */
const RULES: RunOptions = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };

/** The rules to check in dark mode, where only colours differ. */
const COLOURS: RunOptions = { resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] };

/**
 * Returns the current page's accessibility problems in light and dark mode, on a phone and a desktop. Empty if there
 * are none.
 */
export async function barriers(page: Page): Promise<string[]> {
	const found: string[] = [];
	await page.evaluate(AXE);
	for (const viewport of [DESKTOP, PHONE]) {
		await page.setViewportSize(viewport);
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			const { violations } = await page.evaluate<AxeResults, RunOptions>(
				(rules) => Reflect.get(globalThis, "axe").run(rules),
				colorScheme === "light" ? RULES : COLOURS,
			);
			const where = `${viewport.width} pixels wide, ${colorScheme}`;
			for (const { id, help, nodes } of violations) {
				const places = nodes
					.slice(0, 3)
					.map(({ html, any }) => `${html} ${any.map(({ message }) => message).join(" ")}`);
				found.push(`${id} (${where}): ${help}\n  ${places.join("\n  ")}`);
			}
		}
	}
	return found;
}
