import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { mediaServer } from "./media-server.ts";
import { articlesIn, filesIn, runImport } from "./run-import.ts";

async function imported(feed: string, name = "feed.xml") {
	const folder = await temporaryFolder({ [name]: feed });
	const run = await runImport(folder, "feed", name, "out");
	return { ...run, articles: await articlesIn(join(folder, "out")).catch(() => []), out: join(folder, "out") };
}

test("RSS as written by Substack and Medium: guid, address, date, author, tags, excerpt and cover are imported", async () => {
	const { code, said, articles, out } = await imported(`<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
<channel><title>Quay Letters</title><link>https://quay.substack.example</link><description>d</description><language>en</language>
<item><title>Spring &amp; tide</title><description>A short word</description><link>https://quay.substack.example/p/spring-tide</link>
<guid isPermaLink="false">https://quay.substack.example/p/spring-tide</guid><dc:creator>Ada Writer</dc:creator>
<pubDate>Wed, 01 May 2024 09:30:00 GMT</pubDate><enclosure url="https://cdn.example/cover.jpg" length="0" type="image/jpeg"/>
<content:encoded><![CDATA[<p>The <em>highest</em> water.</p>]]></content:encoded></item>
<item><title>On Medium</title><link>https://quay.substack.example/@ada/on-medium-0123456789ab?source=rss</link>
<guid isPermaLink="false">https://medium.com/p/0123456789ab</guid><category>boats</category><category>tide</category>
<pubDate>Thu, 02 May 2024 09:30:00 GMT</pubDate><description>&lt;p&gt;Only this&lt;/p&gt;</description></item>
</channel></rss>`);
	expect(code).toBe(0);
	expect(said).toContain("Quay Letters (https://quay.substack.example): 2 posts, 2 published");
	expect(articles).toEqual([
		{
			path: "2024/2024-05-01-spring-tide.md",
			data: {
				title: "Spring & tide",
				date: "2024-05-01T09:30:00Z",
				permalink: "/p/spring-tide",
				guid: "https://quay.substack.example/p/spring-tide",
				authors: ["Ada Writer"],
				excerpt: "A short word",
				image: "https://cdn.example/cover.jpg",
			},
			body: "The *highest* water.",
		},
		{
			path: "2024/2024-05-02-on-medium-0123456789ab.md",
			data: {
				title: "On Medium",
				date: "2024-05-02T09:30:00Z",
				permalink: "/@ada/on-medium-0123456789ab",
				guid: "https://medium.com/p/0123456789ab",
				tags: ["boats", "tide"],
			},
			body: "Only this",
		},
	]);
	expect((await filesIn(out)).get("_defaults.yaml")).toBe("language: en\n");
});

test("Atom as written by Blogger: text, HTML, XHTML and the dates of publication and update are imported", async () => {
	const { articles } = await imported(`<feed xmlns="http://www.w3.org/2005/Atom">
<title>Quay</title><id>tag:blogger.com,1999:blog-1</id><updated>2024-05-03T00:00:00Z</updated><link rel="alternate" href="http://quay.blogspot.example/"/>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><title type="text">A post</title><published>2024-05-01T09:30:00.001-07:00</published>
<updated>2024-05-03T00:00:00Z</updated><category scheme="http://www.blogger.com/atom/ns#" term="tide"/>
<link rel="alternate" type="text/html" href="http://quay.blogspot.example/2024/05/a-post.html"/><author><name>Ada</name></author>
<content type="html">&lt;p&gt;One&lt;/p&gt;</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-3</id><title>XHTML</title><updated>2024-05-02T00:00:00Z</updated><link href="http://quay.blogspot.example/x"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Two <b>bold</b> &amp; more<br/>line</p></div></content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-4</id><title>Text</title><updated>2024-05-01T00:00:00Z</updated><link href="http://quay.blogspot.example/y"/>
<summary>Short</summary><content>1 &lt; 2</content></entry></feed>`);
	expect(articles.map(({ data, body }) => ({ ...data, body }))).toEqual([
		{
			...{
				title: "A post",
				date: "2024-05-01T16:30:00Z",
				updated: "2024-05-03T00:00:00Z",
				permalink: "/2024/05/a-post.html",
			},
			...{ guid: "tag:blogger.com,1999:blog-1.post-2", authors: ["Ada"], tags: ["tide"], body: "One" },
		},
		{
			...{ title: "Text", date: "2024-05-01T00:00:00Z", permalink: "/y", guid: "tag:blogger.com,1999:blog-1.post-4" },
			...{ excerpt: "Short", body: "1 < 2" },
		},
		{
			...{ title: "XHTML", date: "2024-05-02T00:00:00Z", permalink: "/x", guid: "tag:blogger.com,1999:blog-1.post-3" },
			body: "Two **bold** & more\\\nline",
		},
	]);
});

test("JSON Feed as written by Micro.blog: untitled posts, plain text and audio are imported, and link posts keep their target", async () => {
	const items = [
		{
			id: "http://quay.micro.example/2024/05/01/a.html",
			url: "https://quay.example/2024/05/01/a.html",
			content_html: "<p>A short note on tides.</p>",
			date_published: "2024-05-01T09:30:00+02:00",
		},
		{
			id: "2",
			url: "https://quay.example/b",
			title: "Text",
			content_text: "One\n\nTwo",
			date_published: "2024-05-02T00:00:00Z",
			attachments: [{ url: "https://quay.example/b.mp3", mime_type: "audio/mpeg" }],
		},
		{
			id: "3",
			url: "https://elsewhere.example/page",
			title: "Link",
			content_html: "<p>Read this</p>",
			date_published: "2024-05-03T00:00:00Z",
			image: "https://quay.example/c.jpg",
		},
	];
	const { said, articles } = await imported(
		JSON.stringify({
			version: "https://jsonfeed.org/version/1.1",
			title: "Quay",
			home_page_url: "https://quay.example/",
			items,
		}),
		"feed.json",
	);
	expect(said).toContain("Has no title, so its first words are used as the title. 2024/2024-05-01-a.md");
	expect(articles.map(({ data, body }) => ({ ...data, body }))).toEqual([
		{
			...{ title: "A short note on tides.", date: "2024-05-01T07:30:00Z", permalink: "/2024/05/01/a.html" },
			...{ guid: "http://quay.micro.example/2024/05/01/a.html", body: "A short note on tides." },
		},
		{
			...{ title: "Text", date: "2024-05-02T00:00:00Z", permalink: "/b", guid: "2" },
			body: '<p>One</p>\n<p>Two</p>\n<audio src="https://quay.example/b.mp3" controls=""></audio>',
		},
		{
			...{ title: "Link", date: "2024-05-03T00:00:00Z", external_url: "https://elsewhere.example/page", guid: "3" },
			...{ image: "https://quay.example/c.jpg", body: "Read this" },
		},
	]);
});

test("a feed on the web is read together with its archive pages", async () => {
	const page = (id: number, older?: string) =>
		`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><link>https://quay.example/</link><description>d</description>${older === undefined ? "" : `<atom:link rel="prev-archive" href="${older}"/>`}<item><title>Post ${id}</title><guid>https://quay.example/${id}</guid><link>https://quay.example/${id}</link><pubDate>Wed, 0${id} May 2024 00:00:00 GMT</pubDate><description>Text ${id}</description></item></channel></rss>`;
	const headers = { "Content-Type": "application/rss+xml" };
	const server = await mediaServer({
		"/feed": { headers, body: page(3, "/feed/2") },
		"/feed/2": { headers, body: page(2, "/feed/1") },
		"/feed/1": { headers, body: page(1) },
	});
	const folder = await temporaryFolder();
	const { code } = await runImport(folder, "feed", `${server.url}/feed`, "out");
	expect(code).toBe(0);
	expect((await articlesIn(join(folder, "out"))).map(({ data }) => data["title"])).toEqual([
		"Post 1",
		"Post 2",
		"Post 3",
	]);
});

test.each([
	["a page", "<!doctype html><html></html>", /feed\.xml is a web page, not a feed/],
	["a truncated feed", "<rss version='2.0'><channel><title>x</title><item>", /not well-formed|incomplete/i],
	["an empty file", "", /feed\.xml is empty/],
])("%s is rejected with the reason", async (_, text, says) => {
	const { code, failures } = await imported(text);
	expect(code).toBe(1);
	expect(failures).toMatch(says);
});
