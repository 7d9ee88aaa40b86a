import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FORMATS, type PublishedArticle } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { GOLDEN, goldens } from "./golden.ts";
import { breachesOf } from "./json-feed-spec.ts";
import { feedparser, isThere, PYTHON, xmllint } from "./parsers.ts";
import { ATOM, all, one, parseXml, textOf } from "./xml.ts";

const cases = goldens().flatMap((golden) => FORMATS.map((format) => ({ ...golden, format })));

/*
 * To accept an intended change to the output, run `REWRITE_GOLDEN=1 npx vitest run tests/renditions/golden.test.ts`,
 * then review every line of `git diff tests/golden`.
 */
test.each(cases)("the golden feed $folder is rendered as $format, byte for byte", ({ folder, site, feed, format }) => {
	const file = join(GOLDEN, folder, `feed.${format}`);
	const text = `${render(feed, format, site)}\n`;
	if (process.env["REWRITE_GOLDEN"]) writeFileSync(file, text);
	expect(text).toBe(readFileSync(file, "utf8"));
});

test.each(goldens())(
	"the golden feed $folder has the same items in every format, with the same ids and titles, in the same order",
	(golden) => {
		const { feed, site } = golden;
		const rss = all(one(parseXml(render(feed, "rss", site)), "channel"), "item");
		const atom = all(parseXml(render(feed, "atom", site)), `${ATOM}entry`);
		const json = JSON.parse(render(feed, "json", site));
		const expected = feed.articles.map(({ guid, title }) => [guid, title]);
		expect(rss.map((item) => [textOf(item, "guid"), textOf(item, "title")])).toEqual(expected);
		expect(atom.map((entry) => [textOf(entry, `${ATOM}id`), textOf(entry, `${ATOM}title`)])).toEqual(expected);
		expect(json.items.map((item: Record<string, unknown>) => [item["id"], item["title"]])).toEqual(expected);
		expect(breachesOf(json)).toEqual([]);
	},
);

test.skipIf(!isThere("xmllint", "--version"))("every golden feed is well-formed according to libxml2", () => {
	expect(xmllint(goldens().flatMap(({ feed, site }) => [render(feed, "rss", site), render(feed, "atom", site)]))).toBe(
		"",
	);
});

test.skipIf(!isThere(PYTHON, "-c", "import feedparser"))("feedparser reads every golden feed without errors", () => {
	const parsed = feedparser(
		goldens().flatMap(({ feed, site }) => [render(feed, "rss", site), render(feed, "atom", site)]),
	);
	goldens().forEach(({ feed }, index) => {
		const [rss, atom] = parsed.slice(index * 2, index * 2 + 2);
		if (!rss || !atom) throw new Error("a feed is lost");
		expect([rss.bozo, rss.version, atom.bozo, atom.version]).toEqual(["", "rss20", "", "atom10"]);
		expect(rss.title).toBe(feed.title);
		const files = ({ attachments = [], images }: PublishedArticle) => attachments.length || Math.min(images.length, 1);
		const enclosures = [rss, atom].map(({ entries }) => entries.map((entry) => entry.enclosures.length));
		// RSS allows one enclosure per item.
		expect(enclosures).toEqual([
			feed.articles.map((article) => Math.min(files(article), 1)),
			feed.articles.map((article) => files(article)),
		]);
		for (const { entries } of [rss, atom]) {
			expect(
				entries.map(({ link, id, published, tags, authors }) => ({
					link: unescapedOnce(link),
					id,
					published,
					tags,
					authors,
				})),
			).toEqual(
				feed.articles.map(({ link, guid, published, topics, authors, provider }) => ({
					link: unescapedOnce(link),
					id: guid,
					published: new Date(published).toISOString().slice(0, 19),
					tags: topics,
					authors: (authors.length > 0 ? authors : provider ? [provider] : []).map(({ name }) => name),
				})),
			);
		}
	});
});

/** Decodes `&amp;` in a URL once more, as feedparser does by mistake in RSS. */
function unescapedOnce(url: string): string {
	return url.replaceAll("&amp;", "&");
}
