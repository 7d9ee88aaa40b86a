import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";

const LINK = "https://gazette.example/tide";

function html(markdown: string): string {
	return renderBody(markdown, "markdown", LINK).html;
}

test("footnotes get a rule, a list and links in both directions, but no heading, which could be in the wrong language", () => {
	const body = html("Tide[^a] and wall[^küste 1].\n\n[^a]: Low.\n[^küste 1]: High.");
	expect(body).toContain("<hr>\n<section");
	expect(body).not.toMatch(/<h2|class=/);
	const ids = [...body.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
	for (const [, fragment] of body.matchAll(/ href="https:\/\/gazette\.example\/tide#([^"]+)"/g))
		expect(ids).toContain(fragment);
	expect(ids).toHaveLength(4);
});

test("a task list shows which tasks are done, even in readers that drop checkboxes", () => {
	expect(html("- [x] One\n- [ ] Two")).toBe("<ul>\n<li>☑ One</li>\n<li>☐ Two</li>\n</ul>");
	expect(html("<input type=text value=x><input type=checkbox checked>")).toBe("<p>x☑</p>");
});

test("code keeps its language, its white space, and text that looks like a template", () => {
	expect(html("```js\nif (a)  {% raw %}\n```")).toBe('<pre><code class="language-js">if (a)  {% raw %}\n</code></pre>');
	expect(html("    a\n      <b>\n\n\n    c")).toBe("<pre><code>a\n  &lt;b>\n\n\nc\n</code></pre>");
	expect(html('<code class="language-js evil">x</code>')).toBe('<p><code class="language-js">x</code></p>');
});

test("HTML works within Markdown, and Markdown within HTML", () => {
	const body = html(
		'<figure>\n<img src="/a.jpg" data-id="1">\n<figcaption>Boat</figcaption>\n</figure>\n\n<div align="center">\n\n**One**\n\n</div>',
	);
	expect(body).toContain('<img src="https://gazette.example/a.jpg" alt="">');
	expect(body).toContain("<figcaption>Boat</figcaption>");
	expect(body).toMatch(/<p><strong>One<\/strong><\/p>$/);
});

test("a data table keeps its header and alignment, even with a single row or column", () => {
	expect(html("|a|b|\n|:-|-:|\n|1|2|")).toMatch(
		/<thead>[\s\S]*<th align="left">a<\/th>[\s\S]*<td align="right">2<\/td>/,
	);
	expect(html("|a|\n|-|\n|1|")).toContain("<table>");
	expect(html("|a|b|\n|-|-|")).toContain("<table>");
});

test.each([
	[
		"a video is skipped",
		'<iframe src="https://player.vimeo.com/video/12345" title="Film"></iframe>\n\nOne two.',
		"One two.",
	],
	[
		"a caption and a table are skipped",
		"<figure><img src=a><figcaption>Boat.</figcaption></figure>\n\n|a.|\n|-|\n|b.|\n\nOne two.",
		"One two.",
	],
	["a line that is only a link is skipped", "[One two three.](/1)\n\nFour five.", "Four five."],
	["a line that is only a link is used if there is nothing else", "[One two three.](/1)", "One two three."],
	["a short line without a full stop is skipped", "By our desk\n\nOne two.", "One two."],
	["a short line without a full stop is used if there is nothing else", "By our desk", "By our desk"],
	["superscript letters are kept; footnote marks are not", "The 2<sup>nd</sup> tide[^1].\n\n[^1]: x", "The 2nd tide."],
	["a task is shown without its checkbox", "- [ ] One", "One"],
])("excerpt: %s", (_, body, excerpt) => {
	expect(renderBody(body, "markdown", LINK).excerpt).toBe(excerpt);
});
