import { expect, test } from "vitest";
import type { LocalKind, LocalReference } from "../../src/article/article.ts";
import { fileKind, isFileOfBundle, isFilePath } from "../../src/article/file-kinds.ts";
import { findLocal, type KnownFiles, localAddress, localPath, nameOf } from "../../src/article/local-files.ts";
import { localProblems } from "../../src/article/local-problems.ts";
import { articleFrom } from "./reading.ts";

function folderWith(...paths: string[]): KnownFiles {
	return {
		has: (path) => paths.includes(path),
		byName: (name) => paths.filter((path) => nameOf(path) === name),
		inFolder: (folder) => paths.filter((path) => path.split("/").slice(0, -1).join("/") === folder),
	};
}

/** Returns the reference to a local file in a source with this one-line body. */
function reference(from: string, body: string): LocalReference {
	const [first, ...others] = articleFrom("", body, from).locals ?? [];
	if (first === undefined || others.length > 0) throw new Error(`${body} does not contain exactly one reference`);
	return first;
}

test.each([
	["next to the article", "posts/tide.md", "![](ebb.jpg)", "posts/ebb.jpg"],
	["in a page bundle", "posts/tide/index.md", "![](ebb.jpg)", "posts/tide/ebb.jpg"],
	["above the article", "posts/2026/tide.md", "![](../img/ebb.jpg)", "posts/img/ebb.jpg"],
	["relative to the article's page", "posts/tide.md", "![](../img/ebb.jpg)", "posts/img/ebb.jpg"],
	[
		"in a folder with the post's name, as in Hexo",
		"source/_posts/tide.md",
		"{% asset_img ebb.jpg %}",
		"source/_posts/tide/ebb.jpg",
	],
	["in Hugo's static folder", "content/posts/tide.md", "![](/img/ebb.jpg)", "static/img/ebb.jpg"],
	["in Astro's public folder", "src/content/blog/tide.md", "![](/img/ebb.jpg)", "public/img/ebb.jpg"],
	["by Astro's path alias", "src/content/blog/tide.mdx", "![](@/assets/ebb.jpg)", "src/assets/ebb.jpg"],
	["in Jekyll's assets", "_posts/2026-05-04-tide.md", "![]({{ site.baseurl }}/assets/ebb.jpg)", "assets/ebb.jpg"],
	["in Jekyll's assets, without the first slash", "_posts/2026-05-04-tide.md", "![](assets/ebb.jpg)", "assets/ebb.jpg"],
	["in Eleventy's src folder", "src/blog/tide.md", "![](/_img/ebb.jpg)", "src/_img/ebb.jpg"],
	[
		"in Docusaurus's static folder, below the site's path",
		"site/blog/tide.md",
		"![](/docs/img/ebb.jpg)",
		"site/static/img/ebb.jpg",
	],
	["above the content folder", "posts/tide.md", "![](../../assets/ebb.jpg)", "assets/ebb.jpg"],
	["percent-encoded", "tide.md", "![](low%20water.jpg)", "low water.jpg"],
	["in angle brackets", "tide.md", "![](<low water.jpg>)", "low water.jpg"],
	["with a backslash", "tide.md", "![](img%5Cebb.jpg)", "img/ebb.jpg"],
	["with different capitalization", "tide.md", "![](img/ebb.JPG)", "Img/Ebb.jpg"],
	["with decomposed accents", "tide.md", "![](ku\u0308ste.jpg)", "k\u00FCste.jpg"],
	["stored with decomposed accents", "tide.md", "![](k\u00FCste.jpg)", "ku\u0308ste.jpg"],
	["by name alone, as in Obsidian", "notes/deep/tide.md", "![[ebb.jpg]]", "attachments/2026/ebb.jpg"],
	["by name and size", "notes/tide.md", "![[ebb.jpg|300]]", "attachments/ebb.jpg"],
	[
		"imported as a module",
		"src/blog/tide.mdx",
		'import ebb from "../assets/ebb.jpg"\n\n<Image src={ebb} alt="x" />',
		"src/assets/ebb.jpg",
	],
	[
		"imported with require",
		"blog/tide.mdx",
		"<img src={require('./img/ebb.jpg').default} alt='x' />",
		"blog/img/ebb.jpg",
	],
	[
		"imported as a module and shown within HTML",
		"blog/tide.mdx",
		'import ebb from "./ebb.jpg"\n\n<div>\n  <p>\n    <Image src="https://a.example/1.png" />\n    <Image src={ebb.src} />\n  </p>\n</div>',
		"blog/ebb.jpg",
	],
	[
		"in a folder known only to the generator",
		"_posts/2026-05-04-tide.md",
		"![]({{ IMAGES }}/ebb.jpg)",
		"blog/img/ebb.jpg",
	],
	[
		"in a folder known only to the generator, from HTML",
		"_posts/2026-05-04-tide.md",
		'<img src="{{ HOME }}img/ebb.jpg">',
		"img/ebb.jpg",
	],
	["with a query", "tide.md", "![](ebb.jpg?v=2)", "ebb.jpg"],
])("a picture is found %s", (_, from, body, file) => {
	expect(findLocal(reference(from, body), from, folderWith("other.jpg", file))).toBe(file);
	expect(findLocal(reference(from, body), from, folderWith("other.jpg"))).toBeUndefined();
});

test.each([
	["with its extension", "posts/tide.md", "[x](ebb.md)", "posts/ebb.md"],
	["with a fragment", "posts/tide.md", "[x](./ebb.md#low)", "posts/ebb.md"],
	["in a page bundle", "posts/tide/index.md", "[x](../ebb/index.md)", "posts/ebb/index.md"],
	["without its extension", "posts/tide/index.md", "[x](../ebb/)", "posts/ebb/index.mdx"],
	["by the address of its page", "posts/tide.md", "[x](ebb.html)", "posts/ebb.md"],
	["by Hugo's ref", "content/posts/tide.md", '[x]({{< ref "ebb.md#low" >}})', "content/notes/ebb.md"],
	[
		"by Hugo's relref in HTML",
		"content/posts/tide.md",
		'<a href="{{< relref "/notes/ebb" >}}">x</a>',
		"content/notes/ebb.md",
	],
	["by Hugo's ref to a bundle", "content/posts/tide.md", '[x]({{% ref "notes/ebb" %}})', "content/notes/ebb/index.md"],
	[
		"by Jekyll's post_url",
		"_posts/2026-05-04-tide.md",
		"[x]({% post_url 2026-05-01-ebb %})",
		"_posts/2026-05-01-ebb.markdown",
	],
	["by Jekyll's link", "_posts/2026-05-04-tide.md", "[x]({{ site.baseurl }}{% link _notes/ebb.md %})", "_notes/ebb.md"],
	["by Hexo's post_link", "source/_posts/tide.md", "{% post_link ebb 'Low water' %}", "source/_posts/ebb.md"],
	["by Hugo's ref to a bundle in any folder", "a/tide.md", '[x]({{< ref "ebb" >}})', "content/notes/ebb/index.md"],
	["by a wikilink", "notes/tide.md", "[[Low water]]", "archive/Low water.md"],
	[
		"by a wikilink with a folder, heading and label",
		"notes/tide.md",
		"[[archive/Low water#At noon|x]]",
		"vault/archive/Low water.md",
	],
])("an article is found %s", (_, from, body, file) => {
	expect(findLocal(reference(from, body), from, folderWith("other.md", file))).toBe(file);
	expect(findLocal(reference(from, body), from, folderWith("other.md"))).toBeUndefined();
});

test.each([
	["../pictures", "a/pictures/img/ebb.jpg"],
	["./", "a/posts/img/ebb.jpg"],
	["..\\pictures\\", "a/pictures/img/ebb.jpg"],
	["../../../pictures", "pictures/img/ebb.jpg"],
	["/Users/ada/site", "a/static/img/ebb.jpg"],
	["C:\\site", "static/img/ebb.jpg"],
])("Typora's path /img/ebb.jpg is relative to %s", (root, file) => {
	const from = "a/posts/tide.md";
	const [found] = articleFrom(`typora-root-url: ${JSON.stringify(root)}`, "![](/img/ebb.jpg)", from).locals ?? [];
	if (found === undefined) throw new Error("no reference");
	expect(findLocal(found, from, folderWith("other.jpg", file))).toBe(file);
	expect(findLocal(found, from, folderWith("b/pictures/img/ebb.jpg"))).toBeUndefined();
});

test("if two files have the same name, a wikilink refers to the file nearer to the article", () => {
	const known = folderWith("a/ebb.jpg", "b/deep/ebb.jpg", "ebb.jpg");
	expect(findLocal(reference("b/tide.md", "![[ebb.jpg]]"), "b/tide.md", known)).toBe("ebb.jpg");
	expect(
		findLocal(reference("b/x/tide.md", "![[ebb.jpg]]"), "b/x/tide.md", folderWith("a/ebb.jpg", "b/deep/ebb.jpg")),
	).toBe("b/deep/ebb.jpg");
});

test("a missing picture is not replaced by a picture with the same name in another folder", () => {
	const from = "posts/tide/index.md";
	expect(findLocal(reference(from, "![](cover.jpg)"), from, folderWith("posts/ebb/cover.jpg"))).toBeUndefined();
});

test.each([
	["/about"],
	["/topics/tides"],
	["/feed.json"],
	["/articles/tide"],
	["/2026/05/tide/"],
	["#low"],
	["?page=2"],
	["https://a.example/ebb.jpg"],
	["//a.example/ebb.jpg"],
	["mailto:ada@a.example"],
	["/media/0123456789abcdef0123/ebb.jpg"],
	[".."],
	["./"],
])("a link to %s does not refer to a file", (address) => {
	expect(articleFrom("", `<p id=low>x <a href="${address}">y</a></p>`, "posts/tide.html").locals).toBeUndefined();
});

test("an address on the site's own host refers to a file if the file exists", () => {
	const found = reference("tide.md", "![](https://gazette.example/img/ebb.jpg)");
	expect(found).toMatchObject({ path: "/img/ebb.jpg", otherwise: "https://gazette.example/img/ebb.jpg" });
	expect(findLocal(found, "tide.md", folderWith("static/img/ebb.jpg"))).toBe("static/img/ebb.jpg");
});

test.each<[string, LocalKind]>([
	["a.JPG", "picture"],
	["a.svg", "picture"],
	["a.mp3", "audio"],
	["a.webm", "video"],
	["a.pdf", "file"],
	["a.vtt", "file"],
])("a file named %s has the kind “%s”", (name, kind) => {
	expect(fileKind(name)?.kind).toBe(kind);
	expect(isFilePath(`posts/${name}`)).toBe(true);
});

test.each([
	"posts/tide.md",
	"posts/tide.html",
	"_defaults.yaml",
	"_redirects.yaml",
	"_secret.json",
	".env",
	".git/a.png",
	"node_modules/a/a.png",
	"package.json",
	"posts/posts.11tydata.json",
	"data/authors.json",
	"tide.exe",
	"tide",
	"tide.js",
])("%s is never published as a file", (path) => {
	expect(isFilePath(path)).toBe(false);
});

test("a plain-text file next to an index file belongs to the index file's article", () => {
	const bundle = folderWith("posts/key/index.md", "posts/key/message.txt", "posts/notes.txt");
	expect(isFileOfBundle("posts/key/message.txt", bundle.has)).toBe(true);
	expect(isFileOfBundle("posts/notes.txt", bundle.has)).toBe(false);
	expect(isFileOfBundle("posts/key/index.md", bundle.has)).toBe(false);
});

test.each([
	["![](tide.jpg)\n", 5, "posts/tide.jpg", ["posts/Tides.jpg"], "Did you mean posts/Tides.jpg?"],
	[
		"One\n\n![](img/low%20water.jpg)\n",
		7,
		"posts/img/low water.jpg",
		["posts/img/low_water.png"],
		"Did you mean posts/img/low_water.png?",
	],
	["![](tide.jpg)\n", 5, "posts/tide.jpg", ["img/tide.jpg"], "Did you mean img/tide.jpg?"],
	["One\n![](/img/tide.jpg)\n", 6, "img/tide.jpg", ["static/img/tyde.jpg"], "Did you mean static/img/tyde.jpg?"],
	["[x](../ebb/index.md)\n", 5, "ebb/index.md", ["a/index.md", "deep/ebb/index.md"], "Did you mean deep/ebb/index.md?"],
	["[[Low water]]\n", 5, "Low water.md", ["notes/Low-water.txt", "x.md"], "Correct the link, or add the article."],
	["![](tide.jpg)\n", 5, "posts/tide.jpg", ["posts/ebb.jpg"], "Add the file, or correct the path."],
])(
	"%j causes a warning that has the line number and suggests the most similar name",
	(body, line, path, paths, hint) => {
		const article = articleFrom("", body, "posts/a.md");
		expect(localProblems(article, folderWith(...paths))).toEqual([
			{ severity: "warning", path: "posts/a.md", line, message: `${path} is not in the folder.`, hint },
		]);
	},
);

test("a missing file is reported with the line of the field that refers to it", () => {
	const article = articleFrom("cover:\n  image: a.jpg\nphotos:\n  - b.jpg\n  - c.jpg\naudio: d.mp3");
	expect(localProblems(article, folderWith("b.jpg")).map(({ line, message }) => `${line}: ${message}`)).toEqual([
		"5: a.jpg is not in the folder.",
		"9: d.mp3 is not in the folder.",
	]);
});

test("a link to a missing file is not a problem if the link may lead to a page", () => {
	expect(localProblems(articleFrom("", "[x](ebb) [y](../feed) [z](two.html)"), folderWith())).toEqual([]);
	expect(localProblems(articleFrom("link: https://a.example/1", "![x](a.jpg)"), folderWith())).toEqual([]);
});

test("any path can be stored as an address and read back unchanged", () => {
	for (const path of ["a b.jpg", "/img/a.jpg", "**/50%.png", "k\u00FCste/#1?.jpg", "a&b\"c'.jpg"]) {
		expect(localPath(`${localAddress(path)}?v=1#t=3`)).toBe(path);
		expect(localAddress(path)).not.toMatch(/[\s"<>#?&]/);
	}
	expect(localPath("https://a.example/local:/x")).toBeUndefined();
});
