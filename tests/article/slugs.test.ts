import fc from "fast-check";
import { expect, test } from "vitest";
import { slugOf } from "../../src/article/slug.ts";
import { FORMATS, feedPath, parseFeedPath } from "../../src/feed/feed.ts";
import { anyText } from "./any-text.ts";

test.each([
	["AI", "ai"],
	["Harbour life", "harbour-life"],
	["  harbour_life ", "harbour-life"],
	["C", "c"],
	["C++", "c_plus_plus"],
	["C#", "c_sharp"],
	["c plus plus", "c-plus-plus"],
	["R&D", "r_andd"],
	[".NET", "_dotnet"],
	["Node.js", "node.js"],
	["feed.rss", "feed_dotrss"],
	["Küste", "küste"],
	["Ku\u0308ste", "küste"],
	["ＡＩ", "ai"],
	["المناخ", "المناخ"],
	["气候", "气候"],
	["नमस्ते", "नमस्ते"],
	["🌊", "_x1f30a_"],
	["I/O", "i_slasho"],
	["..", "_dot."],
	["-", ""],
	["", ""],
])("%s has the slug %s", (name, slug) => {
	expect(slugOf(name)).toBe(slug);
});

/** Names made of all parts that occur in slugs, to provoke every possible collision. */
const name = fc
	.array(
		fc.oneof(
			fc.constantFrom("a", "b", "s", "x", "t", "p", "A", "ß", "É", "é", "İ", "Σ", "ς", "ﬁ", "²", "Ａ", "𐐨", "文", "١"),
			fc.constantFrom(
				" ",
				"-",
				"_",
				".",
				"+",
				"#",
				"&",
				"@",
				"/",
				"%",
				"*",
				"!",
				"?",
				"'",
				"–",
				"🌊",
				"👩‍💻",
				"\u200D",
			),
			fc.constantFrom("plus", "sharp", "dot", "x2b_", "_x2b_", "at", ".rss", ".atom", ".json", "rss", "2b", "1f30a"),
			fc.constantFrom("\u0301", "\u0308", "\u0338", "\u05B0", "\u093C", "\uFE0F", "\u00A0", "\u3000", "\t"),
			anyText(2),
		),
		{ maxLength: 6 },
	)
	.map((pieces) => pieces.join(""));

/**
 * Removes the differences allowed between names of one topic: case, spaces, hyphens, underscores, compatibility forms.
 */
function core(text: string): string {
	const folded = text.normalize("NFKC").toLowerCase().normalize("NFKC");
	return folded
		.split(/[\s_-]+/u)
		.filter(Boolean)
		.join(" ");
}

test("names with the same slug differ only in case, spaces, hyphens, underscores and compatibility forms", () => {
	const known = new Map<string, string>();
	fc.assert(
		fc.property(name, (text) => {
			const slug = slugOf(text);
			const other = known.get(slug) ?? text;
			known.set(slug, text);
			expect(core(text)).toBe(core(other));
		}),
		{ numRuns: 5000 },
	);
});

test("names that differ only in case, spaces, hyphens, underscores and compatibility forms share a slug", () => {
	fc.assert(
		fc.property(name, fc.constantFrom("-", "_", "  ", "\u00A0"), (text, space) => {
			const spaced = ` ${text.replaceAll(" ", space)}${space}`;
			for (const variant of [spaced, text.normalize("NFD"), core(text)]) expect(slugOf(variant)).toBe(slugOf(text));
		}),
	);
});

function expectRoundTrip(text: string): void {
	const feed = `topics/${slugOf(text)}`;
	expect(parseFeedPath(feedPath(feed)), text).toEqual({ name: feed, format: undefined });
	for (const format of FORMATS) expect(parseFeedPath(feedPath(feed, format)), text).toEqual({ name: feed, format });
}

test("each topic's feed is found at the path derived from its name", () => {
	fc.assert(
		fc.property(name, (text) => {
			fc.pre(slugOf(text) !== "");
			expectRoundTrip(text);
		}),
		{ numRuns: 1000 },
	);
});

test.each(["a.rss", "🌊.rss", "𐐨.json", "🌊🌊.atom"])(
	"the feed of a topic named %s does not get the path of another feed",
	(text) => {
		expectRoundTrip(text);
	},
);

test.each(["#\u0301", "C+\u0301", "@\u0308"])(
	"a topic with an accent on a symbol (%s) is found at its path",
	(text) => {
		expectRoundTrip(text);
	},
);

test('a slug is a single URL segment and never means "up"', () => {
	fc.assert(
		fc.property(name, (text) => {
			const slug = slugOf(text);
			expect(slug).not.toMatch(/[/\\?#%\s]|^\.{1,2}$/u);
			fc.pre(slug !== "");
			expect(new URL(feedPath(`topics/${slug}`), "https://a.example").pathname).toBe(feedPath(`topics/${slug}`));
		}),
	);
});
