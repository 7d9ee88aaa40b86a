import { describe } from "vitest";
import { findsEach, type Planted, replaced } from "./planted.ts";
import type { Spoil } from "./right-site.ts";

/** A fault in the RSS of the site. */
function inRss(fault: string, from: string | RegExp, to: string, said: RegExp, also?: RegExp): Planted {
	return { fault, at: "/feed.rss", spoil: replaced(from, to), said, ...(also ? { also } : {}) };
}
function inAtom(fault: string, from: string | RegExp, to: string, said: RegExp, also?: RegExp): Planted {
	return { ...inRss(fault, from, to, said, also), at: "/feed.atom" };
}
function inJson(fault: string, from: string | RegExp, to: string, said: RegExp, also?: RegExp): Planted {
	return { ...inRss(fault, from, to, said, also), at: "/feed.json" };
}

const LATIN_1: Spoil = (served) => {
	served.body = Buffer.from(String(served.body).replace("Moon", "Mön"), "latin1");
};

describe("a feed as a whole", () => {
	findsEach("feed", [
		inRss("a tag that is not closed", "</item>", "", /not well-formed XML: line \d+: Unexpected close tag/),
		inAtom("an entity of HTML", "<title>Moon", "<title>&nbsp;Moon", /not well-formed XML: line \d+/),
		inRss("a prefix that is not explained", "<item>", "<item><podcast:x/>", /not well-formed XML: .*podcast/),
		inRss("a ]]> outside of a section", "<title>Moon", "<title>]]>Moon", /not well-formed XML: \]\]>/),
		inJson("a comma too much", '"items": [', '"items": [,', /not valid JSON/),
		inJson("a feed without items", '"items"', '"articles"', /not a JSON Feed: items/),
		inJson("a raw ]]>", '"It pulls."', '"It ]]> pulls."', /a \]\]> in the document/),
		inJson("a byte order mark", /^/, "\uFEFF", /byte order mark/),
		inRss("a control character", "<title>Moon", "<title>\u0008Moon", /control character|not well-formed/),
		inJson("a control character", '"It pulls."', '"It \\u0008 pulls."', /control character in a summary/),
		{ fault: "another encoding", at: "/feed.rss", spoil: LATIN_1, said: /not in UTF-8/ },
		inJson("a feed of 16 MB", /$/, " ".repeat(16_000_000), /larger than 15 MB/),
		inRss(
			"a self link of another address",
			/(?<=href=")[^"]*(?=" rel="self")/,
			"https://x.example/",
			/calls itself https:\/\/x\.example\//,
		),
		inJson("no feed_url", /"feed_url": [^\n]*\n/, "", /does not name its own address/),
		inRss("no language", /<language>.*<\/language>/, "", /does not say its language/),
		inRss("a ttl above max-age", "<ttl>5<", "<ttl>60<", /wait 60 minutes \(ttl\)/),
		inRss("no hub", /<atom:link [^>]*rel="hub"\/>/, "", /names no hub|hubs of the Link header/),
		inRss(
			"a date with a zone's name",
			/(<lastBuildDate>.*)GMT/,
			"$1UTC",
			/date of the feed is not one that readers know/,
		),
		inAtom("no author", /<author>.*?<\/author>/s, "", /has an author/),
		inJson("an extension without about", '"items"', '"_x": {}, "items"', /extension _x does not say/),
	]);
});

describe("the articles of a feed", () => {
	findsEach("feed", [
		inRss("no guid", /<guid.*?<\/guid>/, "", /no guid in “Tide/),
		inRss("the guid of another article", "tag:moon", "tag:tide", /guid is that of another article in “Moon”/),
		inRss("a guid that is no address", "tag:moon", "moon", /guid is no absolute address in “Moon”/),
		inRss("a permalink that is none", 'isPermaLink="false"', 'isPermaLink="true"', /guid is said to be the link/),
		inRss("a date with a zone's name", /(<pubDate>.*)GMT/, "$1UTC", /date is not one .* of RSS know in “Tide/),
		inAtom("a date of RFC 822", /(<published>)[^<]*/, "$1Mon, 04 May 2026 00:00:00 GMT", /date is not one .* of Atom/),
		inJson("a date that there is not", "2026-04-04T00", "2026-04-44T00", /date is not one .* of JSON Feed/),
		inRss(
			"a date that is still to come",
			/(<pubDate>)[^<]*/,
			"$1Fri, 01 Jan 2100 00:00:00 GMT",
			/date is in the future/,
		),
		inRss("no title", "<title>Moon</title>", "", /no title in article 2/),
		inRss("a relative link in a body", 'href="https://x.example/?a=1&amp;b=2"', 'href="/x"', /relative link in “Tide/),
		inJson("a frame in a body", "<p>Low</p>", "<iframe></iframe>", /frame or a script in “Ebb”/),
		inRss("an enclosure without type", /(<enclosure.*) type="[^"]*"/, "$1", /no address or no media type in “Tide/),
		inRss("an enclosure without length", /(<enclosure.*) length="0"/, "$1", /no length in “Tide/),
		inRss("two enclosures", /(<enclosure.*)/, "$1$1", /more than one enclosure in “Tide/),
		inRss("a name as author", "</item>", "<author>Ann</author></item>", /author is no e-mail address/),
		inRss(
			"the excerpt after the body",
			/(<description><!.*)\s*(<content:encoded>.*)/,
			"$2$1",
			/comes before description/,
		),
		inAtom("a category without term", "</entry>", '<category label="x"/></entry>', /category has no term/),
	]);
});

describe("formats that differ", () => {
	findsEach("site", [
		inAtom(
			"a title that is escaped twice",
			"Tide &amp; &lt;",
			"Tide &amp;amp; &lt;",
			/RSS and Atom have different titles of “Tide/,
		),
		inJson("another title of its own", '"title": "Tide & Time"', '"title": "Time"', /different titles of the feed/),
		inAtom("another guid", "<id>tag:moon", "<id>tag:sun", /RSS and Atom do not have the same articles/),
		inJson(
			"an article less",
			/,\s*\{\s*"id": "tag:ebb".*?_newsstand.*?\n {2}\}/s,
			"",
			/RSS and JSON Feed do not have the same/,
		),
		inJson("another date", "2026-04-03T00:00:00.000Z", "2026-04-03T01:00:00.000Z", /different dates of “Ebb”/),
		inJson("another link", "https://gazette.example/3", "https://gazette.example/9", /different links of “Ebb”/),
	]);
});
