import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { FolderDefaults } from "../../src/article/folder-defaults.ts";
import { GENERATORS } from "../../src/article/permalinks/generators.ts";
import type { Problem } from "../../src/article/problem.ts";
import { anyText } from "./any-text.ts";
import { read, SITE } from "./reading.ts";

/** Reads an article in folders with these defaults files. Returns the article and all problems. */
function inFolders(
	files: Record<string, string>,
	path: string,
	text: string,
	timeZone = "UTC",
): { article: Article; problems: Problem[] } {
	const defaults = new FolderDefaults();
	const problems: Problem[] = [];
	for (const [file, written] of Object.entries(files)) {
		const found = read(written, file);
		problems.push(...found.problems);
		if (found.kind !== "defaults") throw new Error(`${file} is ${found.kind}`);
		defaults.put({ path: file, defaults: found.defaults });
	}
	const found = read(text, path, { defaults: defaults.above(path), timeZone });
	if (found.kind !== "article") throw new Error(`${path} is ${found.kind}: ${JSON.stringify(found.problems)}`);
	return { article: found.article, problems: [...problems, ...found.problems] };
}

function placed(rules: string, path: string, fields: string, timeZone = "UTC") {
	const { article, problems } = inFolders({ "_defaults.yaml": rules }, path, `---\n${fields}\n---\nText.\n`, timeZone);
	expect(problems).toEqual([]);
	return article;
}

describe("Jekyll", () => {
	const rules = "generator: jekyll\nbase_path: /b\nguid: https://example.org:page_folder/:raw\n";
	test.each([
		[
			"_posts/2024-05-01-My First Post.md",
			"title: A",
			"/b/2024/05/01/My-First-Post.html",
			"/b/2024/05/01/My%20First%20Post",
		],
		["_posts/2024-1-2-one-digit.md", "title: A", "/b/2024/01/02/one-digit.html", "/b/2024/01/02/one-digit"],
		[
			"_posts/2024-05-03-héllo wörld & C#.md",
			"title: A",
			"/b/2024/05/03/h%C3%A9llo-w%C3%B6rld-&-C.html",
			"/b/2024/05/03/h%C3%A9llo%20w%C3%B6rld%20&%20C",
		],
		[
			"_posts/2024-05-03-C# & C++, really?.md",
			"title: A",
			"/b/2024/05/03/C-&-C++,-really.html",
			"/b/2024/05/03/C#%20&%20C++,%20really?",
		],
		[
			"_posts/2024-05-05-slug.md",
			"title: A\nslug: My Slug!",
			"/b/2024/05/05/My-Slug!.html",
			"/b/2024/05/05/My%20Slug!",
		],
		[
			"_posts/2024-05-06-date.md",
			"title: A\ndate: 2024-05-06 23:30:00 -0700\ncategories: [Big News, x]",
			"/b/big%20news/x/2024/05/07/date.html",
			"/b/big%20news/x/2024/05/07/date",
		],
		["_posts/2024-05-07-perma.md", "title: A\npermalink: /old/path/", "/b/old/path/", "/b/old/perma"],
		["_posts/2024-05-08-perma2.md", "title: A\npermalink: /old/x.html", "/b/old/x.html", "/b/old/perma2"],
		["_posts/2024-05-12-perma3.md", "title: A\npermalink: /:categories/:title", "/b/perma3", "/b/perma3"],
		[
			"_posts/2024-05-09-cat.md",
			"title: A\ncategory: news\ntags: a b c",
			"/b/news/2024/05/09/cat.html",
			"/b/news/2024/05/09/cat",
		],
		["work/_posts/2024-05-15-w.md", "title: A", "/b/work/2024/05/15/w.html", "/b/work/2024/05/15/w"],
		["_posts/24-05-14-shortyear.md", "title: A", "/b/2024/05/14/shortyear.html", "/b/2024/05/14/shortyear"],
	])("the address and guid of %s", (path, fields, address, guid) => {
		const article = placed(rules, path, fields, "Europe/Berlin");
		expect(article).toMatchObject({ address, link: SITE + address, firstGuid: `https://example.org${guid}` });
	});

	test("redirect_to sets the link; the page's address stays the same", () => {
		const fields = "title: A\nredirect_to: /elsewhere/";
		expect(placed("generator: jekyll\n", "_posts/2024-05-01-tide.md", fields)).toMatchObject({
			address: "/2024/05/01/tide.html",
			link: `${SITE}/elsewhere/`,
			guid: `${SITE}/2024/05/01/tide.html`,
		});
	});

	test.each([
		["pretty", "/2024/05/01/tide/"],
		["ordinal", "/2024/122/tide.html"],
		["weekdate", "/2024/W18/Wed/tide.html"],
		["none", "/tide.html"],
		["/:short_year/:i_month/:i_day/:long_month/:short_month/:w_year/:w_day/:slug", "/24/5/1/May/May/2024/3/tide"],
	])("the predefined style %s results in %s", (permalink, address) => {
		const text = `generator: jekyll\npermalink: ${permalink}\n`;
		expect(placed(text, "_posts/2024-05-01-tide.md", "title: A").address).toBe(address);
	});
});

describe("Hugo", () => {
	const rules = "generator: hugo\nbase_path: /blog\n";
	test.each([
		["posts/My First Post.md", "date: 2024-05-01", "/blog/posts/my-first-post/"],
		["posts/C# & C++, really?.md", "date: 2024-05-01", "/blog/posts/c%23-c++-really/"],
		["posts/héllo wörld.md", "date: 2024-05-03T23:30:00", "/blog/posts/h%C3%A9llo-w%C3%B6rld/"],
		["posts/slug.md", "date: 2024-05-01\nSlug: My Slug Ü!", "/blog/posts/my-slug-%C3%BC/"],
		["posts/url.md", "date: 2024-05-01\nurl: /old/Path.html", "/blog/old/Path.html"],
		["posts/json2.md", "date: 2024-05-01\nurl: /no-slash", "/blog/no-slash/"],
		["posts/what's_up--x.y.md", "date: 2024-05-01", "/blog/posts/whats_up--x.y/"],
		["posts/Sub/Deep.md", "date: 2024-05-01", "/blog/posts/sub/deep/"],
		["posts/bundle/index.md", "date: 2024-05-01", "/blog/posts/bundle/"],
		["posts/2024-05-05-dated.md", "", "/blog/posts/2024-05-05-dated/"],
		["posts/tide.fr.md", "date: 2024-05-01", "/blog/fr/posts/tide/"],
	])("the address of %s", (path, fields, address) => {
		expect(placed(rules, path, `title: A\n${fields}`, "Europe/Berlin").address).toBe(address);
	});

	test.each([
		["/:year/:month/:day/:slug/", "posts/x.md", "title: A\ndate: 2024-05-01", "/2024/05/01/a/"],
		["/:year/:month/:day/:filename/", "posts/bundle/index.md", "title: A\ndate: 2024-01-01", "/2024/01/01/bundle/"],
		[
			"/:year/:month/:day/:filename.html",
			"posts/bundle/index.md",
			"title: A\ndate: 2024-01-01",
			"/2024/01/01/bundle.html",
		],
		["/:sections[1:]/:contentbasename/", "posts/a/b/c.md", "title: A\ndate: 2024-01-01", "/a/b/c/"],
		["/:sections[last]/:slugorfilename/", "posts/a/b/c.md", "title: A\ndate: 2024-01-01\nslug: D", "/b/d/"],
		["/:2006/:01/:02/:title/", "x.md", "title: A B\ndate: 2015-06-03 23:55:34 -0400", "/2015/06/03/a-b/"],
	])("the rule %s for %s", (permalink, path, fields, address) => {
		expect(placed(`generator: hugo\npermalink: ${permalink}\n`, path, fields).address).toBe(address);
	});

	test.each([
		["posts/al.md", "", ["/abs", "/posts/rel", "/up"]],
		["posts/al.md", "url: /old/Path.html\n", ["/abs", "/rel", "/up"]],
	])("aliases in %s with the fields %o", (path, url, formerly) => {
		const fields = `title: A\ndate: 2024-01-01\n${url}aliases: [/abs, rel, ../up]`;
		expect(placed("generator: hugo\n", path, fields).formerly).toEqual(formerly);
	});
});

describe("Hexo", () => {
	test.each([
		["source/_posts/My First Post.md", "date: 2024-05-01 12:00:00", "/b/2024/05/01/My%20First%20Post/"],
		["source/_posts/2014-1-25-one.md", "date: 2014-1-25 1:02:03", "/b/2014/01/25/2014-1-25-one/"],
		["source/_posts/Sub/deep.md", "date: 2024-05-04", "/b/2024/05/04/Sub/deep/"],
		["source/_posts/perma.md", "date: 2024-05-04\npermalink: old/path/", "/b/old/path/"],
		["source/_posts/slug.md", "date: 2024-05-07\nslug: my-slug", "/b/2024/05/07/slug/"],
		["source/_posts/日本語.md", "date: 2024-05-03T23:30:00Z", "/b/2024/05/03/%E6%97%A5%E6%9C%AC%E8%AA%9E/"],
	])("the address of %s", (path, fields, address) => {
		expect(placed("generator: hexo\nbase_path: /b\n", path, `title: A\n${fields}`).address).toBe(address);
	});

	test("permalinks can contain categories, titles and fields", () => {
		const rules = "generator: hexo\npermalink: /:lang/:category/:post_title/\n";
		const fields = "title: Ebbe & Flut!\ndate: 2024-05-04\ncategories: [Foo, Bar Baz]\nlang: de";
		expect(placed(rules, "source/_posts/x.md", fields).address).toBe("/de/Foo/Bar-Baz/ebbe-flut/");
	});
});

describe("Eleventy", () => {
	test.each([
		["blog/My First Post.md", "title: A\ndate: 2024-05-01", "/blog/My%20First%20Post/"],
		["blog/2024-05-02-dated.md", "title: A", "/blog/2024-05-02-dated/"],
		["blog/2019-03-04-folder/index.md", "title: A", "/blog/2019-03-04-folder/"],
		["blog/x/x.md", "title: A\ndate: 2024-05-01", "/blog/x/"],
		[
			"blog/perma.md",
			"title: E é 日本!\ndate: 2024-05-01\npermalink: /{{ title | slugify }}-{{ title | slug }}/",
			"/e-e-e-e-!/",
		],
		["blog/2019-03-04-x.md", "title: A\npermalink: /web/{{ page.fileSlug }}/", "/web/x/"],
		["blog/x.md", "title: A\ndate: 2019-03-04\npermalink: '/{{ page.date | date: \"%Y/%m\" }}/x/'", "/2019/03/x/"],
		["blog/héllo & C#.md", "title: A\ndate: 2024-05-03T23:30:00-07:00", "/blog/h%C3%A9llo%20&%20C%23/"],
	])("the address of %s", (path, fields, address) => {
		expect(placed("generator: eleventy\n", path, fields).address).toBe(address);
	});

	test("the day in an address is the day in UTC", () => {
		const rules = "generator: eleventy\npermalink: /:year/:month/:day/:fileslug/\n";
		const fields = "title: A\ndate: 2024-05-03T23:30:00-07:00";
		expect(placed(rules, "x.md", fields, "Europe/Berlin").address).toBe("/2024/05/04/x/");
	});
});

describe("Pelican", () => {
	const guid = "guid: tag:example.org,:year-:month-:day::page\n";
	test.each([
		["a.md", 'title: My Súper "Title" & C#!\ndate: 2010-12-03 10:20', "/b/my-super-title-c.html", "2010-12-03"],
		["Tech/2011-01-02-file.md", "title: 日本語 テスト\ndate: 2010-12-04", "/b/ri-ben-yu-tesuto.html", "2010-12-04"],
		["b.md", "title: A\ndate: 2012-01-01\nslug: Fen/Ced", "/b/Fen/Ced.html", "2012-01-01"],
	])("the address and guid of %s with %s", (path, fields, address, day) => {
		const article = placed(`generator: pelican\nbase_path: /b\n${guid}`, path, fields, "Europe/Berlin");
		expect(article).toMatchObject({ address, firstGuid: `tag:example.org,${day}:${address}` });
	});

	test("ARTICLE_URL may be written in Pelican's syntax", () => {
		const rules = "generator: pelican\npermalink: /{date:%Y}/{date:%b}/{date:%d}/{fileslug}/\n";
		expect(placed(rules, "a.md", "title: A\ndate: 2010-12-03 10:20").address).toBe("/2010/Dec/03/a/");
	});
});

describe("other generators", () => {
	test.each([
		["docusaurus", "2020-1-2-tide.md", "", "/blog/2020/1/2/tide"],
		["docusaurus", "2020/01/02/tide.md", "", "/blog/2020/01/02/tide"],
		["docusaurus", "2020-01-02-tide/index.mdx", "", "/blog/2020/01/02/tide"],
		["docusaurus", "2020-01-02/tide.md", "", "/blog/2020/01/02/tide"],
		["docusaurus", "notes/tide.md", "date: 2020-01-02", "/blog/notes/tide"],
		["docusaurus", "2020-01-02-tide.md", "slug: /a/b", "/blog/a/b"],
		["zola", "blog/2020-01-02_Ebbe & Flut.md", "date: 2020-01-02", "/blog/2020-01-02-ebbe-flut/"],
		["zola", "blog/x.md", "date: 2020-01-02\npath: 2018/07/27/what", "/2018/07/27/what/"],
		["astro", "Some Post/index.md", "date: 2020-01-02", "/some-post/"],
		["astro", "v1.2.3.md", "date: 2020-01-02", "/v123/"],
		["gatsby", "Tide/index.md", "date: 2020-01-02", "/Tide/"],
		["nuxt", "blog/36.v4.md", "date: 2020-01-02", "/blog/v4"],
		["nuxt", "1.guide/2.Two Words.md", "date: 2020-01-02", "/guide/two-words"],
		["quartz", "thoughts/Gall's law & more.md", "date: 2020-01-02", "/thoughts/Gall's-law--and--more"],
		["vuepress", "posts/README.md", "date: 2020-01-02", "/posts.html"],
		["micro.blog", "x.md", "date: 2020-01-11\nslug: starting-to-get", "/2020/01/11/starting-to-get.html"],
		["bear", "x.md", "date: 2020-01-11\nlink: my-link", "/my-link/"],
		["wordpress", "x.md", "date: 2020-01-11", "/2020/01/11/grosse-welle/"],
	])("%s: the address of %s with %s", (generator, path, fields, address) => {
		expect(placed(`generator: ${generator}\n`, path, `title: Große Welle\n${fields}`).address).toBe(address);
	});

	test("permalinks may use the syntax of WordPress and Ghost", () => {
		const article = placed(
			"generator: wordpress\npermalink: /%year%/%monthnum%/%postname%/\nguid: http://old.example/?p=:post_id\n",
			"x.md",
			"title: Große Welle\ndate: 2020-01-11\npost_id: 12",
		);
		expect(article).toMatchObject({ address: "/2020/01/grosse-welle/", firstGuid: "http://old.example/?p=12" });
		expect(
			placed("generator: ghost\npermalink: /{year}/{slug}/\n", "x.md", "title: Ebbe\ndate: 2020-01-11").address,
		).toBe("/2020/ebbe/");
	});
});

describe("without a generator", () => {
	const rules = "permalink: /news/:year/:month/:day/:title/\n";
	test.each([
		["news/2024-05-01-hello.md", "title: Hello", "/news/2024/05/01/hello/", undefined],
		[
			"news/2024-05-02-slug.md",
			"title: Hugo\nslug: my-slug\naliases: [/old/address.html, Another name]",
			"/news/2024/05/02/my-slug/",
			["/old/address.html"],
		],
		["news/2024-05-03-url.md", "title: A\nurl: /2024/hugo-url/", "/2024/hugo-url/", undefined],
		["news/2024-05-04-x.md", "title: A\npermalink: /news/:year/:title/", "/news/2024/x/", undefined],
		["news/2024-05-05 Two Words/index.md", "title: A", "/news/2024/05/05/two-words/", undefined],
		["news/2024-05-06-x.md", "title: A\nredirect_from: [/a, /b/]", "/news/2024/05/06/x/", ["/a", "/b/"]],
		["news/2024-05-07-x.md", "title: A\nlegacyUrl: https://old.example/c.html", "/news/2024/05/07/x/", ["/c.html"]],
	])("the addresses of %s", (path, fields, address, formerly) => {
		const { article, problems } = inFolders({ "news/_defaults.yaml": rules }, path, `---\n${fields}\n---\nText.\n`);
		expect(problems).toEqual([]);
		expect([article.address, article.formerly]).toEqual([address, formerly]);
	});

	test("if there is no rule, the fields slug, url and path are ignored", () => {
		const fields = "title: A\ndate: 2024-05-01\nslug: a\nurl: /b/\npath: /c/";
		const { article, problems } = inFolders({}, "x.md", `---\n${fields}\n---\nText.\n`);
		expect([article.address, problems]).toEqual(["/articles/x", []]);
	});

	test("a date with a time zone is converted to the site's time zone, and a date without a time zone is used as written", () => {
		const at = (date: string) => placed(rules, "x.md", `title: A\ndate: ${date}`, "America/Los_Angeles").address;
		expect(at("2013-05-06 02:12:52 +0200")).toBe("/news/2013/05/05/x/");
		expect(at("2013-05-06")).toBe("/news/2013/05/06/x/");
		expect(at("2013-05-06 23:59")).toBe("/news/2013/05/06/x/");
	});

	test("the nearest rule wins, and `:path` is relative to that rule's folder", () => {
		const files = {
			"_defaults.yaml": "permalink: /:path/\nslugs: keep\n",
			"b/_defaults.yaml": "permalink: /inner/:path\n",
		};
		const at = (path: string) =>
			inFolders(files, path, "---\ntitle: A\ndate: 2024-05-01\n---\nText.\n").article.address;
		expect([at("a/C d.md"), at("b/c/D.md")]).toEqual(["/a/C%20d/", "/inner/c/D"]);
	});
});

test.each([
	["permalink: :year/:title", "`permalink` is not a valid pattern."],
	["permalink: //evil.example/:title/", "`permalink` is not a valid pattern."],
	["permalink: javascript:/:title/", "`permalink` is not a valid pattern."],
	["permalink: '/{{ title | upcase }}/'", "`permalink` is not a valid pattern."],
	["permalink: /:yaer/:title/", "`permalink` contains an unknown placeholder, `:yaer`."],
	["permalink: /:year/:month/", "`permalink` produces the same result for several articles."],
	["guid: https://old.example/", "`guid` produces the same result for several articles."],
	["guid: [https://old.example/:tilte]", "`guid` contains an unknown placeholder, `:tilte`."],
	["generator: joomla", "`generator` is not known."],
	["slugs: shouting", "`slugs` is not known."],
	["base_path: blog", "`base_path` is not a path."],
])("the rule %s is ignored, with a warning", (rule, message) => {
	const { article, problems } = inFolders(
		{ "_defaults.yaml": `type: note\n${rule}\n` },
		"x.md",
		"---\ntitle: A\ndate: 2024-05-01\n---\nText.\n",
	);
	expect(article).toMatchObject({ address: "/articles/x", firstGuid: undefined, type: "note" });
	expect(problems).toMatchObject([{ severity: "warning", path: "_defaults.yaml", line: 2, message }]);
});

test("an article without a field that the rule needs gets its default address, with a warning", () => {
	const { article, problems } = inFolders(
		{ "_defaults.yaml": "permalink: /:lead/:title/\nguid: http://old.example/?p=:post_id\n" },
		"x.md",
		"---\ntitle: A\ndate: 2024-05-01\n---\nText.\n",
	);
	expect(article).toMatchObject({ address: "/articles/x", firstGuid: undefined });
	expect(problems.map(({ path, message }) => [path, message])).toEqual([
		["x.md", "`permalink` needs `lead`, which is missing."],
		["x.md", "`guid` needs `post_id`, which is missing."],
	]);
});

test("a guid rule applies to articles dated on or after the date in `from`", () => {
	const rules = "guid:\n  - /blog/:name\n  - pattern: /blog/:name?:milliseconds\n    from: 2025-04-16\n";
	const guid = (date: string) => placed(rules, "x.md", `title: A\ndate: ${date}`).firstGuid;
	expect([guid("2025-04-15"), guid("2025-04-16")]).toEqual(["/blog/x", "/blog/x?1744761600000"]);
});

test("no combination of rule and file name results in an address that browsers change", () => {
	const name = fc.oneof(
		fc.constantFrom("..", ".", "%2e", "%", "a/b", "\\", "#", "?x", "ü", "文", "😀", "//", "C#", " ", "-", "日本 語"),
		anyText(6, 1),
	);
	const generator = fc.constantFrom(...Object.keys(GENERATORS));
	fc.assert(
		fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), generator, name, (parts, by, title) => {
			const path = `${parts
				.join("/")
				.replaceAll(/\/{2,}/g, "/")
				.replace(/^\//, "")}.md`;
			const text = `---\ntitle: ${JSON.stringify(`T${title}`)}\nslug: ${JSON.stringify(title)}\ndate: 2024-05-01\n---\nText.\n`;
			const rules = read(`generator: ${by}\n`, "_defaults.yaml");
			const found = read(text, path, { defaults: rules.kind === "defaults" ? rules.defaults : {} });
			if (found.kind !== "article") return;
			expect(new URL(found.article.address, SITE).pathname).toBe(found.article.address);
			expect(found.article.address).toMatch(/^\/(?!\/)/);
		}),
	);
});
