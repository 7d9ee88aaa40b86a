import { expect, test } from "vitest";
import { type Candidate, matchItems } from "../../src/cli/adopt/match-items.ts";
import type { FeedItem } from "../../src/cli/feeds/whole-feed.ts";

const DAY = 24 * 3_600_000;
const MAY_4 = Date.UTC(2024, 4, 4);

function item(over: Partial<FeedItem>): FeedItem {
	const bare = {
		id: "",
		title: "",
		link: "",
		authors: [],
		topics: [],
		html: [],
		enclosures: [],
		summary: undefined,
		body: "",
		picture: undefined,
	};
	return { ...bare, published: MAY_4, updated: undefined, ...over };
}

function file(path: string, over: Partial<Candidate> = {}): Candidate {
	const name = path.replace(/^.*\//, "").replace(/\.\w+$/, "");
	return { path, name, title: `Title of ${name}`, published: MAY_4 - 300 * DAY, ...over };
}

const isOwnHost = ({ host }: URL) => host === "tides.example";

/** Returns the criterion and path of the only match, or the reason why nothing matches. */
function matched(one: Partial<FeedItem>, ...files: Candidate[]) {
	const { matched: found, unmatched } = matchItems([item(one)], files, isOwnHost);
	const [match] = found;
	return match ? `${match.by}: ${match.candidate.path}` : unmatched[0]?.why;
}

test.each<[string, Partial<FeedItem>, Partial<Candidate>]>([
	["guid", { id: "tag:a,2024:x" }, { guid: "tag:a,2024:x" }],
	["address", { link: "https://tides.example/2024/caf%C3%A9" }, { address: "/2024/caf%c3%a9/" }],
	["old address", { link: "https://tides.example/?p=7" }, { formerly: ["/?p=7"] }],
	["link", { link: "https://moon.example/x" }, { link: "https://moon.example/x" }],
	["title and date", { title: "Ebb &amp; flow – “part” 1" }, { title: 'Ebb flow: "part" 1', published: MAY_4 + DAY }],
	[
		"name",
		{ link: "https://tides.example/2024/spring-tide.html" },
		{ name: "Spring tide", published: MAY_4 + 9 * DAY },
	],
	["title", { title: "Spring tide" }, { title: "Spring tide", published: undefined }],
])("an item is recognized by its %s", (by, one, over) => {
	expect(matched(one, file("other.md"), file("meant.md", over))).toBe(`${by}: meant.md`);
});

test("the most reliable criterion wins", () => {
	const files = [
		file("by-title.md", { title: "Tide", published: MAY_4 }),
		file("by-address.md", { address: "/tide/" }),
		file("by-guid.md", { guid: "7" }),
	];
	expect(matched({ id: "7", title: "Tide", link: "https://tides.example/tide/" }, ...files)).toBe("guid: by-guid.md");
});

test("a link to another site does not match, even if the path is the same", () => {
	expect(matched({ link: "https://moon.example/tide/" }, file("a.md", { address: "/tide/" }))).toMatch(/^No file/);
});

test("a published article is preferred to a draft with the same title and date", () => {
	const both = [
		file("draft.md", { title: "Tide", published: MAY_4, because: "a draft" }),
		file("tide.md", { title: "Tide", published: MAY_4 }),
	];
	expect(matched({ title: "Tide" }, ...both)).toBe("title and date: tide.md");
});

test.each<[string, Partial<FeedItem>, Candidate[]]>([
	[
		"Several files have this title: a.md, b.md.",
		{ title: "Tide" },
		[file("a.md", { title: "Tide", published: MAY_4 }), file("b.md", { title: "Tide", published: MAY_4 })],
	],
	["a.md has this title, but a different date.", { title: "Tide" }, [file("a.md", { title: "Tide" })]],
	["tide.md has this name, but a different date.", { link: "https://tides.example/tide/" }, [file("tide.md")]],
	["a.md has this date, but a different title.", { title: "Tide" }, [file("a.md", { published: MAY_4 })]],
	["No file has this title, name or date.", { title: "Tide" }, [file("a.md")]],
])("an unmatched item has a reason: %s", (why, one, files) => {
	expect(matched(one, ...files)).toBe(why);
});

test("an article matches only one item; a second item that fits the article stays unmatched, and the reason names the article", () => {
	const files = [file("tide.md", { title: "Tide", address: "/tide/" })];
	const items = [
		item({ title: "Tide", link: "https://tides.example/tide/" }),
		item({ title: "Tide", link: "https://tides.example/other/" }),
	];
	const { matched: found, unmatched } = matchItems(items, files, isOwnHost);
	expect(found.map(({ item: one }) => one)).toEqual([items[0]]);
	expect(unmatched).toEqual([{ item: items[1], why: "Another item in the feed already matches tide.md." }]);
});
