import { expect, test } from "vitest";
import { siteFiles } from "../../src/cli/site/starter.ts";

const CHOICES = { name: "news", title: "News", description: "", language: "en", timeZone: "UTC" };

test.each([
	["npm", "^1.0.0", "npm update newsstand"],
	["pnpm", "^1.0.0", "pnpm update newsstand"],
	["npm", "file:newsstand-1.0.0.tgz", "npm install ./newsstand-VERSION.tgz"],
	["pnpm", "file:newsstand-1.0.0.tgz", "pnpm add ./newsstand-VERSION.tgz"],
] as const)("a site's README says how to update it with %s from %s", (manager, source, command) => {
	const { "README.md": readme } = siteFiles(CHOICES, source, manager, ["content"]);
	expect(readme).toContain(`\n${command}\n${manager} run newsstand -- upgrade\n`);
});
