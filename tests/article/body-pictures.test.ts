import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";

/** Returns the `src` of each picture in the body, relative to the site. */
function sources(body: string): (string | undefined)[] {
	const { html } = renderBody(body, "html", "https://gazette.example/tide");
	expect(html).not.toMatch(/srcset|<picture|data-|loading|<noscript/);
	return [...html.matchAll(/<img src="https:\/\/gazette\.example\/([^"]*)"/g)].map((match) => match[1]);
}

test.each([
	["the widest up to 1600 pixels", '<img src="s.jpg" srcset="a.jpg 400w, b.jpg 1600w, c.jpg 3200w">', "b.jpg"],
	["the narrowest, if all are wider", '<img src="s.jpg" srcset="c.jpg 3200w, b.jpg 2000w">', "b.jpg"],
	["the densest that is not too wide", '<img src="s.jpg" srcset="a.jpg 1.5x, b.jpg 2x, c.jpg 3x">', "b.jpg"],
	["the densest, for a small picture", '<img width="300" src="s.jpg" srcset="b.jpg 2x, c.jpg 3x">', "c.jpg"],
	["commas in addresses", '<img srcset="w_1,h_2/a.jpg 1x,w_2,h_3/b.jpg 2x">', "w_2,h_3/b.jpg"],
	["candidates without a width", '<img srcset="a.jpg, b.jpg 2x">', "b.jpg"],
	["`src` alone", '<img src="s.jpg">', "s.jpg"],
	[
		"a common format rather than a rare one",
		'<picture><source type="image/avif" srcset="a 1600w"><source srcset="b.webp 800w"><img src="c.avif"></picture>',
		"b.webp",
	],
	[
		"a rare format, if the picture has no other",
		'<picture><source type="image/avif" srcset="a.avif 1600w"><img></picture>',
		"a.avif",
	],
	[
		"the address in `img`, if several are equally good",
		'<picture><source type="image/webp" srcset="a.webp"><img src="b.jpg"></picture>',
		"b.jpg",
	],
	[
		"the source for wide screens",
		'<picture><source media="(min-width: 1200px)" srcset="a.jpg"><source media="(min-width: 900px)" srcset="b.jpg"><img src="c.jpg"></picture>',
		"a.jpg",
	],
	[
		"not the source for dark mode or small screens",
		'<picture><source media="(prefers-color-scheme: dark)" srcset="a.jpg 1500w"><source media="(max-width: 600px)" srcset="b.jpg 1500w"><img src="c.jpg"></picture>',
		"c.jpg",
	],
	["data-src", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="a.jpg">', "a.jpg"],
	["data-lazy-src", '<img src="/blank.gif" data-lazy-src="/a.jpg" loading="lazy">', "a.jpg"],
	["data-original", '<img src="s.jpg" data-original="/a.jpg">', "a.jpg"],
	["data-srcset", '<img src="/placeholder.svg" data-srcset="a.jpg 400w, b.jpg 900w">', "b.jpg"],
	["`src`, if `data-src` is not an address", '<img src="s.jpg" data-src="12">', "s.jpg"],
	["a placeholder, if there is no other picture", '<img src="placeholder.svg">', "placeholder.svg"],
	[
		"noscript after a picture with a usable address",
		'<img src="data:," data-src="a.jpg"><noscript><img src="b.jpg"></noscript>',
		"a.jpg",
	],
	[
		"noscript after a picture without a usable address",
		'<img src="data:," alt="x"><noscript><img src="b.jpg"></noscript>',
		"b.jpg",
	],
	["noscript without a picture before it", '<p>x</p><noscript><img src="b.jpg"></noscript>', "b.jpg"],
	["noscript with text", '<p>x</p><noscript>&lt;img src="b.jpg"></noscript>', "b.jpg"],
	["amp-img", '<amp-img src="a.jpg" width="3" height="4"><noscript><img src="b.jpg"></noscript></amp-img>', "a.jpg"],
])("the best address of a picture: %s", (_, body, source) => {
	expect(sources(body)).toEqual([source]);
});

test("a picture keeps its alt text, width and height", () => {
	const { html } = renderBody(
		'<img src="/a.jpg" width="600" height="auto"><img src="/b.jpg" width="50%" alt="b">',
		"html",
		"https://gazette.example/",
	);
	expect(html).toBe(
		'<img src="https://gazette.example/a.jpg" alt="" width="600"><img src="https://gazette.example/b.jpg" alt="b">',
	);
});

test("a picture that cannot be loaded is replaced by its alt text", () => {
	expect(renderBody('<p>a <img src="data:," alt="boat"> b</p>', "html", "https://gazette.example/").html).toBe(
		"<p>a boat b</p>",
	);
});
