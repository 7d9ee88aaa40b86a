import { expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { inAll, readAtom, readJson, readRss } from "./reading.ts";
import { feed, published, site } from "./sample.ts";
import { ATOM, all, CONTENT, DC, one, textOf } from "./xml.ts";

/** Strings that come out wrong if they are escaped once too often or not often enough. */
const TEXTS = [
	"AT&T",
	"a < b > c",
	"&lt;b&gt;",
	"<b>bold</b>",
	"The & entity",
	"The &amp; entity",
	"The &amp;amp; entity",
	"&#8217;",
	"&nbsp;&hearts;",
	"]]>",
	"]]>]]>]]>",
	"<![CDATA[x]]>",
	"<!-- x -->",
	"<?xml?>",
	"</title></item>",
	"\"double\" and 'single'",
	"100 % $1 $& $$ $x \\n",
	"🌊👩‍💻",
	"مد وجزر \u200Fx",
	"e\u0301\u0338",
	"\u0338x",
	"\uFFFD\uE000\u{10FFFF}",
];

test.each(TEXTS)("the title %s is the same plain text in every format", (title) => {
	const { item, entry, json } = inAll({ title });
	expect(textOf(item, "title")).toBe(title);
	expect(textOf(entry, `${ATOM}title`)).toBe(title);
	expect(one(entry, `${ATOM}title`).attributes["type"] ?? "text").toBe("text");
	expect(json.title).toBe(title);
});

test.each(TEXTS)(
	"the name %s stays unchanged as the name of an author, topic or provider, in related coverage, and as a feed's title",
	(name) => {
		const { item, entry, json } = inAll({
			authors: [{ name }],
			topics: [name],
			provider: { key: "gazette.example", name },
			related: [{ title: name, url: "https://a.example/" }],
		});
		expect(textOf(item, `${DC}creator`)).toBe(name);
		expect(textOf(item, "category")).toBe(name);
		expect(textOf(item, "source")).toBe(name);
		expect(textOf(one(entry, `${ATOM}author`), `${ATOM}name`)).toBe(name);
		expect(one(entry, `${ATOM}category`).attributes["term"]).toBe(name);
		expect(textOf(one(entry, `${ATOM}source`), `${ATOM}title`)).toBe(name);
		expect(all(entry, `${ATOM}link`).map((link) => link.attributes["title"])).toContain(name);
		expect(json).toMatchObject({ authors: [{ name }], tags: [name], _newsstand: { related: [{ title: name }] } });

		const over = { title: name, description: name };
		const of = { title: name };
		expect(textOf(readRss(over).channel, "title")).toBe(name);
		expect(textOf(readRss(over).channel, "description")).toBe(name);
		expect(textOf(readAtom(over, of).root, `${ATOM}title`)).toBe(name);
		expect(textOf(readAtom(over, of).root, `${ATOM}subtitle`)).toBe(name);
		expect(textOf(one(readAtom(over, of).root, `${ATOM}author`), `${ATOM}name`)).toBe(name);
		expect(readJson(over)).toMatchObject({ title: name, description: name });
	},
);

test.each(TEXTS)(
	"the excerpt %s is plain text in JSON Feed, and HTML with the same text in RSS and Atom",
	(excerpt) => {
		const { item, entry, json } = inAll({ excerpt });
		const html = excerpt.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
		expect(textOf(item, "description")).toBe(html);
		expect(textOf(entry, `${ATOM}summary`)).toBe(html);
		expect(one(entry, `${ATOM}summary`).attributes["type"]).toBe("html");
		expect(json.summary).toBe(excerpt);
	},
);

test("a body is the same HTML in every format", () => {
	for (const html of ["<p>One &amp; <em>two</em></p>", "<p>]]&gt; ]]&gt;]]&gt;</p>", '<p title="$&">🌊 مد</p>\n<hr>']) {
		const { item, entry, json } = inAll({ html });
		expect(textOf(item, `${CONTENT}encoded`)).toBe(html);
		expect(textOf(entry, `${ATOM}content`)).toBe(html);
		expect(one(entry, `${ATOM}content`).attributes["type"]).toBe("html");
		expect(json.content_html).toBe(html);
	}
});

test("letters are never replaced with character references, and there is no byte order mark", () => {
	const articles = [published({ title: "Küste 气候 🌊 مد", html: "<p>Küste 气候 🌊 مد</p>" })];
	for (const format of FORMATS) {
		const text = render(feed({ articles }), format, site);
		expect(text).not.toMatch(/&#|\\u(?!003e)|^\uFEFF/);
		expect(text).toContain("Küste 气候 🌊 مد");
	}
});

test("a JSON feed does not contain a raw `]]>`, which would break readers that paste it into CDATA", () => {
	const articles = [published({ title: "a]]>b", excerpt: "]]>]]>", authors: [{ name: "]]>" }] })];
	expect(render(feed({ title: "]]>", articles }), "json", site)).not.toContain("]]>");
});
