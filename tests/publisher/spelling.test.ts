import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { correctedWords } from "../../src/publisher/catalog/spelling.ts";
import { answered } from "../../src/publisher/read/reader-queue.ts";
import type { SearchResults } from "../../src/publisher/read/search-results.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, publish } from "./newsroom.ts";

const members = { audience: "members" };

beforeAll(async () => {
	await publish(
		article("flood", { title: "The river rises", topics: ["Rivers", "Weather"] }, "Water over the lower meadows."),
		article("bank", { title: "A walk by the river" }, "Herons, and a café."),
		article("rover", { title: "A rover on the shore" }),
		article("german", { title: "Übermut am Ufer", language: "de" }),
		article("russian", { title: "Паром через реку", language: "ru" }),
		article("ledger", { title: "The secret ledger", ...members }, "Zirconium."),
	);
});
afterAll(reset);

function corrected(text: string): Promise<string | null> {
	return runInDurableObject(publisherOf(env), (_, { storage }) => correctedWords(storage.sql, text));
}

async function search(query: string, page = 1): Promise<SearchResults> {
	const selection = parseSelection(new URLSearchParams(query), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	const found = answered(await publisherOf(env).library().search(selection, page));
	if ("unknown" in found) throw new Error(found.unknown.message);
	return found;
}

test.each([
	["rivr", "river", "a letter is missing"],
	["rivver", "river", "a letter is doubled"],
	["irver", "river", "the first letters are swapped"],
	["iver", "river", "the first letter is missing"],
	["eiver", "river", "the first letter is wrong"],
	["meadwoos", "meadows", "two mistakes in a long word"],
	["cafe rivr", "cafe river", "one word of two"],
	['"lower medows"', '"lower meadows"', "a word in a phrase"],
	["ubermutt", "ubermut", "accents do not matter"],
	["паромм", "паром", "Cyrillic"],
])("%s is corrected to %s: %s", async (typed, expected) => {
	expect(await corrected(typed)).toBe(expected);
});

test.each([
	["river", "occurs"],
	["CAFÉ", "occurs, in lower case and without the accent"],
	["xylophone", "resembles no other word"],
	["ri", "is too short"],
	["river2", "has a digit"],
	["r".repeat(40), "is too long"],
])("%s is not corrected, because it %s", async (typed) => {
	expect(await corrected(typed)).toBeNull();
});

test("if two words are equally similar, the more common word is used", async () => {
	expect(await corrected("rxver")).toBe("river");
});

test("a word with the same first letter is preferred to a more common word", async () => {
	await publish(article("ferry", { title: "A ferry" }), ...["a", "b"].map((name) => article(name, { title: "Very" })));
	expect(await corrected("fery")).toBe("ferry");
});

test("a word that occurs only in members' articles is never suggested", async () => {
	expect(await corrected("zirconum")).toBeNull();
	expect(await corrected("ledgr")).toBeNull();
});

test("a word is no longer suggested when its article becomes members-only", async () => {
	await publish(article("open", { title: "Porcupines" }));
	expect(await corrected("porcupins")).toBe("porcupines");
	await publish(article("open", { title: "Porcupines", ...members }));
	expect(await corrected("porcupins")).toBeNull();
});

test("the number of rows read per search word is limited, however many different words articles contain", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const text = Array.from({ length: 6000 }, (_, index) => `qu${index}`).join(" ");
		sql.exec("INSERT INTO word (rowid, title, excerpt, body) VALUES (900000, '', '', ?)", text);
		let statements = 0;
		const counting = new Proxy(sql, {
			get: (_target, name) => {
				if (name !== "exec") return Reflect.get(sql, name);
				return (...given: Parameters<SqlStorage["exec"]>) => {
					statements++;
					return sql.exec(...given);
				};
			},
		});
		expect(correctedWords(counting, "quarrelsomely")).toBeNull();
		expect(statements).toBeGreaterThan(1500);
		expect(statements).toBeLessThan(1600);
	});
});

test("a misspelt search finds articles with similar words, and reports the correction", async () => {
	const found = await search("q=rivr");
	expect(found.isCorrected).toBe(true);
	expect(found.selection.words.any).toEqual(["river"]);
	expect(found.items.map(({ title }) => title).sort()).toEqual(["A walk by the river", "The river rises"]);
	expect(found.matches).toEqual({ count: 2, isMore: false });
});

test("a search that finds something is not corrected", async () => {
	const found = await search("q=rover");
	expect(found.isCorrected).toBe(false);
	expect(found.items[0]?.marked).toEqual([
		{ text: "A ", isHit: false },
		{ text: "rover", isHit: true },
		{ text: " on the shore", isHit: false },
	]);
});

test("results are counted by topic and by provider, and can be narrowed down to either", async () => {
	const found = await search("q=river");
	expect(found.topics).toEqual([
		{ name: "topics/harbour", title: "Harbour", count: 1 },
		{ name: "topics/rivers", title: "Rivers", count: 1 },
		{ name: "topics/weather", title: "Weather", count: 1 },
	]);
	expect(found.providers).toEqual([{ name: "providers/gazette.example", title: "Gazette", count: 2 }]);
	expect((await search("q=river&topic=weather")).matches.count).toBe(1);
});

test("results, counts and suggestions never include members' articles", async () => {
	for (const words of ["ledger", "zirconium", "secret"]) {
		const found = await search(`q=${words}`);
		expect([found.matches.count, found.items, found.topics, found.isCorrected]).toEqual([0, [], [], false]);
	}
});

test("if nothing is found, the most similar topics are suggested", async () => {
	const { matches, near } = await search("q=wether+forecasts");
	expect(matches.count).toBe(0);
	expect(near.map(({ title }) => title)).toContain("Weather");
});

test("an excerpt shows where the text matches", async () => {
	const [first] = (await search("q=meadows")).items;
	expect(first?.excerpt?.filter(({ isHit }) => isHit)).toEqual([{ text: "meadows", isHit: true }]);
});

test("there are only as many pages of results as needed", async () => {
	await publisherOf(env).apply(
		Array.from({ length: 45 }, (_, index) => article(`tide${index}`, { title: `Springtide ${index}` })),
		"token:test",
	);
	const [first, third, beyond] = await Promise.all([1, 3, 4].map((page) => search("q=springtide", page)));
	expect([first?.pages, first?.items.length, third?.items.length, beyond?.items.length]).toEqual([3, 20, 5, 0]);
});

test("a search for the words of a URL finds articles with all of these words or, if there are none, with the longest word, and corrects misspellings", async () => {
	const like = async (text: string) => {
		const found = answered(await publisherOf(env).library().like(text));
		return found?.items.map(({ title }) => title) ?? null;
	};
	expect(await like("walk rivr")).toEqual(["A walk by the river"]);
	expect(await like("the shoree")).toEqual(["A rover on the shore"]);
	expect(await like("xylophone")).toBeNull();
	expect(await like("zirconium ledger")).toBeNull();
});
