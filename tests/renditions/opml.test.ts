import { expect, test } from "vitest";
import { renderOpml } from "../../src/renditions/opml.ts";
import { site } from "./sample.ts";
import { parseXml, type XmlElement } from "./xml.ts";

const MODIFIED = Date.UTC(2026, 4, 5, 10, 30);
const TITLES = ["AT&T", "a < b", "&lt;b&gt;", "]]>", '"quoted"', "it's", "🦀", "المدّ", "Tide & Time"];

function outlines({ children }: XmlElement): XmlElement[] {
	return children
		.flatMap((child) => [child, ...outlines(child)])
		.filter(({ name }) => name === "{}outline" || name === "outline");
}

test("special characters in titles are preserved", () => {
	const feeds = TITLES.map((title, index) => {
		return { name: `topics/t${index}`, title, description: title, count: 1, newest: MODIFIED };
	});
	const shown = outlines(parseXml(renderOpml(feeds, MODIFIED, site))).filter(({ attributes }) => attributes["xmlUrl"]);
	expect(shown.map(({ attributes }) => attributes["text"])).toEqual(TITLES);
	expect(shown.map(({ attributes }) => attributes["title"])).toEqual(TITLES);
	expect(shown.map(({ attributes }) => attributes["description"])).toEqual(TITLES);
	expect(shown.every(({ attributes }) => attributes["type"] === "rss")).toBe(true);
});

test("a list without topics does not contain an empty group, and the same list always produces the same output", () => {
	const feeds = [{ name: "feed", title: site.title, count: 0, newest: null }];
	const text = renderOpml(feeds, MODIFIED, site);
	expect(outlines(parseXml(text)).map(({ attributes }) => attributes)).toEqual([
		{
			type: "rss",
			text: "Tide & Time",
			title: "Tide & Time",
			xmlUrl: "https://site.example/feed.rss",
			htmlUrl: "https://site.example/",
			description: "Water, and when it comes.",
		},
	]);
	expect(text).toContain("<dateModified>Tue, 05 May 2026 10:30:00 GMT</dateModified>");
	expect(renderOpml(feeds, MODIFIED, site)).toBe(text);
});
