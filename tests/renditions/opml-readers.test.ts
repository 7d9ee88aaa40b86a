import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { renderOpml } from "../../src/renditions/opml.ts";
import { isThere } from "./parsers.ts";
import { site } from "./sample.ts";

const feeds = [
	{ name: "feed", title: site.title, count: 3, newest: 0 },
	{ name: "providers/gazette.example", title: "The “Gazette” & Co", count: 3, newest: 0 },
	{ name: "topics/c_plus_plus", title: "C++", description: "a < b", count: 3, newest: 0 },
	{ name: "topics/küste", title: "Küste", count: 3, newest: 0 },
];
const URLS = ["/feed.rss", "/topics/c_plus_plus.rss", "/topics/k%C3%BCste.rss", "/providers/gazette.example.rss"];

const folder = mkdtempSync(join(tmpdir(), "opml-"));
const file = join(folder, "feeds.opml");
writeFileSync(file, renderOpml(feeds, 0, site));
afterAll(() => rmSync(folder, { recursive: true }));

const hasNewsboat = isThere("newsboat", "--version");
const hasSfeed = isThere("sh", "-c", "command -v sfeed_opml_import");

describe("importing the list of feeds into readers", () => {
	test.skipIf(!hasNewsboat)("newsboat subscribes to each feed, tagged with its group", () => {
		const urls = join(folder, "urls");
		execFileSync("newsboat", ["-u", urls, "-c", join(folder, "cache.db"), "-i", file], { stdio: "pipe" });
		const lines = readFileSync(urls, "utf8").trim().split("\n");
		expect(lines.map((line) => line.split(" ")[0])).toEqual(URLS.map((url) => site.url + url));
		expect(lines.map((line) => /"(Topics|Providers)"/.exec(line)?.[1])).toEqual([
			undefined,
			"Topics",
			"Topics",
			"Providers",
		]);
	});

	test.skipIf(!hasSfeed)("sfeed subscribes to each feed under its title", () => {
		const config = execFileSync("sfeed_opml_import", { input: readFileSync(file), encoding: "utf8" });
		const imported = [...config.matchAll(/^\tfeed '([^']*)' '([^']*)'/gm)].map(([, title, url]) => [title, url]);
		const titles = ["Tide & Time", "C++", "Küste", "The “Gazette” & Co"];
		expect(imported).toEqual(URLS.map((url, index) => [titles[index], site.url + url]));
	});
});
