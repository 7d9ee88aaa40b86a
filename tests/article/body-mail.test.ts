import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";

const LINK = "https://gazette.example/letter/7";

function html(body: string): string {
	return renderBody(body, "html", LINK).html;
}

/** Wraps content as newsletter software does: in layout tables, below a hidden line and above a tracking pixel. */
function letter(content: string): string {
	return `<!doctype html><html><head><title>Letter</title><style>.preview { display: none }</style></head>
		<body style="margin:0"><!--[if mso]><table><tr><td><![endif]-->
		<div style="display:none;max-height:0;overflow:hidden">Hidden line &zwnj;&nbsp;&zwnj;&nbsp;&zwnj;</div>
		<center><table role="presentation" width="600" cellpadding="0"><tr><td align="center">${content}</td></tr></table></center>
		<img src="https://mail.example/wf/open?u=1" alt="" width="1" height="1"><!--[if mso]></td></tr></table><![endif]-->
		</body></html>`;
}

test("a newsletter is reduced to what its author wrote: the parts that only make sense in an e-mail are removed", () => {
	const content = `<table role="presentation"><tr><td style="font-size:24px"><b>High water</b></td></tr>
		<tr><td><font color="#333">The harbour is closed.</font></td><td>&nbsp;</td></tr>
		<tr><td><a href="/more" style="color:red"><img src="/wall.jpg" width="96%" height="300"></a></td></tr></table>`;
	const body = html(letter(content));
	expect(body).toBe(
		'<h2 id="text-high-water">High water</h2><p>The harbour is closed.</p><p><a href="https://gazette.example/more"><img src="https://gazette.example/wall.jpg" alt="" height="300"></a></p>',
	);
});

test.each([
	'style="display:none"',
	'style="DISPLAY : NONE !important"',
	'style="max-height:0px;overflow:hidden"',
	'style="height:0;overflow:hidden"',
	'style="visibility:hidden"',
	'style="opacity:0.0"',
	'style="font-size:1px;line-height:1px;color:#fff"',
	'style="font-size:0"',
	'class="a preview"',
	"hidden",
])("content hidden with %s is not shown", (attributes) => {
	expect(html(letter(`<div ${attributes}>Secret</div><p>Seen</p>`))).toBe("<p>Seen</p>");
});

test.each([
	'<td style="font-size:0"><div style="font-size:16px">Seen</div></td>',
	'<td style="font-size:0"><img src="/1.png" alt="Seen"></td>',
	'<td style="mso-hide:all"><p>Seen</p></td>',
	'<td style="opacity:0;transition:opacity 1s">Seen</td>',
	'<td style="max-height:100px">Seen</td>',
])("content that only looks hidden is shown: %s", (cell) => {
	expect(html(letter(`<table><tr>${cell}</tr></table>`))).toContain("Seen");
});

test("a CSS rule that applies only to some screens does not hide content", () => {
	const css =
		"<style>/* .a { display:none } */ @media (max-width: 9px) { .a { display: none } } .b, p.c { display:none }</style>";
	expect(html(`${css}<p class=a>1</p><p class=b>2</p><p class=c>3</p>`)).toBe("<p>1</p>");
});

test.each([
	"https://mail.example/track/open.php?u=1",
	"https://www.facebook.com/tr?id=1&noscript=1",
	"https://ssl-vg03.met.vgwort.de/na/1",
	"https://gazette.example/spacer.gif",
	"//pixel.wp.com/g.gif?v=ext",
])("a tracking pixel is removed together with the link around it: %s", (src) => {
	expect(html(`<p>One</p><a href="/1"><img src="${src}" alt=""></a>`)).toBe("<p>One</p>");
});

test("a one-pixel picture is removed, and a small picture is kept", () => {
	for (const size of ["width=1 height=1", "width=0", "height=1 width=600", "style='width:1px;height:1px'"]) {
		expect(html(`<img src="/1.png" alt="" ${size}>`)).toBe("");
	}
	expect(html('<img src="/1.png" alt="" width="16" height="16">')).toContain("<img");
});

test("decorations, share buttons and placeholders are removed from a newsletter", () => {
	const icon = '<a href="/1"><img src="/i.png" alt="" width="35" height="35"></a>';
	const share = '<a href="https://twitter.com/intent/tweet?text=x"><img src="/t.png" alt="Tweet"></a>';
	const blanks = '<p>{can-spam}</p><p>*|LIST:ADDRESS|*</p><p>{{ footer }}</p><p><a href="*|UNSUB|*">Leave</a></p>';
	expect(html(letter(`${icon}${share}<p>One</p>${blanks}`))).toBe("<p>One</p><p>Leave</p>");
	// An article that is not a newsletter may be about placeholders.
	expect(html("<p>{can-spam}</p>")).toBe("<p>{can-spam}</p>");
	expect(html(icon)).toContain("<img");
});

test("outside code, Jekyll's raw markers are removed, and characters that were escaped repeatedly are unescaped", () => {
	expect(html("<p>{% raw %}One{% endraw %} &amp;amp;quot;two&amp;amp;amp;quot;</p>")).toBe('<p>One "two"</p>');
	expect(html("<p>Write &amp;quot; for a quotation mark.</p>")).toContain("&amp;quot;");
	expect(html("<p>x</p><pre>{% raw %}&amp;amp;lt;{% endraw %}</pre>")).toContain(
		"<pre>{% raw %}&amp;amp;lt;{% endraw %}</pre>",
	);
	expect(html("<p>{% raw %} is a tag.</p>")).toContain("{% raw %}");
});

test("the excerpt of a newsletter contains only prose", () => {
	const content = `<p><a href="/online">View in browser</a></p><p>Having trouble? <a href="/online">Read it online</a></p>
		<p>Gazette weekly</p><h1>High water</h1><p>The harbour is closed today.</p><p><a href="/more">Read more</a></p>
		<p>Boats stay in.</p>`;
	expect(renderBody(letter(content), "html", LINK).excerpt).toBe("The harbour is closed today. Boats stay in.");
});
