import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SECRETS } from "../../src/cli/doctor/secrets.ts";
import { readSettings, SETTINGS } from "../../src/settings.ts";
import { ROOT } from "./imports.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const config = read("wrangler.toml");
const reference = read("docs/settings.md");
const environment = read("src/env.d.ts");

test("these tests cover all settings", () => {
	expect(SETTINGS).toContain("SITE_URL");
	expect(SETTINGS.length).toBeGreaterThan(8);
});

test.each(SETTINGS)("%s has a comment in wrangler.toml and a line in docs/settings.md", (name) => {
	const lines = config.split("\n");
	const at = lines.findIndex((line) => new RegExp(`^(# )?(\\[\\[vars\\.)?${name}(\\]\\]| =)`).test(line));
	expect(at, "its line in wrangler.toml").toBeGreaterThan(0);
	const above = lines.slice(0, at).findLast((line) => !/^[A-Z_]+ =/.test(line));
	expect(above, "the comment above it").toMatch(/^# .*\w/);
	expect(reference).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\|.*\\|$`, "m"));
	expect(environment).toContain(`${name}?:`);
});

test.each(SETTINGS)("an invalid %s causes an error that says which setting is invalid and how to fix it", (name) => {
	const settings = readSettings({ SITE_URL: "https://news.example.org", SITE_TITLE: "News", [name]: { wrong: true } });
	const problems = "problems" in settings ? settings.problems : settings.warnings;
	expect(problems).toEqual([
		expect.stringMatching(new RegExp(`^The setting ${name} .*; (?:write|use|set|describe|start) `)),
	]);
});

test.each(SETTINGS.filter((name) => name !== "SITE_URL" && name !== "SITE_TITLE"))("%s has a default", (name) => {
	const settings = readSettings({ SITE_URL: "https://news.example.org", SITE_TITLE: "News", [name]: undefined });
	expect(settings).toHaveProperty("site");
});

test.each(SECRETS)("the secret %s has a line in docs/settings.md", (name) => {
	expect(reference).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|`, "m"));
});

test("wrangler.toml does not contain secrets", () => {
	expect(config).not.toMatch(/^\s*\w*(TOKEN|SECRET)\w*\s*=/m);
});

test("the secrets in .dev.vars.example are empty, because everyone would know their values", () => {
	const example = read(".dev.vars.example").split("\n");
	const asked = example.filter((line) => line !== "" && !line.startsWith("#"));
	expect(asked).toEqual(["PUBLISH_TOKEN=", "PRIVATE_FEEDS_SECRET="]);
});

test("package.json describes each setting and secret that Cloudflare's dashboard asks for", () => {
	const { cloudflare } = JSON.parse(read("package.json"));
	const settings = config.split("\n").flatMap((line) => /^([A-Z_]+) = /.exec(line)?.[1] ?? []);
	const described = Object.entries<{ description: string }>(cloudflare.bindings);
	expect(described.map(([name]) => name)).toEqual(["PUBLISH_TOKEN", "PRIVATE_FEEDS_SECRET", ...settings]);
	for (const [, { description }] of described) expect(description).toMatch(/^[A-Z].*\.$/);
});
