import { expect, test } from "vitest";
import { repairMojibake } from "../../src/article/mojibake.ts";
import { articleFrom, read, source, warned, warnedOfBody } from "./reading.ts";

function html(body: string): string {
	return articleFrom("", body, "tide.html").html;
}

test.each([
	"iframe src=https://b.example/",
	"script src=/x.js",
	"textarea",
	"style",
	"title",
	"noscript",
	"video src=/v.mp4",
	"a name=x",
	"select",
])("<%s /> counts as closed, so the text after it is outside the element", (tag) => {
	for (const path of ["tide.md", "tide.html"]) {
		const result = read(source("", `Before.\n\n<${tag} />\n\nAfter.\n`), path);
		if (result.kind !== "article") throw new Error(result.kind);
		expect(result.article.excerpt).toContain("After.");
		expect(result.article.html).toMatch(/(^|>|\n)\s*After\.(<\/p>)?$/);
	}
});

test("an unclosed element that contains the rest of the text is reported with its line", () => {
	const { article, problem } = warnedOfBody("<p>One</p>\n<script>\n<p>Two</p>\n", "tide.html");
	expect(article.html).toBe("<p>One</p>");
	expect(problem.message).toContain("`<script>` is never closed");
	expect(read(source("", "<p>One</p>\n<script>\n\n"), "tide.html").problems).toEqual([]);
});

test("white space in code is kept, even within elements", () => {
	expect(
		html("<pre><code><span>if</span><span> </span>a\n<span>    </span>b<span>\n\n</span><span>\t</span>c</code></pre>"),
	).toBe("<pre><code>if a\n    b\n\n\tc</code></pre>");
});

test("line numbers and copy buttons are removed from code", () => {
	const lines = '<td class="linenos"><pre>1\n2</pre></td>';
	expect(html(`<table><tr>${lines}<td><pre>a\n b</pre><button>Copy</button></td></tr></table>`)).toBe(
		"<pre>a\n b</pre>",
	);
});

test.each([
	'<div style="height:0;overflow:hidden;padding-bottom:56.25%">x</div>',
	'<div style="position:relative;padding-top:66%;height:0;overflow:hidden">x</div>',
	"<style>.r{height:0;overflow:hidden;padding-bottom:50%}</style><div class=r>x</div>",
	'<style>.r{height:0;overflow:hidden}</style><div class=r style="padding-bottom:50%">x</div>',
	"<style>.tab{display:none} .tab.on{display:block}</style><div class='tab on'>x</div>",
	'<style>.a{display:none}</style><p class=a style="display:block">x</p>',
	'<p style="font-size:1em">x</p>',
	'<p style="font-size:1rem">x</p>',
	'<div style="opacity:0;transform:translateY(9px)">x</div>',
	'<div style="max-height:0;overflow:hidden;transition:max-height 1s">x</div>',
	'<p hidden style="display:block">x</p>',
])("%s is shown, as in browsers", (body) => {
	expect(html(body)).toBe("<p>x</p>");
});

test.each([
	'<p style="display:none">x</p>',
	"<p hidden>x</p>",
	'<p style="height:0;overflow:hidden">x</p>',
	'<p style="font-size:1px">x</p>',
	"<style>.tab{display:none} .tab.on{display:block}</style><div class=tab>x</div>",
])("%s is hidden, as in browsers", (body) => {
	expect(html(body)).toBe("");
});

test.each([
	'<img src="/pixel.png" alt="A pixel, enlarged">',
	'<img src="/dot.png" alt="" width="400" height="300">',
	'<img src="/1.png" alt="" width="1" height="1" style="width:100%;height:auto">',
	'<img src="/1.png" alt="" style="width:1px;min-width:100%">',
])("%s is a picture, not a tracking pixel", (body) => {
	expect(html(body)).toContain("<img");
});

test.each([
	["data-lazy", '<img data-lazy="/1.png">'],
	["data-cfsrc", '<img data-cfsrc="/1.png" style="display:block">'],
	["a one-pixel placeholder", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-original="/1.png">'],
	[
		"noscript",
		'<img src="data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"><noscript><img src="/1.png"></noscript>',
	],
	["a background", '<div role="img" style="background-image:url(/1.png);height:9em"></div>'],
	["an object", '<object data="/1.png" type="image/png"></object>'],
	["a picture as a button", '<input type="image" src="/1.png">'],
])("a picture that is loaded lazily or is unusual in another way (%s) is shown", (_, body) => {
	expect(html(body)).toContain('<img src="local://1.png"');
});

test("lazily loaded players keep their addresses", () => {
	expect(html('<video data-src="/v.mp4"></video>')).toContain('src="local://v.mp4"');
	expect(html('<audio><source data-src="/a.mp3"></audio>')).toContain('src="local://a.mp3"');
});

test.each([
	["a drawing", '<svg viewBox="0 0 90 9"><title>Prices</title><text>12</text></svg>', "<p>Prices</p>", "drawing"],
	["a picture in a data URL", `![Prices](data:image/png;base64,${"A".repeat(99)})`, "<p>Prices</p>", "data:"],
	["a form field", "<label>Name <input name=n></label>", "<p>Name</p>", "form field"],
	["a frame without an address", '<p>a</p><iframe srcdoc="x"></iframe>', "<p>a</p>", "embed without a web address"],
	["Flash", '<p>a</p><embed src="/x.swf">', "<p>a</p>", "embed without a web address"],
])("%s that cannot be shown is replaced by its text, with a warning", (_, body, expected, message) => {
	const { article, problem } = warnedOfBody(body);
	expect(article.html).toBe(expected);
	expect(problem.message).toContain(message);
});

test.each([
	["<p>a <button>Press</button> b</p>", "<p>a Press b</p>"],
	["<select><option>One</option><option>Two</option></select>", "One / Two"],
	["<fieldset><legend>Size</legend>big</fieldset>", "<p>Size</p><p>big</p>"],
	["<textarea>a\n  b</textarea>", "<pre>a\n  b</pre>"],
	["<input type=submit value=Send>", "Send"],
	["<label>One</label> <output>2</output>", "One 2"],
	["<details><summary>One</summary>Two</details>", "<details><summary>One</summary>Two</details>"],
])("%s keeps its text", (body, expected) => {
	expect(html(body)).toBe(expected);
});

test("MathML formulas are kept, and become text in the excerpt", () => {
	const third = "<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>";
	const article = articleFrom("", `One third is ${third} of it.`);
	expect(article.html).toBe(`<p>One third is ${third} of it.</p>`);
	expect(article.excerpt).toBe("One third is 1/3 of it.");
	const tex = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>';
	const katex = `<span class="katex"><span class="katex-mathml">${tex}</span><span class="katex-html">x</span></span>`;
	expect(html(`<p>${katex}</p>`)).toBe(`<p>${tex}</p>`);
});

test.each([
	["# Spring tide\n\nText.", "<p>Text.</p>"],
	[
		"![](https://a.example/1.png)\n\n## *Spring* tide!\n\nText.",
		'<p><img src="https://a.example/1.png" alt=""></p>\n\n<p>Text.</p>',
	],
	["# Neap tide\n\nText.", '<h1 id="text-neap-tide">Neap tide</h1>\n<p>Text.</p>'],
	["Text.\n\n# Spring tide", '<p>Text.</p>\n<h1 id="text-spring-tide">Spring tide</h1>'],
])("the title is not repeated as the first heading: %j", (body, expected) => {
	const result = read(`---\ntitle: Spring tide\ndate: 2026-05-04\n---\n${body}`);
	if (result.kind !== "article") throw new Error(result.kind);
	expect(result.article.html.replace(/\n+/g, "\n")).toBe(expected.replace(/\n+/g, "\n"));
});

test.each([
	["<p>First <em>sentence</em> of it.</p>", "First sentence of it."],
	["**Bold** and [a link](https://a.example/)", "Bold and a link"],
	["The <details> element", "The <details> element"],
	["2 * 3 * 4, __init__ and *nix", "2 * 3 * 4, __init__ and *nix"],
	["a < b > c", "a < b > c"],
])("in a title or excerpt, markup is removed, but text about markup is kept: %s", (written, shown) => {
	const result = read(
		`---\ntitle: ${JSON.stringify(written)}\nexcerpt: ${JSON.stringify(written)}\ndate: 2026-05-04\n---\n`,
	);
	expect(result).toMatchObject({ article: { title: shown, excerpt: shown } });
});

test("cards from Ghost and WordPress keep their visible content", () => {
	const bookmark =
		'<figure class="kg-card kg-bookmark-card"><a href="https://b.example/1"><div>Title</div><div><img class="kg-bookmark-icon" src="/i.png"><span>B</span></div></a></figure>';
	expect(html(bookmark)).toContain("Title");
	expect(html(bookmark)).not.toContain("i.png");
	const audio =
		'<div class="kg-audio-card"><audio src="/a.mp3"></audio><div class="kg-audio-title">Song</div><div class="kg-audio-player"><span>0:00</span></div></div>';
	expect(html(audio)).toBe('<p><audio src="local://a.mp3" controls></audio></p><p>Song</p>');
	const embed =
		'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://www.youtube.com/watch?v=aqz-KE-bpKQ\n</div></figure>';
	expect(html(embed)).toContain("data-player=");
	expect(html('<p>a</p><script src="https://gist.github.com/ann/abc1.js"></script>')).toContain(
		'href="https://gist.github.com/ann/abc1"',
	);
});

test("text pasted from word processors keeps its lists and emphasis", () => {
	const item = (bullet: string, text: string) =>
		`<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${bullet}&nbsp;</span><![endif]>${text}<o:p></o:p></p>`;
	expect(html(`${item("·", "One")}\n${item("·", "Two")}`)).toBe("<ul><li>One</li><li>Two</li></ul>");
	expect(html(item("1.", "One"))).toBe("<ol><li>One</li></ol>");
	expect(
		html(
			'<b style="font-weight:normal" id=g><p><span style="font-weight:700">One</span> <span style="font-style:italic">two</span></p></b>',
		),
	).toBe("<p><strong>One</strong> <em>two</em></p>");
});

test("bold text may begin and end next to Chinese and Japanese punctuation", () => {
	expect(articleFrom("", "这是**“重要”**的。**重要。**后面").html).toBe(
		"<p>这是<strong>“重要”</strong>的。<strong>重要。</strong>后面</p>",
	);
	expect(articleFrom("", "a**(b)**c").html).toBe("<p>a**(b)**c</p>");
});

test("broken characters are not repaired in code, or in text that is about them", () => {
	for (const text of [
		"`Ã©`",
		"```\nÃ©\n```\n",
		"<code>â€™</code>",
		"a\n\n    Ã©\n",
		"it shows as “Ã©”.",
		"é becomes Ã© there.",
	]) {
		expect(repairMojibake(text)).toBe(text);
	}
	expect(repairMojibake("`Ã©` and MÃ¼ller")).toBe("`Ã©` and Müller");
});

test("Windows-1252 control codes become the characters they stand for", () => {
	expect(repairMojibake("It\u0092s 5\u00A0\u0080 \u0096 now\u0085")).toBe("It’s 5\u00A0€ – now…");
});

test("if an article consists only of a picture, the excerpt is its alt text", () => {
	expect(articleFrom("", "![The quay](https://a.example/1.png)").excerpt).toBe("The quay");
});

test("files that are not pictures are not published as pictures", () => {
	const { article, problem } = warned("images: [https://i.example/clip.mp4, https://i.example/p.heic]");
	expect(article.images.map(({ url }) => url)).toEqual(["https://i.example/p.heic"]);
	expect(problem.message).toContain("is not a picture");
});

test("an unclosed component is reported with its line", () => {
	const body = "{% include nav.html %}\n\n::card\nOne.\n::\n\n::card\nTwo.\n\n:::note\nThree.\n:::\n\n::card\nFour.";
	const { problems } = read(`---\ntitle: Tide\ndate: 2026-05-04\n---\n${body}`);
	const left = problems.filter(({ message }) => message.includes("::card"));
	expect(left.map(({ line }) => line)).toEqual([11, 18]);
});
