import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { canonicalQuery, everything, feedSelection, storedFeed } from "../../src/feed/selection.ts";

const SIZE = 50;

function parse(query: string) {
	const selection = parseSelection(new URLSearchParams(query), SIZE);
	if ("problem" in selection) throw new Error(selection.problem);
	return selection;
}

describe("canonical queries", () => {
	test.each([
		["", ""],
		["topic=AI", "?topic=ai"],
		["topic=b&topic=a&topic=B", "?topic=a&topic=b"],
		["q=x&topic=a&-topic=b", "?topic=a&-topic=b&q=x"],
		[
			"content=summary&limit=20&min_quality=60&-q=w&q=v&lang=de&-type=t&type=s&-provider=p&provider=o",
			"?provider=o&-provider=p&type=s&-type=t&lang=de&q=v&-q=w&min_quality=60&limit=20&content=summary",
		],
		["lang=DE_at&lang=de-AT", "?lang=de-AT"],
		["limit=50&content=full&min_quality=0", ""],
		["q=&topic=&limit=", ""],
		["utm_source=x&fbclid=y", ""],
		["q=b+a++b", "?q=a%20b"],
		['q=“b+a”+c+"d"', "?q=%22b%20a%22%20c%20d"],
		['q=a"b', "?q=a%20b"],
		["q=\uFF21\u00DF", "?q=a%C3%9F"],
	])("the canonical form of %s is %s", (query, expected) => {
		expect(canonicalQuery(parse(query), SIZE)).toBe(expected);
	});

	test("parsing a canonical query and writing it again does not change it, whatever the reader typed", () => {
		const names = [
			"topic",
			"-topic",
			"provider",
			"-provider",
			"type",
			"-type",
			"lang",
			"q",
			"-q",
			"min_quality",
			"limit",
			"content",
			"x",
		];
		const value = fc.oneof(
			fc.string({ unit: "binary", maxLength: 30 }),
			fc.string({ unit: "grapheme", maxLength: 30 }),
			fc.constantFrom("de", "pt_br", "12", "0.50", "full", "summary", "“a b”", "AI", "a'b", "İ", "ǅ", "ﬁ", "Å"),
		);
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 }), (pairs) => {
				const selection = parseSelection(new URLSearchParams(pairs), SIZE);
				if ("problem" in selection) return;
				const query = canonicalQuery(selection, SIZE);
				const { search } = new URL(`https://news.example/select.rss${query}`);
				expect(search).toBe(query);
				expect(parse(search)).toEqual(selection);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("selections that are equivalent to a stored feed", () => {
	test.each([
		["", "feed"],
		["topic=ai", "topics/ai"],
		["provider=gazette.example", "providers/gazette.example"],
		["topic=ai&topic=boats", null],
		["topic=ai&provider=gazette.example", null],
		["topic=ai&limit=10", null],
		["-topic=ai", null],
		["q=ai", null],
	])("“%s” is equivalent to the feed %s", (query, name) => {
		expect(storedFeed(parse(query), SIZE)).toBe(name);
	});

	test.each(["feed", "topics/ai", "providers/gazette.example"])(
		"the selection of all articles in %s is equivalent to that feed",
		(name) => {
			expect(storedFeed({ ...feedSelection(name), limit: SIZE }, SIZE)).toBe(name);
		},
	);
});

test.each([
	["limit=1000", "limit=1000 is not allowed: use a whole number from 1 to 200."],
	["limit=1.5", "limit=1.5 is not allowed: use a whole number from 1 to 200."],
	["limit=-1", "limit=-1 is not allowed: use a whole number from 1 to 200."],
	["limit=1e2", "limit=1e2 is not allowed: use a whole number from 1 to 200."],
	["min_quality=1001", "min_quality=1001 is not allowed: use a number from 0 to 1000."],
	["min_quality=NaN", "min_quality=nan is not allowed: use a number from 0 to 1000."],
	["content=both", "content=both is not allowed: use full or summary."],
	["content=full&content=summary", "content occurs more than once: use full or summary."],
	["lang=123456789", "lang=123456789 is not allowed: use a language code such as en, de or pt-BR."],
	["-q=!?", "-q=!? is not allowed: use at least one word of letters or digits."],
])("%s is rejected, and the error says what is allowed", (query, problem) => {
	const [name = ""] = query.split("=");
	const wrong = [expect.objectContaining({ name, allowed: problem.replace(/^.*?: /, "") })];
	expect(parseSelection(new URLSearchParams(query), SIZE)).toEqual({ problem, wrong });
});

test("the canonical query of a selection of all articles is empty", () => {
	expect(canonicalQuery(everything(SIZE), SIZE)).toBe("");
});

test("a selection may have at most 50 words, including words in phrases and excluded words", () => {
	const phrases = (count: number) =>
		Array.from({ length: count }, (_, index) => [index % 2 === 0 ? "q" : "-q", `"harbour council w${index}"`]);
	expect(parseSelection(new URLSearchParams(phrases(16)), SIZE)).not.toHaveProperty("problem");
	expect(parseSelection(new URLSearchParams(phrases(17)), SIZE)).toEqual({
		problem: "q has too many words: use at most 50 words, in q and -q together.",
		wrong: [{ name: "q", fault: "manyWords", allowed: "use at most 50 words, in q and -q together." }],
	});
});
