import { expect, test } from "vitest";
import { articleFrom } from "./reading.ts";

test.each<[string, string, string]>([
	["paragraphs", "One\n\nTwo\nthree", "<p>One</p>\n<p>Two\nthree</p>"],
	["a hard break", "One  \nTwo", "<p>One<br>Two</p>"],
	["emphasis", "*a* **b** ~~c~~ `d < e`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d &lt; e</code></p>"],
	["a heading", "## Tide & time", '<h2 id="text-tide--time">Tide &amp; time</h2>'],
	["a bare address", "See https://a.example/1.", '<p>See <a href="https://a.example/1">https://a.example/1</a>.</p>'],
	["a link with a title", '[a](https://a.example/ "b")', '<p><a href="https://a.example/" title="b">a</a></p>'],
	["a picture", "![a](https://a.example/1.png)", '<p><img src="https://a.example/1.png" alt="a"></p>'],
	[
		"code",
		"```js\nif (a < b && c) {}\n```",
		'<pre><code class="language-js">if (a &lt; b &amp;&amp; c) {}\n</code></pre>',
	],
	["a quotation", "> One", "<blockquote>\n<p>One</p>\n</blockquote>"],
	["a list", "1. One\n2. Two", "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>"],
	["tasks", "- [x] One", "<ul>\n<li>☑ One</li>\n</ul>"],
	[
		"HTML within",
		'One <kbd>Ctrl</kbd> <abbr title="b">a</abbr>',
		'<p>One <kbd>Ctrl</kbd> <abbr title="b">a</abbr></p>',
	],
	["an escaped star", "2 \\* 3", "<p>2 * 3</p>"],
	["entities", "&copy; &amp; &#x1F30A; &lt;b&gt;", "<p>© &amp; 🌊 &lt;b></p>"],
])("Markdown: %s", (_, body, html) => {
	expect(articleFrom("", body).html).toBe(html);
});

test.each([
	["on its own", '![a](https://a.example/1.png "b & c")', "b &amp; c"],
	["in a link", '[![a](https://a.example/1.png "b")](https://a.example/)', "b"],
])("Markdown: the title of a picture that is alone in its paragraph becomes the caption: %s", (_, body, caption) => {
	const { html } = articleFrom("", `One\n\n${body}\n\nTwo`);
	expect(html).toMatch(/^<p>One<\/p>\n<figure>(<a href="[^"]*">)?<img src="[^"]*" alt="a">/);
	expect(html).toContain(`<figcaption>${caption}</figcaption></figure>\n<p>Two</p>`);
	expect(html).not.toContain("title=");
});

test("Markdown: a picture whose caption repeats the alt text gets an empty alt text, and a picture within text keeps its title", () => {
	const picture = '![a](https://a.example/1.png "a")';
	expect(articleFrom("", picture).html).toBe(
		'<figure><img src="https://a.example/1.png" alt=""><figcaption>a</figcaption></figure>',
	);
	expect(articleFrom("", `${picture} b`).html).toBe('<p><img src="https://a.example/1.png" alt="a" title="a"> b</p>');
});

test("Markdown: a table keeps its alignment", () => {
	const { html } = articleFrom("", "|a|b|\n|:-|-:|\n|1|2|\n");
	expect(html).toContain('<th align="left">a</th>');
	expect(html).toContain('<td align="right">2</td>');
});

test("Markdown: a footnote and its reference link to each other with absolute URLs, for feed readers", () => {
	const { html, link } = articleFrom("", "One[^note].\n\n[^note]: Two.");
	const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
	const targets = [...html.matchAll(/ href="([^"]+)"/g)].map((match) => match[1]);
	expect(targets).toHaveLength(2);
	for (const target of targets) {
		expect(target?.startsWith(`${link}#`)).toBe(true);
		expect(ids).toContain(target?.slice(link.length + 1));
	}
});

test.each<[string, string, string]>([
	["paragraphs", "One\n\n\n  Two\n", "<p>One</p>\n<p>Two</p>"],
	["lines", "One\nTwo", "<p>One<br>\nTwo</p>"],
	["CRLF", "One\r\nTwo\r\n\r\nThree", "<p>One<br>\nTwo</p>\n<p>Three</p>"],
	["markup", "a < b && <b>c</b> *d* &amp;", "<p>a &lt; b &amp;&amp; &lt;b>c&lt;/b> *d* &amp;amp;</p>"],
	[
		"an address",
		"(https://a.example/?a=b&c=d).",
		'<p>(<a href="https://a.example/?a=b&amp;c=d">https://a.example/?a=b&amp;c=d</a>).</p>',
	],
	[
		"an address in quotation marks",
		"“https://a.example/1”",
		'<p>“<a href="https://a.example/1">https://a.example/1</a>”</p>',
	],
	["an address with brackets", 'https://a.example/"x', '<p><a href="https://a.example/">https://a.example/</a>"x</p>'],
	["no address", "javascript:alert(1) http:// https://", "<p>javascript:alert(1) http:// https://</p>"],
])("plain text: %s", (_, body, html) => {
	expect(articleFrom("", body, "tide.txt").html).toBe(html);
});

test.each<[string, string, string]>([
	["a fragment", "<p>One</p>\n<p>Two</p>", "<p>One</p>\n<p>Two</p>"],
	[
		"a whole document",
		"<!doctype html><html><head><title>No</title></head><body><p>One</p></body></html>",
		"<p>One</p>",
	],
	["unclosed elements", "<p>One<p><b>Two", "<p>One</p><p><b>Two</b></p>"],
	["no Markdown", "*One*", "*One*"],
	[
		"a figure",
		"<figure><img src=https://a.example/1.png alt=a><figcaption>b</figcaption></figure>",
		'<figure><img src="https://a.example/1.png" alt="a"><figcaption>b</figcaption></figure>',
	],
	["language and direction", "<p lang=ar dir=rtl>مد <bdi>a</bdi>", '<p lang="ar" dir="rtl">مد <bdi>a</bdi></p>'],
	["a time", "<time datetime=2026-05-04>May</time>", '<time datetime="2026-05-04">May</time>'],
	["details", "<details open><summary>a</summary>b</details>", "<details open><summary>a</summary>b</details>"],
	[
		"a video",
		"<video controls src=/1.mp4 poster=/1.jpg></video>",
		'<video controls src="local://1.mp4" poster="local://1.jpg"></video>',
	],
	["a comment", "One<!-- two -->", "One"],
])("HTML: %s", (_, body, html) => {
	expect(articleFrom("", body, "tide.html").html).toBe(html);
});

test("a body that consists of white space is empty", () => {
	for (const body of ["", "\n\n", " \t", "\u00A0", "\u0008", "<!-- -->"]) expect(articleFrom("", body).html).toBe("");
});
