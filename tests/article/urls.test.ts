import { expect, test } from "vitest";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import { articleFrom, read, rejected, source, warned } from "./reading.ts";

const BAD = [
	"javascript:alert(1)",
	"JaVaScRiPt:alert(1)",
	"'javascript://a.example/%0Aalert(1)'",
	"data:image/png;base64",
	"'vbscript:x'",
	"file:///etc/passwd",
	"ftp://a.example/1",
	"mailto:ada@a.example",
	"'blob:https://a.example/1'",
	"https://user:password@a.example/1",
	"https://user@a.example/1",
	"https://",
	"'https://a b.example/'",
	"https://a.example:99999/",
	"'https://[::1'",
];
/** Addresses that can be resolved only against a base URL, so they are invalid as a link. */
const RELATIVE = ["/2026/tide", "tide", "//a.example/1", "www.a.example/1", "a.example", "'#top'", "'?p=1'"];

test.each([...BAD, ...RELATIVE])("an article that links to %s is blocked", (url) => {
	for (const field of ["link", "webUrl", "originalUrl"]) {
		expect(rejected(source(`${field}: ${url}`))).toEqual({
			severity: "error",
			path: "tide.md",
			line: 4,
			message: `\`${field}\` is not a web address.`,
			hint: "Use a full address, starting with https:// or http://.",
		});
	}
});

test.each(BAD)(
	"an article with %s as the address of a picture, author, related article or original is published without that address",
	(url) => {
		for (const lines of [`image: ${url}`, `images: [${url}]`, `images: [{url: ${url}}]`]) {
			expect(warned(lines).article.images).toEqual([]);
		}
		expect(warned(`author: {name: Ada, url: ${url}}`).article.authors).toEqual([{ name: "Ada" }]);
		expect(warned(`related: [{title: One, webUrl: ${url}}]`).article.related).toEqual([]);
		expect(warned(`link: https://a.example/\noriginalUrl: ${url}`).article.original).toBeUndefined();
		expect(warned(`provider: {name: Gazette, images: [${url}]}`).article.provider?.image).toBeUndefined();
	},
);

test("if an article links to another site, its picture's address is relative to that link", () => {
	const article = articleFrom("link: https://a.example/2026/tide\nimages: [tide.jpg, /tide.jpg, //b.example/1.jpg]");
	expect(resolveLocals(article, () => undefined).images).toEqual(
		["https://a.example/2026/tide.jpg", "https://a.example/tide.jpg", "https://b.example/1.jpg"].map((url) => ({
			url,
		})),
	);
});

test("a picture listed twice appears once", () => {
	expect(articleFrom("images: [https://a.example/1.jpg, HTTPS://A.example:443/1.jpg]").images).toHaveLength(1);
});

/** Addresses are normalized so that links with two spellings of one address are recognized as duplicates. */
test.each([
	["https://a.example", "https://a.example/"],
	["HTTPS://A.Example/Tide", "https://a.example/Tide"],
	["https://a.example:443/", "https://a.example/"],
	["http://a.example:80/", "http://a.example/"],
	["https://a.example/a/../b/./c", "https://a.example/b/c"],
	["https://a.example/Ebbe und Flut", "https://a.example/Ebbe%20und%20Flut"],
	["https://a.example/küste?q=ä#ö", "https://a.example/k%C3%BCste?q=%C3%A4#%C3%B6"],
	["https://küste.example/", "https://xn--kste-0ra.example/"],
	['https://a.example/?q="<b>"', "https://a.example/?q=%22%3Cb%3E%22"],
	["https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&amp;b=2"],
	["https://a.example/]]>", "https://a.example/]]%3E"],
	["https://a.example\\b", "https://a.example/b"],
	["http://127.0.0.1:8787/1", "http://127.0.0.1:8787/1"],
])("%s is normalized to %s", (text, normal) => {
	expect(articleFrom(`link: ${JSON.stringify(text)}`).link).toBe(normal);
});

test("a picture with an invalid size is kept, but its size is dropped", () => {
	for (const width of ["wide", "0", "-3", "1e9", "[3]"]) {
		const result = read(source(`image: {url: 'https://a.example/1.jpg', width: ${width}, height: 2}`));
		expect(result).toMatchObject({ problems: [{ severity: "warning", line: 4 }] });
		expect(result).toMatchObject({ article: { images: [{ url: "https://a.example/1.jpg", height: 2 }] } });
	}
});
