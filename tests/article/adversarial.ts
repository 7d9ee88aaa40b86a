import { TEMPLATES } from "./adversarial-templates.ts";

/** A source that is as expensive to read as possible. */
export interface Adversary {
	name: string;
	path: string;
	text: string;
}

/** Snippets of Markdown, HTML and templates, some complete and some unfinished. */
const MARKDOWN = [
	...[
		"*",
		"**",
		"_",
		"~",
		"~~",
		"`",
		"``",
		"[",
		"]",
		"![",
		"](",
		"(",
		")",
		"<",
		">",
		"&",
		"&amp;",
		"\\",
		"!",
		"|",
		"^",
	],
	...[
		"-",
		"+",
		"#",
		"=",
		":",
		"1.",
		"- ",
		"1. ",
		"> ",
		"* ",
		"# ",
		"\t",
		"  \n",
		"\\\n",
		"\n",
		"\n\n",
		'"',
		"'",
		"$",
		"{",
		"}",
	],
	...[
		"a",
		"a ",
		"é",
		"\u0301",
		"\u200B",
		"\u{1F30A}",
		"*x",
		"x*",
		"_x",
		"x_",
		"a_",
		"*a_ ",
		"a**b",
		"[a]",
		"[^a]",
		"[^",
		"[a](b",
		"[a](<b",
	],
	...[
		"[a](b '",
		"[a][b]",
		"[a]: b\n",
		"[^a]: b\n",
		"![a](b)",
		"[x](#y)",
		"[ ] ",
		"- [ ] a\n",
		"```\n",
		"~~~\n",
		"    a\n",
		"|a|b|\n|-|-|\n",
	],
	...["http://", "www.", "http://a.b ", "a@b.c", "a@", "@", "://", "<http:a>", "<x@y.z>", "{%raw%}", "{{", "*|A|*"],
	...[
		"<a ",
		"<a b",
		'<a b="',
		"<a b='",
		"</a>",
		"<b>",
		"<div>\n",
		"<div>\n\n",
		"<!--",
		"-->",
		"<?",
		"<![CDATA[",
		"<!A",
		"]]>",
		"<x\n",
	],
];
const HTML = [
	...[
		"<b>",
		"<i>",
		"<a href=x>",
		"<a name=x>",
		"<p>",
		"</p>",
		"<div>",
		"</div>",
		"<span>",
		"<li>",
		"<ul>",
		"<dl>",
		"<dd>",
		"<h1>",
		"<pre>\n",
	],
	...[
		"<table>",
		"<tr>",
		"<td>",
		"<th>",
		"<caption>",
		"</table>",
		"<tbody>",
		"<select>",
		"<option>",
		"<button>",
		"<form>",
		"<nobr>",
		"<font>",
	],
	...[
		"<img src=x>",
		"<img srcset='a 1w, b 2w'>",
		"<picture>",
		"<source srcset=x>",
		"<br>",
		"<hr>",
		"<input type=checkbox>",
		"<video>",
		"<sup><a href=x>",
	],
	...[
		"<svg>",
		"<math>",
		"<mi>",
		"<foreignObject>",
		"<template>",
		"<noscript>",
		"<noscript><img src=x></noscript>",
		"<object>",
		"<iframe>",
		"<embed>",
	],
	...[
		"<script>",
		"<style>",
		"<style>.a{display:none}</style>",
		"<textarea>",
		"<title>",
		"<!--x-->",
		"<!--",
		"<![CDATA[",
		"<?x",
		"</x>",
		"<x",
		"<x ",
		"<x a",
		"<x a='",
	],
	...[
		"&amp;",
		"&",
		"&#",
		"&#x41;",
		"&notit;",
		"a",
		" ",
		"\n",
		"\u0301",
		"\u200B \u200B",
		"\u034F ",
		"&amp;amp;lt;",
		"{%raw%}",
		"*|A|*",
		"x<!--y-->",
	],
	...[
		'<div style="display:none">',
		'<div style="visibility:hidden;transition:x">',
		'<div style="font-size:0">',
		'<td style="font-size:20px"><b>',
		'<div class="a b c">',
	],
	...[
		'<table role="presentation"><td>',
		'<div lang="x" dir=rtl id=y>',
		"<blockquote>",
		"<figure><figcaption>",
		"<details><summary>",
		"<amp-img src=x>",
		"<ruby><rt>",
	],
];
const YAML = [
	...[
		"[",
		"]",
		"{",
		"}",
		"[a, ",
		"{a: ",
		"- ",
		"? ",
		": ",
		"a: ",
		"- - ",
		"&a ",
		"*a ",
		"!a ",
		"!!",
		"!<a",
		"|\n",
		">\n",
		"'",
		'"',
		"#",
		" #",
		"%",
		"@",
		"`",
	],
	...[
		"a",
		"a ",
		"a\n",
		" ",
		"\t",
		"\n",
		"\n ",
		"\\x",
		"''",
		"\u2028",
		"é",
		"---\n",
		"...\n",
		"<<: *a\n",
		"&a [*a]",
		"[[",
		"{{",
		",",
		", ",
	],
];
const TEXT = [
	"a",
	"a ",
	"A. ",
	"a\n",
	"A b c\n",
	"\n",
	"\n\n",
	"By A B\n",
	"Tags: a, b\n",
	"#a ",
	"http://",
	"http://.",
	"http://a ",
	"- a\n",
	"© ",
	":",
	"，",
	"“",
	" · ",
	"2026-05-04\n",
	"漢",
	"\u00C3\u00A9",
	"\u00E2\u20AC",
	"\u0301",
];

const REPEATED = 4;

/** Generates inputs of every kind, each about `size` characters long. The same seed produces the same inputs. */
export function* adversaries(size: number, seed: number, mixtures: number): Generator<Adversary> {
	for (const [units, path, wrap] of LANGUAGES) {
		for (const unit of units) {
			for (const [shape, text] of shapes(unit, size))
				yield { name: `${path}: ${shape} ${unit}`, path, text: wrap(text) };
		}
		const random = generator(seed);
		for (let index = 0; index < mixtures; index++) {
			const unit = Array.from({ length: 2 + random(REPEATED) }, () => units[random(units.length)]).join("");
			const other = units[random(units.length)] ?? "";
			for (const [shape, text] of mixed(unit, other, size))
				yield { name: `${path}: ${shape} ${unit} ${other}`, path, text: wrap(text) };
		}
	}
	yield* special(size);
}

const matter = (body: string) => `---\ntitle: Tide\ndate: 2026-05-04\n---\n${body}`;

const LANGUAGES: [units: readonly string[], path: string, wrap: (text: string) => string][] = [
	[MARKDOWN, "tide.md", matter],
	[TEMPLATES, "templates.md", matter],
	[TEMPLATES, "templates.mdx", matter],
	[TEMPLATES, "templates.html", matter],
	[HTML, "tide.html", matter],
	[YAML, "yaml.md", (yaml) => `---\ntitle: Tide\ndate: 2026-05-04\nx: ${yaml.replaceAll("\n---", "\n --")}\n---\n`],
	[TEXT, "2026-05-04-tide.txt", (text) => text],
];

function* shapes(unit: string, size: number): Generator<[shape: string, text: string]> {
	yield ["repeated", filled(unit, size)];
	yield ["lines of", filled(`${unit}\n`, size)];
	yield ["paragraphs of", filled(`${unit}\n\n`, size)];
	yield ["repeated and ended", `${filled(unit, size)}\na`];
	yield ["quoted", `${"> ".repeat(100)}${filled(unit, size)}`];
	yield ["in cells", `|a|b|\n|-|-|\n${filled(`|${unit}|${unit}|\n`, size)}`];
	yield ["numbered", series(size, (index) => `${unit}${index} `)];
	yield ["indented", series(size, (index) => `${" ".repeat(2 * (index % 700))}${unit}\n`)];
	yield ["growing", series(size, (index) => `${unit.repeat(index + 1)} `)];
	yield ["growing lines of", series(size, (index) => `${unit.repeat(index + 1)}\n`)];
	yield ["with attributes", series(size, (index) => `${unit.replace(/>$/, ` a${index}=x>`)}`)];
	yield ["once, then paragraphs", `${filled(unit, size / 2)}${filled("<p>x", size / 2)}`];
	yield ["once, long", `${unit.replace(/>$/, ` title="${filled("t", size / 2)}">`)}${filled("<p>x", size / 2)}`];
}

function* mixed(unit: string, other: string, size: number): Generator<[shape: string, text: string]> {
	yield ["mixed", filled(unit, size)];
	yield ["opened and closed", filled(unit, size / 2) + filled(other, size / 2)];
	yield ["lines of mixed", filled(`${unit}\n`, size)];
}

/** Generates inputs that combine several parts. */
function* special(size: number): Generator<Adversary> {
	const half = size / 2;
	const markdown: Record<string, string> = {
		"one long address used many times": `[a]: <${filled("b", half)}>\n\n${filled("[a]", half)}`,
		"one long title used many times": `[a]: b "${filled("c", half)}"\n\n${filled("[a]\n", half)}`,
		"many definitions": series(size, (index) => `[a${index}]: b\n`),
		"many notes": series(half, (index) => `[^${index}] `) + series(half, (index) => `\n\n[^${index}]: a`),
		"one note with many references": `${filled("[^a]", size)}\n\n[^a]: b`,
		"notes in notes": series(size, (index) => `[^${index}]: [^${index + 1}]\n\n`),
		"a wide table with short rows": `${filled("|a", half / 2)}|\n${filled("|-", half / 2)}|\n${filled("|\n", half)}`,
		"labels in labels": `[a]: b\n\n${filled("[", half)}a${filled("]", half)}`,
		"pictures in pictures": `${filled("![", half)}a${filled("](b)", half)}`,
		"emphasis in emphasis": `${filled("*_", half)}a${filled("_*", half)}`,
		"marks closed in the wrong order": `${filled("*_~", half)}a${filled("*_~", half)}`,
		"a long base": `<base href="https://a.example/${filled("b", half)}">\n\n${filled("[a](b)", half)}`,
		"many links to the same fragment": filled("[a](#b)", size),
	};
	for (const [name, body] of Object.entries(markdown))
		yield { name: `markdown: ${name}`, path: "tide.md", text: matter(body) };
	const html: Record<string, string> = {
		"many attributes": `<p ${series(size, (index) => `a${index}=b `)}>x`,
		"many classes": `<p class="${series(size, (index) => `a${index} `)}">x`,
		"many declarations": `<p style="${series(size, (index) => `a${index}:b;`)}">x`,
		"many rules": `<style>${series(half, (index) => `.a${index}{display:none}`)}</style>${series(half, (index) => `<p class=a${index}>x`)}`,
		"a long base": `<base href="https://a.example/${filled("b", half)}">${filled("<a href=x>x</a>", half)}`,
		"noscript in noscript, escaped": escapedNoscripts(size),
		"tables in tables": `${"<table><tr><td>".repeat(100)}${filled("<tr><td>x<td>y", size)}`,
		"nested hidden parts": `${'<div style="font-size:0">'.repeat(400)}${filled('<b style="color:red;margin:0">x</b>', size)}`,
		"foster-parented text": `<table>${filled("x<tr>", size)}`,
		"foster-parented elements": `<table>${filled("<br>", size)}`,
		misnested: `${filled("<a><p>", half)}${filled("</a>", half)}`,
		"deeply nested text": `${"<section>".repeat(400)}${filled("x<br>", size)}`,
		"combining marks": `a${filled("\u0301\u0316", size)}`,
		"a wide srcset": `<img srcset="${filled("a 1w, ", size)}">`,
		"objects in objects": `${"<object>".repeat(400)}${filled("<param name=x>", size)}`,
	};
	for (const [name, body] of Object.entries(html))
		yield { name: `html: ${name}`, path: "tide.html", text: matter(body) };
	const yaml: Record<string, string> = {
		aliases: `${series(half, (index) => `a${index}: &a${index} [${index > 0 ? `*a${index - 1}, *a${index - 1}` : "x"}]\n`)}topics: *a9\n`,
		merges: `a: &a {${series(half, (index) => `k${index}: v, `)}}\n${filled("b: {<<: *a}\n", half)}`,
		"many keys": series(size, (index) => `k${index}: v\n`),
		"one key repeated many times": filled("k: v\n", size),
		"a long key": `${filled("k", size)}: v\n`,
		"wrong fields at the end": `${filled("# x\n", size)}images: [${filled("data:x,", 1000)}]\ntopics: [${filled(`${filled("a", 200)}, `, 20_000)}]\n`,
		"folded text": `x: >\n${filled("  a\n\n", size)}`,
		"long fields": [
			"title",
			"link",
			"guid",
			"permalink",
			"language",
			"updated",
			"category",
			"type",
			"excerpt",
			"provider",
			"author",
		]
			.map((name) => `${name}: "${filled("a.@ -/%20", 20_000)}"\n`)
			.join(""),
		"long names": `authors: [${filled(`"${filled("@<( ", 10_000)}", `, size / 2)}]\ntopics: [${filled(`"${filled("&amp; ", 10_000)}", `, size / 2)}]\n`,
		"a player": `featuredContent: '${filled("<iframe src=x ", size)}'\n`,
	};
	for (const [name, fields] of Object.entries(yaml)) {
		yield { name: `yaml: ${name}`, path: "tide.md", text: `---\ntitle: Tide\ndate: 2026-05-04\n${fields}---\n` };
	}
}

/** Creates nested input in which each level becomes visible only after the level around it has been parsed. */
function escapedNoscripts(size: number): string {
	const levels = Math.floor(Math.sqrt(size / 8));
	const open = Array.from({ length: levels }, (_, level) => `&${"amp;".repeat(level)}lt;noscript>`).join("");
	return `<noscript>${open}${filled("x", size / 2)}`;
}

function filled(unit: string, size: number): string {
	return unit.repeat(Math.max(1, Math.floor(size / unit.length)));
}

function series(size: number, part: (index: number) => string): string {
	const parts: string[] = [];
	for (let length = 0; length < size; ) {
		const next = part(parts.length);
		parts.push(next);
		length += next.length;
	}
	return parts.join("");
}

/** Creates a deterministic generator of pseudo-random numbers below a limit (linear congruential; Knuth, TAOCP 3.3.4). */
function generator(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}
