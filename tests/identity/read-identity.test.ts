import { expect, test } from "vitest";
import { readIdentity } from "../../src/identity/read-identity.ts";
import { readSettings } from "../../src/settings.ts";

const LEAST = { SITE_URL: "https://news.example.org", SITE_TITLE: "News" };

test("no setting is required", () => {
	expect(readIdentity({})).toEqual({ identity: {}, warnings: [] });
});

test("the usual form of every setting is accepted", () => {
	const { identity, warnings } = readIdentity({
		SITE_ICON: "images/icon.svg",
		SITE_LOGO: "https://cdn.example/logo.png",
		SITE_ACCENT: "Teal",
		SITE_HEADLINES: "sans",
		SITE_COPYRIGHT: " © 2026\nThe Gazette ",
		SITE_LICENSE: "cc-by-4.0",
		SITE_AUTHOR: "The Gazette",
		SITE_CONTACT: "editor@news.example.org",
		SITE_LINKS: { Imprint: "/imprint", Press: "mailto:press@news.example.org" },
	});
	expect(warnings).toEqual([]);
	expect(identity).toEqual({
		icon: "images/icon.svg",
		logo: "https://cdn.example/logo.png",
		accent: "#008080",
		headlines: "sans",
		copyright: "© 2026 The Gazette",
		license: { name: "CC-BY-4.0", url: "https://creativecommons.org/licenses/by/4.0/" },
		author: "The Gazette",
		contact: "editor@news.example.org",
		links: [
			{ name: "Imprint", url: "/imprint" },
			{ name: "Press", url: "mailto:press@news.example.org" },
		],
	});
});

test("links can be written as JSON, for places where settings can only be strings", () => {
	expect(readIdentity({ SITE_LINKS: '{"Imprint":"/imprint"}' }).identity.links).toEqual([
		{ name: "Imprint", url: "/imprint" },
	]);
});

test.each<[string, unknown]>([
	["SITE_ICON", "icon.txt"],
	["SITE_ICON", "../icon.png"],
	["SITE_ICON", "ftp://cdn.example/icon.png"],
	["SITE_ICON", 5],
	["SITE_LOGO", "logo"],
	["SITE_ACCENT", "blueish"],
	["SITE_ACCENT", 123456],
	["SITE_HEADLINES", "Comic"],
	["SITE_COPYRIGHT", true],
	["SITE_LICENSE", "CC-BY-9.0"],
	["SITE_LICENSE", "free"],
	["SITE_AUTHOR", ["Ada"]],
	["SITE_CONTACT", "call us"],
	["SITE_CONTACT", "Ada <ada@news.example>"],
	["SITE_LINKS", "Imprint"],
	["SITE_LINKS", { Imprint: "imprint.html" }],
	["SITE_LINKS", { Imprint: "javascript:alert(1)" }],
	["SITE_LINKS", { Imprint: "//other.example" }],
	["SITE_LINKS", { Imprint: 5 }],
	["SITE_LINKS", Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`Page ${index}`, "/"]))],
])("%s = %j causes a warning that says how to fix it, and the site works without the setting", (name, value) => {
	const settings = readSettings({ ...LEAST, [name]: value });
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	expect(settings.warnings).toEqual([
		expect.stringMatching(new RegExp(`^The setting ${name} (?:is|has) [^;]*; (?:use|write) .*\\.$`)),
	]);
	expect(settings.site).toEqual({ ...settings.site, ...readIdentity({}).identity });
	expect(JSON.stringify(settings.warnings)).not.toMatch(/expected|received|invalid/i);
});

test("one invalid setting does not affect the other settings", () => {
	const { identity, warnings } = readIdentity({ SITE_ACCENT: "blueish", SITE_AUTHOR: "Ada", SITE_LICENSE: "?" });
	expect(warnings).toHaveLength(2);
	expect(identity).toEqual({ author: "Ada" });
});
