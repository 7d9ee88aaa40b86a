import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CardContext } from "../../../src/cli/import/ghost/cards.ts";
import { renderLexical } from "../../../src/cli/import/ghost/lexical.ts";
import { renderMobiledoc } from "../../../src/cli/import/ghost/mobiledoc.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { SECRET } from "./blog.ts";
import { ghostExport, ghostId, ghostPost, ghostSite } from "./ghost-export.ts";
import { articlesIn, filesIn, runImport } from "./run-import.ts";

async function imported(text: string, ...options: string[]) {
	const folder = await temporaryFolder({ "export.json": text });
	const run = await runImport(folder, "ghost", ...options, "export.json", "out");
	return { ...run, folder, out: join(folder, "out") };
}

test("posts keep their status and visibility, and the report counts the posts by both", async () => {
	const { code, said, out } = await imported(ghostExport(ghostSite(100)));
	expect(code).toBe(0);
	expect(said).toContain(
		"95 posts, 5 draft, 5 scheduled, 5 sent by e-mail only, 10 for members, 5 for some members, 65 published",
	);
	expect(said).toContain("Left out: pages (5)");
	const articles = await articlesIn(out);
	const open = articles.filter(({ data }) => data["status"] === undefined && data["visibility"] === undefined);
	// The only public posts that contain the secret are scheduled: their date is in the future.
	expect(open.filter(({ body }) => body.includes(SECRET)).map(({ data }) => data["date"])).toEqual(
		Array.from({ length: 5 }, () => "2999-01-01T00:00:00Z"),
	);
	const visibilities = articles.map(({ data }) => data["visibility"]).filter((word) => word !== undefined);
	expect([...new Set(visibilities)].sort()).toEqual(["members", "paid", "private"]);
});

test("guids, addresses, dates, tags in order, authors and pictures are kept", async () => {
	const posts = [
		ghostPost(1, {
			updated_at: "2020-02-02T10:00:00.000Z",
			feature_image: "__GHOST_URL__/content/images/2020/01/gate.jpg",
			custom_excerpt: "Short",
			html: '<p><img src="__GHOST_URL__/content/images/a.png" alt=""> <a href="__GHOST_URL__/post-2/">two</a></p>',
		}),
	];
	const tags = [
		{ id: "t1", name: "Harbour", slug: "harbour", description: "All of it", visibility: "public" },
		{ id: "t2", name: "C++", slug: "c-plus-plus", visibility: "public" },
		{ id: "t3", name: "#internal", slug: "hash-internal", visibility: "internal" },
		{ id: "t4", name: `Tag ${SECRET}`, slug: "unused", description: SECRET, visibility: "public" },
	];
	const posts_tags = [
		{ id: "a", post_id: ghostId(1), tag_id: "t3", sort_order: 2 },
		{ id: "b", post_id: ghostId(1), tag_id: "t1", sort_order: 1 },
		{ id: "c", post_id: ghostId(1), tag_id: "t2", sort_order: 0 },
	];
	const text = ghostExport(posts, { tags, posts_tags });
	const { out } = await imported(text, "--site", "https://quay.example/");
	const files = await filesIn(out);
	const [article] = await articlesIn(out);
	expect(article?.data).toEqual({
		title: "Post 1",
		date: "2020-01-02T09:00:00Z",
		updated: "2020-02-02T10:00:00Z",
		permalink: "/post-1/",
		guid: ghostId(1),
		authors: ["ada"],
		tags: ["C++", "Harbour"],
		excerpt: "Short",
		image: "https://quay.example/content/images/2020/01/gate.jpg",
	});
	expect(article?.body).toContain("https://quay.example/content/images/a.png");
	expect(files.get("authors.yml")).toBe(
		"ada:\n  name: Ada Writer\n  url: https://ada.example/\n  avatar: https://quay.example/content/images/ada.png\n",
	);
	expect(files.get("topics/harbour.md")).toContain("name: Harbour\ndescription: All of it\n");
	expect(files.get("_redirects.yaml")).toBe(
		"/tag/c-plus-plus: /topics/c_plus_plus\n/tag/c-plus-plus/rss/: /topics/c_plus_plus.rss\n" +
			"/tag/harbour: /topics/harbour\n/tag/harbour/rss/: /topics/harbour.rss\n",
	);
	const all = [...files.values()].join("\n");
	expect(all).not.toContain("private.example");
	expect(all).not.toContain(SECRET);
});

test("the report lists what is left out: code injections, canonical URLs, and links to the old site if its address is unknown", async () => {
	const posts = [
		ghostPost(1, { codeinjection_head: "<script>x</script>", canonical_url: "https://other.example/x" }),
		ghostPost(2, { feature_image: "__GHOST_URL__/content/images/x.jpg" }),
	];
	const { said, code } = await imported(ghostExport(posts));
	expect(code).toBe(0);
	expect(said).toContain("Its code injection is left out. 2020/2020-01-02-post-1.md");
	expect(said).toContain("Its `canonical_url`, which marks another page as the original, is left out. 2020/2020-01-02");
	expect(said).toContain(
		"Contains links to the old site, but the export does not contain the site's address. Import again with --site URL. 2020/2020-01-03-post-2.md",
	);
});

test("exports from Ghost 0.x can be read: numeric ids, times in milliseconds, Markdown", async () => {
	const row = {
		...{ id: 7, uuid: "7a7a7a7a-0000-4000-8000-000000000007", title: "Old", slug: "old", page: 0, author_id: 1 },
		...{
			markdown: "One *two*",
			html: "",
			status: "published",
			published_at: 1_400_000_000_000,
			updated_at: 1_400_000_000_000,
		},
	};
	const data = { posts: [row], users: [{ id: 1, name: "Ada", slug: "ada" }], tags: [], posts_tags: [] };
	const { out } = await imported(JSON.stringify({ meta: { version: "003" }, data }));
	const [article] = await articlesIn(out);
	expect(article?.data).toMatchObject({ guid: row.uuid, date: "2014-05-13T16:53:20Z", authors: ["ada"] });
	expect(article?.body).toBe("One *two*");
});

test("a truncated export is imported up to the point where it ends, and that point is reported", async () => {
	const whole = ghostExport(ghostSite(60));
	const cut = whole.slice(0, whole.indexOf('"slug":"post-31"'));
	const { code, said, failures, out } = await imported(cut);
	expect(code).toBe(1);
	expect(said).toContain("28 posts");
	expect(failures).toMatch(/^The file ends at byte [\d,]+, in the middle of its data\. It is incomplete/);
	expect(await articlesIn(out)).toHaveLength(28);
});

test("a damaged export is imported up to the damage", async () => {
	const whole = ghostExport(ghostSite(60));
	const { code, failures, out } = await imported(whole.replace('"slug":"post-31"', '"slug":post-31"'));
	expect(code).toBe(1);
	expect(failures).toMatch(/^Byte [\d,]+ or shortly before: the JSON is damaged from here on\.$/);
	expect((await articlesIn(out)).length).toBeGreaterThan(25);
});

test.each([
	["a WordPress export", "<?xml version='1.0'?><rss/>"],
	["other JSON", '{"version":"https://jsonfeed.org/version/1.1","items":[]}'],
	["an empty file", ""],
	["a list", "[1,2]"],
])("%s is not a Ghost export", async (_, text) => {
	const { code, said, failures } = await imported(text);
	expect([code, said]).toEqual([1, ""]);
	expect(failures).toBe(
		"export.json: This is not a Ghost export. In Ghost, choose Settings › Import/Export › Export content & settings.",
	);
});

function context(): CardContext {
	return { markdown: (text) => `<p>md:${text}</p>`, notes: new Set() };
}

const textNode = (text: string, format = 0) => ({ type: "text", text, format });
const lexical = (...children: object[]) => JSON.stringify({ root: { type: "root", children } });

describe("Lexical", () => {
	test.each([
		[
			{ type: "paragraph", children: [textNode("A & "), textNode("b", 1), textNode("c", 3), { type: "linebreak" }] },
			"<p>A &amp; <strong>b</strong><em><strong>c</strong></em><br></p>",
		],
		[{ type: "extended-heading", tag: "h3", children: [textNode("Head")] }, "<h3>Head</h3>"],
		[
			{
				type: "list",
				listType: "number",
				start: 3,
				tag: "ol",
				children: [{ type: "listitem", children: [textNode("x")] }],
			},
			'<ol start="3"><li>x</li></ol>',
		],
		[{ type: "extended-quote", children: [textNode("q")] }, "<blockquote><p>q</p></blockquote>"],
		[
			{
				type: "paragraph",
				children: [{ type: "link", url: "https://x.example/?a=1&b", children: [textNode("l", 16)] }],
			},
			'<p><a href="https://x.example/?a=1&amp;b"><code>l</code></a></p>',
		],
		[
			{ type: "image", src: "a.png", alt: "A", width: 10, height: 20, caption: "<em>c</em>", href: "" },
			'<figure><img src="a.png" alt="A" width="10" height="20"><figcaption><em>c</em></figcaption></figure>',
		],
		[{ type: "codeblock", code: "a < b", language: "js" }, '<pre><code class="language-js">a &lt; b</code></pre>'],
		[{ type: "html", html: "<b>x</b>" }, "<b>x</b>"],
		[{ type: "markdown", markdown: "*x*" }, "<p>md:*x*</p>"],
		[{ type: "horizontalrule" }, "<hr>"],
		[
			{ type: "bookmark", url: "https://x.example/", metadata: { title: "T", description: "D" } },
			'<p><a href="https://x.example/">T</a><br>D</p>',
		],
		[
			{ type: "embed", url: "https://youtu.be/abcdefghijk", html: "" },
			'<iframe src="https://youtu.be/abcdefghijk"></iframe>',
		],
		[
			{ type: "callout", calloutText: "Note <b>this</b>", calloutEmoji: "💡" },
			"<blockquote><p>💡 Note <b>this</b></p></blockquote>",
		],
		[{ type: "toggle", heading: "More", content: "<p>x</p>" }, "<details><summary>More</summary><p>x</p></details>"],
		[
			{ type: "audio", src: "a.mp3", title: "T" },
			'<figure><audio src="a.mp3" controls=""></audio><figcaption>T</figcaption></figure>',
		],
		[
			{ type: "video", src: "a.mp4", thumbnailSrc: "p.jpg" },
			'<figure><video src="a.mp4" poster="p.jpg" controls=""></video></figure>',
		],
		[
			{ type: "gallery", images: [{ src: "1.png" }, { src: "2.png" }] },
			'<figure><img src="1.png" alt=""></figure>\n<figure><img src="2.png" alt=""></figure>',
		],
	])("the node %j is rendered", (node, html) => {
		const cards = context();
		expect(renderLexical(lexical(node), cards)?.trim()).toBe(html);
		expect([...cards.notes]).toEqual([]);
	});

	test("a card that only Ghost can show is omitted with a note; for text that is not a Lexical document, the result is null", () => {
		const cards = context();
		expect(renderLexical(lexical({ type: "signup" }, { type: "unheard-of" }), cards)?.trim()).toBe("");
		expect([...cards.notes]).toEqual([
			"The card `signup` is left out, because only a Ghost site can show it.",
			"The card `unheard-of` is unknown, so it is left out.",
		]);
		for (const text of ["", "null", "[]", "{", '{"root":1}']) expect(renderLexical(text, context())).toBeNull();
	});
});

test("Mobiledoc: sections, marks, atoms, lists and cards are rendered", () => {
	const document = {
		version: "0.3.1",
		markups: [["strong"], ["a", ["href", "https://x.example/?a&b"]], ["script"]],
		atoms: [["soft-return", "", {}]],
		cards: [
			["image", { src: "a.png", caption: "c" }],
			["code", { code: "a < b" }],
			["card-markdown", { markdown: "*x*" }],
		],
		sections: [
			[
				1,
				"p",
				[
					[0, [0], 1, "bold"],
					[1, [], 0, 0],
					[0, [1], 0, "li"],
					[0, [], 1, "nk & "],
					[0, [2], 1, "<s>"],
				],
			],
			[1, "h2", [[0, [], 0, "Head"]]],
			[1, "blockquote", [[0, [], 0, "q"]]],
			[3, "ol", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
			[10, 0],
			[10, 1],
			[10, 2],
		],
	};
	expect(renderMobiledoc(JSON.stringify(document), context())?.split("\n")).toEqual([
		'<p><strong>bold</strong><br><a href="https://x.example/?a&amp;b">link &amp; </a>&lt;s&gt;</p>',
		"<h2>Head</h2>",
		"<blockquote><p>q</p></blockquote>",
		"<ol><li>one</li><li>two</li></ol>",
		'<figure><img src="a.png" alt=""><figcaption>c</figcaption></figure>',
		"<pre><code>a &lt; b</code></pre>",
		"<p>md:*x*</p>",
	]);
	expect(renderMobiledoc("{}", context())).toBeNull();
});
