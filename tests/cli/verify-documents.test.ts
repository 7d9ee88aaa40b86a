import { describe } from "vitest";
import { findsEach, type Planted, replaced } from "./planted.ts";
import type { Spoil } from "./right-site.ts";

/** Plants a fault in the site's RSS feed. */
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
		inAtom("an HTML entity", "<title>Moon", "<title>&nbsp;Moon", /not well-formed XML: line \d+/),
		inRss("an undeclared prefix", "<item>", "<item><podcast:x/>", /not well-formed XML: .*podcast/),
		inRss("a ]]> outside a CDATA section", "<title>Moon", "<title>]]>Moon", /not well-formed XML: \]\]>/),
		inJson("an extra comma", '"items": [', '"items": [,', /not valid JSON/),
		inJson("a feed without an items field", '"items"', '"articles"', /not a JSON Feed: items/),
		inJson("a raw ]]>", '"It pulls."', '"It ]]> pulls."', /contains \]\]>/),
		inJson("a byte order mark", /^/, "\uFEFF", /byte order mark/),
		inRss("a control character", "<title>Moon", "<title>\u0008Moon", /control character|not well-formed/),
		inJson("a control character", '"It pulls."', '"It \\u0008 pulls."', /A summary contains a control character/),
		{ fault: "an encoding other than UTF-8", at: "/feed.rss", spoil: LATIN_1, said: /not UTF-8/ },
		inJson("a feed of 16 MB", /$/, " ".repeat(16_000_000), /larger than 15 MB/),
		inRss(
			"a self link to a different address",
			/(?<=href=")[^"]*(?=" rel="self")/,
			"https://x.example/",
			/declares https:\/\/x\.example\/ as its address/,
		),
		inJson("no feed_url", /"feed_url": [^\n]*\n/, "", /does not contain its own address/),
		inRss("no language", /<language>.*<\/language>/, "", /has no language/),
		inRss("a ttl longer than both max-age and an hour", "<ttl>60<", "<ttl>90<", /ttl is 90 minutes/),
		inRss("no hub", /<atom:link [^>]*rel="hub"\/>/, "", /has no hub|list different hubs/),
		inRss("a date with a time zone's name", /(<lastBuildDate>.*)GMT/, "$1UTC", /date of the feed is invalid/),
		inAtom("no author", /<author>.*?<\/author>/s, "", /feed has no author/),
		inJson("an extension without about", '"items"', '"_x": {}, "items"', /extension _x has no description/),
	]);
});

describe("the articles of a feed", () => {
	findsEach("feed", [
		inRss("no guid", /<guid.*?<\/guid>/, "", /no guid in “Tide/),
		inRss("a guid used by another article", "tag:moon", "tag:tide", /guid of “Moon” also belongs to another article/),
		inRss("a guid that is not a URI", "tag:moon", "moon", /guid of “Moon” is not an absolute URI/),
		inRss(
			"a guid wrongly marked as a permalink",
			'isPermaLink="false"',
			'isPermaLink="true"',
			/is marked as a permalink/,
		),
		inRss("a date with a time zone's name", /(<pubDate>.*)GMT/, "$1UTC", /date of “Tide.* is not in the format of RSS/),
		inAtom(
			"a date in RFC 822 format",
			/(<published>)[^<]*/,
			"$1Mon, 04 May 2026 00:00:00 GMT",
			/is not in the format of Atom/,
		),
		inJson("a date that does not exist", "2026-04-04T00", "2026-04-44T00", /is not in the format of JSON Feed/),
		inRss("a date in the future", /(<pubDate>)[^<]*/, "$1Fri, 01 Jan 2100 00:00:00 GMT", /is in the future/),
		inRss("no title", "<title>Moon</title>", "", /no title in article 2/),
		inRss(
			"a relative link in a body",
			'href="https://x.example/?a=1&amp;b=2"',
			'href="/x"',
			/“Tide.* contains a relative link/,
		),
		inJson("a frame in a body", "<p>Low</p>", "<iframe></iframe>", /“Ebb” contains a frame or a script/),
		inRss(
			"an enclosure without a type",
			/(<enclosure.*) type="[^"]*"/,
			"$1",
			/enclosure in “Tide.* has no address or no media type/,
		),
		inRss("an enclosure without a length", /(<enclosure.*) length="0"/, "$1", /enclosure in “Tide.* has no length/),
		inRss("two enclosures", /(<enclosure.*)/, "$1$1", /more than one enclosure in “Tide/),
		inRss(
			"a name instead of an e-mail address as author",
			"</item>",
			"<author>Ann</author></item>",
			/is not an e-mail address/,
		),
		inRss(
			"the excerpt after the body",
			/(<description><!.*)\s*(<content:encoded>.*)/,
			"$2$1",
			/comes before description/,
		),
		inAtom("a category without a term", "</entry>", '<category label="x"/></entry>', /category in .* has no term/),
	]);
});

describe("differences between the formats of a feed", () => {
	findsEach("site", [
		inAtom(
			"a title escaped twice",
			"Tide &amp; &lt;",
			"Tide &amp;amp; &lt;",
			/RSS and Atom have different titles for “Tide/,
		),
		inJson("a different feed title", '"title": "Tide & Time"', '"title": "Time"', /different feed titles/),
		inAtom("a different guid", "<id>tag:moon", "<id>tag:sun", /RSS and Atom do not have the same articles/),
		inJson(
			"a missing article",
			/,\s*\{\s*"id": "tag:ebb".*?_newsstand.*?\n {2}\}/s,
			"",
			/RSS and JSON Feed do not have the same/,
		),
		inJson("a different date", "2026-04-03T00:00:00.000Z", "2026-04-03T01:00:00.000Z", /different dates for “Ebb”/),
		inJson("a different link", "https://gazette.example/3", "https://gazette.example/9", /different links for “Ebb”/),
	]);
});
