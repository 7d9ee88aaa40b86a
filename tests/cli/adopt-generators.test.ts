import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adoptBlog, articlesIn, newsstandWith, settingsIn } from "./adopting.ts";

const post = (...fields: string[]) => ["---", ...fields, "---", "Text.", ""].join("\n");

interface Blog {
	name: string;
	files: Record<string, string>;
	args?: string[];
	/** The content folder. */
	content: string;
	settings: Record<string, string>;
	/** The address and guid of each article, keyed by file. */
	articles: Record<string, [address: string, guid: string]>;
	/** The lines of `_redirects.yaml`, without its leading comment. */
	redirects?: string;
}

const BLOGS: Blog[] = [
	{
		name: "Jekyll with a base path, a permalink style and jekyll-feed in the Gemfile",
		files: {
			"_config.yml": [
				"title: A  Blog",
				"url: https://example.org",
				"baseurl: /b",
				"timezone: Europe/Berlin",
				"permalink: pretty",
				"feed:",
				"  path: news.xml",
				"",
			].join("\n"),
			Gemfile: 'source "https://rubygems.org"\ngem "jekyll-feed"\n',
			"_posts/2024-05-06-Late Evening.md": post("title: A", "date: 2024-05-06 23:30:00 -0700", "categories: [x]"),
			"about.md": post("title: About"),
		},
		content: "_posts",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "A Blog", SITE_TIME_ZONE: "Europe/Berlin" },
		articles: {
			"2024-05-06-Late Evening.md": [
				"/b/x/2024/05/07/Late-Evening/",
				"https://example.org/b/x/2024/05/07/Late%20Evening",
			],
		},
		redirects: "/b/news.xml: /feed.atom\n/b/feed.xml: /feed.atom\n",
	},
	{
		name: "Jekyll with posts in several folders and a feed template",
		files: {
			"docs/_config.yml":
				"url: https://example.org\ndefaults:\n  - scope: {path: work/_posts, type: posts}\n    values: {permalink: '/office/:title/'}\n",
			"docs/feed.xml":
				"---\n---\n<feed>{% for post in site.posts %}<id>{{ site.url }}{{ post.url }}</id>{% endfor %}</feed>",
			"docs/_posts/2024-01-02-a.md": post("title: A"),
			"docs/work/_posts/2024-01-03-b.md": post("title: B"),
		},
		content: "docs",
		settings: { SITE_URL: "https://example.org" },
		articles: {
			"_posts/2024-01-02-a.md": ["/2024/01/02/a.html", "https://example.org/2024/01/02/a.html"],
			"work/_posts/2024-01-03-b.md": ["/office/b/", "https://example.org/office/b/"],
		},
	},
	{
		name: "Hugo with a configuration folder, several sections and a base path",
		files: {
			"config/_default/hugo.toml":
				'baseURL = "https://example.org/blog/"\ntitle = "B"\nlocale = "de-AT"\ntimeZone = "Europe/Vienna"\n',
			"config/_default/permalinks.toml": '[page]\nnotes = "/n/:year/:slug/"\n',
			"config/_default/languages.toml": "[de]\n",
			"content/posts/My First Post.md": post("title: A", "date: 2024-05-01"),
			"content/posts/bundle/index.md": post("title: B", "date: 2024-05-01"),
			"content/notes/x.md": post("title: Ä Note!", "date: 2024-05-01"),
			"content/_index.md": post("title: Home"),
		},
		content: "content",
		settings: { SITE_URL: "https://example.org", SITE_LANGUAGE: "de-AT", SITE_TIME_ZONE: "Europe/Vienna" },
		articles: {
			"posts/My First Post.md": ["/blog/posts/my-first-post/", "https://example.org/blog/posts/my-first-post/"],
			"posts/bundle/index.md": ["/blog/posts/bundle/", "https://example.org/blog/posts/bundle/"],
			"notes/x.md": ["/blog/n/2024/%C3%A4-note/", "https://example.org/blog/n/2024/%C3%A4-note/"],
		},
		redirects: "/blog/notes/index.xml: /feed.rss\n/blog/posts/index.xml: /feed.rss\n",
	},
	{
		name: "Hugo with uglyURLs, sections in the pattern and file names with their own capitalization",
		files: {
			"hugo.yaml":
				"baseURL: https://example.org\nuglyURLs: true\ndisablePathToLower: true\npermalinks:\n  posts: /:sections[1:]/:section/:filename/\n",
			"content/posts/2024/Tide.md": post("title: A", "date: 2024-05-01"),
			"content/posts/2023/Ebb.md": post("title: B", "date: 2023-05-01"),
		},
		content: "content/posts",
		settings: { SITE_URL: "https://example.org" },
		articles: { "2024/Tide.md": ["/2024/posts/Tide.html", "https://example.org/2024/posts/Tide.html"] },
	},
	{
		name: "Hugo with a list of permalinks and dates in file names",
		files: {
			"hugo.json": JSON.stringify({
				baseURL: "https://example.org",
				frontmatter: { date: [":filename", ":default"] },
				permalinks: [{ pattern: "/p/:year/:slugorfilename/", target: { kind: "page", path: "/essays/**" } }],
			}),
			"content/posts/2024-05-01-tide.md": post("title: A"),
			"content/posts/2024-05-02-ebb.md": post("title: B"),
		},
		content: "content/posts",
		settings: { SITE_URL: "https://example.org" },
		articles: { "2024-05-01-tide.md": ["/posts/tide/", "https://example.org/posts/tide/"] },
	},
	{
		name: "Hexo with a custom source folder and short addresses",
		files: {
			"_config.yml": [
				"url: https://example.org/b",
				"root: /b/",
				"permalink: :year/:category/:name.html",
				"source_dir: text",
				"language: [de, en]",
				"pretty_urls: { trailing_html: false }",
				"feed: { path: news/rss2.xml }",
				"",
			].join("\n"),
			"text/_posts/My Post.md": post("title: A", "date: 2024-05-01", "categories: [Foo, Bar Baz]"),
		},
		content: "text/_posts",
		settings: { SITE_URL: "https://example.org", SITE_LANGUAGE: "de" },
		articles: {
			"My Post.md": ["/b/2024/Foo/Bar-Baz/My%20Post", "https://example.org/b/2024/Foo/Bar-Baz/My%20Post"],
		},
		redirects: "/b/news/rss2.xml: /feed.rss\n/b/atom.xml: /feed.atom\n/b/rss2.xml: /feed.rss\n",
	},
	{
		name: "Zola",
		files: {
			"config.toml":
				'base_url = "https://example.org"\ntitle = "Z"\ndefault_language = "fr"\nfeed_filenames = ["atom.xml", "rss/all.xml"]\n[slugify]\npaths = "on"\n',
			"content/blog/_index.md": '+++\ntitle = "Blog"\ngenerate_feeds = true\n+++\n',
			"content/blog/2024-05-01_Été à Paris.md": '+++\ntitle = "A"\n+++\nText.\n',
			"content/blog/deep/x.md": '+++\ntitle = "B"\ndate = 2024-05-02\npath = "2018/07/27/old"\n+++\nText.\n',
		},
		content: "content/blog",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "Z", SITE_LANGUAGE: "fr" },
		articles: {
			"2024-05-01_Été à Paris.md": ["/blog/ete-a-paris/", "https://example.org/blog/ete-a-paris/"],
			"deep/x.md": ["/2018/07/27/old/", "https://example.org/2018/07/27/old/"],
		},
		redirects: "/rss/all.xml: /feed.rss\n/blog/rss/all.xml: /feed.rss\n",
	},
	{
		name: "Pelican",
		files: {
			"pelicanconf.py": [
				"from os import environ",
				"SITENAME = 'The \\'P\\' Blog'  # a comment",
				"SITEURL = ''",
				'PATH = "text"',
				"TIMEZONE = 'Europe/Berlin'",
				"DEFAULT_LANG = u'de'",
				"ARTICLE_URL = '{date:%Y}/{date:%b}/' + '{slug}/'",
				"ARTICLE_URL = ('{date:%Y}/{date:%b}/'",
				"               '{slug}/')",
				"LINKS = (('a', 'https://a.example'), ('b', environ.get('B')),)",
				"FEED_ALL_RSS = 'feeds/all.rss.xml'",
				"",
			].join("\n"),
			"publishconf.py": "from pelicanconf import *\nSITEURL = 'https://example.org/b'\nFEED_ALL_ATOM = None\n",
			"text/Tech/a.md": 'Title: My Súper "Title" & C#!\nDate: 2010-12-03 10:20\nStatus: published\n\nText.\n',
			"text/Life/b.md": "Title: 日本語 テスト\nDate: 2010-12-04\nSlug: own\n\nText.\n",
		},
		content: "text",
		settings: {
			...{ SITE_URL: "https://example.org", SITE_TITLE: "The 'P' Blog" },
			...{ SITE_LANGUAGE: "de", SITE_TIME_ZONE: "Europe/Berlin" },
		},
		articles: {
			"Tech/a.md": ["/b/2010/Dec/my-super-title-c/", "tag:example.org,2010-12-03:/b/2010/Dec/my-super-title-c/"],
			"Life/b.md": ["/b/2010/Dec/own/", "tag:example.org,2010-12-04:/b/2010/Dec/own/"],
		},
		redirects: "/b/feeds/all.rss.xml: /feed.rss\n",
	},
	{
		name: "Pelican with slugs from file names",
		files: {
			"pelicanconf.py": "SITEURL = 'https://example.org'\nSLUGIFY_SOURCE = 'basename'\n",
			"content/My file.md": "Title: A\nDate: 2010-12-03\nStatus: published\n\nText.\n",
		},
		content: "content",
		settings: { SITE_URL: "https://example.org" },
		articles: { "My file.md": ["/My%20file.html", "tag:example.org,2010-12-03:/My%20file.html"] },
	},
	{
		name: "Eleventy with an input folder, site data and a directory data file",
		files: {
			"eleventy.config.js": [
				'import { feedPlugin } from "@11ty/eleventy-plugin-rss";',
				"export default function (eleventyConfig) {",
				'	eleventyConfig.setInputDirectory("src");',
				'	eleventyConfig.addPlugin(feedPlugin, { type: "atom", outputPath: "/all/feed.xml", metadata: { base: "https://x.example/" } });',
				"}",
				"",
			].join("\n"),
			"src/_data/site.json": JSON.stringify({ url: "https://example.org/", title: "E", language: "en-GB" }),
			"src/posts/posts.json": JSON.stringify({ tags: "posts", permalink: "/web/{{ page.fileSlug }}/" }),
			"src/posts/2017-10-19-recipes.md": post("title: A"),
		},
		content: "src/posts",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "E", SITE_LANGUAGE: "en-GB" },
		articles: { "2017-10-19-recipes.md": ["/web/recipes/", "https://example.org/web/recipes/"] },
		redirects: "/all/feed.xml: /feed.atom\n",
	},
	{
		name: "Eleventy without rules of its own",
		files: {
			".eleventy.js": "module.exports = (config) => { return { pathPrefix: '/x/', dir: { input: 'site' } }; };\n",
			"site/blog/My Post.md": post("title: A", "date: 2024-05-01"),
		},
		args: ["--site-url", "example.org"],
		content: "site/blog",
		settings: { SITE_URL: "https://example.org" },
		articles: { "My Post.md": ["/x/blog/My%20Post/", "https://example.org/x/blog/My%20Post/"] },
		redirects: "/x/feed.xml: /feed.atom\n/x/feed/feed.xml: /feed.atom\n",
	},
	{
		name: "Astro with a page for each entry of a collection",
		files: {
			"astro.config.mjs": [
				'import { defineConfig } from "astro/config";',
				'const site = process.env.SITE ?? "https://example.org";',
				'export default defineConfig({ site, trailingSlash: "never", i18n: { defaultLocale: "it", locales: ["it"] } });',
				"",
			].join("\n"),
			"src/pages/writing/[...slug].astro": '---\nconst posts = await getCollection("essays");\n---\n',
			"src/pages/tags/[tag].astro": "---\n---\n",
			"src/pages/writing/rss.xml.js": "export const GET = () => new Response();\n",
			"src/content/essays/My Essay v1.2.md": post("title: A", "pubDate: Jul 08 2022"),
			"src/content/essays/more/index.md": post("title: B", "pubDate: 2022-07-09"),
		},
		content: "src/content/essays",
		settings: { SITE_URL: "https://example.org", SITE_LANGUAGE: "it" },
		articles: {
			"My Essay v1.2.md": ["/writing/my-essay-v12", "https://example.org/writing/my-essay-v12"],
			"more/index.md": ["/writing/more", "https://example.org/writing/more"],
		},
	},
	{
		name: "Docusaurus with a blog at the root, a base path and trailing slashes",
		files: {
			"website/docusaurus.config.ts": [
				"import type {Config} from '@docusaurus/types';",
				"const config: Config = {",
				"  title: `D`, tagline: 'A ' + 'site', url: 'https://example.org', baseUrl: '/d/', trailingSlash: true,",
				"  presets: [['classic', { docs: {}, blog: { path: './news', routeBasePath: '/' } } satisfies Preset.Options]],",
				"};",
				"export default config;",
				"",
			].join("\n"),
			"website/news/2020-1-2-My-Tide.md": post("title: A"),
			"website/news/2020/01/03/ebb.mdx": post("title: B"),
			"website/news/own.md": post("title: C", "date: 2020-01-04", "slug: /a/B"),
		},
		content: "website/news",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "D", SITE_DESCRIPTION: "A site" },
		articles: {
			"2020-1-2-My-Tide.md": ["/d/2020/1/2/My-Tide/", "https://example.org/d/2020/1/2/My-Tide/"],
			"2020/01/03/ebb.mdx": ["/d/2020/01/03/ebb/", "https://example.org/d/2020/01/03/ebb/"],
		},
		redirects: "/d/rss.xml: /feed.rss\n/d/atom.xml: /feed.atom\n/d/feed.json: /feed.json\n",
	},
	{
		name: "Gatsby",
		files: {
			"gatsby-config.js":
				"module.exports = { pathPrefix: '/g', siteMetadata: { title: 'G', siteUrl: 'https://example.org' } }\n",
			"content/blog/hello-world/index.md": post("title: A", "date: 2015-05-01T22:12:03.284Z"),
			"content/blog/second/index.md": post("title: B", "date: 2015-05-06T23:46:37.121Z"),
		},
		content: "content/blog",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "G" },
		articles: { "hello-world/index.md": ["/g/hello-world/", "https://example.org/g/hello-world/"] },
		redirects: "/g/rss.xml: /feed.rss\n",
	},
	{
		name: "VitePress",
		files: {
			".vitepress/config.mts":
				"export default defineConfig({ title: 'V', lang: 'en-US', cleanUrls: true, sitemap: { hostname: 'https://example.org' } })\n",
			"posts/tide.md": post("title: A", "date: 2024-05-01T12:00:00Z"),
			"posts/ebb.md": post("title: B", "date: 2024-05-02T12:00:00Z"),
		},
		content: "posts",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "V", SITE_LANGUAGE: "en-US" },
		articles: { "tide.md": ["/posts/tide", "https://example.org/posts/tide"] },
	},
	{
		name: "VuePress with a pattern",
		files: {
			"docs/.vuepress/config.ts": [
				"export default defineUserConfig({",
				"  base: '/v/', lang: 'de-DE', title: 'V', description: 'W',",
				"  permalinkPattern: ':year/:month/:day/:slug.html',",
				"  plugins: [feedPlugin({ hostname: 'https://example.org', rss: true })],",
				"});",
				"",
			].join("\n"),
			"docs/posts/2024-05-01-tide.md": post("title: A"),
			"docs/posts/2024-05-02-ebb.md": post("title: B"),
		},
		content: "docs/posts",
		settings: { SITE_URL: "https://example.org", SITE_LANGUAGE: "de-DE", SITE_DESCRIPTION: "W" },
		articles: { "2024-05-01-tide.md": ["/v/2024/05/01/tide.html", "https://example.org/v/2024/05/01/tide.html"] },
		redirects: "/v/rss.xml: /feed.rss\n/v/atom.xml: /feed.atom\n",
	},
	{
		name: "Nuxt Content",
		files: {
			"nuxt.config.ts": "export default defineNuxtConfig({ site: { url: 'https://example.org', name: 'N' } })\n",
			"content/3.blog/12.Great News.md": post("title: A", "date: 2024-05-01"),
			"content/3.blog/13.more.md": post("title: B", "date: 2024-05-02"),
		},
		content: "content/3.blog",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "N" },
		articles: { "12.Great News.md": ["/blog/great-news", "https://example.org/blog/great-news"] },
	},
	{
		name: "Quartz, including the vault's own folder",
		files: {
			"quartz.config.ts":
				'const config: QuartzConfig = { configuration: { pageTitle: "Q", locale: "en-US", baseUrl: "example.org/notes" } }\nexport default config\n',
			"content/.obsidian/app.json": "{}",
			"content/A & B.md": post("date: 2024-05-01", "title: A"),
			"content/deep/c.md": post("date: 2024-05-02", "title: C"),
		},
		content: "content",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "Q" },
		articles: { "A & B.md": ["/notes/A--and--B", "https://example.org/notes/A--and--B"] },
		redirects: "/notes/index.xml: /feed.rss\n",
	},
	{
		name: "an Obsidian vault with a domain for GitHub Pages",
		files: {
			".obsidian/app.json": "{}",
			CNAME: "notes.example.org\n",
			"My Note.md": post("date: 2024-05-01", "title: A"),
		},
		args: ["--permalink", "/:path"],
		content: "",
		settings: { SITE_URL: "https://notes.example.org" },
		articles: { "My Note.md": ["/My-Note", "https://notes.example.org/My-Note"] },
	},
	{
		name: "Next.js with a page for each article",
		files: {
			"package.json": JSON.stringify({ dependencies: { next: "15.0.0", react: "19.0.0" } }),
			"data/siteMetadata.js":
				"const siteMetadata = { title: 'X', siteUrl: 'https://example.org', language: 'en-us' }\nmodule.exports = siteMetadata\n",
			"app/(site)/writing/[slug]/page.tsx": "export default function Page() { return <p /> }\n",
			"app/tags/[tag]/page.tsx": "export default function Page() { return <p /> }\n",
			"posts/tide.mdx": post("title: A", "date: '2024-05-01'"),
			"posts/ebb.mdx": post("title: B", "date: '2024-05-02'"),
		},
		content: "posts",
		settings: { SITE_URL: "https://example.org", SITE_TITLE: "X", SITE_LANGUAGE: "en-US" },
		articles: { "tide.mdx": ["/writing/tide", "https://example.org/writing/tide"] },
	},
	{
		name: "posts exported from Bear",
		files: {
			"tide.md": "title: High Tide\nlink: high-tide\npublished_date: 2022-12-30\ntags: a, b\n___\nText.\n",
			"ebb.md": "title: Low Tide\npublished_date: 2022-12-31 20:00\n___\nText.\n",
		},
		args: ["--site-url", "https://example.bearblog.dev/"],
		content: "",
		settings: { SITE_URL: "https://example.bearblog.dev" },
		articles: {
			"tide.md": ["/high-tide/", "https://example.bearblog.dev/high-tide/"],
			"ebb.md": ["/low-tide/", "https://example.bearblog.dev/low-tide/"],
		},
	},
];

test.each(BLOGS)("$name", async ({ files, args, content, settings, articles, redirects }) => {
	const root = await newsstandWith(files);
	const { status, failures, lines } = await adoptBlog(root, args);
	expect({ status, failures }, lines.join("\n")).toEqual({ status: 0, failures: [] });
	expect(await settingsIn(root)).toMatchObject(settings);
	const found = await articlesIn(root, join("blog", content));
	const keys = Object.keys(articles);
	const shown = keys.map((path) => {
		const article = found.get(path);
		return [path, [article?.address, article?.guid ?? article?.firstGuid]];
	});
	expect(Object.fromEntries(shown)).toEqual(articles);
	const written = await readFile(join(root, "blog", content, "_redirects.yaml"), "utf8").catch(() => undefined);
	expect(written?.replace(/^#.*\n/, "")).toBe(redirects);
});
