import fc from "fast-check";
import { anyText } from "./any-text.ts";

/** All field names, and some names that are not fields. */
const NAMES = [
	..."title date publishedDateTime pubDate updated lastmod excerpt description summary link webUrl permalink originalUrl".split(
		" ",
	),
	..."type category topics tags provider authors author images image related language lang quality heat".split(" "),
	..."featuredContent published removed draft url name domain width height taxonomy secured ampWebUrl".split(" "),
	..."__proto__ constructor toString 0 path address html guid key player original".split(" "),
];

const URLS = [
	..."https://a.example/1.jpg http://B.example/?a=1&b=2#c //c.example/x /d e/../f ?g #h https://küste.example/ä".split(
		" ",
	),
	..."javascript:alert(1) data:text/html,x https://user:pass@a.example/ https:// http://[::1]:80/ mailto:a@b.example".split(
		" ",
	),
	"https://www.youtube.com/embed/aqz-KE-bpKQ",
	'<iframe src="https://player.vimeo.com/video/123456">',
];

const TEXTS = [
	"2026-05-04",
	"2026-02-30",
	"1899-01-01",
	"true",
	"false",
	"no",
	"C++",
	"AI",
	"topic",
	"en-us",
	"-",
	"500",
	"1e9",
];

const scalar = fc.oneof(
	fc.constantFrom(
		...URLS,
		...TEXTS,
		"Ada <ada@a.example>",
		"a.example",
		"]]>",
		"<b>&amp;",
		"\u0338",
		"\u0008",
		"\uFFFE",
		"\uD800",
	),
	anyText(8),
);

const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		scalar,
		fc.array(tie("value"), { maxLength: 4 }),
		fc.array(fc.tuple(fc.constantFrom(...NAMES), tie("value")), { maxLength: 4 }).map((pairs) => ({ pairs })),
	),
}));

/** Formats a value as JSON, which is also YAML flow style. Escapes non-ASCII characters; keys may repeat. */
function flow(node: unknown): string {
	if (Array.isArray(node)) return `[${node.map(flow).join(", ")}]`;
	if (typeof node === "object" && node !== null && "pairs" in node && Array.isArray(node.pairs)) {
		return `{${node.pairs.map(([name, member]) => `"${name}": ${flow(member)}`).join(", ")}}`;
	}
	return asciiJson(String(node));
}

/** Formats text as a YAML scalar with exactly this value. */
export function asciiJson(text: string): string {
	return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** One or more lines of front matter, mostly valid YAML. */
const line = fc.oneof(
	{ weight: 12, arbitrary: fc.tuple(fc.constantFrom(...NAMES), value).map(([name, node]) => `${name}: ${flow(node)}`) },
	{ weight: 1, arbitrary: fc.tuple(fc.constantFrom(...NAMES), scalar).map(([name, text]) => `${name}: ${text}`) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			"---foo",
			"...",
			"- x",
			"? y",
			"a: &a [*a]",
			"b: *a",
			"type: !t x",
			"c: |",
			"  d",
			"\te: f",
			"%YAML 1.2",
			"# g",
			"",
			"{",
			"'",
			'"',
			"\r",
			"\u2028",
		),
	},
);

const fence = fc.oneof(
	{ weight: 20, arbitrary: fc.constant("---") },
	fc.constantFrom("", "----", "---js", "--- ", "---\r", "---\u2028x", "\uFEFF---"),
);

const piece = fc.oneof(
	fc.constantFrom(..."# > - * _ ` ~~ | [ ] ( ) ![ ]( < > </ /> & ; = \" ' \\ ]]> <!-- --> [^1] [^1]: 1.".split(" ")),
	fc.constantFrom(..."<p> </p> <b> <a> <img> <script> <style> <svg> <iframe> <table> <td> <pre> <details>".split(" ")),
	fc.constantFrom(
		"\n",
		"\n\n",
		"    ",
		"\t",
		" ",
		"word",
		"\u0338",
		"&#8;",
		"&#x338;",
		"&lt;",
		"\r\n",
		"\u0008",
		"\uFFFF",
		"\uDC00",
	),
	fc.constantFrom(...URLS),
	anyText(4),
);

/** A body in any markup. */
export const anyBody = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

/** A path with any extension in any kind of folder. */
export const anyPath = fc
	.tuple(
		fc.constantFrom("", "2026/", "topics/", "providers/", "a.example/"),
		fc.constantFrom("md", "html", "txt", "yaml", "pdf"),
	)
	.map(([folder, extension]) => `${folder}tide.${extension}`);

/** The content of a source: usually an article, sometimes not even text. */
export const anySource = fc.oneof(
	{
		weight: 10,
		arbitrary: fc.tuple(fence, fc.array(line, { maxLength: 8 }), fence, anyBody).map(([first, lines, last, body]) => {
			return [first, "title: Tide", "date: 2026-05-04", ...lines, last, body].join("\n");
		}),
	},
	{ weight: 2, arbitrary: anyBody },
	{ weight: 1, arbitrary: anyText(30) },
);
