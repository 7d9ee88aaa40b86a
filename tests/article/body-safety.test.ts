import fc from "fast-check";
import { expect, test } from "vitest";
import type { Markup } from "../../src/article/body/markup.ts";
import { withoutPlayers, withPlayers } from "../../src/article/body/players.ts";
import { renderBody } from "../../src/article/body/render-body.ts";
import { expectInert } from "./inert.ts";
import { processorTime } from "./processor-time.ts";

const LINK = "https://gazette.example/tide?a=1";

const markup = fc.constantFrom<Markup>("markdown", "html", "text");

const PIECES = [
	..."<p> </p> <b> </b> <a\u00A0href=/1> </a> <div> </div> <span> <span\u00A0lang=de> </span> <h1> </h1> <ul> <li> </ul> <pre> </pre> <hr> <br>".split(
		" ",
	),
	..."<table> <table\u00A0role=presentation> <table\u00A0border=1> <tr> <td> <th> <thead> <caption> </td> </tr> </table> <center> <font\u00A0size=7> </font> <blockquote> <figure> <figcaption>".split(
		" ",
	),
	..."<img\u00A0src=/1.png\u00A0alt=x> <img\u00A0data-src=/2.png> <img\u00A0src=data:,\u00A0alt=y> <picture> <source\u00A0srcset='/3.webp\u00A02x'> </picture> <noscript> </noscript> <video\u00A0src=/1.mp4> </video> <audio> <object> </object> <button> <template> <select> <option>".split(
		" ",
	),
	"<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ title='a\"<b'></iframe>",
	"<iframe src=https://player.vimeo.com/video/12345></iframe>",
	"<iframe src=//maps.example/1></iframe>",
	'<a href="https://a.example/" data-player="https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ">▶ x</a>',
	"<p style='display:none'>",
	"<p style='font-size:0'>",
	"<div id=x dir=rtl>",
	"<style>.x{display:none}</style>",
	"<script>",
	"</script>",
	"<svg>",
	"<math>",
	"<style>",
	"<!--[if mso]>",
	"-->",
	"one",
	" two. ",
	"\n",
	"\n\n",
	"&nbsp;",
	"&zwnj;",
	"&lt;",
	"&#1;",
	"<p title=&#1;a id=&#1;b lang=&#xFFFE;>",
	"&amp;amp;lt;",
	"\u0338",
	"&#x338;",
	"]]>",
	"]]",
	">",
	"]]&gt;",
	"{% raw %}",
	"{% endraw %}",
	"- [x] ",
	"|a|b|\n|-|-|\n|c|d|\n",
	"[^1]",
	"\n\n[^1]: ",
	"```",
	"> ",
	"# ",
	...[
		"{{< figure src=x caption=",
		'{{< figure src="javascript:steal()" link="javascript:steal()" >}}',
		" >}}",
		"{{< youtube ",
	],
	...[
		"{% highlight js %}\n",
		"\n{% endhighlight %}",
		"{% raw %}",
		"{% endraw %}",
		'{% link "<b" ',
		" %}",
		"{{ '<i>' | url }}",
	],
	...[
		'{{< details summary="</summary><script>steal()</script>" >}}',
		"{{< /details >}}",
		'{{< note title="<img ',
		'" >}}',
	],
	...[
		":::note ",
		"\n:::\n",
		"::video{src=javascript:steal()}\n",
		"> [!NOTE] ",
		'!!! note "',
		"\n: ",
		"==",
		"{#",
		"{: ",
		"}",
	],
	...["[[", "|", "]]", "![[x.png|", "$", "$$", "\\(", "\\)=", "%%", "{/*", "*/}", "<!--more-->", "import x from 'y'\n"],
	...[
		"<Tabs x={`",
		"`}>",
		"</Tabs>",
		"<Button href={'javascript:steal()'}>",
		"<Image src={'x'} />",
		"<img onerror={steal()} src={'x'} />",
	],
].map((piece) => piece.replaceAll("\u00A0", " "));

const soup = fc.array(
	fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: "binary", maxLength: 4 })),
	{
		maxLength: 25,
	},
);

test("any text becomes harmless HTML, and rendering the result again does not change it", () => {
	fc.assert(
		fc.property(soup, markup, (pieces, how) => {
			const { html, excerpt, player } = renderBody(pieces.join(""), how, LINK);
			expectInert(html);
			expectInert(withoutPlayers(html));
			expectInert(withPlayers(html), true);
			expect(excerpt.length).toBeLessThanOrEqual(300);
			if (withPlayers(html) !== html) expect(player).toBeDefined();
			// If the result shows template code outside code elements, rendering it again would interpret that code.
			if (!/\{[{%#]/.test(html)) expect(renderBody(html, "html", LINK).html).toBe(withoutPlayers(html));
		}),
		{ numRuns: 1000 },
	);
});

test("random text becomes harmless HTML, too", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 200 }), markup, (text, how) => {
			expectInert(renderBody(text, how, LINK).html);
		}),
		{ numRuns: 500 },
	);
});

test.each(["<div>", "<table><tr><td>", "<b>", "> ", "- "])(
	"if %s is nested too deeply, rendering may throw only a RangeError",
	(start) => {
		for (const depth of [10, 100, 1000, 10_000]) {
			try {
				expectInert(renderBody(`${start.repeat(depth)}x`, start.startsWith("<") ? "html" : "markdown", LINK).html);
			} catch (error) {
				expect(error).toBeInstanceOf(RangeError);
			}
		}
	},
);

test.each([
	["line breaks", "a<br><br>".repeat(4000)],
	["open tags", "<table ".repeat(10_000)],
	["open comments", "<!--[if ".repeat(10_000)],
	["a style sheet without rules", `<style>${".a,".repeat(20_000)}</style>`],
	["open comments in a style sheet", `<style>${"/*".repeat(20_000)}</style>`],
	["unclosed srcset candidates", `<img srcset="${"a ( ".repeat(5000)}">`],
	["white space", `<p>${" \n".repeat(50_000)}x</p>`],
	["zero-width characters", `<!--[if mso]>-->${"\u200B ".repeat(20_000)}`],
])("a body that consists of %s is rendered quickly", (_, body) => {
	expect(processorTime(() => renderBody(body, "html", LINK))).toBeLessThan(3000);
});
