import { expect, test } from "vitest";
import { render } from "../../src/renditions/render.ts";
import { isThere, rome, simplepie } from "./parsers.ts";
import { BY, credited, feed, newsroom, ZERO } from "./sample.ts";

const its = feed({ articles: credited, category: "Coast", hub: "https://site.example/hub" });
const documents = [render(its, "rss", newsroom), render(its, "atom", newsroom)];

const PUBLISHER = { name: "Tide & Time Ltd", url: "https://site.example/", email: "editor@site.example" };

/** What both libraries find in both RSS and Atom. */
const FEED = {
	title: "Tide & Time",
	link: "https://site.example/",
	rights: "© 2026 Tide & Time",
	licenses: [BY.url],
};
const FIRST = {
	id: "https://site.example/one",
	title: "Tide",
	link: "https://site.example/one",
	published: "2026-05-04T00:00:00Z",
	categories: ["Coast", "R&D"],
	files: ["https://site.example/tide.jpg image/jpeg 9000"],
	rights: "© Ada",
	licenses: [ZERO.url],
	content: "<p>High &amp; <em>low</em>.</p>",
};
/**
 * What both libraries find in the second article, which has no copyright line or licence of its own, so the copyright
 * line and licence of the feed apply.
 */
const SECOND = {
	id: "tag:site.example,2026:two",
	title: "Tide",
	link: "https://gazette.example/tide",
	published: "2026-05-03T00:00:00Z",
	categories: [],
	files: [],
	rights: null,
	licenses: [],
};
const WITH_PAGES = [{ name: "Ada", url: "https://ada.example/" }, { name: "Bo" }];

const hasSimplePie = isThere(
	"php",
	"-r",
	"@include 'simplepie/autoloader.php'; exit(extension_loaded('xml') && class_exists('SimplePie') ? 0 : 1);",
);
const hasRome = isThere("sh", "-c", "command -v javac && test -f /usr/share/java/rome.jar");

/*
 * Neither library has a function for authors' pictures, which RSS and Atom do not support. SimplePie also lacks
 * functions for the editor, and for the source of an RSS item.
 */
test.skipIf(!hasSimplePie)("SimplePie reads copyright lines, licences, icons and authors", () => {
	expect(simplepie(documents)).toEqual([
		{
			...FEED,
			language: "en",
			hub: its.hub,
			image: "https://site.example/icon-144.png",
			authors: [],
			categories: ["Coast"],
			entries: [
				{ ...FIRST, authors: [{ name: "Ada" }, { name: "Bo" }], source: null },
				{ ...SECOND, authors: [], source: null, content: "Tide" },
			],
		},
		{
			...FEED,
			language: "en",
			hub: its.hub,
			image: "https://site.example/logo",
			authors: [PUBLISHER],
			categories: [],
			entries: [
				{ ...FIRST, authors: WITH_PAGES, source: "Gazette" },
				{ ...SECOND, authors: [PUBLISHER], source: null, content: "<p>Tide</p>" },
			],
		},
	]);
});

/* Rome does not have a function for the language of an Atom feed, and does not read the update time in RSS. */
test.skipIf(!hasRome)("Rome reads copyright lines, licences, icons and authors", () => {
	const editor = "editor@site.example (Tide & Time Ltd)";
	expect(rome(documents)).toEqual([
		{
			...FEED,
			language: "en",
			image: "https://site.example/icon-144.png",
			icon: null,
			authors: [],
			managingEditor: editor,
			webMaster: editor,
			categories: ["Coast"],
			entries: [
				{ ...FIRST, authors: ["Ada", "Bo"], source: "Gazette", updated: null },
				{ ...SECOND, authors: [], source: null, updated: null, content: null },
			],
		},
		{
			...FEED,
			language: null,
			image: "https://site.example/logo",
			icon: "https://site.example/icon-192.png",
			authors: [PUBLISHER],
			managingEditor: null,
			webMaster: null,
			categories: [],
			entries: [
				{ ...FIRST, authors: WITH_PAGES, source: "Gazette", updated: "2026-05-06T00:00:00Z" },
				{ ...SECOND, authors: [], source: null, updated: "2026-05-05T00:00:00Z", content: "<p>Tide</p>" },
			],
		},
	]);
});
