import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Element, Root } from "hast";
import { parseHtml } from "../../src/article/body/dom.ts";
import { markupOf, toHtml } from "../../src/article/body/markup.ts";
import { renderBody } from "../../src/article/body/render-body.ts";
import { translateTemplates } from "../../src/article/body/templates.ts";
import { Work } from "../../src/article/body/work.ts";

const LINK = "https://gazette.example/articles/tide";

/** Elements that browsers with scripting hide, or show as something other than text. */
const UNSEEN =
	/^(script|style|template|noscript|title|datalist|noembed|noframes|xml|head|svg|math|object|iframe|video|audio|canvas|select|textarea|button|param|annotation)$/;

/**
 * Lists the words and pictures that are missing from the result, although a browser would show them in the unstyled
 * body.
 */
export function lossesOf(body: string, path: string): string[] {
	const markup = markupOf(path) === "html" ? "html" : "markdown";
	const { html, warnings, leftOut, isPlain } = renderBody(body, markup, LINK);
	if (isPlain || warnings.length + leftOut.length > 0) return [];
	const before = shownIn(parseHtml(toHtml(translateTemplates(body, markup, new Work(body.length)).text, markup)));
	const after = shownIn(parseHtml(html));
	const lost = [...before.words].filter((word) => !after.words.has(word) && !after.text.includes(word));
	if (before.media > 0 && after.media === 0) lost.push(`${before.media} media`);
	return lost;
}

interface Shown {
	words: Set<string>;
	text: string;
	media: number;
}

function shownIn(tree: Root): Shown {
	const texts: string[] = [];
	let media = 0;
	function walk(parent: Element | Root): void {
		for (const child of parent.children) {
			// Jekyll's raw markers are not shown.
			if (child.type === "text") texts.push(child.value.replace(/\{%-?\s*(end)?raw\s*-?%\}/g, ""));
			if (child.type !== "element") continue;
			if (isMedium(child)) media++;
			if (child.tagName === "img") texts.push(` ${String(child.properties["alt"] ?? "")} `);
			const gap = /^(a|b|i|em|strong|span|code|sub|sup)$/.test(child.tagName) ? "" : " ";
			texts.push(gap);
			if (!UNSEEN.test(child.tagName) && !isHidden(child)) walk(child);
			texts.push(gap);
		}
	}
	walk(tree);
	const text = texts.join("").normalize("NFC");
	return { words: new Set(text.match(/[\p{L}\p{N}]{3,}/gu)), text, media };
}

function isHidden({ properties }: Element): boolean {
	return (
		properties["hidden"] === true ||
		/display\s*:\s*none|max-height|font-size\s*:\s*[01]/i.test(String(properties["style"] ?? ""))
	);
}

/** Whether an element is media of a visible size rather than a tracking pixel. */
function isMedium({ tagName, properties }: Element): boolean {
	const src = String(properties["src"] ?? "");
	const size = Number(properties["width"] ?? 100);
	return (
		/^(img|video|audio)$/.test(tagName) &&
		/^(https?:|\/|\.|\w+[/.])/.test(src) &&
		!/open|pixel|spacer|1x1/.test(src) &&
		size > 48
	);
}

/** Reads the bodies of all articles in a folder and its subfolders; null if the folder does not exist. */
export function bodiesBelow(folder: string): { path: string; body: string }[] | null {
	if (!existsSync(folder)) return null;
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => /\.(md|mdx|markdown|html)$/.test(path))
		.map((path) => ({
			path,
			body: readFileSync(join(folder, path), "utf8").replace(/^(---|\+\+\+)\r?\n[\s\S]*?\r?\n\1\r?\n/, ""),
		}));
}

const word = fc.constantFrom("harbour", "Küste", "潮汐の話", "boats", "tide", "Привет", "x < y", "&amp;c");
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(" "));

/** Elements and Markdown marks in which authors, editors and CMSs wrap text. `§` stands for the text. */
const FRAMES = [
	...["<p>§</p>", "<div>§</div>", "§\n\n", "## §\n\n", "- §\n", "> §\n\n", "**§** ", "*§* ", "`§` ", "```\n§\n```\n\n"],
	...[
		"<button>§</button>",
		"<label>§</label>",
		"<details><summary>§</summary>§</details>",
		"<fieldset><legend>§</legend></fieldset>",
	],
	...[
		"<section><h2>§</h2>§</section>",
		"<table><tr><td>§</td><td>§</td></tr></table>",
		"| § | § |\n|---|---|\n| § | § |\n\n",
	],
	...[
		'<div style="height:0;overflow:hidden;padding-bottom:50%">§</div>',
		"<pre><span>§</span><span> </span>§</pre>",
		"<dl><dt>§<dd>§</dl>",
	],
	...[
		'<span style="font-weight:700">§</span>',
		"<o:p>§</o:p>",
		"<custom-card>§</custom-card>",
		"<center><font size=2>§</font></center>",
	],
	...[
		'<figure><img src="/1.png" alt="§"><figcaption>§</figcaption></figure>',
		'<a href="/1">§</a>',
		"![§](https://a.example/1.png)\n\n",
	],
	...[
		'<iframe src="https://b.example/1" />',
		"<script src=/x.js />\n\n",
		"<br/>",
		"<hr>",
		"<i class=icon />",
		'<a name="x"/>',
		"<textarea>§</textarea>",
	],
	...[
		'<video src="/1.mp4" />',
		'<img data-src="/2.png">',
		"<svg><title>§</title></svg>",
		"<math><mi>x</mi></math>",
		"<ruby>§<rt>§</rt></ruby>",
	],
	...[
		"<blockquote>§<cite>§</cite></blockquote>",
		"<ul><li>§<ul><li>§</ul></ul>",
		"<p style='mso-list:l0'><span style='mso-list:Ignore'>-</span>§</p>",
	],
];

/** A document made of text in these elements and marks, some of them nested. */
export const anyDocument = fc.record({
	path: fc.constantFrom("tide.md", "tide.html"),
	body: fc
		.array(fc.tuple(fc.constantFrom(...FRAMES), fc.constantFrom("§", ...FRAMES), words), { minLength: 1, maxLength: 8 })
		.map((parts) =>
			parts.map(([outer, inner, text]) => outer.replaceAll("§", () => inner).replaceAll("§", () => text)).join(""),
		),
});
