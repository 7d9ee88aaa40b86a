import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";

function html(body: string): string {
	return renderBody(body, "html", "https://gazette.example/tide").html;
}

const CELLS = "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>";

test.each([
	`<table>${CELLS}</table>`,
	`<table border="1" cellspacing="0">${CELLS}</table>`,
	"<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>",
	"<table cellpadding=0><thead><tr><th>a</th></tr></thead><tr><td>1</td></tr></table>",
	"<table><caption>c</caption><tr><td>1</td></tr></table>",
	"<table role=presentation><tr><td><table><tr><th>a</th></tr><tr><td>1</td></tr></table></td></tr></table>",
])("a data table stays a table: %s", (table) => {
	expect(html(table)).toMatch(/^<table>.*<\/table>$/);
});

test.each([
	[`<table role="presentation">${CELLS}</table>`, "<p>1</p><p>2</p><p>3</p><p>4</p>"],
	[`<table role="none" border="1">${CELLS}</table>`, "<p>1</p><p>2</p><p>3</p><p>4</p>"],
	[`<table border="0">${CELLS}</table>`, "<p>1</p><p>2</p><p>3</p><p>4</p>"],
	["<table><tr><td>1</td></tr><tr><td>2</td><td> </td></tr></table>", "<p>1</p><p>2</p>"],
	["<table><tr><td>1</td><td>2</td></tr></table>", "<p>1</p><p>2</p>"],
	["<table><tr><th><table><tr><th>1</th><th></th></tr></table></th></tr></table>", "1"],
	[
		"<table><tr><td><h2>1</h2></td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
		'<h2 id="text-1">1</h2><p>2</p><p>3</p><p>4</p>',
	],
])("a layout table is replaced by its blocks in reading order: %s", (table, blocks) => {
	expect(html(table).replace(/^<p>1<\/p>$/, "1")).toBe(blocks);
});

test.each([
	["One<br><br>Two<br>three<p>Four</p>five", "<p>One</p><p>Two<br>three</p><p>Four</p><p>five</p>"],
	["<div>One</div><div><div>Two</div></div>", "<p>One</p><p>Two</p>"],
	["<article><header><h2>One</h2></header><div>Two</div></article>", '<h2 id="text-one">One</h2><p>Two</p>'],
	["<div dir=rtl>One</div>", '<p dir="rtl">One</p>'],
	["<p> </p><p>&nbsp;</p><p><br></p><p><a href=/1> </a></p><h2></h2><ul><li></li></ul><p>One</p>", "<p>One</p>"],
	["a<b> </b>b", "a b"],
	["<h2><div>One</div></h2>", '<h2 id="text-one">One</h2>'],
	["<h2><ul><li>One</li></ul></h2>", "<ul><li>One</li></ul>"],
	[
		"<a href=/1><table><tr><td><a href=/2>One</a></td></tr></table></a>",
		'<p><a href="https://gazette.example/2">One</a></p>',
	],
	["<hr><p>One</p><hr><p></p><hr><p>Two</p><hr>", "<p>One</p><hr><p>Two</p>"],
	["<span style=x>One</span> <font size=7>two</font> <o:p>three</o:p>", "One two three"],
	["<div>\n\t\t<p>\n\t\t\tOne\n\t\t</p>\n\n\t\t<p>Two</p>\n\t</div>", "<p>One</p>\n<p>Two</p>"],
	["<pre>\n a\n   b</pre>", "<pre> a\n   b</pre>"],
])("the markup %s is simplified to %s", (written, read) => {
	expect(html(written)).toBe(read);
});

test("links lead to anchors with a `name`, and relative addresses are resolved against the document's base", () => {
	expect(html('<a name="x"></a><p><a href="#x">y</a></p>')).toBe(
		'<p><a id="text-x"></a></p><p><a href="https://gazette.example/tide#text-x">y</a></p>',
	);
	expect(html('<head><base href="https://b.example/c/"></head><img src="d.png" alt="">')).toContain(
		"https://b.example/c/d.png",
	);
});
