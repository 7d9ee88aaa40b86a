import fc from "fast-check";
import { expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import type { Feed, PublishedArticle } from "../../src/feed/feed.ts";
import { renderAtom } from "../../src/renditions/atom.ts";
import { renderJson } from "../../src/renditions/json.ts";
import { renderRss } from "../../src/renditions/rss.ts";
import { anyText } from "../article/any-text.ts";
import { anyBody, anySource, asciiJson } from "../article/arbitrary.ts";
import { breachesOf } from "./json-feed-spec.ts";
import { expat, isThere, PYTHON, xmllint } from "./parsers.ts";
import { feed, published, site } from "./sample.ts";
import { shownInAtom, shownInRss, shownOf } from "./shown.ts";
import { ATOM, CONTENT, one, parseXml, textOf } from "./xml.ts";

const text = fc.oneof(
	anyText(30),
	fc
		.array(
			fc.constantFrom(
				"<",
				">",
				"&",
				"&amp;",
				"&lt;",
				"]]>",
				'"',
				"'",
				"\u0338",
				"\u0008",
				"\uFFFE",
				"$&",
				"🌊",
				"مد",
				" ",
			),
			{ maxLength: 9 },
		)
		.map((pieces) => pieces.join("")),
);

/** A source with arbitrary field values. */
const wildSource = fc
	.record({
		title: text,
		excerpt: text,
		topics: fc.array(text, { maxLength: 3 }),
		author: text,
		provider: text,
		body: anyBody,
	})
	.map(({ title, excerpt, topics, author, provider, body }) =>
		[
			"---",
			`title: ${asciiJson(`${title}.`)}`,
			"date: 2026-05-04",
			`excerpt: ${asciiJson(excerpt)}`,
			`topics: [${topics.map(asciiJson).join(", ")}]`,
			`author: ${asciiJson(author)}`,
			`provider: {name: ${asciiJson(provider)}, domain: gazette.example}`,
			`related: [{title: ${asciiJson(title)}, webUrl: 'https://a.example/?a=1&b=2'}]`,
			`image: 'https://a.example/${encodeURIComponent(title.toWellFormed())}'`,
			"---",
			body,
		].join("\n"),
	);

/** A feed of 25 parsed sources, with an arbitrary title and description that pass validation. */
const anyFeed = fc.array(fc.oneof(wildSource, anySource), { minLength: 25, maxLength: 25 }).map((sources): Feed => {
	const articles = sources.flatMap((source, index): PublishedArticle[] => {
		const result = readSource("tide.md", source, { siteUrl: site.url, timeZone: "UTC", defaults: {} });
		if (result.kind !== "article") return [];
		const article = resolveLocals(result.article, () => undefined);
		return [{ ...article, guid: `${article.link.replace(/#.*/, "")}#${index}`, updated: article.published + index }];
	});
	const [first] = articles;
	return feed({ title: first?.title ?? "", description: first?.excerpt ?? "", articles });
});

/**
 * Generates and checks feeds in samples, so that a single process parses many feeds. The seed identifies a failing
 * sample.
 */
function expectOfFeeds(check: (feeds: Feed[]) => void): void {
	const property = fc.property(fc.integer(), (seed) => check(fc.sample(anyFeed, { seed, numRuns: 8 })));
	fc.assert(property, { numRuns: 2, endOnFailure: true });
}

function documentsOf(feeds: Feed[]): string[] {
	return feeds.flatMap((one) => [renderRss(one, site), renderAtom(one, site)]);
}

test.skipIf(!isThere("xmllint", "--version"))("every feed is well-formed according to libxml2", () => {
	expectOfFeeds((feeds) => {
		expect(xmllint(documentsOf(feeds))).toBe("");
	});
});

test.skipIf(!isThere(PYTHON, "-c", "import xml.parsers.expat"))(
	"expat finds exactly the original strings in every feed",
	() => {
		expectOfFeeds((feeds) => {
			const parsed = expat(documentsOf(feeds));
			feeds.forEach(({ articles }, index) => {
				const [rss, atom] = parsed.slice(index * 2, index * 2 + 2);
				if (!rss || !atom) throw new Error("a document is lost");
				expect(shownInRss(rss)).toEqual(articles.map(shownOf));
				expect(shownInAtom(atom)).toEqual(articles.map(shownOf));
			});
		});
	},
);

test.skipIf(!isThere(PYTHON, "-c", "import xml.parsers.expat"))(
	"the parser in these tests finds the same elements as expat",
	() => {
		expectOfFeeds((feeds) => {
			const documents = documentsOf(feeds.slice(0, 2));
			expect(documents.map(parseXml)).toEqual(expat(documents));
		});
	},
);

test("every feed is valid JSON Feed 1.1 with exactly the original strings", () => {
	expectOfFeeds((feeds) => {
		for (const some of feeds) {
			const json = JSON.parse(renderJson(some, site));
			expect(breachesOf(json)).toEqual([]);
			expect(json.title).toBe(some.title);
			const shown = json.items.map((item: Record<string, unknown>) => ({
				title: item["title"],
				link: item["url"],
				guid: item["id"],
				categories: item["tags"],
				authors: (item["authors"] as { name: string }[]).map(({ name }) => name),
			}));
			expect(shown).toEqual(some.articles.map(shownOf));
		}
	});
});

/**
 * Any JavaScript string, including control characters, lone surrogates, and text that would end a CDATA section or an
 * element.
 */
const anyString = fc
	.array(
		fc.oneof(
			anyText(5),
			fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code)),
			fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)),
			fc.constantFrom("]]>", "]]", ">", "<![CDATA[", "</entry>", "&", "&amp;", '"', "\uFFFE", "\uFFFF", "\x7F"),
		),
		{ maxLength: 12 },
	)
	.map((pieces) => pieces.join(""));

/** A feed with strings that did not pass through the source parser, which would clean them. */
const uncleanFeed = fc.array(anyString, { minLength: 12, maxLength: 12 }).map((strings): Feed => {
	const [title = "", description = "", id = "", guid = "", excerpt = "", html = "", ...others] = strings;
	const [topic = "", author = "", name = "", related = "", tombstone = ""] = others;
	const article = published({
		...{ title, guid, excerpt, html, topics: [topic], authors: [{ name: author, url: author }] },
		...{ provider: { key: "gazette", name }, related: [{ title: related, url: related }], original: related },
	});
	return feed({ title, description, id, articles: [article], deleted: [{ guid: tombstone, time: 0 }] });
});

/** Replaces characters that XML cannot contain (XML 1.0, sections 2.2 and 2.11). */
function legal(text: string): string {
	const isLegal = (point: number) => point >= 0x20 && !(point >= 0xd800 && point <= 0xdfff) && (point | 1) !== 0xffff;
	const characters = [...text].map((character) =>
		"\t\n\r".includes(character) || isLegal(character.codePointAt(0) ?? 0) ? character : "\uFFFD",
	);
	return characters.join("").replace(/\r\n?/g, "\n");
}

test.skipIf(!isThere(PYTHON, "-c", "import xml.parsers.expat"))(
	"RSS items are well-formed for all strings, and only illegal characters are replaced",
	() => {
		// The package `feed` writes the channel's title and description, so they are not arbitrary here.
		const feeds = fc.sample(uncleanFeed, 300).map((one) => ({ ...one, title: "Tide", description: "Water." }));
		const roots = expat(feeds.map((one) => renderRss(one, site)));
		feeds.forEach(({ articles }, index) => {
			const root = roots[index];
			const article = articles[0];
			if (!root || !article) throw new Error("a document is lost");
			const item = one(one(root, "channel"), "item");
			expect(textOf(item, "title")).toBe(legal(article.title));
			expect(textOf(item, "guid")).toBe(legal(article.guid));
			expect(textOf(item, "category")).toBe(legal(article.topics[0] ?? ""));
			expect(textOf(item, `${CONTENT}encoded`)).toContain(legal(article.html));
		});
	},
);

test.skipIf(!isThere(PYTHON, "-c", "import xml.parsers.expat"))(
	"Atom is well-formed for all strings, and only illegal characters are replaced",
	() => {
		const feeds = fc.sample(uncleanFeed, 300);
		const roots = expat(feeds.map((one) => renderAtom(one, site)));
		feeds.forEach(({ title, id = "", articles }, index) => {
			const root = roots[index];
			const article = articles[0];
			if (!root || !article) throw new Error("a document is lost");
			const entry = one(root, `${ATOM}entry`);
			expect(textOf(root, `${ATOM}title`)).toBe(legal(title));
			expect(textOf(root, `${ATOM}id`)).toBe(legal(id));
			expect(textOf(entry, `${ATOM}title`)).toBe(legal(article.title));
			// A guid that is not a URI becomes the fragment of a URI: the site's URL with that fragment.
			const fragment = `${site.url}/#${encodeURIComponent(article.guid.toWellFormed())}`;
			expect([legal(article.guid), fragment]).toContain(textOf(entry, `${ATOM}id`));
			expect(textOf(entry, `${ATOM}content`)).toContain(legal(article.html));
			const label = one(entry, `${ATOM}category`).attributes["term"];
			expect(label).toBe(legal(article.topics[0] ?? "").replace(/[\t\n]/g, " "));
		});
	},
);
