import { readFileSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { findSite, isSite, PROGRAM, programVersion } from "../../src/cli/site/find-site.ts";
import { MAIN, newSiteConfig, partsOf, siteConfigOf } from "../../src/cli/site/site-config.ts";
import { changedLines, upgradedConfig } from "../../src/cli/site/upgrade.ts";
import { type ProjectConfig, readConfig } from "../../src/cli/wrangler/config.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const OWN = readFileSync(join(PROGRAM, "wrangler.toml"), "utf8");
const CHOICES = {
	name: "tide",
	title: 'The "Tide" $& more',
	description: "News of the harbour.",
	language: "de",
	timeZone: "Europe/Berlin",
};

async function parsed(text: string): Promise<ProjectConfig> {
	const config = await readConfig(await temporaryFolder({ "wrangler.toml": text }));
	if ("failure" in config) throw new Error(config.failure);
	return config;
}

test("a new site has every binding in Newsstand's wrangler.toml, but resource names of its own", async () => {
	const [own, site] = [await parsed(OWN), await parsed(newSiteConfig(OWN, CHOICES))];
	expect(site.main).toMatch(new RegExp(`${MAIN}$`));
	expect(site.name).toBe("tide");
	expect(site.durable_objects).toEqual(own.durable_objects);
	expect(site.migrations).toEqual(own.migrations);
	expect(site.ratelimits).toEqual(own.ratelimits);
	expect(site.kv_namespaces).toEqual(own.kv_namespaces);
	expect(site.queues.producers).toMatchObject([{ binding: "DELIVERIES", queue: "tide-deliveries" }]);
	expect(site.queues.consumers?.map(({ queue }) => queue)).toEqual(["tide-deliveries", "tide-dead-deliveries"]);
	expect(site.queues.consumers?.[0]?.dead_letter_queue).toBe("tide-dead-deliveries");
	expect(site.vars).toEqual({
		...own.vars,
		SITE_URL: "http://localhost:8787",
		SITE_TITLE: CHOICES.title,
		SITE_DESCRIPTION: CHOICES.description,
		SITE_LANGUAGE: "de",
		SITE_TIME_ZONE: "Europe/Berlin",
	});
});

test("a site's wrangler.toml does not contain settings for building the Worker", async () => {
	const text = siteConfigOf(OWN);
	const { rules, alias, minify } = await parsed(text);
	expect({ rules, alias, minify }).toEqual({ rules: [], alias: undefined, minify: undefined });
	expect(text).not.toMatch(/src\/|keep_names|Functions need no names/);
	expect(text).toContain("node_modules/newsstand/docs/settings.md");
});

test("a site's wrangler.toml keeps the settings, ids, routes and comments of the edited clone's wrangler.toml", async () => {
	const edited = OWN.replace('SITE_TITLE = "Newsstand"', '# Ask Anna first.\nSITE_TITLE = "Tide"')
		.replace('preview_id = "newsstand"', 'id = "77"\npreview_id = "newsstand"')
		.concat('\n[[routes]]\npattern = "news.example.org"\ncustom_domain = true\n');
	const text = siteConfigOf(edited);
	expect(text).toContain('# Ask Anna first.\nSITE_TITLE = "Tide"');
	const site = await parsed(text);
	expect(site.kv_namespaces).toMatchObject([{ id: "77" }]);
	expect(site.routes).toEqual([{ pattern: "news.example.org", custom_domain: true }]);
	expect(site.name).toBe("newsstand");
});

test("upgrade adds each missing part once and keeps the owner's lines", async () => {
	const newest = siteConfigOf(OWN);
	const parts = partsOf(newest);
	const lacking = parts.filter(
		(part) => !/CLIENT_LIMIT|tag = "v4"|"READERSHIP"|\[triggers\]|dead-deliveries"\nmax_batch_size = 10/.test(part),
	);
	expect(parts.length - lacking.length).toBe(5);
	const old = lacking
		.join("\n\n")
		.replace("2026-11-01", "2026-05-01")
		.replaceAll('"newsstand-', '"tide-')
		.replace('SITE_TITLE = "Newsstand"', 'SITE_TITLE = "Tide" # Anna chose it');
	const after = upgradedConfig(old, await parsed(old), newest, await parsed(newest));
	const site = await parsed(after);
	expect(after).toContain('SITE_TITLE = "Tide" # Anna chose it');
	expect(site.compatibility_date).toBe("2026-11-01");
	expect(site.ratelimits?.map(({ name }) => name)).toEqual(["FEED_LIMIT", "CLIENT_LIMIT"]);
	expect(site.migrations.map(({ tag }) => tag)).toEqual(["v1", "v2", "v3", "v4"]);
	expect(site.durable_objects.bindings.map(({ name }) => name)).toContain("READERSHIP");
	expect(site.queues.consumers?.map(({ queue }) => queue)).toEqual(["tide-deliveries", "tide-dead-deliveries"]);
	expect(site.triggers.crons).toEqual(["17 * * * *"]);
	expect(upgradedConfig(after, site, newest, await parsed(newest))).toBe(after);
	expect(changedLines(old, after).filter((line) => line.startsWith("-"))).toEqual([
		'- compatibility_date = "2026-05-01"',
	]);
});

test("an up-to-date wrangler.toml stays byte-for-byte identical", async () => {
	const text = newSiteConfig(OWN, CHOICES);
	expect(upgradedConfig(text, await parsed(text), siteConfigOf(OWN), await parsed(OWN))).toBe(text);
});

test("the site is the nearest folder with a Newsstand wrangler.toml, even if folders in between have other files", async () => {
	const root = await temporaryFolder({
		"wrangler.toml": OWN,
		"content/deep/article.md": "",
		"other/wrangler.toml": 'name = "not-newsstand"\n',
	});
	expect(findSite(join(root, "content/deep"), "/nowhere")).toBe(root);
	expect(findSite(join(root, "other"), "/nowhere")).toBe(root);
	expect(findSite("/", "/nowhere")).toBeNull();
	expect(findSite("/", PROGRAM)).toBe(PROGRAM);
	expect(isSite(PROGRAM)).toBe(true);
});

test("the version is the one in package.json", () => {
	expect(programVersion()).toBe(JSON.parse(readFileSync(join(PROGRAM, "package.json"), "utf8")).version);
});

test("the path to a site's Worker has forward slashes on every operating system", () => {
	expect(MAIN.split(posix.sep).join(win32.sep)).toBe(win32.normalize(MAIN));
	expect(MAIN).not.toContain("\\");
});
