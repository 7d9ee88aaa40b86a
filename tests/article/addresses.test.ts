import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf } from "../../src/article/article-path.ts";
import { anyText } from "./any-text.ts";
import { articleFrom, read, SITE, source, warned } from "./reading.ts";

test.each([
	["tide.md", "/articles/tide"],
	["articles/tide.md", "/articles/tide"],
	["articles/2026/tide.html", "/articles/2026/tide"],
	["2026-05-04-tide.markdown", "/articles/2026-05-04-tide"],
	["tide/index.md", "/articles/tide"],
	["articles/tide/index.md", "/articles/tide"],
	["index.md", "/articles/index"],
	["articles/index.md", "/articles/index"],
	["notes/articles/tide.md", "/articles/notes/articles/tide"],
	["2026.05.04.md", "/articles/2026.05.04"],
	["Ebbe und Flut.md", "/articles/Ebbe%20und%20Flut"],
	["küste.md", "/articles/k%C3%BCste"],
	["a%2Fb.md", "/articles/a%252Fb"],
	["what? #1.md", "/articles/what%3F%20%231"],
])("the page of %s is at %s", (path, address) => {
	expect(addressOf(path)).toBe(address);
	expect(articleFrom("", "", path)).toMatchObject({ address, link: SITE + address });
});

test.each(["..md", "...md", "articles/...md", "2026/...md"])("a file named %s has its own page", (path) => {
	const { pathname } = new URL(addressOf(path), SITE);
	expect(pathname).toBe(addressOf(path));
	expect(pathname.length).toBeGreaterThan("/articles/".length);
});

test("browsers do not change addresses below /articles/, and only page bundles and files in articles/ can share an address with another file", () => {
	const segment = fc.oneof(
		fc.constantFrom("a", "A", "index", "articles", ".", "a.b", "%", "%2e", "ü", "文", " ", "+", "&", "'", "🌊", "~"),
		anyText(4, 1).map((text) => text.replaceAll("/", "")),
	);
	// Exclude `.` and `..`, which are not valid file names.
	const path = fc
		.array(segment, { minLength: 1, maxLength: 3 })
		.map((segments) => `${segments.filter((text) => !/^\.{0,2}$/.test(text)).join("/") || "a"}.md`);
	const bundle = (text: string) => text.replace(/^articles\/(?=.)/, "").replace(/(.)\/index\.md$/, "$1.md");
	const known = new Map<string, string>();
	fc.assert(
		fc.property(path, (text) => {
			const address = addressOf(text);
			expect(new URL(address, SITE).pathname).toBe(address);
			expect(address).toMatch(/^\/articles\//);
			expect(bundle(known.get(address) ?? text)).toBe(bundle(text));
			known.set(address, text);
		}),
	);
});

test.each([
	["/2026/tide/", "/2026/tide/"],
	["/tide", "/tide"],
	["/2026/tide.html", "/2026/tide.html"],
	["/küste/", "/k%C3%BCste/"],
	["/a/../tide", "/tide"],
	["/topical/", "/topical/"],
	["/feedback", "/feedback"],
	["/tide.html", "/tide.html"],
	["/:year/:title/", "/2026/tide/"],
])("the permalink %s becomes the address %s", (permalink, address) => {
	expect(articleFrom(`permalink: ${permalink}`)).toMatchObject({ address, link: SITE + address });
});

test.each([
	"/",
	"/feed",
	"/feed/1",
	"/feed.rss",
	"/feeds.json",
	"/topics/ai",
	"/providers/a.example",
	"/api/sources",
	"/health",
	"/metrics",
	"/status",
	"/select",
	"/subscribe",
	"/rsscloud",
	"/hub",
	"/webhooks/github",
	"/about",
	"/style.css",
	"/robots.txt",
	"/sitemap-3.xml",
	"/.well-known/x",
	"/x/../topics/ai",
	"/./feed",
	"/%74opics/ai",
	"/topic%73/ai",
])("the permalink %s is reserved, so the article keeps its default address, with a warning", (permalink) => {
	const { article, problem } = warned(`permalink: ${permalink}`);
	expect(article).toMatchObject({ address: "/articles/tide", link: `${SITE}/articles/tide` });
	expect(problem).toMatchObject({
		line: 4,
		message: "`permalink` is an address that the site itself uses.",
		hint: "The page is at /articles/tide for now. Choose another path, such as /news/tide/.",
	});
});

test.each([
	"tide",
	"2026/tide/",
	"/{{ page.url | replace: 'a', 'b' }}/".replaceAll("'", '"'),
	"/a:b{/",
	"//a.example/tide",
	"//",
	"//[",
	"/\\a.example/x",
])("%s is not a valid permalink, so the article keeps its default address, with a warning", (permalink) => {
	const { article, problem } = warned(`permalink: '${permalink}'`);
	expect(article).toMatchObject({ address: "/articles/tide", link: `${SITE}/articles/tide` });
	expect(problem).toMatchObject({ line: 4, message: "`permalink` is neither a web address nor a plain path." });
});

test("the page of a link post is at its permalink, too", () => {
	const article = articleFrom("link: https://a.example/1\npermalink: /tide/");
	expect(article).toMatchObject({ link: "https://a.example/1", address: "/tide/" });
});

test("no permalink causes an exception, and browsers do not change the resulting address", () => {
	const piece = fc.constantFrom(
		"/",
		"//",
		"\\",
		"[",
		"]",
		":",
		"@",
		"?",
		"#",
		"%",
		"%2F",
		"..",
		".",
		" ",
		"a",
		"ü",
		"feed",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
			const result = read(source(`permalink: ${JSON.stringify(`/${pieces.join("")}`)}`));
			if (result.kind !== "article") return;
			expect(new URL(result.article.address, SITE).pathname).toBe(result.article.address);
			expect(result.article.link).toBe(SITE + result.article.address);
		}),
	);
});
