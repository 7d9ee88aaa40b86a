import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FolderDefaults } from "../../../src/article/folder-defaults.ts";
import { type ReadSource, readSource } from "../../../src/article/read-source.ts";
import { RECORD } from "../../../src/cli/import/target-folder.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { BLOG, blogItems, SECRET } from "./blog.ts";
import { articlesIn, filesIn, runImport } from "./run-import.ts";
import { type WxrItem, wxr, wxrHead, wxrItem } from "./wxr.ts";

/** Reads the files in a folder as a site does, starting with folder defaults. */
async function read(folder: string): Promise<Map<string, ReadSource>> {
	const defaults = new FolderDefaults();
	const files = [...(await filesIn(folder))].filter(([path]) => path !== RECORD);
	const about = files.filter(([path]) => /ya?ml$/.test(path));
	const found = new Map<string, ReadSource>();
	for (const [path, text] of [...about, ...files.filter((file) => !about.includes(file))]) {
		const context = { siteUrl: "https://news.example", timeZone: "UTC", defaults: defaults.above(path) };
		const source = readSource(path, text, context);
		if (source.kind === "defaults") defaults.put({ path, defaults: source.defaults });
		found.set(path, source);
	}
	return found;
}

test("3,000 posts keep status, guid, address, date, authors, categories, tags, excerpt and picture", async () => {
	const items = blogItems(3000);
	const folder = await temporaryFolder({ "export.xml": wxr(items, BLOG) });
	const { code, said, failures, shown } = await runImport(folder, "wordpress", "export.xml", "out");
	expect({ code, failures }).toEqual({ code: 0, failures: "" });
	expect(shown.at(-1)).toBe("[####################] 2940 of 2940");
	const [first, files, leftOut] = said.split("\n");
	const counts = Object.fromEntries(
		[...(first ?? "").matchAll(/([\d,]+) ([a-z-]+)(?=,|$)/g)].map(([, number = "", what = ""]) => [what, number]),
	);
	expect(counts).toEqual({
		posts: "2,940",
		...{ published: "2,760", draft: "30", pending: "30", private: "30", scheduled: "30" },
		...{ "password-protected": "30", "acf-disabled": "30" },
	});
	expect(files).toBe("Files: 2,940 new, in out");
	expect(leftOut).toBe(
		"Left out: posts in the trash (30), automatic drafts (30), comments (12), entries of the media library (2), " +
			"pages (1), revisions (1), menu entries (1), items of the type product (1)",
	);

	const sources = await read(join(folder, "out"));
	const articles = [...sources.values()].flatMap((source) => (source.kind === "article" ? [source.article] : []));
	const byGuid = new Map(articles.map((article) => [article.guid, article]));
	const names = new Map(BLOG.authors);
	const open = items.filter(
		({ type, status = "publish", password }) => type === undefined && /^(publish|future)$/.test(status) && !password,
	);
	expect(articles).toHaveLength(open.length);
	for (const item of open) {
		const article = byGuid.get(item.guid);
		expect(article, item.guid).toMatchObject({
			published: Date.parse(`${item.date?.replace(" ", "T")}Z`),
			authors: [{ name: names.get(item.author ?? "") }],
			topics: [...(item.categories ?? []), ...(item.tags ?? [])].map(([, name]) => name).toSorted(byCategory(item)),
			...(item.status === "future"
				? {}
				: { address: new URL(item.link ?? "").pathname.replace(/%[0-9a-f]{2}/g, upper) }),
			...(item.excerpt ? { excerpt: item.excerpt } : {}),
			images: item.id % 9 === 0 ? [{ url: "http://harbour.example/wp-content/uploads/gate.jpg" }] : [],
		});
		if (item.status === undefined)
			expect(article?.updated ?? article?.published).toBe(Date.parse(`${item.modified?.replace(" ", "T")}Z`));
	}
	const hidden = [...sources.values()].filter(({ kind }) => kind === "hidden");
	expect(hidden).toHaveLength(150);
	const wrong = [...sources].filter(([, { problems }]) => problems.some(({ severity }) => severity === "error"));
	expect(wrong).toEqual([]);
});

const upper = (code: string) => code.toUpperCase();

/** Returns an item's topics in the order of the fields: tags, then categories. */
function byCategory({ tags = [] }: WxrItem) {
	const isTag = (name: string) => tags.some(([, tag]) => tag === name);
	return (a: string, b: string) => Number(isTag(b)) - Number(isTag(a));
}

test("no public file (redirects, topics, authors) reveals a private post", async () => {
	const folder = await temporaryFolder({ "export.xml": wxr(blogItems(200), BLOG) });
	await runImport(folder, "wordpress", "export.xml", "out");
	const files = await filesIn(join(folder, "out"));
	const about = [...files].filter(([path]) => /ya?ml$|^topics\//.test(path));
	expect(about.map(([path]) => path)).toEqual([
		...["_defaults.yaml", "_redirects.yaml", "authors.yml"],
		...["topics/gates.md", "topics/harbour.md", "topics/news.md"],
	]);
	for (const [path, text] of about) expect(text.toLowerCase(), path).not.toContain(SECRET.toLowerCase());
	const all = [...files.values()].join("\n");
	expect(all).not.toContain("open-sesame");
	expect(all).not.toContain("ada_login");
	expect(all).not.toContain("private.example");
});

test("categories keep their parents, and old addresses of categories and posts redirect to the new addresses", async () => {
	const folder = await temporaryFolder({ "export.xml": wxr(blogItems(60), BLOG) });
	await runImport(folder, "wordpress", "export.xml", "out");
	const files = await filesIn(join(folder, "out"));
	expect(files.get("topics/gates.md")).toContain("name: Gates\nparent: Harbour & Quay\n");
	expect(files.get("topics/harbour.md")).toContain("name: Harbour & Quay\nparent: News\n");
	expect(files.get("topics/news.md")).toContain("name: News\ndescription: All of it\n");
	expect(files.get("authors.yml")).toBe("ada-writer:\n  name: Ada Writer\nbo-co:\n  name: Bo & Co\n");
	const redirects = files.get("_redirects.yaml") ?? "";
	for (const line of [
		"/2010/old-1/: /2010/post-1/",
		"/category/news/harbour: /topics/harbour-_and-quay",
		"/category/news/harbour/gates/feed/: /topics/gates.rss",
		"/tag/c-plus-plus/feed/: /topics/c_plus_plus.rss",
		"/category/%D0%BF%D0%BE%D1%80%D1%82/feed/: /topics/%D0%BF%D0%BE%D1%80%D1%82.rss",
	]) {
		expect(redirects).toContain(line);
	}
});

test("a body is converted to Markdown if nothing is lost, and otherwise stays HTML", async () => {
	const contents: Record<string, string> = {
		"2024/2024-01-01-plain.md": "One <em>two</em>\n\n<strong>Three</strong> [four](x) 5*6\n\n<!--more-->\n\nEnd",
		"2024/2024-01-02-figure.html": '[gallery ids="9"]\n\n<iframe src="https://x.example/frame"></iframe>',
		"2024/2024-01-03-sized.html": '<img src="https://x.example/a.jpg" alt="A" width="300" height="200">',
		"2024/2024-01-04-braces.html": "Write {{ name }} and {% if %}",
		"2024/2024-01-05-list.md":
			"<ul>\n<li>One</li>\n<li>Two <a href='https://x.example/?a=1&amp;b=2'>link</a></li>\n</ul>",
	};
	const items = Object.entries(contents).map(([path, content], index): WxrItem => {
		const [, date = "", slug = ""] = /\/(\d{4}-\d\d-\d\d)-(.+)\./.exec(path) ?? [];
		return { id: index + 1, title: slug, date: `${date} 00:00:00`, slug, content };
	});
	const folder = await temporaryFolder({ "export.xml": wxr(items) });
	await runImport(folder, "wordpress", "export.xml", "out");
	const sources = await read(join(folder, "out"));
	const bodies = Object.fromEntries(
		[...sources].flatMap(([path, source]) => (source.kind === "article" ? [[path, source.article.html]] : [])),
	);
	expect(Object.keys(bodies)).toEqual(Object.keys(contents));
	expect(bodies["2024/2024-01-01-plain.md"]).toContain("[four](x) 5*6");
	expect(bodies["2024/2024-01-04-braces.html"]).toBe("<p>Write {{ name }} and {% if %}</p>");
	expect(bodies["2024/2024-01-03-sized.html"]).toContain('width="300"');
	expect([...sources.values()].flatMap(({ problems }) => problems)).toEqual([]);
});

test("--pages imports pages as well", async () => {
	const folder = await temporaryFolder({ "export.xml": wxr(blogItems(1), BLOG) });
	expect((await runImport(folder, "wordpress", "export.xml", "out")).said).toContain("add --pages");
	const { said } = await runImport(folder, "wordpress", "--pages", "export.xml", "out");
	expect(said).toContain("2 posts, 2 published\nFiles: 1 unchanged, 1 new");
	expect((await articlesIn(join(folder, "out"))).map(({ data }) => data["permalink"])).toEqual([
		"/2010/post-1/",
		"/about-us/",
	]);
});

test("--dry-run shows what would be imported and writes nothing", async () => {
	const folder = await temporaryFolder({ "export.xml": wxr(blogItems(3), BLOG) });
	const { said } = await runImport(folder, "wordpress", "--dry-run", "export.xml", "out");
	expect(said).toContain("Dry run, nothing was written. Would write: 3 new, in out");
	expect([...(await filesIn(folder)).keys()]).toEqual(["export.xml"]);
});

test("a second import writes only files whose posts changed, and does not touch files that the author edited, deleted or added", async () => {
	const posts = [1, 2, 3, 4, 5].map((id): WxrItem => {
		const content = `Text ${id}`;
		return { id, title: `Post ${id}`, date: `2024-01-0${id} 00:00:00`, slug: `post-${id}`, content };
	});
	const folder = await temporaryFolder({
		"export.xml": wxr(posts.slice(0, 4)),
		"out/2024/2024-01-05-post-5.md": "mine",
	});
	await runImport(folder, "wordpress", "export.xml", "out");
	const file = (id: number) => join(folder, `out/2024/2024-01-0${id}-post-${id}.md`);
	await writeFile(file(2), `${await readFile(file(2), "utf8")}\nMy own words\n`);
	await rm(file(3));
	const later = posts.map((item) => {
		// The fourth post now has a different slug and a body that needs HTML. It must still be a single file.
		const content = `Text ${item.id}${item.id === 1 ? "" : " again"}`;
		return item.id === 4 ? { ...item, slug: "renamed", content: "<figure>x</figure>" } : { ...item, content };
	});
	await writeFile(join(folder, "export.xml"), wxr(later, { url: "https://www.harbour.example" }));
	const before = await filesIn(join(folder, "out"));
	const { code, said } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(0);
	expect(said).toContain("Files: 1 unchanged, 3 kept, 1 changed, in out");
	expect(said).toContain(
		"Left unchanged: 2024/2024-01-02-post-2.md (you edited it), 2024/2024-01-03-post-3.md (you deleted it), " +
			"2024/2024-01-05-post-5.md (a file with this name already existed)",
	);
	const after = await filesIn(join(folder, "out"));
	for (const id of [1, 2, 5]) {
		const path = `2024/2024-01-0${id}-post-${id}.md`;
		expect(after.get(path)).toBe(before.get(path));
	}
	expect([...after.keys()].filter((path) => path.includes("post-4") || path.includes("post-3"))).toEqual([
		"2024/2024-01-04-post-4.html",
	]);
	// Importing the same export again still reports the kept files.
	expect((await runImport(folder, "wordpress", "export.xml", "out")).said).toContain("Left unchanged");
});

test("a post that becomes private is no longer published", async () => {
	const item: WxrItem = { id: 1, title: "Post", date: "2024-01-01 00:00:00", slug: "post", content: "Text" };
	const folder = await temporaryFolder({ "export.xml": wxr([item]) });
	await runImport(folder, "wordpress", "export.xml", "out");
	await writeFile(join(folder, "export.xml"), wxr([{ ...item, status: "private" }]));
	expect((await runImport(folder, "wordpress", "export.xml", "out")).said).toContain("1 changed");
	const [article] = await articlesIn(join(folder, "out"));
	expect(article?.data).toMatchObject({ status: "private" });
});

test("file names are safe for any slug and title", async () => {
	const slugs = [
		"../../../etc/passwd",
		"..%2f..%2fx",
		"con",
		".hidden",
		"a\u0000b/c\\d",
		"x".repeat(400),
		"%e6%97%a5",
		"ПОРТ",
		"порт",
		"",
	];
	const items = slugs.map((slug, index): WxrItem => {
		return { id: index + 1, title: "../Title", date: "2024-01-01 00:00:00", slug, content: `Text ${index}` };
	});
	const folder = await temporaryFolder({ "export.xml": wxr(items).replaceAll("\u0000", "") });
	await mkdir(join(folder, "out"));
	expect((await runImport(folder, "wordpress", "export.xml", "out")).code).toBe(0);
	const paths = [...(await filesIn(folder)).keys()].filter((path) => path.endsWith(".md"));
	expect(paths).toHaveLength(slugs.length);
	for (const path of paths) expect(path).toMatch(/^out\/2024\/2024-01-01-[\p{L}\p{N}][\p{L}\p{N}_.-]{0,130}\.md$/u);
	expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(slugs.length);
});

test("posts without a guid, title or date and posts that share a guid are imported with a note", async () => {
	const items: WxrItem[] = [
		{ id: 1, title: "One", date: "2024-01-01 00:00:00", slug: "one", content: "Text", guid: "" },
		{ id: 2, title: "", date: "2024-01-02 00:00:00", slug: "", content: "A note of <em>few</em> words." },
		{ id: 3, title: "Three", date: "0000-00-00 00:00:00", slug: "three", content: "Text" },
		{ id: 4, title: "Four", date: "2024-01-04 00:00:00", slug: "four", content: "Text", guid: "http://x/?p=2" },
		{ id: 5, title: "Five", date: "2024-01-05 00:00:00", slug: "five", content: "Text", guid: "http://x/?p=2" },
	];
	const folder = await temporaryFolder({ "export.xml": wxr(items) });
	const { code, said } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(0);
	expect(said).toMatch(/Has no guid, so feed readers will recognize it by its address\. line \d+/);
	expect(said).toContain("Has no title, so its first words are used as the title. 2024/2024-01-02-post-2.md");
	expect(said).toContain("Has no date, so it is not published. Add a `date:` line. undated/three.md");
	expect(said).toMatch(/Has the same guid as line \d+, so feed readers will recognize it by its address\. line \d+/);
	const articles = await articlesIn(join(folder, "out"));
	expect(articles.map(({ data }) => [data["title"], data["guid"]])).toEqual([
		["One", undefined],
		["A note of few words.", "https://harbour.example/?p=2"],
		["Four", "http://x/?p=2"],
		["Five", undefined],
		["Three", "https://harbour.example/?p=3"],
	]);
});

test("a scheduled post whose date has passed since the export is not published automatically", async () => {
	const item: WxrItem = {
		id: 1,
		title: "Late",
		status: "future",
		date: "2020-01-01 00:00:00",
		slug: "late",
		content: "x",
	};
	const folder = await temporaryFolder({ "export.xml": wxr([item]) });
	expect((await runImport(folder, "wordpress", "export.xml", "out")).said).toContain("a time that has passed");
	expect((await read(join(folder, "out"))).get("2020/2020-01-01-late.md")?.kind).toBe("hidden");
});

test("a truncated export is imported up to the point where it ends, and that point is reported", async () => {
	const items = blogItems(20).slice(0, 20);
	const whole = wxr(items, BLOG);
	const cut = whole.slice(0, whole.indexOf("<wp:post_id>10<"));
	const folder = await temporaryFolder({ "export.xml": cut });
	const { code, said, failures } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(1);
	expect(said).toContain("9 posts");
	expect(failures).toMatch(
		/^Line \d+: the file ends here, within “Post “10” &amp; more”\. It is incomplete: export or download it again\.$/,
	);
	expect(failures).toContain(`Line ${cut.split("\n").length}:`);
	expect(await articlesIn(join(folder, "out"))).toHaveLength(9);
});

test("an entity declared in the file is not expanded", async () => {
	const bomb = `<!DOCTYPE rss [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;"><!ENTITY file SYSTEM "file:///etc/passwd">]>`;
	const item = wxrItem({ id: 1, title: "Bomb", date: "2024-01-01 00:00:00", slug: "bomb", content: "CONTENT" });
	const text =
		wxrHead().replace("<rss", `${bomb}\n<rss`) + item.replace("<![CDATA[CONTENT]]>", "&lol2; &file; &amp; text");
	const folder = await temporaryFolder({ "export.xml": `${text}</channel></rss>` });
	const { code, failures } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(1);
	expect(failures).toMatch(/Line \d+: Invalid character entity/);
	const [article] = await articlesIn(join(folder, "out"));
	expect(article?.body).toBe("\\&lol2; \\&file; & text");
});

test("an unclosed comment does not exhaust memory, and everything before it is imported", async () => {
	const head = wxrHead() + wxrItem({ id: 1, title: "One", date: "2024-01-01 00:00:00", slug: "one", content: "x" });
	const folder = await temporaryFolder({ "export.xml": `${head}<!-- ${"x".repeat(1_000_000)}` });
	const { code, said, failures } = await runImport(folder, "wordpress", "export.xml", "out");
	expect(code).toBe(1);
	expect(said).toContain("1 post, 1 published");
	expect(failures).toMatch(/^Line \d+: a tag or a comment is not closed\. The rest of the file is not read\.$/);
});

test("if an export consists of several files, posts can refer to pictures, authors and categories in any of these files", async () => {
	const items = blogItems(60);
	const [posts, others] = [items.slice(0, 60), items.slice(60)];
	const folder = await temporaryFolder({
		"1.xml": wxr(posts, { ...BLOG, categories: [] }),
		"2.xml": wxr(others, BLOG),
	});
	const { code, said } = await runImport(folder, "wordpress", "1.xml", "2.xml", "out");
	expect(code).toBe(0);
	expect(said).not.toContain("not in the export");
	const whole = await temporaryFolder({ "export.xml": wxr(items, BLOG) });
	await runImport(whole, "wordpress", "export.xml", "out");
	expect(await filesIn(join(folder, "out"))).toEqual(await filesIn(join(whole, "out")));
});

test("a post whose date has no UTC version in the export gets a note", async () => {
	const text = wxr([{ id: 1, title: "One", date: "2024-01-01 00:00:00", slug: "one", content: "x" }]);
	const local = text
		.replace(/<pubDate>Mon[^<]*/, "<pubDate>Wed, 30 Nov -0001 00:00:00 +0000")
		.replace(/(<wp:post_date_gmt><!\[CDATA\[)[^\]]*/, "$10000-00-00 00:00:00");
	const folder = await temporaryFolder({ "export.xml": local });
	expect((await runImport(folder, "wordpress", "export.xml", "out")).said).toContain("its date has no time zone");
	expect((await articlesIn(join(folder, "out")))[0]?.data["date"]).toBe("2024-01-01T02:00:00");
});

test.each([
	["an RSS feed", "<rss version='2.0'><channel><title>x</title><item><title>y</title></item></channel></rss>"],
	["a web page", "<!doctype html><html><body>x</body></html>"],
	["JSON", '{"db":[]}'],
	["an empty file", ""],
	["binary data", "\u0000\u0001\u0002"],
])("%s is not a WordPress export", async (_, text) => {
	const folder = await temporaryFolder({ "export.xml": text });
	const { code, said, failures } = await runImport(folder, "wordpress", "export.xml", "out");
	expect([code, said]).toEqual([1, ""]);
	expect(failures).toBe(
		"export.xml: This is not a WordPress export. In WordPress, choose Tools › Export › All content. For an RSS feed, use `import feed`.",
	);
	expect([...(await filesIn(folder)).keys()]).toEqual(["export.xml"]);
});

test("a zip archive is recognized", async () => {
	const folder = await temporaryFolder({ "export.zip": "PK\u0003\u0004" });
	const { code, failures } = await runImport(folder, "wordpress", "export.zip", "out");
	expect([code, failures]).toEqual([
		1,
		"export.zip: This is a zip archive. Unpack it, and use the export files in it.",
	]);
});

test.each([
	[[], "Specify what to import: wordpress, ghost or feed. Usage:"],
	[["wordpres", "a.xml", "out"], "Did you mean wordpress? Usage:"],
	[["wordpress", "a.xml"], "Specify the export and the folder"],
	[["ghost", "a.json", "b", "c"], "Specify one export and one folder."],
	[["wordpress", "none.xml", "out"], "none.xml: The file cannot be read: it does not exist."],
	[["wordpress", ".", "out"], ".: This is a folder. Use the export file in it."],
	[["feed", "--pages", "a.xml", "out"], "--pages works only with WordPress and Ghost exports"],
	[["wordpress", "--site", "https://x.example", "a.xml", "out"], "--site works only with Ghost"],
	[["ghost", "--site", "blog", "a.json", "out"], "blog is not a site's address."],
	[["wordpress", "--medai", "a.xml", "out"], 'Unknown option "--medai". Did you mean --media?'],
])("%j causes a one-line error", async (args, says) => {
	const { code, said, failures } = await runImport(await temporaryFolder(), ...args);
	expect([code, said]).toEqual([1, ""]);
	expect(failures).toContain(says);
	expect(failures.split("\n")).toHaveLength(1);
});
