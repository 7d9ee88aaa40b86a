import fc from "fast-check";
import { expect, test } from "vitest";
import type { Article, LocalReference } from "../../src/article/article.ts";
import { localPath } from "../../src/article/local-files.ts";
import {
	type FindTarget,
	type PublishedFile,
	resolveDescription,
	resolveLocals,
} from "../../src/article/resolve-locals.ts";
import { anyPath, anySource } from "./arbitrary.ts";
import { articleFrom, bodyOf, read, SITE, source } from "./reading.ts";

const FILE: PublishedFile = { url: `${SITE}/media/abc/x.jpg`, type: "image/jpeg", bytes: 7, width: 1200, height: 800 };

/**
 * Resolves every reference to a picture to one address and every reference to an article to another, except references
 * with `missing` in their names.
 */
const find: FindTarget = ({ path, kind }) => {
	if (path.includes("missing")) return undefined;
	if (path.includes("waits")) return null;
	if (kind === "article") return { url: `${SITE}/articles/ebb`, isElsewhere: path.includes("elsewhere") };
	const type = { picture: "image/jpeg", audio: "audio/mpeg", video: "video/mp4", file: "application/pdf" }[kind];
	return kind === "picture" ? FILE : { url: `${SITE}/media/abc/x.${kind}`, type, bytes: 9 };
};

/** Returns the body of an HTML source with its references resolved. */
function body(html: string, fields = "", path = "posts/tide.html"): string {
	return resolveLocals(articleFrom(fields, html, path), find).html;
}

test("an article without references is returned as the same object", () => {
	const article = articleFrom("", "One.");
	expect(resolveLocals(article, find)).toBe(article);
});

test.each([
	['<img src="a.jpg" alt="x">', `<img src="${FILE.url}" alt="x" width="1200" height="800">`],
	['<img src="a.jpg" alt="x" width="300">', `<img src="${FILE.url}" alt="x" width="300" height="200">`],
	['<img src="a.jpg" alt="x" height="200">', `<img src="${FILE.url}" alt="x" height="200" width="300">`],
	['<img src="a.jpg" alt="x" width="3" height="3">', `<img src="${FILE.url}" alt="x" width="3" height="3">`],
	['<p><a href="a.pdf?v=1#page=2">x</a></p>', `<p><a href="${SITE}/media/abc/x.file#page=2">x</a></p>`],
	['<p><a href="ebb.md">x</a></p>', `<p><a href="${SITE}/articles/ebb">x</a></p>`],
	['<p><a href="ebb.md#low">x</a></p>', `<p><a href="${SITE}/articles/ebb#text-low">x</a></p>`],
	['<p><a href="elsewhere.md#low">x</a></p>', `<p><a href="${SITE}/articles/ebb#low">x</a></p>`],
	[
		'<p><a href="missing?a=1&amp;b=2#low">x</a></p>',
		`<p><a href="${SITE}/articles/posts/missing?a=1&amp;b=2#low">x</a></p>`,
	],
	[
		'<video src="a.mp4" poster="a.jpg" controls></video>',
		`<video src="${SITE}/media/abc/x.video" poster="${FILE.url}" controls></video>`,
	],
	[
		'<video src="a.mp4" controls><track kind="captions" src="a.vtt" srclang="de" label="Deutsch" default onload="x()"></video>',
		`<video src="${SITE}/media/abc/x.video" controls><track kind="captions" src="${SITE}/media/abc/x.file" srclang="de" label="Deutsch" default></video>`,
	],
])("references are resolved: %s becomes %s", (written, expected) => {
	expect(body(written)).toBe(expected);
});

test.each([
	["![[a.png|300]]", `<img src="${FILE.url}" alt="" width="300" height="200">`],
	["![[a.png|300x90]]", `<img src="${FILE.url}" alt="" width="300" height="90">`],
	["One ![[a b.png|300]] *two*", `One <img src="${FILE.url}" alt="" width="300" height="200"> <em>two</em>`],
	["![[a.png|Waves]]", `<img src="${FILE.url}" alt="Waves" width="1200" height="800">`],
])("the width in Obsidian's syntax is used: %s", (written, expected) => {
	const { html } = resolveLocals(articleFrom("", written), find);
	expect(html.replace(/^<p>|<\/p>$/g, "")).toBe(expected);
	const followed = resolveLocals(articleFrom("", `${written}\nThen *three*.`), find).html;
	expect(followed).toContain("Then <em>three</em>.");
});

test.each([
	["image: a.jpg", "a.jpg"],
	["teaser: a.jpg\n  image: b.jpg", "b.jpg"],
	["teaser: a.jpg", "a.jpg"],
	["overlay_image: /assets/c.jpg", "/assets/c.jpg"],
])("the picture is read from a Minimal Mistakes header with %s", (header, path) => {
	const { images } = articleFrom(`header:\n  ${header}`, "x", "tide.md");
	expect(images.map(({ url }) => localPath(url))).toEqual([path]);
	expect(articleFrom(`image: d.jpg\nheader:\n  ${header}`, "x", "tide.md").images).toHaveLength(1);
});

test("a header that is plain text is not a picture", () => {
	expect(articleFrom("header: Low tide", "x").images).toEqual([]);
});

test.each([
	['<p>One <img src="missing.jpg" alt="x"> two</p>', "<p>One two</p>"],
	['<p>At noon <img src="missing.jpg" alt="x">, it rained.</p>', "<p>At noon, it rained.</p>"],
	[
		'<p>See <img src="missing.jpg" alt="x">, <img src="missing.jpg" alt="x">, and <em>this</em>.</p>',
		"<p>See, and <em>this</em>.</p>",
	],
	['<p>Before</p><p><img src="missing.jpg" alt="x">, <img src="waits.jpg" alt="x">.</p>', "<p>Before</p>"],
	[
		'<video src="a.mp4" controls><track kind="captions" src="missing.vtt" srclang="en"></video>',
		`<video src="${SITE}/media/abc/x.video" controls></video>`,
	],
	['<p>One</p><p><img src="missing.jpg" alt="x"></p>', "<p>One</p>"],
	['<p>One</p><p><a href="https://a.example/"><img src="missing.jpg" alt="x"></a></p>', "<p>One</p>"],
	['<p>One</p><figure><img src="waits.jpg" alt="x"><figcaption>Two <em>three</em></figcaption></figure>', "<p>One</p>"],
	[
		'<figure><img src="missing.jpg" alt=""><img src="https://a.example/1.png" alt=""></figure>',
		'<figure><img src="https://a.example/1.png" alt=""></figure>',
	],
	['<ul><li><img src="missing.jpg" alt="x"></li><li>Two</li></ul>', "<ul><li>Two</li></ul>"],
	['<p>See <a href="missing.md">the <em>other</em> one</a>.</p>', "<p>See the <em>other</em> one.</p>"],
	['<p>See <a href="waits">the other</a>.</p>', "<p>See the other.</p>"],
	['<p>See <a id="here" href="missing.pdf">it</a>.</p>', '<p>See <a id="text-here">it</a>.</p>'],
	[
		'<p><a href="missing.jpg"><img src="a.jpg" alt=""></a></p>',
		`<p><img src="${FILE.url}" alt="" width="1200" height="800"></p>`,
	],
	['<p>One</p><video src="missing.mp4" controls></video>', "<p>One</p>"],
	['<p>One</p><video controls><source src="missing.mp4"><source src="missing.webm"></video>', "<p>One</p>"],
	[
		'<video controls><source src="missing.mp4"><source src="b.webm"></video>',
		`<video controls><source src="${SITE}/media/abc/x.video"></video>`,
	],
	[
		'<video src="a.mp4" poster="missing.jpg" controls></video>',
		`<video src="${SITE}/media/abc/x.video" controls></video>`,
	],
	[
		'<table><tr><th>1</th><th>2</th></tr><tr><td><img src="missing.jpg" alt="x"></td><td>2</td></tr></table>',
		"<table><tbody><tr><th>1</th><th>2</th></tr><tr><td></td><td>2</td></tr></tbody></table>",
	],
])("references to missing files are removed: %s becomes %s", (written, expected) => {
	expect(body(written)).toBe(expected);
});

test("pictures, attachments and the provider's picture are resolved, and measured sizes take precedence over declared sizes", () => {
	const article = articleFrom(
		[
			"images:",
			"  - {url: a.jpg, width: 3, height: 3, alt: Waves, caption: Noon, credit: Ada}",
			"  - missing.jpg",
			"  - https://a.example/1.png",
			"audio: talk.mp3",
			"enclosure: {url: missing.mp4, title: Gone}",
			"provider: {name: Gazette, images: [logo.png]}",
		].join("\n"),
		"![x](film.mp4)",
	);
	const resolved = resolveLocals(article, find);
	expect(resolved.images).toEqual([
		{ ...FILE, alt: "Waves", caption: "Noon", credit: "Ada" },
		{ url: "https://a.example/1.png" },
	]);
	expect(resolved.attachments).toEqual([
		{ url: `${SITE}/media/abc/x.audio`, type: "audio/mpeg", bytes: 9 },
		{ url: `${SITE}/media/abc/x.video`, type: "video/mp4", bytes: 9 },
	]);
	expect(resolved.provider?.image).toMatchObject({ url: FILE.url });
	expect(resolved.locals).toBeUndefined();
});

test("a topic's picture is resolved, or omitted if it is missing", () => {
	for (const [image, url] of [
		["coast.jpg", FILE.url],
		["missing.jpg", undefined],
	]) {
		const result = read(`name: Coast\nimage: ${image}`, "topics/coast.yaml");
		if (result.kind !== "description") throw new Error(result.kind);
		expect(resolveDescription(result.description, find).image).toBe(url);
	}
});

test("an article on another site keeps its relative addresses, except those of files stored on this site", () => {
	const written = '<p><img src="missing.jpg" alt="x"> <a href="ebb.md">y</a> <a href="missing.md">z</a></p>';
	const [page, ebb] = ["https://a.example/2026/", `${SITE}/articles/ebb`];
	expect(body(written, `link: ${page}tide`)).toBe(
		`<p><img src="${page}missing.jpg" alt="x"> <a href="${ebb}">y</a> <a href="${page}missing.md">z</a></p>`,
	);
});

test("an author cannot forge a reference to a local file", () => {
	const attack = [
		'<p><img src="local:/secret.jpg" alt="a"> <a href="local:/secret.md">b</a> <a href="LOCAL:/secret.pdf">c</a></p>',
		'<p title=" src=&quot;local:/secret.jpg&quot;">&lt;img src="local:/secret.jpg"> src="local:/secret.jpg"</p>',
		'<p><img src="https://a.example/1.png" alt="<img src=&quot;local:/secret.jpg&quot;>"></p>',
		'<p><a href="a.pdf">d</a></p>',
	].join("\n");
	const asked: string[] = [];
	const result = read(source("", attack), "tide.html");
	if (result.kind !== "article") throw new Error(result.kind);
	const { html } = resolveLocals(result.article, (reference) => {
		asked.push(reference.path);
		return FILE;
	});
	expect(asked).toEqual(["a.pdf"]);
	expect(html.replaceAll(FILE.url, "")).not.toContain("media");
	expect(read("---\ntitle: T\ndate: 2026-05-04\nimage: local:/secret.jpg\nlink: local:/x\n---\n").kind).toBe(
		"rejected",
	);
	expect(bodyOf("![x](local:/secret.jpg)\n\n[y](<local:/secret.md>)\n")).not.toMatch(/(src|href)/);
});

/** Lists every address in an article's fields and body. */
function addressesOf({ html, images, provider, attachments = [] }: Article): string[] {
	const inBody = [...html.matchAll(/<[a-z]+(?: [a-z-]+(?:="[^"]*")?)*>/g)].flatMap(([tag]) =>
		[...tag.matchAll(/ (?:src|href|poster|cite)="([^"]*)"/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&")),
	);
	const pictures = [...images, ...(provider?.image ? [provider.image] : [])];
	return [...inBody, ...pictures.map(({ url }) => url), ...attachments.map(({ url }) => url)];
}

test("every reference to a local file in any source is listed, and all are removed if no file exists", () => {
	fc.assert(
		fc.property(anyPath, anySource, fc.boolean(), (path, text, isThere) => {
			const result = read(text, path);
			if (result.kind !== "article") return;
			const { locals = [] } = result.article;
			const paths = new Set(locals.map((reference: LocalReference) => reference.path));
			expect(paths.size).toBe(locals.length);
			for (const address of addressesOf(result.article)) {
				const local = localPath(address);
				if (local !== undefined) expect(paths).toContain(local);
			}
			const resolved = resolveLocals(result.article, () => (isThere ? FILE : undefined));
			for (const address of addressesOf(resolved)) expect(address).toMatch(/^(https?:\/\/|mailto:|tel:)/);
			// The result is well-formed, and the rest of the body is unchanged.
			const texts = (html: string) => html.replace(/<[^>]*>/g, "");
			if (isThere) expect(texts(resolved.html)).toBe(texts(result.article.html));
		}),
		{ numRuns: 400 },
	);
});
