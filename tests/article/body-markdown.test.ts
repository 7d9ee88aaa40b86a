import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";

const LINK = "https://gazette.example/tide";

function html(markdown: string): string {
	return renderBody(markdown, "markdown", LINK).html;
}

test("footnotes: a rule, a list and links both ways, but no heading, whose language could be wrong", () => {
	const body = html("Tide[^a] and wall[^küste 1].\n\n[^a]: Low.\n[^küste 1]: High.");
	expect(body).toContain("<hr>\n<section");
	expect(body).not.toMatch(/<h2|class=/);
	const ids = [...body.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
	for (const [, fragment] of body.matchAll(/ href="https:\/\/gazette\.example\/tide#([^"]+)"/g))
		expect(ids).toContain(fragment);
	expect(ids).toHaveLength(4);
});

test("every reader shows whether a task is done", () => {
	expect(html("- [x] One\n- [ ] Two")).toBe("<ul>\n<li>☑ One</li>\n<li>☐ Two</li>\n</ul>");
	expect(html("<input type=text value=x><input type=checkbox checked>")).toBe("<p>x☑</p>");
});

test("code keeps its language, its spaces and text that looks like a template", () => {
	expect(html("```js\nif (a)  {% raw %}\n```")).toBe('<pre><code class="language-js">if (a)  {% raw %}\n</code></pre>');
	expect(html("    a\n      <b>\n\n\n    c")).toBe("<pre><code>a\n  &lt;b>\n\n\nc\n</code></pre>");
	expect(html('<code class="language-js evil">x</code>')).toBe('<p><code class="language-js">x</code></p>');
});

test("HTML within Markdown, and Markdown within HTML", () => {
	const body = html(
		'<figure>\n<img src="/a.jpg" data-id="1">\n<figcaption>Boat</figcaption>\n</figure>\n\n<div align="center">\n\n**One**\n\n</div>',
	);
	expect(body).toContain('<img src="https://gazette.example/a.jpg" alt="">');
	expect(body).toContain("<figcaption>Boat</figcaption>");
	expect(body).toMatch(/<p><strong>One<\/strong><\/p>$/);
});

test("a data table keeps its head and alignment, even with one row or column", () => {
	expect(html("|a|b|\n|:-|-:|\n|1|2|")).toMatch(
		/<thead>[\s\S]*<th align="left">a<\/th>[\s\S]*<td align="right">2<\/td>/,
	);
	expect(html("|a|\n|-|\n|1|")).toContain("<table>");
	expect(html("|a|b|\n|-|-|")).toContain("<table>");
});

test.each([
	[
		"a video is nothing to read",
		'<iframe src="https://player.vimeo.com/video/12345" title="Film"></iframe>\n\nOne two.',
		"One two.",
	],
	[
		"a caption and a table neither",
		"<figure><img src=a><figcaption>Boat.</figcaption></figure>\n\n|a.|\n|-|\n|b.|\n\nOne two.",
		"One two.",
	],
	["a line that is all link neither", "[One two three.](/1)\n\nFour five.", "Four five."],
	["unless there is nothing else", "[One two three.](/1)", "One two three."],
	["a short line without a full stop is passed over", "By our desk\n\nOne two.", "One two."],
	["unless there is nothing else (2)", "By our desk", "By our desk"],
	["a raised letter stays, a footnote's mark does not", "The 2<sup>nd</sup> tide[^1].\n\n[^1]: x", "The 2nd tide."],
	["a task without its box", "- [ ] One", "One"],
])("excerpt: %s", (_, body, excerpt) => {
	expect(renderBody(body, "markdown", LINK).excerpt).toBe(excerpt);
});
