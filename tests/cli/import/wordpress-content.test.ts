import { describe, expect, test } from "vitest";
import { type Attachment, type Library, renderContent } from "../../../src/cli/import/wordpress/content.ts";

const UPLOADS = "https://harbour.example/wp-content/uploads";

function attachment(id: number, url: string, more: Partial<Attachment> = {}): Attachment {
	return { id, url, title: `File ${id}`, caption: "", alt: "", parent: 1, order: 0, ...more };
}

const FILES = [
	attachment(11, `${UPLOADS}/gate.jpg`, { alt: "The gate", caption: "Opened on <em>Friday</em>", order: 2 }),
	attachment(12, `${UPLOADS}/boat.png`, { order: 1 }),
	attachment(13, `${UPLOADS}/tide.mp3`, { title: "Tide & wind" }),
	attachment(14, `${UPLOADS}/quay.webp`, { parent: 2 }),
];

const LIBRARY: Library = {
	attachment: (id) => FILES.find((file) => file.id === id),
	attachedTo: (post) => FILES.filter(({ parent }) => parent === post).sort((a, b) => a.order - b.order),
	block: (id) => (id === 5 ? "<!-- wp:paragraph -->\n<p>Reused</p>\n<!-- /wp:paragraph -->" : undefined),
};

function render(text: string, more: { footnotes?: string; enclosures?: string[] } = {}) {
	return renderContent({ id: 1, text, footnotes: "", enclosures: [], ...more }, LIBRARY);
}

const flat = (html: string) => html.replaceAll(/\s*\n\s*/g, "");
const shown = (text: string) => flat(render(text).html);

describe("paragraphs of the classic editor", () => {
	test.each([
		["One\n\nTwo", "<p>One</p><p>Two</p>"],
		["One\nline\r\n\r\nTwo", "<p>One<br>line</p><p>Two</p>"],
		["<h2>Head</h2>\nText", "<h2>Head</h2><p>Text</p>"],
		["Text <div>block</div> more", "<p>Text</p><div>block</div><p>more</p>"],
		["<div>\n\nOne\n\nTwo\n\n</div>", "<div><p>One</p><p>Two</p></div>"],
		["<blockquote>Quote</blockquote>", "<blockquote><p>Quote</p></blockquote>"],
		["<ul>\n<li>One</li>\n<li>Two</li>\n</ul>", "<ul><li>One</li><li>Two</li></ul>"],
		["<p>Made</p>\n<p>by hand</p>", "<p>Made</p><p>by hand</p>"],
		["a<br /><br />b", "<p>a</p><p>b</p>"],
		["<a\nhref='x'>l</a>", "<p><a href='x'>l</a></p>"],
		["<table>\n<tr>\n<td>1</td>\n</tr>\n</table>", "<table><tr><td>1</td></tr></table>"],
		["One\n\n&nbsp;\n\n<hr />\n\nTwo", "<p>One</p><p>&nbsp;</p><hr /><p>Two</p>"],
	])("the text %j is rendered", (text, html) => {
		expect(shown(text)).toBe(html);
	});

	test("code keeps its line breaks and brackets", () => {
		const { html } = render("Before\n\n<pre>a\n\n  b [gallery]\n</pre>\n\nand <code>[audio]</code> after");
		expect(html).toContain("<pre>a\n\n  b [gallery]\n</pre>");
		expect(html).toContain("<p>and <code>[audio]</code> after</p>");
	});
});

describe("shortcodes", () => {
	test.each([
		[
			'[caption id="attachment_11" align="alignright" width="300"]<a href="x"><img src="y.jpg" width="300" /></a> The <b>gate</b>[/caption]',
			'<figure><a href="x"><img src="y.jpg" width="300" /></a><figcaption>The <b>gate</b></figcaption></figure>',
		],
		[
			'[wp_caption width="300" caption="Old form"]<img src="y.jpg" />[/wp_caption]',
			'<figure><img src="y.jpg" /><figcaption>Old form</figcaption></figure>',
		],
		[
			'[gallery ids="12,11" columns="2"]',
			`<figure><img src="${UPLOADS}/boat.png" alt="File 12"></figure><figure><img src="${UPLOADS}/gate.jpg" alt="The gate"><figcaption>Opened on <em>Friday</em></figcaption></figure>`,
		],
		['[gallery exclude="11"]', `<figure><img src="${UPLOADS}/boat.png" alt="File 12"></figure>`],
		['[gallery id="2"]', `<figure><img src="${UPLOADS}/quay.webp" alt="File 14"></figure>`],
		[
			'[playlist ids="13"]',
			`<figure><audio src="${UPLOADS}/tide.mp3" controls=""></audio><figcaption>Tide &amp; wind</figcaption></figure>`,
		],
		['[audio mp3="https://a.example/x.mp3"][/audio]', '<audio src="https://a.example/x.mp3" controls=""></audio>'],
		["[audio]", `<audio src="${UPLOADS}/tide.mp3" controls=""></audio>`],
		[
			'[video width="640" height="360" mp4="https://a.example/x.mp4" poster="https://a.example/p.jpg"][/video]',
			'<video src="https://a.example/x.mp4" poster="https://a.example/p.jpg" controls=""></video>',
		],
		[
			"[embed width=100]https://www.youtube.com/watch?v=abcdefghijk[/embed]",
			'<p><iframe src="https://www.youtube.com/watch?v=abcdefghijk"></iframe></p>',
		],
		["[embed]https://x.example/page[/embed]", '<p><a href="https://x.example/page">https://x.example/page</a></p>'],
		["[youtube=https://youtu.be/abcdefghijk]", '<p><iframe src="https://youtu.be/abcdefghijk"></iframe></p>'],
		["[vimeo 12345678]", '<p><iframe src="https://player.vimeo.com/video/12345678"></iframe></p>'],
		[
			"[gist ada/0123abcd]",
			'<p><a href="https://gist.github.com/ada/0123abcd">https://gist.github.com/ada/0123abcd</a></p>',
		],
		[
			"[soundcloud url=&quot;https://soundcloud.example/x&quot;]",
			'<p><a href="https://soundcloud.example/x">https://soundcloud.example/x</a></p>',
		],
		[
			'[code lang="js"]if (a < b) { x["[y]"] }[/code]',
			'<pre><code class="language-js">if (a &lt; b) { x["[y]"] }</code></pre>',
		],
		["[sourcecode language='css']a &gt; b {}[/sourcecode]", '<pre><code class="language-css">a &gt; b {}</code></pre>'],
		["Area [latex]\\pi r^2[/latex]", "<p>Area <code>\\pi r^2</code></p>"],
	])("%s is rendered", (text, html) => {
		expect(shown(text)).toBe(html);
		expect(render(text).notes).toEqual([]);
	});

	test.each([
		["[[gallery]]", "<p>[gallery]</p>"],
		["[[caption]x[/caption]]", "<p>[caption]x[/caption]</p>"],
		[
			"He said [sic] so [see figure 1] [1] [citation needed]",
			"<p>He said [sic] so [see figure 1] [1] [citation needed]</p>",
		],
	])("%s is not a shortcode", (text, html) => {
		expect(shown(text)).toBe(html);
	});

	test("the text inside a plugin's shortcode is kept, with a note", () => {
		const { html, notes } = render('[vc_row full="1"][vc_column]Body[/vc_column][/vc_row]\n\n[contact-form-7 id="3"]');
		expect(html).toBe("<p>Body</p>");
		expect(notes).toEqual([
			"Only the text within the shortcode `[vc_row]` is kept.",
			"Only the text within the shortcode `[vc_column]` is kept.",
			"The shortcode `[contact-form-7]` is left out, because only the plugin that defines it can display it.",
		]);
	});

	test("a gallery with missing files, and a player without a file, get notes", () => {
		expect(render('[gallery ids="12,99"]').notes).toEqual(["A gallery refers to file 99, which is not in the export."]);
		expect(render("[video]").notes).toEqual([
			"The shortcode `[video]` is left out, because it does not refer to a file.",
		]);
	});

	// With a search that takes quadratic time, each of these cases would take hours.
	test.each([
		"[caption [gallery [a_b ",
		"[caption id=1]",
		"<pre>",
		"<code ",
		"<div>\n\n",
		"</p>",
		"<div></p>",
		"<!-- wp:x ",
		'[a "',
		"<p ",
	])("a megabyte of %j is rendered", (part) => {
		expect(render(part.repeat(1_000_000 / part.length)).html.length).toBeLessThan(2_000_000);
	});
});

describe("blocks", () => {
	test("the comments that mark blocks are removed, and no paragraphs are added", () => {
		const text =
			'<!-- wp:paragraph {"align":"left"} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:separator -->\n<hr class="wp-block-separator"/>\n<!-- /wp:separator -->';
		expect(shown(text)).toBe('<p>Onetwo</p><hr class="wp-block-separator"/>');
		expect(render(text).html).toContain("<p>One\ntwo</p>");
	});

	test("an embed block becomes a player", () => {
		const text =
			'<!-- wp:embed {"url":"https://youtu.be/abcdefghijk","type":"video"} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/abcdefghijk\n</div><figcaption>Seen</figcaption></figure>\n<!-- /wp:embed -->';
		expect(shown(text)).toBe(
			'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><iframe src="https://youtu.be/abcdefghijk"></iframe></div><figcaption>Seen</figcaption></figure>',
		);
	});

	test("a gallery block keeps its pictures", () => {
		const picture = `<!-- wp:image {"id":11} -->\n<figure class="wp-block-image"><img src="${UPLOADS}/gate.jpg" alt="A"/></figure>\n<!-- /wp:image -->`;
		const text = `<!-- wp:gallery {"linkTo":"none"} -->\n<figure class="wp-block-gallery">${picture}</figure>\n<!-- /wp:gallery -->`;
		expect(shown(text)).toBe(
			`<figure class="wp-block-gallery"><figure class="wp-block-image"><img src="${UPLOADS}/gate.jpg" alt="A"/></figure></figure>`,
		);
	});

	test("a reusable block is inserted", () => {
		expect(render('<!-- wp:block {"ref":5} /-->')).toEqual({ html: "<p>Reused</p>", notes: [] });
	});

	test("footnotes are read from the post's metadata", () => {
		const footnotes = JSON.stringify([{ id: "f1", content: "See <em>there</em>." }]);
		const text =
			'<!-- wp:paragraph -->\n<p>Text<sup data-fn="f1"><a href="#f1" id="f1-link">1</a></sup></p>\n<!-- /wp:paragraph -->\n<!-- wp:footnotes /-->';
		expect(flat(render(text, { footnotes }).html)).toContain(
			'<ol><li id="f1">See <em>there</em>. <a href="#f1-link">↩︎</a></li></ol>',
		);
	});

	test("blocks that only the running site can fill are omitted, with a note", () => {
		expect(render('<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:block {"ref":99} /-->')).toEqual({
			html: "",
			notes: [
				"The block `latest-posts` is left out, because WordPress generates its content when it displays the page.",
				"The block `block` is left out, because WordPress generates its content when it displays the page.",
			],
		});
	});
});

test("the comment that ends the teaser is kept; other comments are removed because they may be private", () => {
	expect(shown("One\n\n<!--more Read on-->\n\nTwo<!-- salary: 3 --><!--nextpage-->")).toBe(
		"<p>One</p><!--more--><p>Two</p>",
	);
});

test("the text after an unclosed comment is omitted, with a note", () => {
	expect(render("One\n\n<!-- never closed\n\nTwo")).toEqual({
		html: "<p>One</p>",
		notes: ["A comment is not closed, so the text after it is left out."],
	});
});

test("each audio file from a podcast plugin gets one player below the text", () => {
	const enclosures = ["https://a.example/x.mp3\n123\naudio/mpeg\n", "https://a.example/y.mp3\n1\naudio/mpeg"];
	const { html } = render("Listen [audio mp3=https://a.example/x.mp3]", { enclosures });
	expect(html.match(/x\.mp3/g)).toHaveLength(1);
	expect(html).toContain('<audio src="https://a.example/y.mp3" controls="">');
});
